#include "scenario/maps/layer_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "moon/frames.h"
#include "moon/grid_sample.h"
#include "scenario/maps/map_advice.h"
#include "scenario/maps/seams.h"

namespace farside {
namespace {

constexpr double elevation_tolerance_m =
    100.0;  // coarse maps differ from a site by less, and maps with a wrong unit, factor or sphere by more
constexpr double reach_max_frac =
    2.0;  // a map may reach so many times as far as it is used without a remark, as rotated ones do

// A remark about a layer, with its place in the configuration; `kind` is "warning: ", "error: " or empty.
std::string told(const DemLayer& layer, const std::string& kind, const std::string& what) {
  return (layer.where.empty() ? "" : layer.where + ": ") + kind + layer.path + ": " + what;
}

// The mistake that the height at the target looks like, and its remedy.
std::string likely_reason(double height_m, const SiteOptions& site, const MapFacts& map) {
  struct Mistake {
    const char* what;
    double factor, raise_m;  // that correct it
  };
  for (const auto& [what, factor, raise_m] :
       {Mistake{"kilometres taken for metres", 1e3, 0.0},
        Mistake{"radii in kilometres taken for heights", 1e3, -moon_radius_m},
        Mistake{"counts of half a metre without their scale", 0.5, 0.0},
        Mistake{"heights above a sphere of 1738 km", 1.0, 600.0}, Mistake{"depths taken for heights", -1.0, 0.0}}) {
    const double off_m = std::abs(factor * height_m + raise_m - site.elevation_m);
    if (off_m <= elevation_tolerance_m && off_m <= 0.1 * std::abs(height_m - site.elevation_m))
      return fmt::format(". It looks like {}; to mend that: {}", what,
                         translated(map.source, rescaling(map.scale, factor, raise_m)));
  }
  return "";
}

// Compares the height of the map at the target with the campaign's site.elevation_m.
void compare_elevation(const DemLayer& layer, const TerrainGrid& grid, const SiteOptions& site,
                       std::vector<std::string>& doubts) {
  const double off_m = grid.heights[grid.heights.size() / 2];
  if (!(std::abs(off_m) > elevation_tolerance_m)) return;  // also where there is no data (NaN)
  const double height_m = site.elevation_m + off_m;
  doubts.push_back(
      told(layer, "warning: ",
           fmt::format("the ground at the target is at {:.1f} m, {:.1f} m {} site.elevation_m = {:g}, which the start "
                       "and the target's height count from; if the map is right, set site.elevation_m to {:.1f}, "
                       "otherwise mend the map{}",
                       height_m, std::abs(off_m), off_m < 0.0 ? "below" : "above", site.elevation_m, height_m,
                       likely_reason(height_m, site, grid.map))));
}

// Without a width of its own a layer is a square, as far as the map reaches on all sides, of not more than
// grid_side_max nodes a side. `rest`: the grid of what of it lies beyond, if there is one.
void compare_reach(const DemLayer& layer, const TerrainGrid& grid, const TerrainGrid* rest,
                   std::vector<std::string>& doubts) {
  const double used_m = -(rest != nullptr ? *rest : grid).east_min_m;
  if (rest != nullptr) {
    doubts.push_back(
        told(layer, "warning: ",
             fmt::format("is wider than {} nodes of {:g} m: heights are {:g} m apart to {:.0f} m about the target, and "
                         "picked every {:g} m from there to {:.0f} m, where no other map lies",
                         grid.columns, grid.spacing_m, grid.spacing_m, -grid.east_min_m, rest->spacing_m, used_m)));
  }
  const bool cut = rest == nullptr && grid.map.whole_m > 0.0;
  if (!cut && grid.map.reach_m <= reach_max_frac * used_m) return;
  std::string keys = fmt::format("half_width_m: {:.0f}", std::floor(grid.map.reach_m));
  const double spacing_m = grid.map.reach_m / grid_reach(grid_side_max);
  if (spacing_m > grid.spacing_m) {
    const double unit = std::pow(10.0, std::floor(std::log10(spacing_m)) - 1.0);
    keys += fmt::format(", spacing_m: {:g}", unit * std::ceil(spacing_m / unit));
  }
  doubts.push_back(
      told(layer, "warning: ",
           fmt::format("is used to {:.0f} m about the target, and reaches {:.0f} m to one side; {} takes all of it in",
                       used_m, grid.map.reach_m, keys)));
}

// The number of the map that a grid is of.
std::size_t layer_of(const std::vector<TerrainGrid>& grids, std::size_t i) {
  return grids[i].layer < 0 ? i : static_cast<std::size_t>(grids[i].layer);
}

// Tells of maps that disagree where one gives way to the next: the ground steps there.
void compare_at_seams(const std::vector<DemLayer>& layers, const std::vector<TerrainGrid>& grids,
                      std::vector<std::string>& doubts) {
  std::vector<HeightGrid> views;
  std::vector<double> postings_m;
  for (const TerrainGrid& grid : grids) {
    views.push_back(grid.view());
    postings_m.push_back(std::max(grid.spacing_m, grid.map.posting_m));
  }
  constexpr const char* sides[] = {"its western side", "its eastern side", "its southern side", "its northern side",
                                   "places where it has no data"};
  for (std::size_t i = 0; i < grids.size(); ++i) {
    const std::optional<Seam> seam = worst_seam(views, i, postings_m);
    if (!seam) continue;
    const std::string& under = layers[layer_of(grids, seam->under)].path;
    const std::string along = sides[static_cast<int>(seam->side)];
    const std::string what =
        seam->along_all_of_it
            ? fmt::format("along {} {}, which follows it, is {:.1f} m {}, and the ground steps by up to {:.1f} m",
                          along, under, std::abs(seam->offset_m), seam->offset_m < 0.0 ? "lower" : "higher",
                          seam->largest_m)
            : fmt::format("along {} the ground steps to {}, which follows it, by up to {:.1f} m", along, under,
                          seam->largest_m);
    doubts.push_back(told(layers[layer_of(grids, i)], "warning: ",
                          fmt::format("{}, {:.0f} m east and {:.0f} m north of the target; both maps are flown over as "
                                      "they are: mend the one that is wrong, or don't land there",
                                      what, seam->east_m, seam->north_m)));
  }
}

// Detects maps filled with 0 where there was no data: level ground there, far from all other heights.
void look_for_zeros(const DemLayer& layer, const TerrainGrid& grid, const SiteOptions& site,
                    std::vector<std::string>& doubts) {
  const auto zero = static_cast<float>(-site.elevation_m);  // the heights are above the target's sphere
  std::size_t zeros = 0, near = 0, known = 0;
  for (const float h : grid.heights) {
    const float off = std::abs(h - zero);  // NaN counts nowhere
    known += off >= 0.0F;
    zeros += off < 1e-3F;
    near += off < 500.0F;
  }
  if (static_cast<double>(zeros) < 0.01 * static_cast<double>(known) || zeros == known || near > zeros + zeros / 4)
    return;
  doubts.push_back(
      told(layer, "warning: ",
           fmt::format("{:.0f} % of its heights are 0, and no others near; if 0 stands for no data, say so: {}",
                       100.0 * static_cast<double>(zeros) / static_cast<double>(known),
                       translated(grid.map.source, "-a_nodata 0"))));
}

bool has_data(const HeightGrid& grid) { return sample_grid<double>(grid, 0.0, 0.0).covered; }

// Is any place of `grid` not covered by the grids `over` it?
bool is_seen(const HeightGrid& grid, const std::vector<HeightGrid>& over) {
  for (int r = 1; r + 2 < grid.rows; ++r) {
    for (int c = 1; c + 2 < grid.columns; ++c) {
      const double east = grid.east_min_m + (c + 0.5) * grid.spacing_m,
                   north = grid.north_min_m + (r + 0.5) * grid.spacing_m;
      const bool hidden = std::any_of(over.begin(), over.end(), [&](const HeightGrid& g) {
        const GridSample<double> sample = sample_grid(g, east, north);
        return sample.covered && sample.weight == 1.0;
      });
      if (!hidden && sample_grid(grid, east, north).covered) return true;
    }
  }
  return false;
}

}  // namespace

std::vector<std::string> check_layers(const std::vector<DemLayer>& layers, const std::vector<TerrainGrid>& grids,
                                      const SiteOptions& site) {
  std::vector<std::string> doubts;
  std::vector<HeightGrid> over;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const HeightGrid grid = grids[i].view();
    if (!over.empty() && !is_seen(grid, over)) {
      throw ConfigError(told(layers[i], "error: ",
                             fmt::format("is nowhere seen, since {} over all of it; list the finest map first",
                                         i == 1 ? layers[0].path + " lies" : "those before it lie")));
    }
    const auto coarser =
        std::find_if(over.begin(), over.end(), [&](const HeightGrid& g) { return g.spacing_m > grid.spacing_m; });
    if (coarser != over.end()) {
      doubts.push_back(told(
          layers[i], "warning: ",
          fmt::format("its grid of {:g} m lies under that of {}, of {:g} m; list the finest map first", grid.spacing_m,
                      layers[static_cast<std::size_t>(coarser - over.begin())].path, coarser->spacing_m)));
    }
    compare_elevation(layers[i], grids[i], site, doubts);
    compare_reach(layers[i], grids[i],
                  grids.size() > layers.size() && grids.back().layer == static_cast<int>(i) ? &grids.back() : nullptr,
                  doubts);
    look_for_zeros(layers[i], grids[i], site, doubts);
    over.push_back(grid);
  }
  if (grids.size() > layers.size()) over.push_back(grids.back().view());
  compare_at_seams(layers, grids, doubts);
  if (!over.empty() && std::none_of(over.begin(), over.end(), has_data)) {
    throw DataError(told(layers[0], "",
                         fmt::format("has no data at the target (site.lat_deg, site.lon_deg){}; choose another target, "
                                     "or give, as the last, a map that has data there",
                                     layers.size() > 1 ? ", nor have those that follow it" : "")));
  }
  return doubts;
}

}  // namespace farside
