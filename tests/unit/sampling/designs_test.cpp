// Latin hypercubes and scrambled sequences: how their points lie, and what that does to a mean.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numeric>
#include <set>

#include "sampling/plan.h"

namespace farside::designs_test {
namespace {

std::vector<PlannedInput> inputs(std::size_t count) {
  std::vector<PlannedInput> paths;
  for (std::size_t i = 0; i < count; ++i) paths.emplace_back("input." + std::to_string(i));
  return paths;
}

constexpr StreamId some_input = stream("vehicle.engine.isp_s");

// Does each of `count` equal intervals of (0, 1) hold one of the first `count` values?
bool one_in_each(std::size_t count, const std::function<double(std::uint64_t)>& value) {
  std::vector<int> held(count, 0);
  for (std::uint64_t i = 0; i < count; ++i) {
    const double u = value(i);
    if (!(u > 0.0 && u < 1.0)) return false;
    ++held[static_cast<std::size_t>(u * static_cast<double>(count))];
  }
  return std::all_of(held.begin(), held.end(), [](int n) { return n == 1; });
}

// By hand from the polynomials x^3 + x + 1 (initial 1 3 1) and x^3 + x^2 + 1 (initial 1 1 1) of the fourth and fifth
// dimension: v4 = v1 ^ v2 ^ (v1 >> 3) = 1/2 + 3/4 + 1/16, by bits, and v1 ^ v3 ^ (v1 >> 3).
TEST(Sobol, HasTheDirectionNumbersOfItsPolynomials) {
  const auto at = [](std::size_t dimension, std::uint64_t point) {
    return static_cast<double>(SobolDimension(dimension).digits(point)) / static_cast<double>(1ULL << design_bits);
  };
  const double of_first[] = {0, 0.5, 0.25, 0.75, 0.125, 0.625, 0.375, 0.875, 0.0625};
  for (std::uint64_t point = 0; point < 9; ++point) EXPECT_EQ(at(0, point), of_first[point]);
  EXPECT_EQ(at(3, 1), 0.5);
  EXPECT_EQ(at(3, 2), 0.75);
  EXPECT_EQ(at(3, 4), 0.125);
  EXPECT_EQ(at(3, 8), 0.3125);
  EXPECT_EQ(at(4, 2), 0.25);
  EXPECT_EQ(at(4, 4), 0.125);
  EXPECT_EQ(at(4, 8), 0.6875);
}

TEST(Sobol, IsEvenInEveryDimensionScrambledOrNot) {
  for (std::size_t dimension = 0; dimension < sobol_dimensions; ++dimension) {
    const SobolDimension one(dimension);
    const Scramble scramble(7, some_input, dimension);
    EXPECT_TRUE(one_in_each(256, [&](std::uint64_t i) {
      return (static_cast<double>(one.digits(i)) + 0.5) / static_cast<double>(1ULL << design_bits);
    })) << dimension;
    EXPECT_TRUE(one_in_each(256, [&](std::uint64_t i) { return one.coordinate(scramble, i); })) << dimension;
    EXPECT_TRUE(one_in_each(64, [&](std::uint64_t i) { return one.coordinate(scramble, 192 + i); })) << dimension;
  }
}

// The first two dimensions are a (0, 2)-sequence: every box of 2^-a by 2^-b holds one of 2^(a + b) points.
TEST(Sobol, IsANetInTwoDimensionsStillWhenScrambled) {
  const Plan plan(3, inputs(2), {SamplingMethod::sobol, 16});
  constexpr unsigned bits = 8;
  for (std::uint64_t replicate : {0, 15}) {
    for (unsigned a = 0; a <= bits; ++a) {
      std::set<std::pair<std::uint64_t, std::uint64_t>> boxes;
      for (std::uint64_t point = 0; point < 1U << bits; ++point) {
        const std::uint64_t draw = 16 * point + replicate;
        boxes.insert(
            {static_cast<std::uint64_t>(std::ldexp(plan.coordinate(plan.at(draw), 0), static_cast<int>(a))),
             static_cast<std::uint64_t>(std::ldexp(plan.coordinate(plan.at(draw), 1), static_cast<int>(bits - a)))});
      }
      EXPECT_EQ(boxes.size(), 1U << bits) << a;
    }
  }
}

TEST(LatinHypercube, IsTheBeginningOfItsDoublings) {
  for (const std::uint64_t size : {1, 2, 5, 40, 1001}) {
    const LatinHypercube hypercube(size);
    const Scramble scramble(1, some_input, size);
    for (std::uint64_t count = size; count <= 8 * size; count *= 2)
      EXPECT_TRUE(one_in_each(count, [&](std::uint64_t i) { return hypercube.coordinate(scramble, i); })) << count;
  }
}

TEST(LatinHypercube, PutsElementsIntoEveryOrder) {
  for (const std::uint64_t count : {1, 2, 3, 31, 32, 33, 64, 65, 1000}) {
    const Scramble scramble(5, some_input, 0);
    std::set<std::uint64_t> places;
    for (std::uint64_t i = 0; i < count; ++i) places.insert(place_in_order(scramble, 1, count, i));
    EXPECT_EQ(places.size(), count);
    EXPECT_EQ(*places.rbegin(), count - 1);
  }
  // Of 48, which is no power of two: where two neighbours go, in 4 x 4 equal parts.
  constexpr int orders = 16000;
  std::vector<double> seen(16);
  for (std::uint64_t r = 0; r < orders; ++r) {
    const Scramble scramble(5, some_input, r);
    ++seen[place_in_order(scramble, 0, 48, 20) / 12 * 4 + place_in_order(scramble, 0, 48, 21) / 12];
  }
  double chi2 = 0.0;
  for (std::size_t part = 0; part < 16; ++part) {
    const double expected = orders * (part % 5 == 0 ? 12.0 * 11.0 : 12.0 * 12.0) / (48.0 * 47.0);
    chi2 += (seen[part] - expected) * (seen[part] - expected) / expected;
  }
  EXPECT_LT(chi2, 37.7);  // of 15 degrees of freedom, exceeded once in 1000
}

// Variance, over replicates, of the mean of `points` values of `function` of `count` inputs.
double variance_of_mean(SamplingMethod method, std::size_t count, std::uint64_t points, std::uint64_t size,
                        const std::function<double(const std::vector<double>&)>& function) {
  constexpr std::uint64_t replicates = 1000;
  const Plan plan(11, inputs(count), {method, method == SamplingMethod::random ? 1 : replicates, size});
  double sum = 0.0, squares = 0.0;
  std::vector<double> u(count);
  for (std::uint64_t r = 0; r < replicates; ++r) {
    double mean = 0.0;
    for (std::uint64_t point = 0; point < points; ++point) {
      for (std::size_t i = 0; i < count; ++i) u[i] = plan.coordinate(plan.at(replicates * point + r), i);
      mean += function(u) / static_cast<double>(points);
    }
    sum += mean;
    squares += mean * mean;
  }
  return squares / replicates - sum / replicates * (sum / replicates);
}

double sum_of(const std::vector<double>& u) { return std::accumulate(u.begin(), u.end(), 0.0); }

// T53 of src/MODELS.md: the sum of 5 uniform inputs. Independent: d / (12 n). One in each of n intervals, at a uniform
// place: d / (12 n^3), for a hypercube and, in each dimension by itself, for a scrambled sequence.
TEST(Designs, MakeTheMeanOfASumAsSharpAsInTheory) {
  const double independent = 5.0 / 12.0 / 100.0, even = 5.0 / 12.0 / 1e6, even_of_64 = 5.0 / 12.0 / (64.0 * 64 * 64);
  const double near = 0.2;  // 4.5 standard deviations of a variance of 1000 are sqrt(2 / 1000) 4.5 = 0.2 of it
  const auto variance = [](SamplingMethod method, std::uint64_t points, std::uint64_t size) {
    return variance_of_mean(method, 5, points, size, sum_of);
  };
  EXPECT_NEAR(variance(SamplingMethod::random, 100, 1), independent, near * independent);
  EXPECT_NEAR(variance(SamplingMethod::latin_hypercube, 100, 100), even, near * even);
  EXPECT_NEAR(variance(SamplingMethod::latin_hypercube, 100, 25), even, near * even);  // doubled twice
  EXPECT_NEAR(variance(SamplingMethod::sobol, 64, 1), even_of_64, near * even_of_64);
}

// A product of two inputs about their means, on which a hypercube can do nothing; a net can. (1/12)^2 / n: the variance
// of a function without additive part is that of independent draws, but for terms of 1/n more.
TEST(Designs, LeaveAnInteractionToTheSequence) {
  const auto product = [](const std::vector<double>& u) { return (u[0] - 0.5) * (u[1] - 0.5); };
  const double independent = 1.0 / 144.0 / 64.0;
  EXPECT_NEAR(variance_of_mean(SamplingMethod::latin_hypercube, 2, 64, 16, product), independent, 0.22 * independent);
  EXPECT_LT(variance_of_mean(SamplingMethod::sobol, 2, 64, 1, product), 0.01 * independent);
}

// T47 of src/MODELS.md: the function of Ishigami, a = 7, b = 0.1; mean and variance in closed form.
TEST(Designs, FindTheMomentsOfIshigami) {
  const double pi = std::acos(-1.0);
  for (const SamplingDesign& design :
       {SamplingDesign{SamplingMethod::sobol, 16, 1}, SamplingDesign{SamplingMethod::latin_hypercube, 16, 64}}) {
    const Plan plan(2, inputs(3), design);
    constexpr std::uint64_t n = 1 << 14;
    double sum = 0.0, squares = 0.0;
    for (std::uint64_t i = 0; i < n; ++i) {
      double x[3];
      for (std::size_t k = 0; k < 3; ++k) x[k] = pi * (2.0 * plan.coordinate(plan.at(i), k) - 1.0);
      const double y = std::sin(x[0]) + 7.0 * std::pow(std::sin(x[1]), 2) + 0.1 * std::pow(x[2], 4) * std::sin(x[0]);
      sum += y / n;
      squares += y * y / n;
    }
    // The sequence: the case's own 0.01. The hypercube's mean keeps the variance of the interaction of the first and
    // third input, 3.374: 4.5 sqrt(3.374 / n) = 0.065.
    const bool net = design.method == SamplingMethod::sobol;
    EXPECT_NEAR(sum, 3.5, net ? 0.01 : 0.065);
    EXPECT_NEAR(squares - sum * sum, 13.84458794, net ? 0.05 : 1.0);
  }
}

TEST(Designs, GiveACaseWhateverTheNumberOfCasesAndWhateverElseIsDrawn) {
  const SamplingDesign hypercube{SamplingMethod::latin_hypercube, 16, 25}, sequence{SamplingMethod::sobol, 16};
  for (const SamplingDesign& design : {hypercube, sequence}) {
    const Plan two(7, inputs(2), design), three(7, inputs(3), design), other_seed(8, inputs(2), design);
    EXPECT_EQ(two.coordinate(two.at(35), 1), three.coordinate(three.at(35), 1));
    EXPECT_NE(two.coordinate(two.at(35), 1), two.coordinate(two.at(35), 0));
    EXPECT_NE(two.coordinate(two.at(35), 1), two.coordinate(two.at(36), 1));
    EXPECT_NE(two.coordinate(two.at(35), 1), other_seed.coordinate(other_seed.at(35), 1));
    EXPECT_EQ(two.at(35).replicate, 3U);
    EXPECT_EQ(two.at(35).draw, 35U);
  }
}

// Stored bits, written by this test's first run. They move only with model_version.
TEST(Designs, GiveTheStoredBits) {
  const std::vector<PlannedInput> two{std::string("vehicle.engine.isp_s"), std::string("vehicle.engine.lag_s")};
  const Plan sequence(20190103, two, {SamplingMethod::sobol, 16});
  const Plan hypercube(20190103, two, {SamplingMethod::latin_hypercube, 16, 75});
  const double stored[] = {0x1.e886e3971626ep-2, 0x1.18eb7c4b4918fp-1, 0x1.bf0cd5530d08ap-2,
                           0x1.6536b3d7d1491p-1, 0x1.829742997556cp-1, 0x1.204e00889bf2ep-1};
  const double found[] = {sequence.coordinate(sequence.at(0), 0),       sequence.coordinate(sequence.at(0), 1),
                          sequence.coordinate(sequence.at(12345), 1),   hypercube.coordinate(hypercube.at(0), 0),
                          hypercube.coordinate(hypercube.at(12345), 0), hypercube.coordinate(hypercube.at(12345), 1)};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(found[i], stored[i]) << std::hexfloat << found[i];
}

}  // namespace
}  // namespace farside::designs_test
