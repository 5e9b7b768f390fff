#include "engine/setup.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace farside {
namespace {

// A plane of at most 45 deg (the limit of moon.terrain.slope_deg) that ends 2 km from the target
// (moon/terrain/ground.h) rises 2000 m over the target's level and 1.2 m more over the sphere; seen from the Moon's
// centre that is 2004 m.
constexpr double highest_plane_m = 2500.0;

// Bicubic weights (Catmull-Rom) of one axis have absolute values that add up to at most 1.25, those of two axes
// to 1.25^2: a surface exceeds its highest node by at most (1.25^2 - 1) / 2 of the nodes' range.
constexpr double overshoot = (1.25 * 1.25 - 1.0) / 2.0;

double highest_of(const TerrainGrid& grid) {
  double low = 0.0, high = 0.0;  // the sphere stands where the map has no data
  for (const float h : grid.heights) {
    if (std::isnan(h)) continue;
    low = std::min(low, double{h});
    high = std::max(high, double{h});
  }
  return high + overshoot * (high - low);
}

std::int32_t slot_of(const Scenario& s, const double& parameter) {
  return static_cast<std::int32_t>(&parameter - s.nominal_values());
}

bool may_be_nonzero(const Scenario& s, const double& parameter) {
  return parameter != 0.0 || std::count(s.dispersed_slots.begin(), s.dispersed_slots.end(), slot_of(s, parameter)) > 0;
}

}  // namespace

double highest_ground_m(TerrainModel model, const std::vector<TerrainGrid>& grids) {
  if (model == TerrainModel::sphere) return 0.0;
  if (model == TerrainModel::plane) return highest_plane_m;
  double highest = 0.0;  // between maps the ground is their mean, outside of them the sphere
  for (const TerrainGrid& grid : grids) highest = std::max(highest, highest_of(grid));
  return highest + 1.0;  // far more than rounding adds
}

ReliefScales relief_scales(const TerrainOptions& options, const std::vector<TerrainGrid>& grids) {
  if (options.relief.model != ReliefModel::generated) return {};
  ReliefScales scales{crater_levels_max, octaves_max, true, {}};
  if (options.model != TerrainModel::dem || grids.empty()) return scales;
  scales.open_above = false;
  double posting_m = grids.front().view().spacing_m;
  for (const TerrainGrid& grid : grids) posting_m = std::min(posting_m, grid.view().spacing_m);
  const double largest_m = std::min(4.0 * posting_m, 1000.0);
  while (scales.crater_levels > 0 && 2.0 * crater_level_m(scales.crater_levels - 1) > largest_m) --scales.crater_levels;
  while (scales.octaves > 0 && octave_spacing_m(scales.octaves - 1) >= posting_m) --scales.octaves;
  return scales;
}

KernelSetup make_setup(const Scenario& s) {
  KernelSetup setup{};
  setup.options = s.options;
  setup.nominal = s.nominal_values();
  if (s.terrain.size() > max_height_grids) throw InternalError("more maps than a kernel takes");
  for (const TerrainGrid& grid : s.terrain) setup.grids[setup.grid_count++] = grid.view();
  setup.relief = relief_scales(s.options.moon.terrain, s.terrain);
  setup.relief.listed = {s.listed.craters.view(), s.listed.rocks.view()};
  setup.thrusters = s.thrusters;
  setup.sky = s.sky.view();
  setup.library = s.library ? &*s.library : nullptr;
  setup.ground_top_m = highest_ground_m(s.options.moon.terrain.model, s.terrain);
  if (has_relief(setup.relief)) setup.ground_top_m += relief_highest_m;
  bool maps_move = false;
  for (int i = 0; i < max_height_grids; ++i)
    maps_move = maps_move || may_be_nonzero(s, layer_error(s.nominal.moon.terrain, i).up_m);
  if (maps_move) setup.ground_top_m += layer_height_max_m;  // no draw is beyond
  setup.dispersed_count = static_cast<std::int32_t>(s.dispersed_slots.size());
  setup.dispersed_slots = s.dispersed_slots.data();
  const auto& mass = s.nominal.vehicle.mass;
  setup.products_of_inertia = may_be_nonzero(s, mass.inertia_xy_kg_m2) || may_be_nonzero(s, mass.inertia_xz_kg_m2) ||
                              may_be_nonzero(s, mass.inertia_yz_kg_m2);
  return setup;
}

}  // namespace farside
