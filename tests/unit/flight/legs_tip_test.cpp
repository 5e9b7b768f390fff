#include <gtest/gtest.h>

#include <cmath>

#include "unit/flight/legs_scene.h"

// When a vehicle on its legs turns over.
namespace farside::legs_tip_test {
using namespace legs_scene;

namespace {

constexpr double degree = unit::degree_rad;

bool tipped(const TouchdownEnd& e) { return e.memory.tip_s >= 0.0; }

// T25: a rigid vehicle that tips over its feet.
struct Tip {
  double slope_deg, pad_azimuth_deg, rate_deg_s, speed_m_s, speed_sinking_2_m_s;
};
constexpr Tip tips[] = {{0, 45, 33.29128921, 2.207961914, 4.152505562},
                        {8, 45, 27.49031703, 1.82322687, 3.767770518},
                        {-8, 45, 38.93006957, 2.58193999, 4.526483638},
                        {0, 0, 37.49910261, 3.476939913, 6.226939913}};
CaseParams<double> tip_case(const Tip& t, double mass_of_pad_kg, double damping_N_s_m) {
  CaseParams<double> p = firm_scene(1.0).p;
  MassParams<double>& mass = p.vehicle.mass;
  LegParams<double>& legs = p.vehicle.legs;
  SoilParams<double>& soil = p.moon.regolith.soil;
  mass.cg_z_m = mass.cg_z_full_m = 1.60;
  mass.gyration_B.x = mass.gyration_B.y = mass.gyration_B.z = 1.10;
  legs.pad_radius_m = 2.20;
  legs.pad_azimuth_rad = t.pad_azimuth_deg * degree;
  legs.hull_clearance_m = 1.0;
  legs.pad_mass_kg = mass_of_pad_kg;
  legs.bearing_friction = 0.0;
  legs.strut_stiffness_N_m = soil.unloading_N_m = soil.bristle_N_m = 2e7;
  legs.strut_damping_N_s_m = soil.damping_N_s_m = soil.bristle_damping_N_s_m = damping_N_s_m;
  soil.friction = 100.0;  // feet stick
  p.moon.terrain.slope_rad = std::fabs(t.slope_deg) * degree;
  p.moon.terrain.slope_azimuth_rad = std::copysign(90.0, t.slope_deg) * degree;
  p.start.touchdown.tilt_north_rad = t.slope_deg * degree;
  return p;
}
void set_velocity(SiteStartParams<double>& s, double slope_rad, double along_m_s, double away_m_s) {
  s.velocity_L.x = along_m_s * std::cos(slope_rad) + away_m_s * std::sin(slope_rad);
  s.velocity_L.z = -along_m_s * std::sin(slope_rad) + away_m_s * std::cos(slope_rad);
}

TEST(Legs, TurnOverTheirFeetFromTheRateOfTheClosedForm) {  // T25, pinned
  Scene scene;
  scene.options.touchdown.legs_step_s = 1e-4;
  scene.options.touchdown.time_max_s = 8.0;
  std::vector<CaseParams<double>> cases;
  for (const Tip& t : tips) {
    const double arm = t.pad_azimuth_deg > 0.0 ? 2.20 / std::sqrt(2.0) : 2.20;
    for (const double factor : {0.99, 1.01}) {
      CaseParams<double> p = tip_case(t, 6.0, 11000.0);
      const double rate = factor * t.rate_deg_s * degree;
      p.start.touchdown.rate_B.y = rate;
      set_velocity(p.start.touchdown, t.slope_deg * degree, rate * 1.60, rate * arm);
      cases.push_back(p);
    }
  }
  const std::vector<TouchdownEnd> ends = land<Lanes>(scene, cases);
  for (std::size_t i = 0; i < ends.size(); i += 2) {
    EXPECT_FALSE(tipped(ends[i])) << i;
    EXPECT_TRUE(tipped(ends[i + 1])) << i;
  }
}

// The closed form is of feet that neither spring back nor share the blow with those behind: contact is heavily damped,
// the vehicle leans 0.2 deg forward so that the leading feet are there first, and heavy pads keep the damping within
// reach of the step.
TEST(Legs, TripOverTheirFeetAtTheSpeedOfTheClosedForm) {  // T25, compliant
  Scene scene;
  scene.options.touchdown.legs_step_s = 2e-5;
  scene.options.touchdown.time_max_s = 8.0;
  std::vector<CaseParams<double>> cases;
  for (const Tip& t : tips) {
    for (const auto& [speed, sinking] : {std::pair{t.speed_m_s, 0.0}, std::pair{t.speed_sinking_2_m_s, 2.0}}) {
      for (const double factor : {0.96, 1.02}) {  // found: 0.98-0.99; asked for: within 8 %
        CaseParams<double> p = tip_case(t, 50.0, 4e5);
        p.start.touchdown.height_m = 1e-6;
        p.start.touchdown.tilt_north_rad += 0.2 * degree;
        set_velocity(p.start.touchdown, t.slope_deg * degree, factor * speed, -sinking);
        cases.push_back(p);
      }
    }
  }
  const std::vector<TouchdownEnd> ends = land<Lanes>(scene, cases);
  for (std::size_t i = 0; i < ends.size(); i += 2) {
    EXPECT_FALSE(tipped(ends[i])) << i;
    EXPECT_TRUE(tipped(ends[i + 1])) << i;
  }
}

}  // namespace

}  // namespace farside::legs_tip_test
