#include "sampling/fault_draws.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "sampling/sampler.h"

namespace farside::fault_draws_test {
namespace {

struct Drawn {
  CaseParams<double> p;
  FaultOfCase fault;
};

Scenario load(const std::string& faults, const std::string& strata = "none") {
  return load_scenario_text("farside: 1\ncampaign: {seed: 7, cases: 100, strata: " + strata + "}\n" +
                                "dispersions:\n  - {path: vehicle.engine.isp_s, normal: {sd: 1.5}}\n" +
                                "  - {path: vehicle.engine.thrust_scale, uniform: {min: 0.9, max: 1.1}}\nfaults:\n" +
                                faults,
                            "t.yaml", "");
}

Drawn drawn(const Sampler& sampler, std::uint64_t number) {
  Drawn d;
  d.fault = sampler.draw(number, reinterpret_cast<double*>(&d.p));
  return d;
}

constexpr char off[] = "  - {mechanism: engine_off, probability: 0.3, when: {time_s: [100, 500]}}\n";
constexpr char high[] = "  - {mechanism: thrust_high, probability: 0.2, factor: 1.05}\n";

TEST(FaultDraws, StrikeAsOftenAsTheyShouldAtTimesThatAreEven) {
  const Scenario s = load(std::string(off) + high);
  const Sampler sampler(s);
  const int n = 20000;
  int single_off = 0, single_high = 0, several = 0, none = 0;
  double sum = 0.0, sum2 = 0.0;
  for (int i = 0; i < n; ++i) {
    const Drawn d = drawn(sampler, static_cast<std::uint64_t>(i));
    none += d.fault.code == 0;
    single_off += d.fault.code == 1;
    single_high += d.fault.code == 2;
    several += d.fault.code == 3;
    if (d.fault.code != 1) {
      EXPECT_TRUE(std::isnan(d.fault.time_s));
      continue;
    }
    EXPECT_EQ(d.p.vehicle.engine.fault.off_from_s, d.fault.time_s);
    sum += d.fault.time_s;
    sum2 += d.fault.time_s * d.fault.time_s;
  }
  const auto near = [&](int count, double p) {
    EXPECT_NEAR(count, n * p, 4.0 * std::sqrt(n * p * (1.0 - p)));  // 4 sigma
  };
  near(none, 0.7 * 0.8);
  near(single_off, 0.3 * 0.8);
  near(single_high, 0.7 * 0.2);
  near(several, 0.3 * 0.2);
  const double mean = sum / single_off, sd = std::sqrt(sum2 / single_off - mean * mean);
  EXPECT_NEAR(mean, 300.0, 4.0 * 400.0 / std::sqrt(12.0 * single_off));
  EXPECT_NEAR(sd, 400.0 / std::sqrt(12.0), 3.0);  // 5 sigma of the sd of an even distribution
}

TEST(FaultDraws, TellWhichOfSeveralStrike) {
  const Scenario s = load(std::string(off) + high);
  const FaultDraws draws(s.configuration);
  const Sampler sampler(s);
  for (std::uint64_t i = 0; i < 300; ++i) {
    const bool first = draws.strikes(0, i), second = draws.strikes(1, i);
    EXPECT_EQ(drawn(sampler, i).fault.code, first && second ? 3 : first ? 1 : second ? 2 : 0) << i;
  }
}

TEST(FaultDraws, OfOneNameHangOnNoOther) {
  const Scenario a = load(off), b = load(std::string(high) + off);
  const Sampler alone(a), both(b);
  for (std::uint64_t i = 0; i < 300; ++i) {
    const Drawn one = drawn(alone, i), two = drawn(both, i);
    EXPECT_EQ(one.p.vehicle.engine.fault.off_from_s, two.p.vehicle.engine.fault.off_from_s);
    EXPECT_EQ(one.p.vehicle.engine.isp_s, two.p.vehicle.engine.isp_s);
  }
}

TEST(FaultDraws, MultiplyWhatIsDispersed) {
  const Scenario a = load("  []\n"), b = load("  - {mechanism: thrust_high, probability: 1, factor: 1.05}\n");
  EXPECT_DOUBLE_EQ(drawn(Sampler(b), 3).p.vehicle.engine.thrust_scale,
                   1.05 * drawn(Sampler(a), 3).p.vehicle.engine.thrust_scale);
}

TEST(FaultDraws, OfTwoThatSetOneTimeTheFirstCounts) {
  const Scenario s = load(
      "  - {mechanism: engine_off, name: late, probability: 1, when: {time_s: 400}}\n"
      "  - {mechanism: engine_off, name: soon, probability: 1, when: {time_s: 200}}\n"
      "  - {mechanism: engine_off, name: last, probability: 1, when: {time_s: 300}}\n");
  const Drawn d = drawn(Sampler(s), 0);
  EXPECT_EQ(d.p.vehicle.engine.fault.off_from_s, 200.0);
  EXPECT_EQ(d.fault.code, 4);
  EXPECT_TRUE(std::isnan(d.fault.time_s));
}

TEST(Strata, ForceEachFaultAloneWithAllElseTheSame) {
  const std::string list = std::string(off) + high;
  const Scenario forced = load(list, "faults"), plain = load("  []\n");
  EXPECT_EQ(forced.cases, 300u);
  const Sampler strata(forced), sampler(plain);
  for (std::uint64_t i = 0; i < 30; ++i) {
    const Drawn d = drawn(strata, i);
    Drawn sound = drawn(sampler, i / 3);
    EXPECT_EQ(d.fault.code, static_cast<std::int8_t>(i % 3));
    if (i % 3 == 1) sound.p.vehicle.engine.fault.off_from_s = d.fault.time_s;
    if (i % 3 == 2) sound.p.vehicle.engine.thrust_scale *= 1.05;
    EXPECT_EQ(std::memcmp(&d.p, &sound.p, sizeof d.p), 0) << i;
  }
}

TEST(Strata, HaveTheWeightsOfTheirFaults) {
  const Scenario s = load(std::string(off) + high, "faults");
  const Sampler sampler(s);
  double sum = 0.0;
  for (std::uint64_t i = 0; i < 3; ++i) sum += sampler.planned(i).weight;
  EXPECT_DOUBLE_EQ(sampler.planned(3).weight, 3.0 * 0.7 * 0.8);
  EXPECT_DOUBLE_EQ(sampler.planned(4).weight, 3.0 * 0.3 * 0.8);
  EXPECT_DOUBLE_EQ(sampler.planned(5).weight, 3.0 * 0.7 * 0.2);
  EXPECT_DOUBLE_EQ(sum / 3.0, 1.0 - 0.3 * 0.2);  // what has both is flown by none
}

TEST(Strata, ArePartOfTheCampaignAndTheirNumberOfCasesIsnt) {
  const std::string id = load(off, "faults").campaign_id;
  EXPECT_NE(id, load(off).campaign_id);
  EXPECT_NE(id, load(std::string(off) + high, "faults").campaign_id);
  const Scenario more = load_scenario_text(load(off, "faults").resolved_yaml, "t.yaml", "", {"campaign.cases=200"});
  EXPECT_EQ(more.campaign_id, id);
  EXPECT_EQ(more.cases, 400u);
}

}  // namespace
}  // namespace farside::fault_draws_test
