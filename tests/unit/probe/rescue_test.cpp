#include "probe/rescue.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/dispatch.h"
#include "probe/ending.h"
#include "sampling/sampler.h"

namespace farside::rescue_test {
namespace {

// Four inputs in sigma, all nominal at 0.
constexpr char four[] =
    "farside: 1\ncampaign: {seed: 5}\ndispersions:\n"
    "  - {path: vehicle.engine.isp_scale, normal: {sd: 0.001}}\n"
    "  - {path: vehicle.engine.thrust_scale, normal: {sd: 0.002}}\n"
    "  - {path: vehicle.limits.final_tilt_deg, normal: {sd: 0.01}}\n"
    "  - {path: vehicle.limits.tip_over_tilt_deg, normal: {sd: 0.01}}\n";

struct InSigma {
  double isp, thrust, tilt, tip;
};
InSigma in_sigma(const CaseParams<double>& p) {
  const CaseParams<double> nominal = load_scenario_text("farside: 1\n", "t.yaml", "").nominal;
  constexpr double sd_rad = 0.01 * 3.14159265358979323846 / 180.0;
  return {(p.vehicle.engine.isp_scale - 1.0) / 0.001, (p.vehicle.engine.thrust_scale - 1.0) / 0.002,
          (p.vehicle.limits.final_tilt_rad - nominal.vehicle.limits.final_tilt_rad) / sd_rad,
          (p.vehicle.limits.tip_over_tilt_rad - nominal.vehicle.limits.tip_over_tilt_rad) / sd_rad};
}

// A kernel that loses what `lost` says, by the inputs and the number of the draw.
bool (*lost)(const InSigma& x, std::uint64_t draw) = nullptr;
void run_fake(const KernelSetup&, const CaseBlock& block) {
  for (std::size_t i = 0; i < block.count; ++i) {
    LandingRecord r{};
    r.status = static_cast<std::int8_t>(Status::done);
    const InSigma x = in_sigma(reinterpret_cast<const CaseParams<double>*>(block.params)[i]);
    const bool failed = lost(x, block.case_numbers[i]);
    r.outcome = static_cast<std::int8_t>(failed ? Outcome::lost : Outcome::safe);
    r.first_cause = static_cast<std::int8_t>(failed ? Cause::off_corridor : Cause::none);
    for (double& m : r.margin) m = failed ? -1.0 : 1.0 / (1.0 + std::fabs(x.tip));
    block.records[i] = r;
  }
}
const Kernel fake{"fake", 8, run_fake, run_fake};

constexpr std::uint64_t the_case = 3;
InSigma drawn() {
  const Scenario s = load_scenario_text(four, "t.yaml", "");
  CaseParams<double> p;
  Sampler(s).draw(the_case, reinterpret_cast<double*>(&p));
  return in_sigma(p);
}

Rescue find(bool (*judge)(const InSigma&, std::uint64_t), std::uint64_t flights_max = 1000,
            const std::string& config = four) {
  lost = judge;
  RescueOptions options;
  options.kernel = &fake;
  options.flights_max = flights_max;
  return find_rescue(load_scenario_text(config, "t.yaml", ""), the_case, options);
}

std::vector<std::string> names(const Rescue& found, std::size_t group) {
  std::vector<std::string> list;
  for (const std::size_t d : found.groups.at(group).departures) list.push_back(found.departures.at(d).name);
  return list;
}
using Names = std::vector<std::string>;

TEST(Rescue, FindsTheOneInputAndHowMuchOfItIsEnough) {
  static double limit;
  const double x = drawn().thrust;
  limit = 0.33 * x;  // 67 % of the way back: 14 steps of 20
  const Rescue found = find([](const InSigma& z, std::uint64_t) { return std::fabs(z.thrust) > std::fabs(limit); });
  ASSERT_EQ(found.groups.size(), 1u);
  EXPECT_TRUE(found.smallest);
  EXPECT_EQ(names(found, 0), Names{"vehicle.engine.thrust_scale"});
  EXPECT_DOUBLE_EQ(found.groups[0].part, 0.7);
  const Departure& d = found.departures[found.groups[0].departures[0]];
  EXPECT_NEAR(d.drawn, 1.0 + 0.002 * x, 1e-15);
  EXPECT_EQ(d.nominal, 1.0);
  EXPECT_EQ(found.flown.outcome, static_cast<std::int8_t>(Outcome::lost));
  EXPECT_EQ(found.nominal.outcome, static_cast<std::int8_t>(Outcome::safe));
  EXPECT_EQ(found.others_saved, 0u);
  EXPECT_EQ(found.groups[0].others_saved, found.others);
}

TEST(Rescue, ListsAllPairsWhereNoInputAloneIsEnough) {
  // either of the first two, together with tilt
  const Rescue found = find([](const InSigma& z, std::uint64_t) {
    return z.tilt != 0.0 || (std::fabs(z.isp) > 1e-9 && std::fabs(z.thrust) > 1e-9);
  });
  ASSERT_EQ(found.groups.size(), 2u);
  EXPECT_TRUE(found.smallest);
  for (std::size_t g = 0; g < 2; ++g) EXPECT_EQ(names(found, g)[1], "vehicle.limits.final_tilt_deg");
  EXPECT_EQ(names(found, 0)[0], "vehicle.engine.isp_scale");
  EXPECT_EQ(names(found, 1)[0], "vehicle.engine.thrust_scale");
}

TEST(Rescue, SaysThatItIsNoInput) {
  const Rescue found = find([](const InSigma&, std::uint64_t draw) { return draw % 4 == the_case; });
  EXPECT_TRUE(found.groups.empty());
  EXPECT_TRUE(found.smallest);
  EXPECT_EQ(found.nominal.outcome, static_cast<std::int8_t>(Outcome::lost));
  EXPECT_EQ(found.others_saved, found.others * 3 / 4);
}

// Three are needed, and one flight is given for groups: from all four it leaves out the one that can be.
TEST(Rescue, LeavesOutWhatCanBeWhereGroupsAreTooMany) {
  const Rescue found =
      find([](const InSigma& z, std::uint64_t) { return z.tilt != 0.0 || std::fabs(z.isp) > 1e-9 || z.tip != 0.0; }, 1);
  ASSERT_EQ(found.groups.size(), 1u);
  EXPECT_FALSE(found.smallest);
  EXPECT_EQ(names(found, 0),
            (Names{"vehicle.engine.isp_scale", "vehicle.limits.final_tilt_deg", "vehicle.limits.tip_over_tilt_deg"}));
}

// A kernel whose landings are all safe, and whose mission fails where `lost` says.
void run_missions(const KernelSetup& setup, const CaseBlock& block) {
  run_fake(setup, block);
  for (std::size_t i = 0; i < block.count; ++i) {
    LandingRecord& r = block.records[i];
    const bool failed = r.outcome != static_cast<std::int8_t>(Outcome::safe);
    r.outcome = static_cast<std::int8_t>(Outcome::safe);
    r.first_cause = 0;
    r.mission = static_cast<std::int8_t>(failed ? Mission::fails : Mission::goes_on);
    r.mission_cause = failed ? 3 : 0;
  }
}

TEST(Rescue, OfAMissionIsWhatLetsItGoOn) {
  const Kernel missions{"missions", 8, run_missions, run_missions};
  lost = [](const InSigma& z, std::uint64_t) { return std::fabs(z.isp) > 1e-9; };
  RescueOptions options;
  options.kernel = &missions;
  options.mission = true;
  const Rescue found = find_rescue(load_scenario_text(four, "t.yaml", ""), the_case, options);
  EXPECT_TRUE(fails_after_landing(found.flown));
  EXPECT_EQ(mission_ending_of(found.flown), "safe, its mission fails: egress");
  ASSERT_EQ(found.groups.size(), 1u);
  EXPECT_EQ(names(found, 0), Names{"vehicle.engine.isp_scale"});
  EXPECT_EQ(found.others_saved, 0u);
  EXPECT_EQ(found.groups[0].others_saved, found.others);
}

// Thrust a tenth too high is lost. The input's own nominal value doesn't help, since the fault works on that, too.
TEST(Rescue, TakesAFaultAway) {
  const std::string faults =
      std::string(four) + "faults:\n  - {name: strong, mechanism: thrust_high, probability: 1}\n";
  const Rescue found = find([](const InSigma& z, std::uint64_t) { return z.thrust > 20.0; }, 1000, faults);
  ASSERT_EQ(found.groups.size(), 1u);
  EXPECT_EQ(names(found, 0), Names{"fault strong"});
  EXPECT_TRUE(std::isnan(found.groups[0].part));
}

}  // namespace
}  // namespace farside::rescue_test
