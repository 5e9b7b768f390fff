#include "flight/outcome.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace farside;

namespace {

constexpr double nan = not_available;

int index_of(Criterion c) { return static_cast<int>(c); }

// A record in which every criterion is met by half its limit.
LandingRecord kept() {
  LandingRecord r = empty_record(7);
  for (int i = 0; i < criterion_count; ++i) set_margin(r, static_cast<Criterion>(i), 0.5, 10.0 + i);
  return r;
}

TEST(Record, BeforeItsCaseIsFlownHoldsNoNumber) {
  const LandingRecord r = empty_record(7);
  EXPECT_EQ(r.case_number, 7U);
  EXPECT_EQ(r.weight, 1.0);
  EXPECT_EQ(r.status, static_cast<std::int8_t>(Status::not_run));
  EXPECT_EQ(r.outcome, -1);
  EXPECT_EQ(r.first_cause, -1);
  EXPECT_EQ(r.failure_mask, 0);
  for (const double x : {r.landing_east, r.touchdown_time, r.end_quaternion[3], r.sinkage[0], r.margin[0], r.time[criterion_count - 1]})
    EXPECT_TRUE(std::isnan(x));
  for (int i = 0; i < phase_count; ++i)
    EXPECT_TRUE(std::isnan(r.phase_time[i]) && std::isnan(r.phase_east[i]) && std::isnan(r.phase_mass[i]));
}

TEST(Margin, IsTheRestOfTheLimitOverTheLimit) {
  EXPECT_EQ(margin_below(4.0, 1.0), 0.75);
  EXPECT_EQ(margin_below(4.0, 4.0), 0.0);
  EXPECT_EQ(margin_below(4.0, 6.0), -0.5);
}

TEST(Margin, KeepsTheTimeOfAViolationOnly) {
  LandingRecord r = empty_record(0);
  set_margin(r, Criterion::slid, -0.1, 12.0);
  set_margin(r, Criterion::tip_over, 0.1, 13.0);
  EXPECT_EQ(r.time[index_of(Criterion::slid)], 12.0);
  EXPECT_TRUE(std::isnan(r.time[index_of(Criterion::tip_over)]));
}

TEST(Verdict, IsSafeWhereEveryCriterionIsMet) {
  LandingRecord r = kept();
  judge(r);
  EXPECT_EQ(r.status, static_cast<std::int8_t>(Status::done));
  EXPECT_EQ(r.outcome, static_cast<std::int8_t>(Outcome::safe));
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::none));
  EXPECT_EQ(r.failure_mask, 0);
}

TEST(Verdict, OnTheLimitIsSafeAndWithoutAMarginIsNotJudged) {
  LandingRecord r = kept();
  r.margin[index_of(Criterion::tip_over)] = 0.0;
  r.margin[index_of(Criterion::slid)] = nan;
  judge(r);
  EXPECT_EQ(r.outcome, static_cast<std::int8_t>(Outcome::safe));
}

TEST(Verdict, NamesTheFirstInTimeWhateverTheOrderOfTheList) {
  LandingRecord r = kept();
  set_margin(r, Criterion::final_tilt, -0.1, 1.0);  // earlier in time, later in the list
  set_margin(r, Criterion::hard_contact_vertical, -0.2, 5.0);
  set_margin(r, Criterion::tip_over, -0.3, 3.0);
  judge(r);
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::final_tilt));
  EXPECT_EQ(r.failure_mask, failure_bit(Cause::final_tilt) | failure_bit(Cause::hard_contact_vertical) | failure_bit(Cause::tip_over));
}

TEST(Verdict, NamesOfEqualTimesTheFirstInCausalOrder) {
  LandingRecord r = kept();
  set_margin(r, Criterion::slid, -0.1, 5.0);
  set_margin(r, Criterion::hard_contact_vertical, -0.1, 5.0);
  set_margin(r, Criterion::tip_over, -0.1, 5.0);
  judge(r);
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::hard_contact_vertical));
}

TEST(Verdict, PutsAViolationWithoutATimeLast) {
  LandingRecord r = kept();
  set_margin(r, Criterion::propellant_depleted, -0.1, nan);
  set_margin(r, Criterion::final_tilt, -0.1, 9.0);
  judge(r);
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::final_tilt));
  set_margin(r, Criterion::final_tilt, 0.1, 9.0);
  judge(r);
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::propellant_depleted));
}

// Outcome of a case that leaves the map at 100 s and violates another criterion at `time_s`.
Outcome off_the_map_and(Criterion other, double time_s) {
  LandingRecord r = kept();
  set_margin(r, Criterion::off_map, -1.0, 100.0);
  set_margin(r, other, -0.1, time_s);
  judge(r);
  return static_cast<Outcome>(r.outcome);
}

TEST(Verdict, IsUnknownOffTheMapUnlessTheVehicleWasLostBefore) {
  EXPECT_EQ(off_the_map_and(Criterion::tip_over, 101.0), Outcome::unknown);
  EXPECT_EQ(off_the_map_and(Criterion::tip_over, 100.0), Outcome::unknown);
  EXPECT_EQ(off_the_map_and(Criterion::tip_over, nan), Outcome::unknown);
  EXPECT_EQ(off_the_map_and(Criterion::tip_over, 99.0), Outcome::lost);
  EXPECT_EQ(off_the_map_and(Criterion::rcs_depleted, 100.0), Outcome::lost) << "earlier in the list";
  EXPECT_EQ(off_the_map_and(Criterion::slid, 99.0), Outcome::unknown) << "degraded, as far as it was seen";
}

TEST(Verdict, IsUnknownOffTheMapThoughNothingOfTheContactWasJudged) {
  LandingRecord r = empty_record(7);
  set_margin(r, Criterion::off_map, -1.0, 100.0);
  judge(r);
  EXPECT_EQ(r.status, static_cast<std::int8_t>(Status::done));
  EXPECT_EQ(r.outcome, static_cast<std::int8_t>(Outcome::unknown));
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::off_map));
}

void expect_failure(const LandingRecord& r, const char* what) {
  EXPECT_EQ(r.status, static_cast<std::int8_t>(Status::numerical_failure)) << what;
  EXPECT_EQ(r.outcome, static_cast<std::int8_t>(Outcome::lost)) << what;
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::numerical)) << what;
  EXPECT_TRUE(r.failure_mask & failure_bit(Cause::numerical)) << what;
}

TEST(Verdict, IsNotSafeWhereNothingShowsThatItLanded) {
  LandingRecord r = empty_record(7);
  judge(r);
  expect_failure(r, "no margin at all");
}

TEST(Verdict, IsNotSafeWhereAnApplicableCriterionWasNotJudged) {
  for (int i = 0; i < criterion_count; ++i) {
    LandingRecord r = kept();
    r.margin[i] = nan;
    const CriterionMask applicable = bit_of(static_cast<Criterion>(i));
    r.final_tilt = 3.0;
    judge(r, applicable);
    expect_failure(r, criteria[i].name);
    EXPECT_EQ(r.final_tilt, 3.0) << "evidence";
    r = kept();
    r.margin[i] = nan;
    judge(r, ~applicable);
    EXPECT_EQ(r.outcome, static_cast<std::int8_t>(Outcome::safe)) << criteria[i].name;
  }
}

TEST(Verdict, IsDegradedOnlyWhereNoUnjudgedCriterionCouldBeWorse) {
  constexpr CriterionMask all = ~CriterionMask{0};
  LandingRecord r = kept();
  set_margin(r, Criterion::contact_tilt, -0.1, 1.0);
  r.margin[index_of(Criterion::slid)] = nan;  // degraded, too
  LandingRecord worse = r;
  judge(r, all);
  EXPECT_EQ(r.outcome, static_cast<std::int8_t>(Outcome::degraded));
  worse.margin[index_of(Criterion::tip_over)] = nan;
  judge(worse, all);
  expect_failure(worse, "tip_over");
}

TEST(Verdict, OfALossNeedsNoOtherCriterion) {
  LandingRecord r = empty_record(7);
  set_margin(r, Criterion::off_corridor, -1.0, 900.0);
  judge(r, ~CriterionMask{0});
  EXPECT_EQ(r.status, static_cast<std::int8_t>(Status::done));
  EXPECT_EQ(r.outcome, static_cast<std::int8_t>(Outcome::lost));
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::off_corridor));
}

TEST(Verdict, OfEachCriterionAloneIsItsCauseAndItsSeverity) {
  for (int i = 0; i < criterion_count; ++i) {
    LandingRecord r = kept();
    set_margin(r, static_cast<Criterion>(i), -1e-9, 1.0);
    judge(r);
    EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(criteria[i].cause)) << criteria[i].name;
    EXPECT_EQ(r.outcome, static_cast<std::int8_t>(criteria[i].severity)) << criteria[i].name;
    EXPECT_EQ(r.failure_mask, failure_bit(criteria[i].cause)) << criteria[i].name;
  }
}

TEST(Verdict, IsLostWhereAnyCauseLosesTheVehicle) {
  for (const bool lost_first : {true, false}) {
    LandingRecord r = kept();
    set_margin(r, lost_first ? Criterion::off_corridor : Criterion::final_tilt, -0.1, 1.0);
    set_margin(r, Criterion::slid, -0.1, 1.0);
    judge(r);
    EXPECT_EQ(r.outcome, static_cast<std::int8_t>(lost_first ? Outcome::lost : Outcome::degraded));
  }
}

TEST(Verdict, IsLostByALaterCauseToo) {
  LandingRecord r = kept();
  set_margin(r, Criterion::nozzle_strike, -0.1, 5.0);  // degraded
  set_margin(r, Criterion::stroke_exceeded, -0.1, 5.1);
  judge(r);
  EXPECT_EQ(r.outcome, static_cast<std::int8_t>(Outcome::lost));
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::nozzle_strike));
}

TEST(Verdict, OfAFailedSimulationPassesNothingOn) {
  const LandingRecord r = numerical_failure(9);
  EXPECT_EQ(r.case_number, 9U);
  EXPECT_EQ(r.status, static_cast<std::int8_t>(Status::numerical_failure));
  EXPECT_EQ(r.outcome, static_cast<std::int8_t>(Outcome::lost));
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::numerical));
  EXPECT_EQ(r.failure_mask, failure_bit(Cause::numerical));
  EXPECT_TRUE(std::isnan(r.end_mass));
}

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
  start(Phase::approach) = {575.0, {1.0, -2360.0, 2000.0}, {0.5, 60.0, -24.0}, 1500.0};
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
  record_contact(LimitParams<double>{}, 12.0, {0.0, 0.0, 1.5}, -2.0 * up + 0.5 * across, up, 0.0, {0.0, 0.0, 0.0}, 1400.0, r);
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
  t.constants.pads = pad_circle(p.vehicle.legs);
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
  t.constants.pads = pad_circle(legs);
  t.constants.up_L = {0.0, 0.0, 1.0};
  t.constants.cg_B = {0.25, 0.0, 1.0};
  t.state.q_LB = {1.0, 0.0, 0.0, 0.0};
  EXPECT_NEAR(stability_margin(t), 0.75, 1e-15);
  t.constants.cg_B = {0.0, 0.0, 1.0};
  // leaning by a towards an edge: cos(a) less the height times sin(a)
  const double a = 0.3;
  t.state.q_LB = {std::cos(a / 2), 0.0, std::sin(a / 2), 0.0};
  EXPECT_NEAR(stability_margin(t), std::cos(a) - std::sin(a), 1e-15);
  const double beyond = 0.9;
  t.state.q_LB = {std::cos(beyond / 2), 0.0, std::sin(beyond / 2), 0.0};
  EXPECT_NEAR(stability_margin(t), std::cos(beyond) - std::sin(beyond), 1e-15);
  EXPECT_LT(stability_margin(t), 0.0);
}

}  // namespace
