#include "random/uniform.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

namespace farside::uniform_test {
namespace {

TEST(Stream, IsFnv1aOfTheName) {
  // Test vectors of draft-eastlake-fnv, 64-bit FNV-1a
  static_assert(stream("").value == 0xcbf29ce484222325ULL);
  static_assert(stream("a").value == 0xaf63dc4c8601ec8cULL);
  static_assert(stream("foobar").value == 0x85944171f73967e8ULL);
  EXPECT_EQ(stream("foobar", 6), stream("foobar"));
  EXPECT_EQ(stream("foobar", 3), stream("foo"));
}

TEST(Stream, HashesBytesAboveAsciiAsUnsigned) {
  // 0xcbf29ce484222325 ^ 0xff, times the prime, modulo 2^64
  EXPECT_EQ(stream("\xff", 1).value, (0xcbf29ce484222325ULL ^ 0xffULL) * 0x100000001b3ULL);
}

TEST(Stream, FindsTheFirstRepeatedName) {
  constexpr StreamId different[] = {stream("a"), stream("b"), stream("c")};
  static_assert(first_repeated(different, 3) == 3);
  constexpr StreamId repeated[] = {stream("a"), stream("b"), stream("c"), stream("b"), stream("a")};
  static_assert(first_repeated(repeated, 5) == 3);
  EXPECT_EQ(first_repeated(nullptr, 0), 0u);
}

TEST(Uniform, ReachesButNeverLeavesTheOpenInterval) {
  EXPECT_EQ(unit_interval<double>(0), 0x1p-53);
  EXPECT_EQ(unit_interval<double>(~std::uint64_t{0}), 1.0 - 0x1p-53);
  EXPECT_EQ(unit_interval<double>(std::uint64_t{1} << 63), 0.5 + 0x1p-53);
  EXPECT_EQ(unit_interval<double>(0xfff), 0x1p-53);  // the last twelve bits are not used
  EXPECT_EQ(unit_interval<double>(0x1000), 3 * 0x1p-53);
}

// Computed apart from this program, with Python's unbounded integers and fractions, by the definitions in
// src/random/README.md; that code gave the published Threefry answers. These may never change: a seed is a promise.
struct Golden {
  std::uint64_t seed, case_number, draw;
  double u;
};
constexpr StreamId golden_stream = stream("vehicle.engine.thrust_scale");
constexpr Golden golden[] = {
    {0, 0, 0, 0x1.4c029701eb4c0p-7},
    {1, 0, 0, 0x1.61b0c7ac1c6b8p-4},
    {2019, 41, 3, 0x1.07f0b4660b7abp-1},
    {2019, 42, 3, 0x1.23d1cc5c42917p-1},
    {18446744073709551615ULL, 1099511627776, 9223372036854775808ULL, 0x1.b1a9c3bb07accp-3},
    {20190103, 999999, 12, 0x1.219d5df21fffap-2},
};

TEST(Uniform, KeepsItsGoldenValues) {
  for (const Golden& g : golden)
    EXPECT_EQ(uniform<double>(g.seed, golden_stream, g.case_number, g.draw), g.u) << std::hexfloat << g.u;
}

TEST(Uniform, GivesEachLaneItsCaseAndDraw) {
  Words cases(0), draws(0);
  for (int i = 0; i < lane_count; ++i) {
    set_lane(cases, i, 1000 + 7 * static_cast<std::uint64_t>(i));
    set_lane(draws, i, 5 - static_cast<std::uint64_t>(i) / 2);
  }
  const Lanes u = uniform<Lanes>(2019, stream("sensors.altimeter.noise"), cases, draws);
  for (int i = 0; i < lane_count; ++i) {
    EXPECT_EQ(lane(u, i), uniform<double>(2019, stream("sensors.altimeter.noise"), lane(cases, i), lane(draws, i)));
  }
}

TEST(Uniform, HasTheMomentsOfAUniform) {
  constexpr int count = 200000;
  double sum = 0.0, sum2 = 0.0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const double d = uniform<double>(1, stream("moments"), i, 0) - 0.5;
    sum += d;
    sum2 += d * d;
  }
  EXPECT_NEAR(sum / count, 0.0, 4.0 * std::sqrt(1.0 / 12.0 / count));           // 4 sd of the mean
  EXPECT_NEAR(sum2 / count, 1.0 / 12.0, 4.0 * std::sqrt(1.0 / 180.0 / count));  // 4 sd: Var(d^2) = 1/80 - 1/144 = 1/180
}

TEST(Uniform, DiffersByEachOfItsFourArguments) {
  const double u = uniform<double>(1, stream("a"), 2, 3);
  EXPECT_NE(uniform<double>(2, stream("a"), 2, 3), u);
  EXPECT_NE(uniform<double>(1, stream("b"), 2, 3), u);
  EXPECT_NE(uniform<double>(1, stream("a"), 3, 3), u);
  EXPECT_NE(uniform<double>(1, stream("a"), 2, 4), u);
}

}  // namespace

}  // namespace farside::uniform_test
