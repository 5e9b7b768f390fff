#include "sampling/marginal.h"

#include <gtest/gtest.h>

#include <cmath>

namespace farside::marginal_test {
namespace {

// The arguments as they stand in the file, defaults filled in.
Marginal marginal_of(Distribution kind, const Arguments& arguments) {
  Dispersion d;
  d.paths = {"vehicle.engine.isp_s"};
  d.kind = kind;
  d.arguments = arguments;
  return marginals_of(d).at(0);
}

template <class T>
T as(Distribution kind, const Arguments& arguments) {
  return std::get<T>(marginal_of(kind, arguments));
}

constexpr double upper_quartile = 0.6744897501960817;  // of the standard normal distribution

TEST(Marginal, HasTheQuantilesOfItsDistribution) {
  EXPECT_EQ(as<Constant>(Distribution::constant, {{"value", {7}}}).quantile(0.3), 7.0);
  EXPECT_DOUBLE_EQ(as<Normal>(Distribution::normal, {{"mean", {10}}, {"sd", {2}}}).quantile(0.75),
                   10 + 2 * upper_quartile);
  EXPECT_DOUBLE_EQ(as<Uniform>(Distribution::uniform, {{"min", {-1}}, {"max", {3}}}).quantile(0.75), 2.0);
  EXPECT_DOUBLE_EQ(as<Rayleigh>(Distribution::rayleigh, {{"mode", {3}}}).quantile(0.5), 3 * std::sqrt(2 * std::log(2)));
  // (x - min)^2 / ((max - min) (mode - min)) = u below the mode.
  const auto triangular = as<Triangular>(Distribution::triangular, {{"min", {1}}, {"mode", {2}}, {"max", {5}}});
  EXPECT_DOUBLE_EQ(triangular.quantile(0.16), 1.8);
  EXPECT_DOUBLE_EQ(triangular.quantile(0.25), 2.0);
  // Its median is the exponential of the logarithm's mean.
  EXPECT_DOUBLE_EQ(as<Lognormal>(Distribution::lognormal, {{"mean", {6}}, {"sd", {2}}}).quantile(0.5),
                   6 / std::sqrt(1 + 1.0 / 9));
  const auto discrete =
      as<Discrete>(Distribution::discrete, {{"values", {5, 6, 7}}, {"probabilities", {0.25, 0.5, 0.25}}});
  EXPECT_EQ(discrete.quantile(0.2), 5.0);
  EXPECT_EQ(discrete.quantile(0.3), 6.0);
  EXPECT_EQ(discrete.quantile(0.8), 7.0);
}

TEST(Marginal, TakesOtherArgumentsForTheSame) {
  const auto by_k = as<TruncatedNormal>(Distribution::truncated_normal, {{"mean", {4}}, {"sd", {2}}, {"k", {3}}});
  EXPECT_EQ(by_k.lower, -2.0);
  EXPECT_EQ(by_k.upper, 10.0);
  EXPECT_DOUBLE_EQ(by_k.quantile(0.5), 4.0);
  const auto by_bounds = as<TruncatedNormal>(Distribution::truncated_normal,
                                             {{"mean", {4}}, {"sd", {2}}, {"lower", {4.5}}, {"upper", {5}}});
  EXPECT_EQ(by_bounds.lower, 4.5);
  EXPECT_EQ(by_bounds.upper, 5.0);
  // sd of a Rayleigh value: mode sqrt(2 - pi/2).
  EXPECT_DOUBLE_EQ(as<Rayleigh>(Distribution::rayleigh, {{"sd", {2}}}).mode, 2 / std::sqrt(2 - M_PI / 2));
}

// Case T105 of src/MODELS.md: within 2 sd, the variance is 0.7737413036 of that before.
TEST(Marginal, TakesTheSdOfATruncatedNormalBeforeOrAfter) {
  const double share = std::sqrt(0.7737413036);
  const auto by_k =
      as<TruncatedNormal>(Distribution::truncated_normal, {{"mean", {4}}, {"sd_after", {3 * share}}, {"k", {2}}});
  EXPECT_NEAR(by_k.sd, 3.0, 1e-9);  // the case's digits
  EXPECT_NEAR(by_k.lower, -2.0, 1e-9);
  EXPECT_NEAR(by_k.upper, 10.0, 1e-9);
  const auto by_bounds = as<TruncatedNormal>(
      Distribution::truncated_normal, {{"mean", {4}}, {"sd_after", {3 * share}}, {"lower", {-2}}, {"upper", {10}}});
  EXPECT_NEAR(by_bounds.sd, 3.0, 1e-8);
  EXPECT_EQ(by_bounds.lower, -2.0);
  // Far bounds leave it as it is, near ones make it uniform.
  const auto far = as<TruncatedNormal>(Distribution::truncated_normal,
                                       {{"mean", {0}}, {"sd_after", {1}}, {"lower", {-50}}, {"upper", {50}}});
  EXPECT_NEAR(far.sd, 1.0, 1e-12);
}

TEST(Marginal, TakesAValueOfAFileForEachOfItsRows) {
  const auto empirical = as<Empirical>(Distribution::empirical, {{"values", {1, 2, 2, 7}}});
  EXPECT_EQ(empirical.quantile(0x1p-53), 1.0);
  EXPECT_EQ(empirical.quantile(0.2499), 1.0);
  EXPECT_EQ(empirical.quantile(0.2501), 2.0);
  EXPECT_EQ(empirical.quantile(0.7499), 2.0);
  EXPECT_EQ(empirical.quantile(0.7501), 7.0);
  EXPECT_EQ(empirical.quantile(1 - 0x1p-53), 7.0);
}

}  // namespace
}  // namespace farside::marginal_test
