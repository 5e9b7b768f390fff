#include "probe/envelope.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "engine/dispatch.h"
#include "probe/envelope_report.h"

namespace farside::envelope_test {
namespace {

Scenario load(const std::string& dispersions, const std::string& rest = "", std::vector<std::string> sets = {}) {
  return load_scenario_text("farside: 1\ncampaign: {seed: 5}\n" + rest + "dispersions:\n" + dispersions, "t.yaml", "",
                            sets);
}

// Two inputs in sigma: isp_scale by 0.001, thrust_scale by 0.002.
constexpr char two[] =
    "  - {path: vehicle.engine.isp_scale, normal: {sd: 0.001}}\n"
    "  - {path: vehicle.engine.thrust_scale, normal: {sd: 0.002}}\n";
double x_of(const CaseParams<double>& p) { return (p.vehicle.engine.isp_scale - 1.0) / 0.001; }
double y_of(const CaseParams<double>& p) { return (p.vehicle.engine.thrust_scale - 1.0) / 0.002; }

// A kernel whose cases fail where `fails` says so. `margin`: null, or of off_corridor.
using Judge = bool (*)(double x, double y);
Judge fails = nullptr;
double (*margin)(double x, double y) = nullptr;
void run_fake(const KernelSetup&, const CaseBlock& block) {
  for (std::size_t i = 0; i < block.count; ++i) {
    const auto& p = reinterpret_cast<const CaseParams<double>*>(block.params)[i];
    LandingRecord r{};
    r.status = static_cast<std::int8_t>(Status::done);
    const bool failed = fails(x_of(p), y_of(p));
    r.outcome = static_cast<std::int8_t>(failed ? Outcome::lost : Outcome::safe);
    r.first_cause = static_cast<std::int8_t>(failed ? Cause::off_corridor : Cause::none);
    for (double& m : r.margin) m = std::nan("");
    r.margin[static_cast<int>(Criterion::off_corridor)] = margin ? margin(x_of(p), y_of(p)) : failed ? -1.0 : 1.0;
    block.records[i] = r;
  }
}
const Kernel fake{"fake", 8, run_fake, run_fake};

EnvelopeOptions options_of(const Kernel& kernel) {
  EnvelopeOptions o;
  o.kernel = &kernel;
  return o;
}

Envelope find(const Scenario& s, const EnvelopeOptions& options) {
  return find_envelope(s, InputSpace(s, options.case_number), options);
}

Envelope find(const std::string& dispersions, Judge judge, double (*its_margin)(double, double) = nullptr,
              double step = 0.5) {
  fails = judge;
  margin = its_margin;
  EnvelopeOptions options = options_of(fake);
  options.step = step;
  return find(load(dispersions), options);
}

TEST(Envelope, BracketsTheFirstFailureOfEachSide) {
  const Envelope e = find(two, [](double x, double y) { return x > 2.2 || y < -3.7; });
  ASSERT_EQ(e.inputs.size(), 2u);
  EXPECT_FALSE(e.inputs[0].down.fails());
  EXPECT_FALSE(e.inputs[1].up.fails());
  for (const auto& [out, right] : {std::pair{&e.inputs[0].up, 2.2}, std::pair{&e.inputs[1].down, 3.7}}) {
    EXPECT_LE(out->safe_to, right);
    EXPECT_GT(out->fails_at, right);
    EXPECT_LE(out->fails_at - out->safe_to, envelope_width);
    EXPECT_EQ(out->failure.first_cause, static_cast<std::int8_t>(Cause::off_corridor));
  }
  EXPECT_NEAR(nearest_failure(e), 2.2, envelope_width);
}

TEST(Envelope, SeesAnIslandOfFailuresAndWhereItEnds) {
  const Judge island = [](double x, double) { return x > 2.2 && x < 2.9; };
  const Envelope e = find(two, island);
  EXPECT_NEAR(e.inputs[0].up.fails_at, 2.2, envelope_width);
  EXPECT_EQ(e.inputs[0].up.safe_again_at, 3.0);
  const Judge narrow = [](double x, double) { return x > 2.2 && x < 2.4; };
  EXPECT_FALSE(find(two, narrow).inputs[0].up.fails()) << "narrower than the step: a scan of 0.5 can't see it";
  EXPECT_NEAR(find(two, narrow, nullptr, 0.1).inputs[0].up.fails_at, 2.2, envelope_width);
}

// |z| = 3 / sqrt(2) for x - y > 3: a cliff, of which no margin tells.
TEST(Envelope, FindsTheWorstDirectionToACliff) {
  const Envelope e = find(two, [](double x, double y) { return x - y > 3.0; });
  ASSERT_TRUE(e.worst);
  EXPECT_NEAR(e.inputs[0].up.fails_at, 3.0, envelope_width);
  EXPECT_NEAR(e.inputs[1].down.fails_at, 3.0, envelope_width);
  EXPECT_NEAR(e.worst->fails_at, 3.0 / std::sqrt(2.0), 1e-3);
}

// Neither input alone gets there within reach: the nearest point of (x - 5) / 3 + y / 4 = 1, and of a curved limit.
TEST(Envelope, GoesDownAMarginsGradientWhereNoInputFailsAlone) {
  const Envelope plane = find(
      two, [](double x, double y) { return 3 * x + 4 * y > 33; },
      [](double x, double y) { return 33 - 3 * x - 4 * y; });
  ASSERT_TRUE(plane.worst);
  for (const InputEnvelope& input : plane.inputs) EXPECT_FALSE(input.up.fails() || input.down.fails());
  EXPECT_NEAR(plane.worst->fails_at, 33.0 / 5.0, 1e-3);
  const Envelope circle = find(
      two, [](double x, double y) { return std::hypot(x + 3, y + 1) > 8; },
      [](double x, double y) { return 8 - std::hypot(x + 3, y + 1); });
  ASSERT_TRUE(circle.worst);
  // from (-3, -1) through the middle to the circle; second order in the direction, which rounds of 1e-3 leave
  EXPECT_NEAR(circle.worst->fails_at, 8.0 - std::sqrt(10.0), 2e-3);
}

// x = 3 with y kept at its mean is as unlikely as 3 / sqrt(1 - r^2); with y going along it is 3.
TEST(Envelope, TellsHowUnlikelyADepartureFromItsCorrelationIs) {
  constexpr char correlated[] =
      "  - paths: [vehicle.engine.isp_scale, vehicle.engine.thrust_scale]\n"
      "    multivariate_normal: {sd: [0.001, 0.002], correlation: [[1, 0.6], [0.6, 1]]}\n";
  const Envelope e = find(
      correlated, [](double x, double) { return x > 3; }, [](double x, double) { return 3 - x; });
  EXPECT_NEAR(e.inputs[0].up.fails_at, 3.0, envelope_width);
  EXPECT_NEAR(e.inputs[0].up.distance(), 3.0 / 0.8, 2e-3);
  ASSERT_TRUE(e.worst);
  EXPECT_NEAR(e.worst->fails_at, 3.0, 2e-3);
}

// The key ends at -10,000 m/s: 6.25 sigma.
TEST(Envelope, StopsWhereInputsCantBe) {
  fails = [](double, double) { return false; };
  margin = nullptr;
  const Scenario s = load(
      "  - {path: vehicle.engine.thrust_scale, uniform: {min: 0.9, max: 1.1}}\n"
      "  - {path: start.touchdown.velocity_up_m_s, normal: {mean: -5000, sd: 800}}\n",
      "start: {touchdown: {}}\n");
  const Envelope e = find(s, options_of(fake));
  ASSERT_EQ(e.inputs.size(), 1u) << "a touchdown reads no thrust";
  EXPECT_EQ(e.inputs[0].down.impossible_at, 6.5);
  EXPECT_FALSE(e.inputs[0].down.fails());
}

TEST(Envelope, AMiddleCaseThatFailsIsAllThatIsTold) {
  const Envelope e = find(two, [](double, double) { return true; });
  EXPECT_TRUE(e.middle_fails);
  EXPECT_EQ(e.flights, 1u);
  EXPECT_EQ(nearest_failure(e), 0.0);
}

// Dropped from no height, contact has the speed of the start: sqrt(east^2 + north^2) = 0.6 m/s is the limit. With means
// of 0.2 and an sd of 0.08 m/s each, the nearest point is on the diagonal, and one alone needs sqrt(0.36 - 0.04) m/s.
constexpr char level[] =
    "site: {lat_deg: 0, lon_deg: 0, elevation_m: 0}\n"
    "moon: {gravity: {model: uniform, g_m_s2: 1.625}, rotation: false, terrain: {model: plane}}\n"
    "vehicle: {limits: {speed_horizontal_m_s: 0.6, speed_vertical_m_s: 1.5}}\n"
    "start: {touchdown: {height_m: 0, velocity_up_m_s: -1}}\n";
constexpr char sideways[] =
    "  - {path: start.touchdown.velocity_east_m_s, normal: {mean: 0.2, sd: 0.08}}\n"
    "  - {path: start.touchdown.velocity_north_m_s, normal: {mean: 0.2, sd: 0.08}}\n"
    "  - {path: start.touchdown.velocity_up_m_s, normal: {sd: 0.125}}\n";
// contact is found at the end of the first step of 1 ms: g dt = 0.0016 m/s downwards
constexpr double step_sigma = 1.625e-3 / 0.08;

TEST(Envelope, FindsTheClosedFormLimitOfAFlownTouchdown) {
  const Scenario s = load(sideways, level);
  const Envelope e = find(s, options_of(choose_kernel("auto")));
  ASSERT_FALSE(e.middle_fails);
  ASSERT_EQ(e.inputs.size(), 3u);
  const double alone = (std::sqrt(0.6 * 0.6 - 0.2 * 0.2) - 0.2) / 0.08;
  EXPECT_NEAR(e.inputs[0].up.fails_at, alone, step_sigma);
  EXPECT_NEAR(e.inputs[1].up.fails_at, alone, step_sigma);
  EXPECT_EQ(e.inputs[0].up.failure.first_cause, static_cast<std::int8_t>(Cause::hard_contact_horizontal));
  EXPECT_NEAR(e.inputs[2].down.fails_at, 4.0, step_sigma);
  EXPECT_EQ(e.inputs[2].down.failure.first_cause, static_cast<std::int8_t>(Cause::hard_contact_vertical));
  ASSERT_TRUE(e.worst);
  EXPECT_NEAR(e.worst->fails_at, (0.6 - 0.2 * std::sqrt(2.0)) / 0.08, step_sigma);
}

TEST(Envelope, HangsNeitherOnThreadsNorOnTheKernel) {
  const Scenario s = load(sideways, level);
  const InputSpace space(s, 0);
  const EnvelopeOptions one = options_of(choose_kernel("baseline"));
  EnvelopeOptions two_threads = options_of(choose_kernel("auto"));
  two_threads.threads = 2;
  const Envelope a = find_envelope(s, space, one), b = find_envelope(s, space, two_threads);
  EXPECT_EQ(envelope_json(a, s, space, one, "c.yaml"), envelope_json(b, s, space, two_threads, "c.yaml"));
}

// The case that a command flies has the point's parameters to the bit.
TEST(Envelope, SetsGiveTheSamePoint) {
  constexpr char every_kind[] =
      "  - {path: start.touchdown.velocity_east_m_s, normal: {mean: 0.2, sd: 0.08}}\n"
      "  - {path: start.touchdown.tilt_east_deg, truncated_normal: {sd: 1, k: 3}}\n"
      "  - {path: start.touchdown.rate_x_deg_s, uniform: {min: -1, max: 2}}\n"
      "  - {path: moon.terrain.slope_deg, rayleigh: {mode: 1}}\n"
      "  - paths: [start.touchdown.east_m, start.touchdown.north_m]\n"
      "    multivariate_normal: {sd: [3, 2], correlation: [[1, 0.6], [0.6, 1]]}\n";
  const Scenario s = load(every_kind, level);
  const InputSpace space(s, 0);
  const Coordinates z{1.3, -2.1, 0.4, 0.0, 2.2, -0.7};
  const Scenario set = load(every_kind, level, sets_of(s, space, z));
  CaseParams<double> drawn;
  draw(set, 0, reinterpret_cast<double*>(&drawn));
  const CaseParams<double> placed = space.params(z);
  EXPECT_EQ(std::memcmp(&drawn, &placed, sizeof drawn), 0);
}

}  // namespace
}  // namespace farside::envelope_test
