#include "stats/samples/selection.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "unit/stats/fixture.h"

namespace farside::selection_test {
namespace {

using stats_test::normal_sample;

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Selected {
  std::vector<double> values;  // of the ranks, ascending
  int passes = 0;
};

Selected select(const std::vector<double>& values, const std::set<std::uint64_t>& ranks, std::size_t held_max) {
  Selection selection(held_max);
  Selected found;
  do {
    // In pieces of uneven size, as a file may give them.
    for (std::size_t at = 0, piece = 1; at < values.size(); at += piece, piece = piece % 1000 + 7) {
      selection.add(values.data() + at, std::min(piece, values.size() - at));
    }
    selection.end_pass(ranks);
    EXPECT_EQ(selection.count(), values.size());
    if (++found.passes > 50) {
      ADD_FAILURE() << "no end";
      return found;
    }
  } while (selection.needs_pass());
  for (const std::uint64_t rank : ranks) found.values.push_back(selection.rank(rank));
  return found;
}

// Every bit, so that -0 is not 0.
void expect_sorted_ones(std::vector<double> values, const std::set<std::uint64_t>& ranks, std::size_t held_max,
                        const char* what) {
  const Selected found = select(values, ranks, held_max);
  std::sort(values.begin(), values.end(), [](double a, double b) { return std::strong_order(a, b) < 0; });
  std::size_t i = 0;
  for (const std::uint64_t rank : ranks) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(found.values[i++]), std::bit_cast<std::uint64_t>(values[rank - 1]))
        << what << ", rank " << rank;
  }
}

std::set<std::uint64_t> spread_ranks(std::uint64_t n) {
  std::set<std::uint64_t> ranks{1, 2, n - 1, n};
  for (const double p : {0.00135, 0.01, 0.05, 0.3, 0.5, 0.95, 0.99, 0.99865}) {
    const auto rank = static_cast<std::uint64_t>(p * static_cast<double>(n - 1)) + 1;
    ranks.insert({rank, rank + 1, rank + 57 < n ? rank + 57 : n});
  }
  return ranks;
}

constexpr std::size_t few = 4096;  // the fewest that are held: many passes

TEST(Selection, FindsTheValuesOfTheSortedSampleWhateverTheirOrderAndTies) {
  constexpr std::size_t n = 60000;
  const std::set<std::uint64_t> ranks = spread_ranks(n);
  const std::vector<double> random = normal_sample(n, 1, 1e6, 1e-3);
  std::vector<double> ascending = random, descending, coarse = random, two(n), ramp(n),
                      skewed = normal_sample(n, 2, 0, 40);
  std::sort(ascending.begin(), ascending.end());
  descending.assign(ascending.rbegin(), ascending.rend());
  for (double& x : coarse) x = std::round((x - 1e6) * 2000);
  for (double& x : skewed) x = std::exp(x);
  for (std::size_t i = 0; i < n; ++i) two[i] = i % 2 == 0 ? -1 : 1, ramp[i] = static_cast<double>(i % 4096);
  expect_sorted_ones(random, ranks, few, "random");
  expect_sorted_ones(ascending, ranks, few, "ascending");
  expect_sorted_ones(descending, ranks, few, "descending");
  expect_sorted_ones(coarse, ranks, few, "few values");
  expect_sorted_ones(skewed, ranks, few, "34 decades");
  expect_sorted_ones(two, ranks, few, "two values");
  expect_sorted_ones(ramp, ranks, few, "periodic");
  expect_sorted_ones(std::vector<double>(n, 0.1), ranks, few, "all equal");
}

TEST(Selection, OrdersInfinitiesDenormalsAndBothZeros) {
  constexpr double denormal = std::numeric_limits<double>::denorm_min(), largest = std::numeric_limits<double>::max();
  const double kinds[] = {-infinity, -largest, -1, -2 * denormal, -denormal, -0.0, 0.0, denormal, 1, largest, infinity};
  std::vector<double> values;
  for (std::size_t i = 0; i < 50000; ++i) values.push_back(kinds[i * 7 % std::size(kinds)]);
  std::set<std::uint64_t> ranks = spread_ranks(values.size());
  for (std::size_t k = 1; k < std::size(kinds); ++k) {
    const std::uint64_t edge = k * values.size() / std::size(kinds);
    ranks.insert({edge, edge + 1, edge + 2});
  }
  expect_sorted_ones(values, ranks, few, "special");
}

TEST(Selection, OfNoValueOrOneOrAsManyAsAreHeld) {
  EXPECT_EQ(select({}, {}, few).passes, 1);
  EXPECT_EQ(select({7}, {1}, few).values, std::vector<double>{7});
  expect_sorted_ones(normal_sample(few, 3), spread_ranks(few), few, "as many as are held");
  expect_sorted_ones(normal_sample(few + 1, 3), spread_ranks(few + 1), few, "one more");
  EXPECT_EQ(select(normal_sample(few, 3), spread_ranks(few), few).passes, 1);
}

TEST(Selection, NeedsTwoPassesOverMoreThanAMillion) {
  constexpr std::size_t n = 1500000;
  const std::vector<double> values = normal_sample(n, 4);
  EXPECT_EQ(select(values, spread_ranks(n), std::size_t{1} << 20).passes, 2);
  expect_sorted_ones(values, spread_ranks(n), std::size_t{1} << 20, "many");
}

TEST(RandomPart, IsAFairShareThatSeesNoPattern) {
  RandomPart<std::size_t> part;
  constexpr std::size_t n = 400000, period = 64;
  for (std::size_t i = 0; i < n; ++i) {
    part.add(i);
    if (part.values().size() == 20000) part.halve();
  }
  const double size = static_cast<double>(part.values().size());
  EXPECT_GT(size, 9000);
  EXPECT_EQ(part.seen(), n);
  double sum = 0, counts[period] = {}, chi2 = 0;
  for (const std::size_t i : part.values()) {
    sum += static_cast<double>(i) / n;
    ++counts[i % period];
  }
  EXPECT_NEAR(sum / size, 0.5, 4 * std::sqrt(1 / 12.0 / size));  // 4 sigma: no part of the stream is preferred
  for (const double count : counts) chi2 += (count - size / period) * (count - size / period) / (size / period);
  EXPECT_NEAR(chi2, period - 1, 4 * std::sqrt(2.0 * (period - 1)));  // 4 sigma
}

}  // namespace
}  // namespace farside::selection_test
