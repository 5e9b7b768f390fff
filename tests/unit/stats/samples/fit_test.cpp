#include "stats/samples/fit.h"

#include <gtest/gtest.h>

#include <cmath>

namespace farside::fit_test {
namespace {

// Values whose probabilities are `shift` off those of an even sample.
std::vector<double> off_by(double shift, int n) {
  std::vector<double> p;
  for (int i = 0; i < n; ++i) p.push_back(std::min(1.0, (i + 0.5) / n + shift));
  return p;
}

// Kolmogorov's distribution: 1.3581 and 1.6276 are exceeded in 5 and 1 % (Smirnov, Ann. Math. Stat. 19 (1948) 279).
TEST(Fit, KolmogorovsTestHasItsPublishedQuantiles) {
  constexpr int n = 10000;
  for (const auto& [x, p] : {std::pair{1.3581, 0.05}, std::pair{1.6276, 0.01}}) {
    const double distance = x / (100.0 + 0.12 + 0.11 / 100.0);
    EXPECT_NEAR(kolmogorov_p(off_by(distance - 0.5 / n, n)), p, 1e-5);
  }
  EXPECT_EQ(kolmogorov_p(off_by(0.0, n)), 1.0);
  EXPECT_TRUE(std::isnan(kolmogorov_p({})));
}

// 1.96^2 = 3.8416 with one degree of freedom.
TEST(Fit, PearsonsTestHasThatOfTheSquaredNormal) {
  EXPECT_NEAR(counts_p({5098, 4902}, {0.5, 0.5}), 0.05, 1e-4);
  EXPECT_EQ(counts_p({5000, 5000}, {0.5, 0.5}), 1.0);
  EXPECT_EQ(counts_p({50, 1}, {1.0, 0.0}), 0.0) << "what can't be was counted";
  // 1/5 + 1/5 with two degrees of freedom
  EXPECT_NEAR(counts_p({9990, 6, 4}, {0.999, 0.0005, 0.0005}), std::exp(-0.2), 1e-9) << "cells of 5 stand alone";
  // of 4, 3 and 3 expected, 10 in all
  EXPECT_EQ(counts_p({9990, 0, 9, 1}, {0.999, 0.0004, 0.0003, 0.0003}), 1.0) << "smaller ones together";
}

// 600 of 1,000 pairs of signs agree: 0.2. atanh(0.2) sqrt(997) = 6.4013 sd from none.
TEST(Fit, FishersTestOfACorrelation) {
  std::vector<double> a, b;
  for (int i = 0; i < 1000; ++i) {
    a.push_back(i % 2 == 0 ? 1.0 : -1.0);
    b.push_back(i % 10 < 6 ? a.back() : -a.back());
  }
  EXPECT_NEAR(correlation_p(a, b, 0.2), 1.0, 1e-9);
  EXPECT_NEAR(correlation_p(a, b, 0.0), 1.54e-10, 0.01e-10);
  EXPECT_NEAR(correlation_p(a, a, 1.0), 1.0, 1e-9);
  EXPECT_TRUE(std::isnan(correlation_p({1, 2, 3}, {1, 2, 3}, 0.0)));
}

}  // namespace
}  // namespace farside::fit_test
