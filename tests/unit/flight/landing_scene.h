#pragma once
// Whole landings from just above the ground or from some metres up, as the kernel judges them, for the tests of
// flight/.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "flight/landing.h"
#include "unit/flight/linked_kernel.h"

namespace landing_scene {

using namespace farside;

constexpr double degree = unit::degree_rad;

// A vehicle just above flat ground in uniform gravity.
struct Scene {
  CampaignOptions options;
  CaseParams<double> p;
  std::vector<HeightGrid> grids;

  explicit Scene(TouchdownModel model = TouchdownModel::rigid) {
    options.moon.gravity.model = GravityModel::uniform;
    options.moon.rotation = false;
    options.moon.terrain.model = TerrainModel::plane;
    options.start = StartMode::touchdown;
    options.touchdown.model = model;
    p.vehicle.mass.dry_mass_kg = 1421.0;
    p.vehicle.mass.propellant_kg = p.vehicle.mass.rcs_propellant_kg = 0.0;
    p.start.touchdown.velocity_L.z = -1.0;
  }
};

template <class Real = double>
std::vector<LandingRecord> fly(const Scene& scene, const std::vector<CaseParams<double>>& cases) {
  KernelSetup setup{};
  setup.options = scene.options;
  setup.nominal = reinterpret_cast<const double*>(&scene.p);
  setup.ground_top_m = 100.0;
  for (const HeightGrid& grid : scene.grids) setup.grids[setup.grid_count++] = grid;
  std::vector<std::uint64_t> numbers(cases.size());
  std::vector<LandingRecord> records(cases.size());
  CaseBlock block{};
  block.case_numbers = numbers.data();
  block.params = reinterpret_cast<const double*>(cases.data());
  block.records = records.data();
  block.count = cases.size();
  linked_kernel::land_block<Real>(setup, block);
  return records;
}
inline LandingRecord fly_one(const Scene& scene) { return fly(scene, {scene.p})[0]; }

inline double margin(const LandingRecord& r, Criterion c) { return r.margin[static_cast<int>(c)]; }
inline double time_of(const LandingRecord& r, Criterion c) { return r.time[static_cast<int>(c)]; }
inline bool has_cause(const LandingRecord& r, Cause c) {
  return (r.failure_mask >> (static_cast<int>(c) - 1) & 1) != 0;
}
inline bool is(const LandingRecord& r, Status s) { return r.status == static_cast<std::int8_t>(s); }
inline bool is(const LandingRecord& r, Outcome o) {
  return is(r, Status::done) && r.outcome == static_cast<std::int8_t>(o);
}
inline bool is_first(const LandingRecord& r, Cause c) { return r.first_cause == static_cast<std::int8_t>(c); }

constexpr TouchdownModel both_models[] = {TouchdownModel::rigid, TouchdownModel::legs};

}  // namespace landing_scene
