#include "lanes/lanes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include "lanes/polynomial.h"
#include "unit/lanes/operations.h"
#include "unit/lanes/reference.h"

namespace farside::lanes_test {
using reference::Points;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

// Ordinary numbers with zeros, infinities, NaN and subnormals strewn in.
double any_double(Points& points) {
  constexpr double special[] = {0.0, -0.0, 1.0, infinity, -infinity, nan_value, 0x1p-1074, -0x1p-1040};
  const std::uint64_t word = points.word();
  return word % 4 == 0 ? special[(word >> 8) % 8] : points.of_exponents(-1074, 1023);
}

struct Register {
  double x[lane_count];
  explicit Register(Points& points) {
    for (double& one : x) one = any_double(points);
  }
  Lanes lanes() const { return load(x); }
};

void expect_same(double lane_result, double expected) {
  if (std::isnan(expected)) {
    ASSERT_TRUE(std::isnan(lane_result));
  } else {
    ASSERT_EQ(bits_of(lane_result), bits_of(expected));
  }
}

// The operation on lanes is the operation on each, whatever its neighbours are.
template <class Operation>
void expect_lane_wise(Operation operation) {
  Points points(61);
  for (int trial = 0; trial < 2000; ++trial) {
    const Register a(points), b(points), c(points);
    const Lanes result = operation(a.lanes(), b.lanes(), c.lanes());
    for (int i = 0; i < lane_count; ++i) {
      expect_same(lane(result, i), operation(a.x[i], b.x[i], c.x[i]));
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

TEST(Lanes, CalculateAsDoublesDo) {
  operations::each_calculation([](auto operation) { expect_lane_wise(operation); });
}

TEST(Lanes, ChooseByEachLanesOwnMask) {
  operations::each_choice([](auto operation) { expect_lane_wise(operation); });
}

TEST(Lanes, RoundAFusedMultiplyAddOnce) {
  const double x = 1.0 + 0x1p-52;  // x^2 - (1 + 2^-51) = 2^-104, lost if the product is rounded first
  EXPECT_EQ(farside::fma(x, x, -(1.0 + 0x1p-51)), 0x1p-104);
  const Lanes result = farside::fma(Lanes(x), Lanes(x), Lanes(-(1.0 + 0x1p-51)));
  for (int i = 0; i < lane_count; ++i) EXPECT_EQ(lane(result, i), 0x1p-104);
}

TEST(Lanes, TakeTheSecondOperandOfMinAndMaxBesideANan) {
  EXPECT_EQ(farside::min(nan_value, 1.0), 1.0);
  EXPECT_EQ(farside::max(nan_value, 1.0), 1.0);
  EXPECT_TRUE(std::isnan(farside::min(1.0, nan_value)));
  EXPECT_TRUE(std::isnan(farside::max(1.0, nan_value)));
}

TEST(Masks, TellWhichLanesAreTrue) {
  for (unsigned pattern = 0; pattern < (1U << lane_count); ++pattern) {
    Mask mask(false);
    for (int i = 0; i < lane_count; ++i) set_lane(mask, i, ((pattern >> i) & 1U) != 0);
    EXPECT_EQ(lane_bits(mask), pattern);
    EXPECT_EQ(any(mask), pattern != 0);
    EXPECT_EQ(all(mask), pattern == (1U << lane_count) - 1U);
    EXPECT_EQ(lane_bits(!mask), ((1U << lane_count) - 1U) ^ pattern);
    for (int i = 0; i < lane_count; ++i) EXPECT_EQ(lane(mask, i), ((pattern >> i) & 1U) != 0);
  }
}

template <class Operation>
void expect_word_wise(Operation operation) {
  Points points(62);
  for (int trial = 0; trial < 1000; ++trial) {
    std::uint64_t a[lane_count], b[lane_count];
    Words wa(0), wb(0);
    for (int i = 0; i < lane_count; ++i) {
      a[i] = points.word();
      b[i] = points.word() % 3 == 0 ? a[i] : points.word();
      set_lane(wa, i, a[i]);
      set_lane(wb, i, b[i]);
    }
    const Words result = operation(wa, wb);
    for (int i = 0; i < lane_count; ++i) ASSERT_EQ(lane(result, i), operation(a[i], b[i]));
  }
}

TEST(Words, CalculateAsUnsignedIntegersDo) {
  expect_word_wise([](auto a, auto b) { return a + b; });
  expect_word_wise([](auto a, auto b) { return a - b; });
  expect_word_wise([](auto a, auto b) { return a ^ b; });
  expect_word_wise([](auto a, auto b) { return a & b; });
  expect_word_wise([](auto a, auto b) { return a | b; });
  expect_word_wise([](auto a, auto) { return a << 13; });
  expect_word_wise([](auto a, auto) { return a >> 1; });
  expect_word_wise([](auto a, auto) { return a >> 63; });
  expect_word_wise([](auto a, auto b) { return select(a == b, a + a, b); });
}

TEST(Lanes, KeepTheirBitsThroughWordsAndMemory) {
  Points points(63);
  double memory[lane_count + 1];
  for (int trial = 0; trial < 100; ++trial) {
    const Register a(points);
    store(memory + 1, from_bits(bits_of(a.lanes())));  // not aligned to the register
    for (int i = 0; i < lane_count; ++i) ASSERT_EQ(bits_of(memory[i + 1]), bits_of(a.x[i]));
  }
}

TEST(Polynomials, AreExactWhereEveryStepIs) {
  constexpr double c[] = {1, -2, 3, -4, 5, -6, 7, -8, 9, -10, 11};  // at x = 2 and -2: integers far below 2^53
  EXPECT_EQ(horner(2.0, c), 7737.0);
  EXPECT_EQ(estrin(2.0, c), 7737.0);
  EXPECT_EQ(horner(-2.0, c), 20481.0);
  EXPECT_EQ(estrin(-2.0, c), 20481.0);
}

TEST(Polynomials, OfEveryLengthAgreeBetweenTheTwoOrders) {
  constexpr double c[] = {1, -2, 3, -4, 5, -6, 7, -8, 9, -10, 11, -12, 13, -14, 15, -16};
  const auto both = [&]<int... count>(std::integer_sequence<int, count...>) {
    (
        [&] {
          double part[count + 1];
          for (int i = 0; i <= count; ++i) part[i] = c[i];
          EXPECT_EQ(estrin(3.0, part), horner(3.0, part)) << count + 1;  // integers below 2^53: both are exact
        }(),
        ...);
  };
  both(std::make_integer_sequence<int, 16>());
}

}  // namespace

}  // namespace farside::lanes_test
