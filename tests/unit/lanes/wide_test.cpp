#include "lanes/wide.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "lanes/math.h"
#include "random/normal_quantile.h"
#include "random/threefry.h"
#include "unit/lanes/operations.h"
#include "unit/lanes/reference.h"

namespace farside::wide_test {
using reference::Points;

namespace {

constexpr int wide_count = LaneTraits<Wide>::count;
static_assert(wide_count == 2 * lane_count);

double any_number(Points& points) {
  constexpr double special[] = {0.0, -0.0, 1.0, std::numeric_limits<double>::infinity(),
                                std::numeric_limits<double>::quiet_NaN()};
  const std::uint64_t word = points.word();
  return word % 8 == 0 ? special[(word >> 8) % 5] : points.of_exponents(-20, 20);
}

// Each half of what comes of two registers is what comes of that register.
template <class Operation>
void expect_half_by_half(Operation operation) {
  Points points(71);
  for (int trial = 0; trial < 300; ++trial) {
    double a[wide_count], b[wide_count], c[wide_count], wide[wide_count], half[wide_count];
    for (int i = 0; i < wide_count; ++i) {
      a[i] = any_number(points), c[i] = any_number(points);
      b[i] = points.word() % 3 == 0 ? a[i] : any_number(points);
    }
    to_array(wide, operation(from_array<Wide>(a), from_array<Wide>(b), from_array<Wide>(c)));
    for (int k = 0; k < wide_count; k += lane_count)
      to_array(half + k, operation(from_array<Lanes>(a + k), from_array<Lanes>(b + k), from_array<Lanes>(c + k)));
    for (int i = 0; i < wide_count; ++i) {
      if (std::isnan(half[i])) ASSERT_TRUE(std::isnan(wide[i]));
      else ASSERT_EQ(bits_of(wide[i]), bits_of(half[i]));
    }
  }
}

TEST(Wide, CalculatesAsItsRegistersDo) {
  operations::each_calculation([](auto operation) { expect_half_by_half(operation); });
  expect_half_by_half([](auto a, auto b, auto c) { return fnma(a, b, c); });
}

TEST(Wide, ChoosesAsItsRegistersDo) {
  operations::each_choice([](auto operation) { expect_half_by_half(operation); });
  expect_half_by_half([](auto a, auto b, auto c) {
    return from_bits(select(bits_of(a) == bits_of(b), bits_of(c) ^ bits_of(a), bits_of(b) | bits_of(c)));
  });
}

TEST(Wide, HasTheBitsOfItsRegistersInFunctionsAndDraws) {
  expect_half_by_half([](auto a, auto b, auto) { return farside::atan2(a, b); });
  expect_half_by_half([](auto a, auto, auto) { return farside::exp(a); });
  expect_half_by_half([](auto a, auto b, auto) { return normal_quantile(farside::abs(a) / (farside::abs(b) + a)); });
  expect_half_by_half([](auto a, auto b, auto c) {
    using Bits = WordsOf<decltype(a)>;
    return from_bits((threefry<Bits>({bits_of(a), bits_of(b)}, {bits_of(c), Bits(7)}).second >> 12) + Bits(1) -
                     Bits(3));
  });
}

TEST(Wide, TellsOfBothRegisters) {
  double x[wide_count] = {};
  EXPECT_FALSE(any(from_array<Wide>(x) > Wide(0.0)));
  EXPECT_TRUE(all(from_array<Wide>(x) == Wide(0.0)));
  for (int i = 0; i < wide_count; ++i) {
    x[i] = 1.0;
    EXPECT_TRUE(any(from_array<Wide>(x) > Wide(0.0)));
    EXPECT_FALSE(all(from_array<Wide>(x) == Wide(0.0)));
    EXPECT_EQ(lane(bits_of(from_array<Wide>(x)), i), bits_of(1.0));
    x[i] = 0.0;
  }
}

TEST(Wide, LoadsPairsFromAPlaceOfEachElement) {
  double memory[2 * wide_count + 1], first[wide_count], second[wide_count];
  for (int i = 0; i <= 2 * wide_count; ++i) memory[i] = i;
  const double* at[wide_count];
  for (int i = 0; i < wide_count; ++i) at[i] = memory + (7 * i) % (2 * wide_count);
  Wide a, b;
  load_pairs(at, a, b);
  to_array(first, a), to_array(second, b);
  for (int i = 0; i < wide_count; ++i) {
    EXPECT_EQ(first[i], at[i][0]);
    EXPECT_EQ(second[i], at[i][1]);
  }
}

}  // namespace

}  // namespace farside::wide_test
