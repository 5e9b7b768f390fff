// Special values, symmetries, and one hash of many results that every build must reproduce.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>

#include "lanes/math.h"
#include "unit/lanes/reference.h"

namespace farside::math_special_test {
using reference::Points;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double pi = 3.14159265358979323846;  // exact to half a last place

// f(x) in lane `at`, as a double and as that lane between ordinary neighbours.
template <class F>
double in_a_lane(F f, double x, int at) {
  Lanes all(0.75);
  set_lane(all, at, x);
  return lane(f(all), at);
}
template <class F>
double in_a_lane(F f, double x, double y, int at) {
  Lanes all_x(0.75), all_y(-0.25);
  set_lane(all_x, at, x);
  set_lane(all_y, at, y);
  return lane(f(all_x, all_y), at);
}

// Equal bits, or both NaN.
void expect_same(double result, double expected) {
  if (std::isnan(expected)) {
    EXPECT_TRUE(std::isnan(result)) << result;
  } else {
    EXPECT_EQ(bits_of(result), bits_of(expected)) << result << " instead of " << expected;
  }
}
template <class F>
void expect_at(F f, double x, double expected) {
  SCOPED_TRACE(x);
  expect_same(f(x), expected);
  for (int at = 0; at < lane_count; ++at) expect_same(in_a_lane(f, x, at), expected);
}
template <class F>
void expect_at(F f, double x, double y, double expected) {
  SCOPED_TRACE(testing::Message() << x << ", " << y);
  expect_same(f(x, y), expected);
  for (int at = 0; at < lane_count; ++at) expect_same(in_a_lane(f, x, y, at), expected);
}

constexpr auto our_sin = [](auto x) { return farside::sin(x); };
constexpr auto our_cos = [](auto x) { return farside::cos(x); };
constexpr auto our_exp = [](auto x) { return farside::exp(x); };
constexpr auto our_log = [](auto x) { return farside::log(x); };
constexpr auto our_asin = [](auto x) { return farside::asin(x); };
constexpr auto our_acos = [](auto x) { return farside::acos(x); };
constexpr auto our_atan2 = [](auto y, auto x) { return farside::atan2(y, x); };
constexpr auto our_pow = [](auto base, auto exponent) { return farside::pow(base, exponent); };

TEST(SinCos, KeepsTheSignOfZero) {
  expect_at(our_sin, 0.0, 0.0);
  expect_at(our_sin, -0.0, -0.0);
  expect_at(our_cos, 0.0, 1.0);
  expect_at(our_cos, -0.0, 1.0);
}

TEST(SinCos, IsNanBeyondItsRangeAndThereOnly) {
  const double last = sin_cos_limit_rad, beyond = std::nextafter(last, infinity);
  for (const double x : {beyond, -beyond, 1e300, infinity, -infinity, nan_value}) {
    expect_at(our_sin, x, nan_value);
    expect_at(our_cos, x, nan_value);
  }
  EXPECT_TRUE(std::isfinite(farside::sin(last)));
  EXPECT_TRUE(std::isfinite(farside::cos(-last)));
}

TEST(SinCos, IsOddAndEvenToTheBit) {
  Points points(21);
  for (int i = 0; i < 10000; ++i) {
    const double x = points.of_exponents(-1074, 16);
    ASSERT_EQ(bits_of(farside::sin(-x)), bits_of(-farside::sin(x))) << x;
    ASSERT_EQ(bits_of(farside::cos(-x)), bits_of(farside::cos(x))) << x;
  }
}

TEST(SinCos, GivesBothAsEitherAlone) {
  Points points(22);
  for (int i = 0; i < 1000; ++i) {
    const double x = points.between(-1000.0, 1000.0);
    double s, c;
    sin_cos(x, s, c);
    ASSERT_EQ(s, farside::sin(x));
    ASSERT_EQ(c, farside::cos(x));
  }
}

TEST(Exp, HasTheUsualLimits) {
  expect_at(our_exp, 0.0, 1.0);
  expect_at(our_exp, -0.0, 1.0);
  expect_at(our_exp, infinity, infinity);
  expect_at(our_exp, 1e300, infinity);
  expect_at(our_exp, -infinity, 0.0);
  expect_at(our_exp, -1e300, 0.0);
  expect_at(our_exp, nan_value, nan_value);
}

TEST(Exp, TurnsToInfinityAndZeroAtTheLastPossibleArgument) {
  // ln(2^1024 - 2^970) = 709.782712893384; ln(2^-1075) = -745.1332191019411
  EXPECT_TRUE(std::isfinite(farside::exp(709.782712893384)));
  expect_at(our_exp, std::nextafter(709.782712893384, 1000.0), infinity);
  expect_at(our_exp, -745.133219101941, 0x1p-1074);
  expect_at(our_exp, -745.13321910194122, 0.0);
}

TEST(Log, HasTheUsualLimits) {
  expect_at(our_log, 1.0, 0.0);
  expect_at(our_log, 0.0, -infinity);
  expect_at(our_log, -0.0, -infinity);
  expect_at(our_log, infinity, infinity);
  expect_at(our_log, -1.0, nan_value);
  expect_at(our_log, -0x1p-1074, nan_value);
  expect_at(our_log, -infinity, nan_value);
  expect_at(our_log, nan_value, nan_value);
}

TEST(Log, IsWithinTwoToTheMinus52AtPowersOfTwo) {
  // k ln 2 by long double, whose 64 bits leave the rounding to double certain for these k
  for (int k = -1074; k <= 1023; ++k) {
    const double expected = static_cast<double>(static_cast<long double>(k) * 0.693147180559945309417232121458L);
    ASSERT_LE(std::fabs(farside::log(std::ldexp(1.0, k)) - expected), std::fabs(expected) * 0x1p-52) << k;
  }
}

TEST(Atan2, FollowsIeee754ForZerosAndInfinities) {
  for (const double sign : {1.0, -1.0}) {
    expect_at(our_atan2, sign * 0.0, 0.0, sign * 0.0);
    expect_at(our_atan2, sign * 0.0, -0.0, sign * pi);
    expect_at(our_atan2, sign * 0.0, 3.0, sign * 0.0);
    expect_at(our_atan2, sign * 0.0, -3.0, sign * pi);
    expect_at(our_atan2, sign * 3.0, 0.0, sign * pi / 2);
    expect_at(our_atan2, sign * 3.0, -0.0, sign * pi / 2);
    expect_at(our_atan2, sign * 3.0, infinity, sign * 0.0);
    expect_at(our_atan2, sign * 3.0, -infinity, sign * pi);
    expect_at(our_atan2, sign * infinity, 3.0, sign * pi / 2);
    expect_at(our_atan2, sign * infinity, infinity, sign * pi / 4);
    expect_at(our_atan2, sign * infinity, -infinity, sign * 3 * pi / 4);
    expect_at(our_atan2, sign * 0x1p-1074, 0x1p-1074, sign * pi / 4);
    expect_at(our_atan2, sign * 0x1.fffffffffffffp1023, -0x1.fffffffffffffp1023, sign * 3 * pi / 4);
    expect_at(our_atan2, sign * 0x1p-1074, 1.0, sign * 0x1p-1074);
    expect_at(our_atan2, sign * 0x1p-1074, 1e300, sign * 0.0);
    expect_at(our_atan2, sign, nan_value, nan_value);
    expect_at(our_atan2, nan_value, sign, nan_value);
    expect_at(our_atan2, nan_value, sign * infinity, nan_value);
  }
}

TEST(Atan2, IsOddInYToTheBit) {
  Points points(23);
  for (int i = 0; i < 10000; ++i) {
    const double y = points.of_exponents(-40, 40), x = points.of_exponents(-40, 40);
    ASSERT_EQ(bits_of(farside::atan2(-y, x)), bits_of(-farside::atan2(y, x))) << y << ", " << x;
  }
}

TEST(AsinAcos, MeetTheirEndsExactlyAndAreNanBeyond) {
  expect_at(our_asin, 1.0, pi / 2);
  expect_at(our_asin, -1.0, -pi / 2);
  expect_at(our_asin, 0.0, 0.0);
  expect_at(our_asin, -0.0, -0.0);
  expect_at(our_acos, 1.0, 0.0);
  expect_at(our_acos, -1.0, pi);
  expect_at(our_acos, 0.0, pi / 2);
  for (const double x : {std::nextafter(1.0, 2.0), -std::nextafter(1.0, 2.0), infinity, -infinity, nan_value}) {
    expect_at(our_asin, x, nan_value);
    expect_at(our_acos, x, nan_value);
  }
}

TEST(Pow, HasTheDocumentedLimits) {
  expect_at(our_pow, 0.0, 2.0, 0.0);
  expect_at(our_pow, 0.0, -2.0, infinity);
  expect_at(our_pow, 0.0, 0.0, 1.0);
  expect_at(our_pow, infinity, 0.5, infinity);
  expect_at(our_pow, infinity, -0.5, 0.0);
  expect_at(our_pow, -2.0, 3.0, nan_value);
  expect_at(our_pow, nan_value, 3.0, nan_value);
  expect_at(our_pow, 2.0, nan_value, nan_value);
  expect_at(our_pow, 3.0, 1e300, infinity);
  expect_at(our_pow, 3.0, -1e300, 0.0);
  expect_at(our_pow, 1.0, 12345.0, 1.0);
  expect_at(our_pow, 2.0, 10.0, 1024.0);
  expect_at(our_pow, 4.0, 0.5, 2.0);
}

// FNV-1a over the bytes of each result, lane by lane.
struct Hash {
  std::uint64_t value = 0xcbf29ce484222325ULL;
  void add(double x) {
    for (int byte = 0; byte < 8; ++byte) value = (value ^ ((bits_of(x) >> (8 * byte)) & 0xff)) * 0x100000001b3ULL;
  }
  template <class F, class... Arguments>
  void add_lanes(F f, const Arguments*... x) {
    const Lanes result = f(load(x)...);
    for (int i = 0; i < lane_count; ++i) add(lane(result, i));
  }
};

// Produced by this test's own message on its first run (g++ 12, two, four and eight lanes, clang 14, all optimisation
// levels agree). It may change only with an intended change of src/lanes/math*: then the model version rises too.
TEST(MathBits, AreTheSameInEveryBuild) {
  constexpr int count = 4096;
  static double angle[count], exponent[count], positive[count], unit[count], any_y[count], any_x[count];
  Points points(24);
  for (int i = 0; i < count; ++i) {
    angle[i] = points.between(-1e4, 1e4);
    exponent[i] = points.between(-746.0, 711.0);
    positive[i] = farside::abs(points.of_exponents(-1074, 1023));
    unit[i] = points.between(-1.0, 1.0);
    any_y[i] = points.of_exponents(-1074, 1023);
    any_x[i] = points.of_exponents(-60, 60);
  }
  Hash hash;
  for (int i = 0; i < count; i += lane_count) hash.add_lanes(our_sin, angle + i);
  for (int i = 0; i < count; i += lane_count) hash.add_lanes(our_cos, angle + i);
  for (int i = 0; i < count; i += lane_count) hash.add_lanes(our_exp, exponent + i);
  for (int i = 0; i < count; i += lane_count) hash.add_lanes(our_log, positive + i);
  for (int i = 0; i < count; i += lane_count) hash.add_lanes(our_asin, unit + i);
  for (int i = 0; i < count; i += lane_count) hash.add_lanes(our_acos, unit + i);
  for (int i = 0; i < count; i += lane_count) hash.add_lanes(our_atan2, any_y + i, any_x + i);
  for (int i = 0; i < count; i += lane_count) hash.add_lanes(our_pow, positive + i, unit + i);
  EXPECT_EQ(hash.value, 0x573418900b7ac8e3ULL) << std::hex << hash.value;
}

}  // namespace

}  // namespace farside::math_special_test
