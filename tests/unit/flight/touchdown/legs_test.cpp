#include "flight/touchdown/legs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "flight/touchdown/legs_outcome.h"
#include "unit/flight/legs_scene.h"

namespace farside::legs_test {
using namespace legs_scene;

namespace {

constexpr double degree = unit::degree_rad;

double tilt_deg(const TouchdownEnd& e) { return tilt_from(body_z(e.state.q_LB), e.constants.up_L) / degree; }
bool tipped(const TouchdownEnd& e) { return e.memory.tip_s >= 0.0; }

TEST(Legs, StrokeOfRigidPlasticLegsIsThatOfAConstantForce) {  // T20
  Scene scene = firm_scene(7.0);
  LegParams<double>& legs = scene.p.vehicle.legs;
  scene.p.vehicle.mass.dry_mass_kg = 1204.0;
  legs.pad_mass_kg = 1.0;
  legs.primary.hinge_radius_m = legs.pad_radius_m;  // upright
  legs.primary.crush_first_N = legs.primary.crush_second_N = 4000.0;
  legs.primary.stroke_first_m = legs.primary.stroke_m = 1.2;
  legs.secondary.crush_N = legs.secondary.tension_N = 0.0;
  legs.bearing_friction = 0.0;
  legs.hull_clearance_m = 1.0;
  scene.p.start.touchdown.velocity_L.z = -3.5;
  scene.options.touchdown.legs_step_s = 1e-5;
  scene.options.touchdown.time_max_s = 1.0;
  const TouchdownEnd e = land_one(scene);
  for (int i = 0; i < 4; ++i) EXPECT_NEAR(e.legs.primary_m[i], 0.5231316726, 0.01 * 0.523);  // legs not quite rigid
  EXPECT_NEAR(e.legs.load_m_s2, 4 * 4000.0 / 1200.0, 0.01 * 13.3);
  EXPECT_LT(ledger_error(e.legs), 1e-3);
}

// T23: a vehicle as a block that slides on a slope of 15 deg with friction 0.40, 1 m/s at the start.
Scene slide_scene(double speed_m_s) {
  Scene scene = firm_scene(16.0);
  const double slope = 15.0 * degree;
  scene.p.moon.terrain.slope_rad = slope;
  scene.p.moon.terrain.slope_azimuth_rad = 90.0 * degree;
  scene.p.moon.regolith.soil.friction = 0.40;
  scene.p.start.touchdown.tilt_north_rad = slope;
  scene.p.start.touchdown.velocity_L.x = speed_m_s * std::cos(slope);
  scene.p.start.touchdown.velocity_L.z = -speed_m_s * std::sin(slope);
  scene.options.touchdown.stop_at_rest = false;
  return scene;
}
double slid_m(const TouchdownEnd& e) {
  const Vec3<double> moved = e.state.p_L - e.memory.contact_p_L;
  return moved.x * std::cos(15.0 * degree) - moved.z * std::sin(15.0 * degree);
}
TEST(Legs, SlideOnASlopeIsCoulombsAndEndsForGood) {  // T23
  for (const auto& [speed, distance] : {std::pair{1.0, 2.41230268}, std::pair{-1.0, -0.4769023163}}) {
    Scene scene = slide_scene(speed);
    scene.options.touchdown.time_max_s = 8.0;
    const double there = slid_m(land_one(scene));
    EXPECT_NEAR(there, distance, 0.005 * std::fabs(distance));
    scene.options.touchdown.time_max_s = 18.0;
    EXPECT_NEAR(slid_m(land_one(scene)), there,
                1e-3 * 0.01);  // ten seconds on: a hundredth of the millimetre that would be creep
  }
}

TEST(Legs, RestOnARockWithTheOppositePadAndOneNeighbour) {  // T29
  Scene scene = firm_scene(1.0);
  scene.options.moon.terrain.model = TerrainModel::dem;
  scene.p.vehicle.legs.pad_radius_m = 2.20;
  scene.p.start.touchdown.height_m = 0.001;  // of the lowest pad, above the ground below it
  constexpr int side = 81;
  constexpr double spacing_m = 0.25, corner_m = -10.0;
  std::vector<float> heights(side * side, 0.0F);
  for (int row = 0; row < side; ++row) {
    for (int column = 0; column < side; ++column) {
      const double east = corner_m + column * spacing_m, north = corner_m + row * spacing_m;
      if (std::hypot(east - 1.5556, north - 1.5556) < 1.0)
        heights[static_cast<std::size_t>(row * side + column)] = 0.25F;
    }
  }
  scene.grids.push_back({heights.data(), side, side, corner_m, corner_m, spacing_m});
  double lean[2];
  for (const int side_first : {0, 1}) {  // turned towards either neighbour at the start
    const double rate = side_first ? 0.05 : -0.05;
    scene.p.start.touchdown.rate_B.x = scene.p.start.touchdown.rate_B.y = rate;
    const TouchdownEnd e = land_one<uneven_ground>(scene);
    EXPECT_NEAR(tilt_deg(e), 4.594, 0.02 * 4.594);
    EXPECT_LT(ledger_error(e.legs), 0.01);
    const Vec3<double> z_L = body_z(e.state.q_LB);
    lean[side_first] = z_L.x - z_L.y;
  }
  EXPECT_GT(std::fabs(lean[0]), 0.05);  // sqrt(2) * 0.125 / 2.2, of the neighbour that carries nothing
  EXPECT_NEAR(lean[1], -lean[0], 1e-6);
}

TEST(Legs, NominalTouchdownIsThatOfChange4) {
  Scene scene;
  scene.p.start.touchdown.velocity_L.z = -3.0;
  scene.p.start.touchdown.velocity_L.x = 0.1;
  const TouchdownEnd e = land_one(scene);
  for (int i = 0; i < 4; ++i) {
    const double depth_m = e.memory.depth_m[i];
    EXPECT_GT(depth_m, 0.01);
    EXPECT_LT(depth_m, 0.05);
  }
  EXPECT_GT(e.legs.struts_J, 0.7 * e.legs.energy_J);
  EXPECT_LT(e.time_s, 10.0);  // has come to rest
  EXPECT_LT(tilt_deg(e), 1.0);
}

TEST(Legs, EnergyLedgerClosesOnRandomTouchdowns) {  // P7: 1 %
  const Scene scene;
  const int count = lane_count == 2 ? 200 : 1000;  // the baseline is slow, and its bits are the others'
  double worst = 0.0;
  int bottomed = 0, struck = 0;
  for (const TouchdownEnd& e : land<Lanes>(scene, random_touchdowns(scene, count, 1))) {
    ASSERT_NE(e.ending, TouchdownEnding::numerical);
    worst = std::fmax(ledger_error(e.legs), worst);
    EXPECT_GT(e.legs.soil_J, 0.0);
    EXPECT_GT(e.legs.friction_J, 0.0);
    bottomed += e.legs.stroke_s >= 0.0;
    struck += e.legs.nozzle_s >= 0.0;
  }
  EXPECT_LT(worst, 0.01);
  EXPECT_GT(bottomed, 0);  // the cases are hard enough to see the ends of the strokes
  EXPECT_GT(struck, 0);
}

// Leaning by t about the line between two pairs of pads, at rest in the air: how far the rings are above the ground.
TEST(Legs, ClearancesAreThoseOfTheLowestPointsOfHullAndNozzle) {
  Scene scene;
  scene.p.moon.gravity.g_m_s2 = 0.0;
  scene.p.start.touchdown.height_m = 0.2;
  scene.p.start.touchdown.tilt_north_rad = 0.1;
  scene.options.touchdown.time_max_s = 0.01;
  const TouchdownEnd e = land_one(scene);
  const LegParams<double>& legs = scene.p.vehicle.legs;
  const double pads_m = 0.2 + legs.pad_radius_m / std::sqrt(2.0) * std::sin(0.1);  // of their centre
  EXPECT_NEAR(e.memory.clearance_m, pads_m + legs.hull_clearance_m * std::cos(0.1) - legs.hull_radius_m * std::sin(0.1),
              1e-9);
  EXPECT_NEAR(e.legs.nozzle_clearance_m,
              pads_m + legs.nozzle_clearance_m * std::cos(0.1) - legs.nozzle_radius_m * std::sin(0.1), 1e-9);
}

TEST(Legs, OnTheirHullTheLedgerHoldsWhatTheGroundTakesFromIt) {
  Scene scene;
  scene.p.start.touchdown.velocity_L.z = -6.0;
  scene.p.start.touchdown.rate_B.x = 0.3;
  const TouchdownEnd e = land_one(scene);
  EXPECT_GE(e.memory.hull_s, 0.0);
  EXPECT_LT(ledger_error(e.legs), 0.01);
}

TEST(Legs, AtRestStayAtRest) {  // once the last swing has died away, 20 s on no creep beyond 1 mm
  Scene scene;
  scene.options.touchdown.stop_at_rest = false;
  const std::vector<CaseParams<double>> cases = random_touchdowns(scene, 4 * lane_count, 2);
  scene.options.touchdown.time_max_s = 20.0;
  const std::vector<TouchdownEnd> then = land<Lanes>(scene, cases);
  scene.options.touchdown.time_max_s = 40.0;
  const std::vector<TouchdownEnd> later = land<Lanes>(scene, cases);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (tipped(later[i])) continue;
    EXPECT_LT(norm(later[i].state.p_L - then[i].state.p_L), 1e-5) << i;
    EXPECT_NEAR(tilt_deg(later[i]), tilt_deg(then[i]), 1e-4) << i;
  }
}

constexpr double rounding_m = 1e-5,
                 rounding_deg = 1e-4;  // it grows at every contact made and lost: to a fourth of this in 16 touchdowns

// Of mirrored touchdowns, the mirrored outcome: y is turned round, and with it legs 0 and 3, 1 and 2.
TEST(Legs, MirroredTouchdownsEndMirrored) {
  const Scene scene;
  const std::vector<CaseParams<double>> cases = random_touchdowns(scene, 2 * lane_count, 3);
  std::vector<CaseParams<double>> mirrored = cases;
  for (CaseParams<double>& p : mirrored) {
    SiteStartParams<double>& s = p.start.touchdown;
    s.velocity_L.y = -s.velocity_L.y;
    s.yaw_rad = -s.yaw_rad;
    s.tilt_east_rad = -s.tilt_east_rad;
    s.rate_B.x = -s.rate_B.x;
    s.rate_B.z = -s.rate_B.z;
    p.moon.terrain.slope_azimuth_rad = 3.141592653589793 - p.moon.terrain.slope_azimuth_rad;
    LegParams<double>& legs = p.vehicle.legs;
    legs.crush_scale_leg3 = legs.crush_scale_leg0;
    legs.crush_scale_leg1 = legs.crush_scale_leg2;
    legs.crush_scale_leg0 = legs.crush_scale_leg2 = 1.0;
  }
  const std::vector<TouchdownEnd> a = land<Lanes>(scene, cases), b = land<Lanes>(scene, mirrored);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_NEAR(b[i].state.p_L.x, a[i].state.p_L.x, rounding_m) << i;
    EXPECT_NEAR(b[i].state.p_L.y, -a[i].state.p_L.y, rounding_m) << i;
    EXPECT_NEAR(tilt_deg(b[i]), tilt_deg(a[i]), rounding_deg) << i;
    for (int k = 0; k < 4; ++k) EXPECT_NEAR(b[i].legs.primary_m[3 - k], a[i].legs.primary_m[k], rounding_m) << i;
  }
}

TEST(Legs, TurnedTouchdownsEndTurned) {
  const Scene scene;
  const std::vector<CaseParams<double>> cases = random_touchdowns(scene, 2 * lane_count, 4);
  std::vector<CaseParams<double>> turned_cases = cases;
  const double angle = 1.0, c = std::cos(angle), s = std::sin(angle);
  for (CaseParams<double>& p : turned_cases) {
    SiteStartParams<double>& t = p.start.touchdown;
    const double east = t.velocity_L.x, tilt = t.tilt_east_rad;
    t.velocity_L.x = c * east - s * t.velocity_L.y;
    t.velocity_L.y = s * east + c * t.velocity_L.y;
    t.tilt_east_rad = c * tilt - s * t.tilt_north_rad;
    t.tilt_north_rad = s * tilt + c * t.tilt_north_rad;
    t.yaw_rad += angle;
    p.moon.terrain.slope_azimuth_rad -= angle;
  }
  const std::vector<TouchdownEnd> a = land<Lanes>(scene, cases), b = land<Lanes>(scene, turned_cases);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Vec3<double>& p = a[i].state.p_L;
    EXPECT_NEAR(b[i].state.p_L.x, c * p.x - s * p.y, rounding_m) << i;
    EXPECT_NEAR(b[i].state.p_L.y, s * p.x + c * p.y, rounding_m) << i;
    EXPECT_NEAR(tilt_deg(b[i]), tilt_deg(a[i]), rounding_deg) << i;
    for (int k = 0; k < 4; ++k) EXPECT_NEAR(b[i].legs.primary_m[k], a[i].legs.primary_m[k], rounding_m) << i;
  }
}

// As many legs, each as strong as before: the ledger closes, and each leg carries its part. On three, five ... the
// same.
TEST(Legs, AreThreeToEight) {
  for (int legs = legs_least; legs <= legs_max; ++legs) {
    Scene scene;
    scene.options.vehicle.legs.count = legs;
    scene.p.moon.regolith.soil.k_c_N_m2 = 0.0;
    scene.p.start.touchdown.velocity_L.z = -1.0;
    const TouchdownEnd e = land_one(scene);
    EXPECT_EQ(e.ending, TouchdownEnding::rest) << legs;
    EXPECT_LT(ledger_error(e.legs), 1e-3) << legs;
    EXPECT_LT(tilt_deg(e), 1e-6) << legs;
    double deepest = 0.0, least = 1.0;
    for (int i = 0; i < legs; ++i) {
      deepest = std::fmax(e.memory.depth_m[i], deepest);
      least = std::fmin(e.memory.depth_m[i], least);
    }
    EXPECT_GT(least, 0.0) << legs;
    EXPECT_NEAR(deepest, least, 1e-9) << legs;
    LandingRecord r = empty_record(0);
    record_legs(scene.p, legs, e, r);
    for (int i = 0; i < legs_max; ++i) EXPECT_EQ(std::isnan(r.stroke_primary[i]), i >= legs) << legs << " " << i;
    EXPECT_NEAR(r.stability_margin, 2.35 * std::cos(3.141592653589793 / legs), 0.03) << legs;  // pads spread
  }
}

// A leg that comes out again lifts the vehicle to where it stood, but for what the soil keeps.
TEST(Legs, WithAReturnForceStandUpAgain) {
  Scene scene = firm_scene(1.0);
  LegParams<double>& legs = scene.p.vehicle.legs;
  legs.primary.crush_first_N = legs.primary.crush_second_N = 6000.0;
  scene.p.start.touchdown.velocity_L.z = -2.4;
  const TouchdownEnd crushed = land_one(scene);
  legs.primary.return_N = 2000.0;  // above the static load
  const TouchdownEnd back = land_one(scene);
  EXPECT_GT(back.legs.primary_m[0], 0.05);  // the stroke that it used
  EXPECT_NEAR(back.legs.primary_m[0], crushed.legs.primary_m[0], 0.01);
  EXPECT_LT(crushed.state.p_L.z, back.state.p_L.z - 0.05);
  EXPECT_LT(ledger_error(back.legs), 1e-3);
}

bool same_bits(const TouchdownEnd& a, const TouchdownEnd& b) {
  return std::memcmp(&a.state, &b.state, sizeof a.state) == 0 &&
         std::memcmp(&a.memory, &b.memory, sizeof a.memory) == 0 && std::memcmp(&a.legs, &b.legs, sizeof a.legs) == 0 &&
         a.time_s == b.time_s && a.ending == b.ending;
}
TEST(Legs, InLanesAreTheDoubles) {
  Scene scene;
  std::vector<CaseParams<double>> cases = random_touchdowns(scene, 3 * lane_count + 1, 5);
  cases[1].start.touchdown.velocity_L.z = -6.0;  // onto the hull
  cases[2].start.touchdown.velocity_L.y = 6.0;   // over
  cases[2].moon.regolith.soil.friction = 3.0;
  cases[3].start.touchdown.velocity_L.z = __builtin_nan("");
  scene.options.touchdown.time_max_s = 3.0;
  const std::vector<TouchdownEnd> lanes = land<Lanes>(scene, cases), doubles = land<double>(scene, cases);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (i == 3) {
      EXPECT_EQ(lanes[i].ending, TouchdownEnding::numerical);
      EXPECT_EQ(doubles[i].ending, TouchdownEnding::numerical);
    } else {
      EXPECT_TRUE(same_bits(lanes[i], doubles[i])) << i;
    }
  }
  EXPECT_GE(lanes[1].memory.hull_s, 0.0);
  EXPECT_TRUE(tipped(lanes[2]));
}

TEST(Legs, PadsThatLeaveNoHullAreANumericalFailure) {
  Scene scene;
  scene.p.vehicle.legs.pad_mass_kg = 100.0;  // 4 * 100 kg at 2.35 m is more than the vehicle's whole inertia about z
  scene.p.vehicle.mass.gyration_B.z = 1.0;
  EXPECT_EQ(land_one(scene).ending, TouchdownEnding::numerical);
}

TEST(Legs, CriteriaOfTheirOwnAreJudged) {
  Scene scene;
  scene.p.start.touchdown.velocity_L.z = -7.0;
  scene.p.vehicle.legs.hull_clearance_m = 1.2;  // nothing but the legs to stop it
  const TouchdownEnd hard = land_one(scene);
  LandingRecord r = empty_record(0);
  record_legs(scene.p, 4, hard, r);
  const auto margin = [&](Criterion c) { return r.margin[static_cast<int>(c)]; };
  EXPECT_LT(margin(Criterion::stroke_exceeded), 0.0);
  EXPECT_LT(margin(Criterion::nozzle_strike), 0.0);
  EXPECT_LT(margin(Criterion::load_exceeded), 0.0);
  for (const Criterion c : {Criterion::stroke_exceeded, Criterion::nozzle_strike, Criterion::load_exceeded}) {
    EXPECT_GE(r.time[static_cast<int>(c)], hard.memory.contact_s);
    EXPECT_LT(r.time[static_cast<int>(c)], hard.memory.contact_s + 0.5);  // at the end of the stroke
  }
  scene.p.start.touchdown.velocity_L.z = -1.0;
  r = empty_record(0);
  record_legs(scene.p, 4, land_one(scene), r);
  for (const Criterion c : {Criterion::stroke_exceeded, Criterion::nozzle_strike, Criterion::load_exceeded}) {
    EXPECT_GT(margin(c), 0.0);
    EXPECT_TRUE(std::isnan(r.time[static_cast<int>(c)]));
  }
}

}  // namespace

}  // namespace farside::legs_test
