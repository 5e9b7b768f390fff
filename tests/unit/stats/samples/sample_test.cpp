#include "stats/samples/sample.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "unit/stats/fixture.h"

namespace farside::sample_test {
namespace {

using stats_test::normal_sample;

void ask(RankedSample& sample) {
  for (const double p : {0.01, 0.5, 0.95}) quantile_with_bounds(sample, p, 0.95);
}

int fill(Sample& sample, const std::vector<double>& values) {
  int passes = 0;
  do {
    for (std::size_t at = 0; at < values.size(); at += 1000)
      sample.add(values.data() + at, std::min<std::size_t>(1000, values.size() - at));
    sample.end_pass();
    ++passes;
  } while (sample.needs_pass());
  return passes;
}

TEST(Sample, SaysTheSameBitsWhetherItsValuesAreHeldOrNot) {
  const std::vector<double> values = normal_sample(30000, 1, 50, 3);
  Sample held(values.size(), values.size(), ask), passed(5000, values.size(), ask);
  EXPECT_EQ(fill(held, values), 1);
  EXPECT_GE(fill(passed, values), 2);
  const Moments &a = held.moments(), &b = passed.moments(), whole = moments(values);
  for (const double Moments::*m :
       {&Moments::mean, &Moments::sd, &Moments::min, &Moments::max, &Moments::skewness, &Moments::kurtosis}) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(a.*m), std::bit_cast<std::uint64_t>(whole.*m));
    EXPECT_EQ(std::bit_cast<std::uint64_t>(b.*m), std::bit_cast<std::uint64_t>(whole.*m));
  }
  for (const double p : {0.01, 0.5, 0.95}) {
    const Quantile x = quantile_with_bounds(held.ranked(), p, 0.95), y = quantile_with_bounds(passed.ranked(), p, 0.95);
    EXPECT_TRUE(x.value == y.value && x.lower == y.lower && x.upper == y.upper) << p;
  }
}

TEST(Sample, TakesNothingFromPassesThatItDoesntNeed) {
  const std::vector<double> values = normal_sample(20000, 2);
  for (const std::size_t held_max : {std::size_t{5000}, values.size()}) {
    Sample sample(held_max, values.size(), ask);
    fill(sample, values);
    const double median = quantile(sample.ranked(), 0.5), sd = sample.moments().sd;
    fill(sample, values);
    EXPECT_EQ(sample.ranked().count(), values.size());
    EXPECT_EQ(quantile(sample.ranked(), 0.5), median);
    EXPECT_EQ(sample.moments().sd, sd);
  }
}

TEST(Sample, OfManyEqualValuesIsThatValue) {
  const std::vector<double> values(20000, 0.1);
  Sample sample(5000, values.size(), ask);
  fill(sample, values);
  EXPECT_EQ(sample.moments().mean, 0.1);
  EXPECT_EQ(sample.moments().sd, 0);
  EXPECT_EQ(quantile(sample.ranked(), 0.95), 0.1);
}

}  // namespace
}  // namespace farside::sample_test
