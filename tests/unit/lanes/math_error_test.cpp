// Worst errors of the elementary functions against MPFR. The bounds are the contract in src/lanes/README.md: the error
// of a correctly rounded last addition (0.5) and what the terms before it may add.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>

#include "lanes/math.h"
#include "unit/lanes/reference.h"

namespace farside::math_error_test {
using reference::Number;
using reference::Points;

namespace {

// Software fma makes the two-lane build some twenty times slower.
// Two ranges of this, or twice as many of one: 200,000 a function.
constexpr int thorough = lane_count == 2 ? 20000 : 100000;
constexpr int brief = thorough / 4;

struct Worst {
  double ulp = 0.0, x = 0.0, y = 0.0;
  void add(double error, double at_x, double at_y) {
    if (error > ulp) *this = {error, at_x, at_y};
  }
};

void expect_below(double bound, const Worst& w) { EXPECT_LE(w.ulp, bound) << "at x = " << w.x << ", y = " << w.y; }

// Into the XML report (--gtest_output=xml), where the tables of the README come from.
void record_worst(const std::string& ulp) {
  static int number = 0;
  testing::Test::RecordProperty("worst_ulp_" + std::to_string(++number), ulp);
}

// Points go through the lanes as they come, so that neighbours take other ways through a function; the plain double
// must give the same bits.
template <class Ours, class Exact, class Next>
Worst worst_of_one(int count, Ours ours, Exact exact, Next next) {
  Worst worst;
  for (int block = 0; block < count; block += lane_count) {
    double x[lane_count], result[lane_count];
    for (double& one : x) one = next();
    store(result, ours(load(x)));
    for (int i = 0; i < lane_count; ++i) {
      EXPECT_EQ(bits_of(result[i]), bits_of(ours(x[i]))) << "lane " << i << ", x = " << x[i];
      Number answer(x[i]);
      exact(answer.get(), answer.get(), MPFR_RNDN);
      worst.add(reference::ulp_error(result[i], answer), x[i], 0.0);
    }
    if (testing::Test::HasFailure()) break;
  }
  record_worst(std::to_string(worst.ulp));
  return worst;
}

template <class Ours, class Exact, class NextX, class NextY>
Worst worst_of_two(int count, Ours ours, Exact exact, NextX next_x, NextY next_y) {
  Worst worst;
  for (int block = 0; block < count; block += lane_count) {
    double x[lane_count], y[lane_count], result[lane_count];
    for (int i = 0; i < lane_count; ++i) {
      x[i] = next_x();
      y[i] = next_y();
    }
    store(result, ours(load(x), load(y)));
    for (int i = 0; i < lane_count; ++i) {
      EXPECT_EQ(bits_of(result[i]), bits_of(ours(x[i], y[i]))) << "lane " << i << ", x = " << x[i] << ", y = " << y[i];
      Number answer(x[i]);
      const Number second(y[i]);
      exact(answer.get(), answer.get(), second.get(), MPFR_RNDN);
      worst.add(reference::ulp_error(result[i], answer), x[i], y[i]);
    }
    if (testing::Test::HasFailure()) break;
  }
  record_worst(std::to_string(worst.ulp));
  return worst;
}

constexpr auto our_sin = [](auto x) { return farside::sin(x); };
constexpr auto our_cos = [](auto x) { return farside::cos(x); };
constexpr auto our_exp = [](auto x) { return farside::exp(x); };
constexpr auto our_log = [](auto x) { return farside::log(x); };
constexpr auto our_asin = [](auto x) { return farside::asin(x); };
constexpr auto our_acos = [](auto x) { return farside::acos(x); };
constexpr auto our_atan2 = [](auto y, auto x) { return farside::atan2(y, x); };
constexpr auto our_pow = [](auto base, auto exponent) { return farside::pow(base, exponent); };

// The k-th multiple of pi/2, rounded to double, or the double above or below it.
double near_multiple(Points& points, std::uint64_t multiples) {
  Number x(static_cast<double>(points.word() % multiples + 1));
  Number half_pi;
  mpfr_const_pi(half_pi.get(), MPFR_RNDN);
  mpfr_div_2ui(half_pi.get(), half_pi.get(), 1, MPFR_RNDN);
  mpfr_mul(x.get(), x.get(), half_pi.get(), MPFR_RNDN);
  const std::uint64_t nearest = bits_of(mpfr_get_d(x.get(), MPFR_RNDN));
  return from_bits(nearest + points.word() % 3 - 1);
}

TEST(SinCosError, StaysBelowSevenEighthsOverItsRange) {
  Points points(1);
  const auto anywhere = [&] { return points.between(-sin_cos_limit_rad, sin_cos_limit_rad); };
  expect_below(0.875, worst_of_one(thorough, our_sin, mpfr_sin, anywhere));
  expect_below(0.875, worst_of_one(thorough, our_cos, mpfr_cos, anywhere));
}

TEST(SinCosError, StaysBelowSevenEighthsInTheFirstTurns) {
  Points points(2);
  const auto first_turns = [&] { return points.between(-7.0, 7.0); };
  expect_below(0.875, worst_of_one(thorough, our_sin, mpfr_sin, first_turns));
  expect_below(0.875, worst_of_one(thorough, our_cos, mpfr_cos, first_turns));
}

TEST(SinCosError, HoldsNextToEveryMultipleOfARightAngle) {
  Points points(3);
  const auto next_to = [&] { return near_multiple(points, 127000); };  // up to 1.995e5 rad
  expect_below(0.875, worst_of_one(brief, our_sin, mpfr_sin, next_to));
  expect_below(0.875, worst_of_one(brief, our_cos, mpfr_cos, next_to));
}

TEST(SinCosError, HoldsForAnglesOfEverySize) {
  Points points(4);
  const auto any_size = [&] { return points.of_exponents(-1074, 16); };
  expect_below(0.875, worst_of_one(brief, our_sin, mpfr_sin, any_size));
  expect_below(0.875, worst_of_one(brief, our_cos, mpfr_cos, any_size));
}

TEST(ExpError, StaysBelowThreeQuartersWhereTheResultIsNormal) {
  Points points(5);
  expect_below(0.75, worst_of_one(thorough, our_exp, mpfr_exp, [&] { return points.between(-708.39, 709.78); }));
  expect_below(0.75, worst_of_one(thorough, our_exp, mpfr_exp, [&] { return points.between(-1.0, 1.0); }));
  expect_below(0.8, worst_of_one(brief, our_exp, mpfr_exp, [&] { return points.of_exponents(-1074, 9); }));
}

TEST(ExpError, StaysBelowOneThroughTheSubnormals) {
  Points points(6);  // the result is rounded twice: 0.5 + at most 0.35 just below the normals
  expect_below(0.9, worst_of_one(brief, our_exp, mpfr_exp, [&] { return points.between(-746.0, -708.0); }));
}

TEST(ExpError, OverflowsWhereTheCorrectlyRoundedOneDoes) {
  // mpfr_get_d rounds to infinity by the same rule, so a wrong side would be an infinite error
  Points points(7);
  expect_below(0.75, worst_of_one(brief, our_exp, mpfr_exp, [&] { return points.between(709.5, 710.0); }));
}

TEST(LogError, StaysBelowFourFifthsOverTheNormals) {
  Points points(8);
  expect_below(0.8,
               worst_of_one(thorough, our_log, mpfr_log, [&] { return std::fabs(points.of_exponents(-1022, 1023)); }));
  expect_below(0.8, worst_of_one(thorough, our_log, mpfr_log, [&] { return points.between(0.4, 3.0); }));
  expect_below(0.8,
               worst_of_one(brief, our_log, mpfr_log, [&] { return points.between(0.69, 0.72); }));  // where k changes
}

TEST(LogError, HoldsNextToOne) {
  Points points(9);
  expect_below(0.6, worst_of_one(thorough, our_log, mpfr_log, [&] { return 1.0 + points.of_exponents(-53, -4); }));
}

TEST(LogError, HoldsForSubnormals) {
  Points points(10);
  expect_below(0.6,
               worst_of_one(brief, our_log, mpfr_log, [&] { return std::fabs(points.of_exponents(-1074, -1023)); }));
}

TEST(Atan2Error, StaysBelowThreeQuartersInEveryQuadrant) {
  Points points(11);
  const auto side = [&] { return points.between(-1.0, 1.0); };
  expect_below(0.75, worst_of_two(2 * thorough, our_atan2, mpfr_atan2, side, side));
  const auto size = [&] { return points.of_exponents(-30, 30); };
  expect_below(0.75, worst_of_two(brief, our_atan2, mpfr_atan2, size, size));
}

TEST(Atan2Error, HoldsNextToTheDiagonalsAndTheSplitAt22Degrees) {
  Points points(12);
  double x = 0.0;
  const auto next_x = [&] { return x = points.between(-1.0, 1.0); };
  expect_below(
      0.75, worst_of_two(brief, our_atan2, mpfr_atan2, next_x, [&] { return x * points.between(0.999999, 1.000001); }));
  expect_below(0.75,
               worst_of_two(brief, our_atan2, mpfr_atan2, next_x, [&] { return x * points.between(0.41, 0.42); }));
}

TEST(Atan2Error, StaysBelowOneAndAHalfWhereTheQuotientIsSubnormal) {
  Points points(13);  // y is rounded as it is scaled, and the quotient again
  const auto size = [&] { return points.of_exponents(-1074, 1023); };
  expect_below(1.5, worst_of_two(brief, our_atan2, mpfr_atan2, size, size));
}

TEST(AsinError, StaysBelowThreeQuarters) {
  Points points(14);
  expect_below(0.75, worst_of_one(2 * thorough, our_asin, mpfr_asin, [&] { return points.between(-1.0, 1.0); }));
  expect_below(0.75, worst_of_one(brief, our_asin, mpfr_asin, [&] { return points.of_exponents(-1074, -1); }));
  expect_below(0.75,
               worst_of_one(brief, our_asin, mpfr_asin, [&] { return 1.0 - std::fabs(points.of_exponents(-53, -2)); }));
}

TEST(AcosError, StaysBelowThreeQuartersNextToItsEndsToo) {
  Points points(15);
  expect_below(0.75, worst_of_one(2 * thorough, our_acos, mpfr_acos, [&] { return points.between(-1.0, 1.0); }));
  expect_below(0.75,
               worst_of_one(brief, our_acos, mpfr_acos, [&] { return 1.0 - std::fabs(points.of_exponents(-53, -2)); }));
  expect_below(0.75,
               worst_of_one(brief, our_acos, mpfr_acos, [&] { return std::fabs(points.of_exponents(-53, -2)) - 1.0; }));
}

TEST(PowError, StaysBelowOneForSmallExponents) {
  Points points(16);
  expect_below(1.0, worst_of_two(
                        thorough, our_pow, mpfr_pow, [&] { return points.between(0.1, 10.0); },
                        [&] { return points.between(-3.0, 3.0); }));
  expect_below(1.0, worst_of_two(
                        brief, our_pow, mpfr_pow, [&] { return std::fabs(points.of_exponents(-1000, 1000)); },
                        [&] { return points.between(-1.0, 1.0); }));
}

TEST(PowError, StaysBelowThreeForExponentsToTwenty) {
  Points points(18);
  expect_below(3.0, worst_of_two(
                        brief, our_pow, mpfr_pow, [&] { return points.between(0.1, 10.0); },
                        [&] { return points.between(-20.0, 20.0); }));
}

TEST(PowError, GrowsWithTheExponentNoFasterThanTheErrorOfTheLogarithm) {
  Points points(17);  // ln carries 2^-57 of absolute error near 1; times 300 that is 4.2 last places of the result
  expect_below(60.0, worst_of_two(
                         brief, our_pow, mpfr_pow, [&] { return points.between(0.5, 2.0); },
                         [&] { return points.between(-300.0, 300.0); }));
}

}  // namespace

}  // namespace farside::math_error_test
