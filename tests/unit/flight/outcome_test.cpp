#include "flight/outcome.h"

#include <gtest/gtest.h>

#include <cmath>

namespace farside::outcome_test {
namespace {

constexpr double nan = not_available;

int index_of(Criterion c) { return static_cast<int>(c); }

DescentEnd end_of_descent() {
  DescentEnd d{};
  d.ending = DescentEnding::ground;
  d.covered = true;
  d.time_s = 690.0;
  d.p_LB = {300.0, -400.0, 1.5};
  d.v_LB = {0.3, 0.4, -2.0};
  d.q_LB = {1.0, 0.0, 0.0, 0.0};
  d.propellant_kg = 165.0;
  d.rcs_propellant_kg = 49.0;
  d.log = empty_log();
  return d;
}

LandingRecord recorded(const CaseParams<double>& p, const DescentEnd& d, const CampaignOptions& o = {}) {
  KernelSetup setup{};
  setup.options = o;
  setup.nominal = reinterpret_cast<const double*>(&p);
  const DescentWorld world(setup);
  LandingRecord r = empty_record(0);
  record_descent(world, p, d, r);
  return r;
}

TEST(RecordOfADescent, JudgesPropellantAboveTheReserveOverTheLoad) {
  CaseParams<double> p;  // 1650 kg
  p.vehicle.mass.unusable_propellant_kg = 10.0;
  p.vehicle.limits.propellant_reserve_kg = 30.0;
  const int i = index_of(Criterion::propellant_depleted);
  EXPECT_DOUBLE_EQ(recorded(p, end_of_descent()).margin[i], 125.0 / 1650.0);
  DescentEnd dry = end_of_descent();
  dry.propellant_kg = 10.0;
  dry.shortfall_kg = 3.0;
  dry.log.reserve_s = 600.0;
  EXPECT_DOUBLE_EQ(recorded(p, dry).margin[i], -33.0 / 1650.0);
  EXPECT_EQ(recorded(p, dry).time[i], 600.0);
}

TEST(RecordOfADescent, OfAVehicleWithoutATankHasNoSuchMargin) {
  CaseParams<double> p;
  p.vehicle.mass.propellant_kg = 0.0;
  EXPECT_TRUE(std::isnan(recorded(p, end_of_descent()).margin[index_of(Criterion::propellant_depleted)]));
}

TEST(RecordOfADescent, OfAnEmptyTankIsJudgedWhereSomethingWasWantedOfIt) {
  CaseParams<double> p;
  p.vehicle.mass.propellant_kg = 0.0;
  const int i = index_of(Criterion::propellant_depleted);
  DescentEnd d = end_of_descent();
  d.propellant_kg = 0.0;
  EXPECT_TRUE(std::isnan(recorded(p, d).margin[i]));
  d.shortfall_kg = 3.0;  // the engine was commanded
  d.log.reserve_s = 1.0;
  EXPECT_EQ(recorded(p, d).margin[i], -1.0);
  EXPECT_EQ(recorded(p, d).time[i], 1.0);
  d.shortfall_kg = 0.0;
  p.vehicle.limits.propellant_reserve_kg = 100.0;
  EXPECT_EQ(recorded(p, d).margin[i], -1.0);
}

TEST(RecordOfADescent, IsOffCorridorTooFarAwayAndInTheAir) {
  CaseParams<double> p;
  p.vehicle.limits.landing_radius_m = 1000.0;
  const int i = index_of(Criterion::off_corridor);
  EXPECT_DOUBLE_EQ(recorded(p, end_of_descent()).margin[i], 0.5);  // 300, 400: 500 m
  p.vehicle.limits.landing_radius_m = 400.0;
  EXPECT_DOUBLE_EQ(recorded(p, end_of_descent()).margin[i], -0.25);
  p.vehicle.limits.landing_radius_m = 1000.0;
  DescentEnd flying = end_of_descent();
  flying.ending = DescentEnding::time_limit;
  EXPECT_EQ(recorded(p, flying).margin[i], -1.0);
  EXPECT_EQ(recorded(p, flying).time[i], 690.0);
}

TEST(RecordOfADescent, OffTheMapsIsThatAndNothingElse) {
  CaseParams<double> p;
  CampaignOptions o;
  const int map = index_of(Criterion::off_map), corridor = index_of(Criterion::off_corridor);
  DescentEnd d = end_of_descent();
  EXPECT_TRUE(std::isnan(recorded(p, d, o).margin[map]));  // on a sphere no map is asked
  o.moon.terrain.model = TerrainModel::dem;
  EXPECT_EQ(recorded(p, d, o).margin[map], 1.0);
  d.covered = false;
  const LandingRecord r = recorded(p, d, o);
  EXPECT_EQ(r.margin[map], -1.0);
  EXPECT_EQ(r.time[map], 690.0);
  EXPECT_GT(r.margin[corridor], 0.0);
}

TEST(JudgeThrusters, IsWhatIsLeftOverWhatThereWas) {
  CampaignOptions o;
  const int i = index_of(Criterion::rcs_depleted);
  const auto judged = [&](double start_kg, double left_kg, double dry_s) {
    LandingRecord r = empty_record(0);
    judge_thrusters(o, start_kg, left_kg, dry_s, 690.0, r);
    return r;
  };
  EXPECT_EQ(judged(50.0, 40.0, nan).margin[i], 0.8);
  EXPECT_EQ(judged(50.0, 0.0, 123.0).margin[i], -1.0);
  EXPECT_EQ(judged(50.0, 0.0, 123.0).time[i], 123.0);
  EXPECT_EQ(judged(0.0, 0.0, nan).margin[i], -1.0);  // needed, and not there from the start
  EXPECT_EQ(judged(0.0, 0.0, nan).time[i], 0.0);
  o.gnc.control.mode = ControlMode::off;
  EXPECT_TRUE(std::isnan(judged(0.0, 0.0, nan).margin[i]));
  EXPECT_EQ(judged(50.0, 50.0, nan).margin[i], 1.0);
  o.vehicle.thrusters.uses_propellant = false;
  EXPECT_TRUE(std::isnan(judged(50.0, 50.0, nan).margin[i]));
}

TEST(JudgeCutoff, ComparesItsHeightWithAFallToTheVerticalSpeedLimit) {
  LimitParams<double> limits;  // 3.8 m/s: 4.443 m at 1.625 m/s^2
  const int i = index_of(Criterion::early_cutoff);
  const auto judged = [&](double height_m, double g_m_s2) {
    LandingRecord r = empty_record(0);
    judge_cutoff(limits, height_m, g_m_s2, 685.0, r);
    return r;
  };
  const double limit_m = 3.8 * 3.8 / 3.25;
  EXPECT_NEAR(judged(0.5 * limit_m, 1.625).margin[i], 0.5, 1e-15);
  EXPECT_NEAR(judged(2.0 * limit_m, 1.625).margin[i], -1.0, 1e-15);
  EXPECT_EQ(judged(2.0 * limit_m, 1.625).time[i], 685.0);
  EXPECT_EQ(judged(2.0 * limit_m, 1.625).cutoff_height, 2.0 * limit_m);
  EXPECT_EQ(judged(100.0, 0.0).margin[i], 1.0);  // nothing falls
  EXPECT_TRUE(std::isnan(judged(nan, 1.625).margin[i]));
}

TEST(RecordOfADescent, GivesPhasesInTheirOrderAndRatesInDegrees) {
  DescentEnd d = end_of_descent();
  d.w_IB_B = {0.0, unit::degree_rad, 0.0};
  const auto start = [&](Phase phase) -> PhaseStart<double>& { return d.log.phase[static_cast<int>(phase)]; };
  start(Phase::approach) = {575.0, {1.0, -2360.0, 2000.0}, {0.5, 60.0, -24.0}, 1500.0, {}};
  start(Phase::free_fall).time_s = 689.0;
  const LandingRecord r = recorded(CaseParams<double>{}, d);
  const auto at = [](const float(&column)[phase_count], Phase phase) { return column[static_cast<int>(phase)]; };
  EXPECT_TRUE(std::isnan(at(r.phase_time, Phase::hover)));  // this law has none
  EXPECT_EQ(at(r.phase_time, Phase::approach), 575.0f);
  EXPECT_EQ(at(r.phase_north, Phase::approach), -2360.0f);
  EXPECT_EQ(at(r.phase_velocity_up, Phase::approach), -24.0f);
  EXPECT_EQ(at(r.phase_mass, Phase::approach), 1500.0f);
  EXPECT_EQ(at(r.phase_time, Phase::free_fall), 689.0f);
  EXPECT_TRUE(std::isnan(at(r.phase_time, Phase::touchdown)));  // not of the descent
  EXPECT_EQ(at(r.phase_time, Phase::end), 690.0f);
  EXPECT_EQ(r.end_rate_y, 1.0);
  EXPECT_EQ(r.end_mass, 1200.0 + 165.0 + 49.0);
}

TEST(RecordOfPropellant, CountsFromTheLoadOfTheStart) {
  CaseParams<double> p;
  p.vehicle.mass.unusable_propellant_kg = 10.0;
  LandingRecord r = empty_record(0);
  record_propellant(p, 150.0, 48.0, r);
  EXPECT_EQ(r.propellant_used, 1500.0);
  EXPECT_EQ(r.propellant_remaining, 150.0);
  EXPECT_EQ(r.propellant_usable_remaining, 140.0);
  EXPECT_EQ(r.rcs_propellant_used, 2.0);
}

TEST(RecordOfContact, SplitsTheSpeedAlongTheLocalVertical) {
  LimitParams<double> limits;  // 3.8 and 1.0 m/s
  LandingRecord r = empty_record(0);
  record_contact(limits, 12.0, {1.0, 2.0, 1.5}, {0.3, 0.4, -1.9}, {0.0, 0.0, 1.0}, 3.0 * unit::degree_rad,
                 {0.0, 0.0, 2.0 * unit::degree_rad}, 1400.0, r);
  EXPECT_EQ(r.phase_mass[static_cast<int>(Phase::touchdown)], 1400.0f);
  EXPECT_EQ(r.phase_north[static_cast<int>(Phase::touchdown)], 2.0f);
  EXPECT_DOUBLE_EQ(r.touchdown_speed_vertical, 1.9);
  EXPECT_DOUBLE_EQ(r.touchdown_speed_horizontal, 0.5);
  EXPECT_DOUBLE_EQ(r.touchdown_tilt, 3.0);
  EXPECT_DOUBLE_EQ(r.touchdown_rate, 2.0);
  EXPECT_DOUBLE_EQ(r.margin[index_of(Criterion::hard_contact_vertical)], 0.5);
  EXPECT_DOUBLE_EQ(r.margin[index_of(Criterion::hard_contact_horizontal)], 0.5);
  EXPECT_DOUBLE_EQ(r.margin[index_of(Criterion::contact_tilt)], 0.25);  // 4 deg
  EXPECT_DOUBLE_EQ(r.margin[index_of(Criterion::contact_rate)], 0.5);   // 4 deg/s
}

TEST(RecordOfContact, TakesTheVerticalOfThePlace) {
  const Vec3<double> up{0.6, 0.0, 0.8}, across{0.8, 0.0, -0.6};
  LandingRecord r = empty_record(0);
  record_contact(LimitParams<double>{}, 12.0, {0.0, 0.0, 1.5}, -2.0 * up + 0.5 * across, up, 0.0, {0.0, 0.0, 0.0},
                 1400.0, r);
  EXPECT_NEAR(r.touchdown_speed_vertical, 2.0, 1e-15);
  EXPECT_NEAR(r.touchdown_speed_horizontal, 0.5, 1e-15);
}

TEST(RecordOfTouchdown, IsWhatWasRemembered) {
  CaseParams<double> p;
  p.vehicle.legs.hull_clearance_m = 0.6;
  p.vehicle.legs.nozzle_clearance_m = 0.4;
  KernelSetup setup{};
  setup.nominal = reinterpret_cast<const double*>(&p);
  const DescentWorld world(setup);
  TouchdownEnd t{};
  t.ending = TouchdownEnding::rest;
  t.time_s = 9.0;
  t.state.q_LB = {1.0, 0.0, 0.0, 0.0};
  t.constants.up_L = {0.0, 0.0, 1.0};
  t.constants.pads = pad_circle(p.vehicle.legs, 4);
  t.memory = memory_at_start();
  t.memory.steps = 4000.0;
  t.memory.contact_s = 1.0;
  t.memory.contact_p_L = t.memory.contact_v_L = t.memory.contact_w_B = {0.0, 0.0, 0.0};
  t.memory.clearance_m = -0.06;
  t.memory.hull_s = 1.4;
  t.memory.least_cosine = std::cos(0.3);
  t.memory.contact_tilt_cosine = 1.0;
  t.memory.contact_tilt_sine = 0.0;
  t.state.p_L = {0.3, 0.4, -0.2};
  t.memory.peak2_N2 = 2.5e9;  // square of the sum of 5 steps of 10 kN
  t.constants.per_mass = 1e-3;
  LandingRecord r = empty_record(0);
  record_touchdown(world, p, t, r);
  EXPECT_DOUBLE_EQ(r.margin[index_of(Criterion::hull_strike)], -0.1);
  EXPECT_EQ(r.time[index_of(Criterion::hull_strike)], 1.4);
  const double limit_rad = p.vehicle.limits.tip_over_tilt_rad;
  EXPECT_NEAR(r.margin[index_of(Criterion::tip_over)], (limit_rad - 0.3) / limit_rad, 1e-15);
  EXPECT_NEAR(r.slide_distance, 0.5, 1e-15);  // along the ground
  EXPECT_NEAR(r.peak_load, 10.0, 1e-12);      // a mean over 5 ms in steps of 1 ms
  EXPECT_EQ(r.margin[index_of(Criterion::not_at_rest)], 1.0);
  EXPECT_TRUE(std::isnan(r.margin[index_of(Criterion::off_map)]));

  t.ending = TouchdownEnding::moving;
  record_touchdown(world, p, t, r);
  EXPECT_EQ(r.margin[index_of(Criterion::not_at_rest)], -1.0);
  EXPECT_EQ(r.time[index_of(Criterion::not_at_rest)], 9.0);

  p.vehicle.limits.landing_radius_m = 0.4;  // at contact it was in the middle
  record_touchdown(world, p, t, r);
  EXPECT_NEAR(r.margin[index_of(Criterion::off_corridor)], -0.25, 1e-15);
  EXPECT_EQ(r.time[index_of(Criterion::off_corridor)], 9.0);

  LandingRecord tipped = empty_record(0);
  t.ending = TouchdownEnding::tipped;
  record_touchdown(world, p, t, tipped);
  EXPECT_TRUE(std::isnan(tipped.margin[index_of(Criterion::not_at_rest)]));  // nobody has watched it to its rest

  LandingRecord unmapped = empty_record(0);
  KernelSetup maps = setup;
  maps.options.moon.terrain.model = TerrainModel::dem;
  t.ending = TouchdownEnding::off_map;
  t.memory.off_map_s = 7.0;
  record_touchdown(DescentWorld(maps), p, t, unmapped);
  EXPECT_EQ(unmapped.margin[index_of(Criterion::off_map)], -1.0);
  EXPECT_EQ(unmapped.time[index_of(Criterion::off_map)], 7.0);
  EXPECT_TRUE(std::isnan(unmapped.margin[index_of(Criterion::not_at_rest)]));
  EXPECT_TRUE(std::isnan(unmapped.landing_east));
  EXPECT_LT(unmapped.margin[index_of(Criterion::hull_strike)], 0.0);  // had struck before
}

TEST(StabilityMargin, IsTheWayOfTheCentreOfGravityToTheNextEdge) {
  TouchdownEnd t{};
  LegParams<double> legs;
  legs.pad_radius_m = std::sqrt(2.0);  // a square of 2 m
  legs.pad_azimuth_rad = 45.0 * unit::degree_rad;
  t.constants.pads = pad_circle(legs, 4);
  t.constants.up_L = {0.0, 0.0, 1.0};
  t.constants.cg_B = {0.25, 0.0, 1.0};
  t.state.q_LB = {1.0, 0.0, 0.0, 0.0};
  EXPECT_NEAR(stability_margin(t, 4), 0.75, 1e-15);
  t.constants.cg_B = {0.0, 0.0, 1.0};
  // leaning by a towards an edge: cos(a) less the height times sin(a)
  const double a = 0.3;
  t.state.q_LB = {std::cos(a / 2), 0.0, std::sin(a / 2), 0.0};
  EXPECT_NEAR(stability_margin(t, 4), std::cos(a) - std::sin(a), 1e-15);
  const double beyond = 0.9;
  t.state.q_LB = {std::cos(beyond / 2), 0.0, std::sin(beyond / 2), 0.0};
  EXPECT_NEAR(stability_margin(t, 4), std::cos(beyond) - std::sin(beyond), 1e-15);
  EXPECT_LT(stability_margin(t, 4), 0.0);
}

}  // namespace

}  // namespace farside::outcome_test
