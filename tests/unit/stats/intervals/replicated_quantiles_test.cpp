#include "stats/intervals/replicated_quantiles.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "stats/statistics.h"
#include "unit/stats/fixture.h"

namespace farside::replicated_quantiles_test {
namespace {

// `replicates` times 100 values. Alike: each replicate has 1 to 100; apart: replicate r has 100 r + 1 to 100 r + 100.
std::vector<Quantile> bounds_of(std::size_t replicates, bool apart, double p, std::size_t held_max) {
  std::vector<double> values;
  std::vector<std::size_t> of;
  for (std::size_t i = 0; i < 100 * replicates; ++i) {
    of.push_back(i % replicates);
    values.push_back(1.0 + static_cast<double>(i / replicates + (apart ? 100 * of.back() : 0)));
  }
  std::vector<double> ordered = values;
  OrderStatistics sample(ordered);
  std::vector<Quantile> found{{p, quantile(sample, p), 0.0, 0.0}};
  replicated_bounds([&](const TakeReplicated& take) { take(values.data(), of.data(), values.size()); }, found, 0.95,
                    held_max);
  return found;
}

TEST(ReplicatedQuantiles, OfReplicatesThatAgreeAreNarrowAndOfThoseThatDontWide) {
  const Quantile agree = bounds_of(20, false, 0.5, 10000)[0], apart = bounds_of(20, true, 0.5, 10000)[0];
  EXPECT_GE(agree.lower, 50.0);  // half a case to either side
  EXPECT_LE(agree.upper, 51.0);
  // ten replicates lie below, ten above: Student's interval of a share of 1/2 that is 0 or 1 in each
  const double reach = 2.0930 * std::sqrt(0.25 * 20 / 19 / 20);
  EXPECT_NEAR(apart.lower, 2000 * (0.5 - reach), 2.0);
  EXPECT_NEAR(apart.upper, 2000 * (0.5 + reach), 2.0);
}

TEST(ReplicatedQuantiles, InATailAreNoNarrowerThanOfIndependentCases) {
  const Quantile tail = bounds_of(20, false, 0.95, 10000)[0];  // 5 a replicate lie beyond
  const Ranks independent = quantile_ranks(2000, 0.95, 0.95);
  EXPECT_EQ(tail.lower, std::ceil(static_cast<double>(independent.lower) / 20));
  EXPECT_EQ(tail.upper, std::ceil(static_cast<double>(independent.upper) / 20));
}

TEST(ReplicatedQuantiles, AreTheSameFromMoreValuesThanAreHeld) {
  const Quantile held = bounds_of(500, true, 0.5, 100000)[0], passed = bounds_of(500, true, 0.5, 8000)[0];
  EXPECT_EQ(held.lower, passed.lower);
  EXPECT_EQ(held.upper, passed.upper);
}

TEST(ReplicatedQuantiles, OfFewReplicatesHaveNoBounds) {
  const Quantile few = bounds_of(15, false, 0.5, 10000)[0];
  EXPECT_FALSE(std::isnan(few.value));
  EXPECT_TRUE(std::isnan(few.lower) && std::isnan(few.upper));
}

TEST(ReplicatedQuantiles, StandInTheStatisticsAndWilksLimitsDont) {
  std::vector<double> outcome(1600, 0.0), load, replicate, east, north(1600, 0.0);
  for (int i = 0; i < 1600; ++i) {
    load.push_back(1.0 + i / 16);  // the same hundred in each of 16
    replicate.push_back(i % 16);
    east.push_back(load.back());
  }
  outcome[0] = 2.0;
  stats_test::Table table(1600);
  table.with("outcome", outcome).with("peak_load", load).with("replicate", replicate);
  table.with("landing_east", east).with("landing_north", north);
  const nlohmann::ordered_json s = compute_statistics(table, {});
  const nlohmann::ordered_json& median = s["quantities"]["peak_load"]["quantiles"][3];
  EXPECT_GE(median["lower"].get<double>(), 50.0);  // of 1,600 independent cases 48 to 53
  EXPECT_LE(median["upper"].get<double>(), 51.0);
  EXPECT_TRUE(s["tolerance"]["peak_load"]["wilks_95_95_upper"].is_null());
  EXPECT_TRUE(s["tolerance"]["peak_load"]["wilks_95_95_between"][0].is_null());
  EXPECT_TRUE(s["dispersion"]["containment"][0]["semi_major_m"].is_null());
  EXPECT_EQ(s["dispersion"]["radii"][0]["lower"], median["lower"]);
}

}  // namespace
}  // namespace farside::replicated_quantiles_test
