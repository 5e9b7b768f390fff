#pragma once
// A vehicle on crushable legs just above flat ground in uniform gravity, and its touchdown, for the tests of
// flight/touchdown/legs.h.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "flight/touchdown/legs.h"
#include "unit/lanes/reference.h"

// Compiled once, in legs_scene.cpp, for all the tests that land on legs.
namespace farside::inline FARSIDE_ISA {
extern template class LegsLoop<double, flat_ground>;
extern template class LegsLoop<double, uneven_ground>;
extern template class LegsLoop<Lanes, flat_ground>;
extern template class LegsLoop<Lanes, uneven_ground>;
}  // namespace farside::inline FARSIDE_ISA

namespace legs_scene {

using namespace farside;

struct Scene {
  CampaignOptions options;
  CaseParams<double> p;
  std::vector<HeightGrid> grids;
  ReliefScales relief{};

  Scene() {
    options.moon.gravity.model = GravityModel::uniform;
    options.moon.rotation = false;
    options.moon.terrain.model = TerrainModel::plane;
    options.start = StartMode::touchdown;
    options.touchdown.model = TouchdownModel::legs;
    p.vehicle.mass.dry_mass_kg = 1421.0;  // of Chang'e-4 at its landing
    p.vehicle.mass.propellant_kg = p.vehicle.mass.rcs_propellant_kg = 0.0;
    p.moon.gravity.g_m_s2 = 1.625;
    p.start.touchdown.height_m = 0.01;
  }
  KernelSetup setup() const {
    KernelSetup s{};
    s.options = options;
    s.nominal = reinterpret_cast<const double*>(&p);
    s.relief = relief;
    for (const HeightGrid& grid : grids) s.grids[s.grid_count++] = grid;
    return s;
  }
};

// Legs and ground that neither crush nor sink, `firmness` times as stiff as the default ones; the step follows.
inline Scene firm_scene(double firmness) {
  Scene scene;
  const double damping = std::sqrt(firmness);
  LegParams<double>& legs = scene.p.vehicle.legs;
  SoilParams<double>& soil = scene.p.moon.regolith.soil;
  legs.primary.crush_first_N = legs.primary.crush_second_N = legs.secondary.crush_N = legs.secondary.tension_N = 1e9;
  legs.strut_stiffness_N_m *= firmness;
  legs.strut_damping_N_s_m *= damping;
  soil.bearing_N_m2 = 1e11;
  soil.unloading_N_m *= firmness;
  soil.bristle_N_m *= firmness;
  soil.damping_N_s_m *= damping;
  soil.bristle_damping_N_s_m *= damping;
  scene.options.touchdown.legs_step_s /= damping;
  scene.p.start.touchdown.height_m = 0.0;
  return scene;
}

// Lands these cases in lanes or one by one.
template <class Real, int patches = 1>
std::vector<TouchdownEnd> land(const Scene& scene, const std::vector<CaseParams<double>>& cases) {
  const KernelSetup setup = scene.setup();
  const DescentWorld world(setup);
  const std::vector<std::uint64_t> numbers(cases.size());
  CaseBlock block{};
  block.case_numbers = numbers.data();
  block.params = reinterpret_cast<const double*>(cases.data());
  std::vector<int> list(cases.size());
  for (std::size_t i = 0; i < list.size(); ++i) list[i] = static_cast<int>(i);
  std::vector<TouchdownEnd> ends(cases.size());
  LegsLoop<Real, patches> loop(world);
  Tracer<Real> trace;
  EXPECT_TRUE(loop.land(block, list.data(), static_cast<int>(list.size()), nullptr, ends.data(), trace));
  return ends;
}
template <int patches = 1>
TouchdownEnd land_one(const Scene& scene) {
  return land<double, patches>(scene, {scene.p})[0];
}

// Of the energy that there was, how much the ledger has lost or made.
inline double ledger_error(const LegsEnd& e) {
  return std::fabs(e.struts_J + e.soil_J + e.friction_J + e.residual_J - e.energy_J) / e.energy_J;
}

// Touchdowns as hard as they come: speeds, attitudes and rates beyond the design's, slopes to 12 deg, soft and firm
// soil, weak legs.
inline std::vector<CaseParams<double>> random_touchdowns(const Scene& scene, int count, std::uint64_t seed) {
  reference::Points points(seed);
  std::vector<CaseParams<double>> cases;
  for (int i = 0; i < count; ++i) {
    CaseParams<double> p = scene.p;
    SiteStartParams<double>& s = p.start.touchdown;
    s.velocity_L.z = -points.between(0.5, 3.8);
    s.velocity_L.x = points.between(-0.8, 0.8);
    s.velocity_L.y = points.between(-0.8, 0.8);
    s.yaw_rad = points.between(-3.14, 3.14);
    s.tilt_east_rad = points.between(-0.09, 0.09);
    s.tilt_north_rad = points.between(-0.09, 0.09);
    s.rate_B.x = points.between(-0.03, 0.03);
    s.rate_B.y = points.between(-0.03, 0.03);
    s.rate_B.z = points.between(-0.03, 0.03);
    p.moon.terrain.slope_rad = points.between(0.0, 0.2);
    p.moon.terrain.slope_azimuth_rad = points.between(-3.14, 3.14);
    p.moon.regolith.soil.k_phi_N_m3 = points.between(8e5, 8e6);
    p.moon.regolith.soil.friction = points.between(0.25, 0.8);
    p.vehicle.legs.crush_scale_leg0 = points.between(0.9, 1.1);
    p.vehicle.legs.crush_scale_leg2 = points.between(0.9, 1.1);
    cases.push_back(p);
  }
  return cases;
}

}  // namespace legs_scene
