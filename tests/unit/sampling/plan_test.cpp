#include "sampling/plan.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "random/uniform.h"

namespace farside::plan_test {
namespace {

const std::string isp = "vehicle.engine.isp_s", lag = "vehicle.engine.lag_s";

TEST(Plan, DrawsByTheNameOfTheInput) {
  const Plan plan(7, {isp, lag});
  for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{41}, ~std::uint64_t{0}}) {
    EXPECT_EQ(plan.coordinate(plan.at(number), 0), uniform<double>(7, stream("vehicle.engine.isp_s"), number, 0));
    EXPECT_EQ(plan.coordinate(plan.at(number), 1), uniform<double>(7, stream("vehicle.engine.lag_s"), number, 0));
  }
}

TEST(Plan, GivesTheSameCoordinatesWhateverElseIsDrawn) {
  const Plan alone(7, {lag}), both(7, {isp, lag}), other_seed(8, {lag});
  EXPECT_EQ(alone.coordinate(alone.at(3), 0), both.coordinate(both.at(3), 1));
  EXPECT_NE(alone.coordinate(alone.at(3), 0), both.coordinate(both.at(3), 0));
  EXPECT_NE(alone.coordinate(alone.at(3), 0), alone.coordinate(alone.at(4), 0));
  EXPECT_NE(alone.coordinate(alone.at(3), 0), other_seed.coordinate(other_seed.at(3), 0));
}

// Case i is of draw i mod (outer + 1), and shares all else with the cases beside it.
TEST(Plan, DrawsWhatIsEpistemicForEachOuterDraw) {
  const std::vector<PlannedInput> inputs{isp, {lag, DrawnFor::every_outer_draw}};
  for (const SamplingMethod method : {SamplingMethod::random, SamplingMethod::latin_hypercube, SamplingMethod::sobol}) {
    const std::uint64_t outer = 5, replicates = method == SamplingMethod::random ? 1 : 16;
    const Plan plan(7, inputs, {method, replicates, 4, outer});
    std::vector<double> seen;
    for (std::uint64_t i = 0; i < 6; ++i) {
      const PlannedCase one = plan.at(i), later = plan.at(i + 60);
      EXPECT_EQ(one.outer, i);
      EXPECT_EQ(one.draw, 0U);
      EXPECT_EQ(later.draw, 10U);
      EXPECT_EQ(plan.coordinate(one, 1), plan.coordinate(later, 1));
      EXPECT_EQ(plan.coordinate(one, 0), plan.coordinate(plan.at(0), 0));
      EXPECT_NE(plan.coordinate(one, 0), plan.coordinate(later, 0));
      seen.push_back(plan.coordinate(one, 1));
    }
    EXPECT_EQ(seen[0], 0.5);  // the best guess
    std::sort(seen.begin() + 1, seen.end());
    for (std::size_t i = 1; i < 6 && method == SamplingMethod::latin_hypercube; ++i)
      EXPECT_EQ(static_cast<std::size_t>(5 * seen[i]), i - 1);  // one in each fifth
    EXPECT_EQ(std::adjacent_find(seen.begin() + 1, seen.end()), seen.end());
  }
}

// A and B of a base sample are two cases of the random campaign; the others are A but for one input.
TEST(Plan, MixesTheInputsOfASaltelliDesign) {
  const std::string mass = "vehicle.mass.dry_mass_kg";
  SamplingDesign design{SamplingMethod::saltelli};
  design.matrices = 4;
  const Plan plan(7, {{isp, DrawnFor::every_case, 2}, {lag, DrawnFor::every_case, 3}, {mass, DrawnFor::campaign}},
                  design),
      random(7, {isp, lag, {mass, DrawnFor::campaign}});
  double weight = 0.0;
  for (std::uint64_t i = 0; i < 40; ++i) {
    const PlannedCase one = plan.at(i);
    EXPECT_EQ(one.sample, i / 4);
    EXPECT_EQ(one.matrix, i % 4);
    EXPECT_EQ(one.draw, 2 * one.sample + (one.matrix == matrix_b ? 1 : 0)) << "noise of A but for B";
    EXPECT_EQ(one.weight, one.matrix <= matrix_b ? 2.0 : 0.0);
    weight += one.weight;
    for (std::size_t input = 0; input < 3; ++input) {
      const bool as_in_b = one.matrix == matrix_b || one.matrix == input + 2;
      EXPECT_EQ(plan.coordinate(one, input), random.coordinate(random.at(2 * one.sample + (as_in_b ? 1 : 0)), input))
          << i << " " << input;
    }
  }
  EXPECT_EQ(weight, 40.0);
}

TEST(Plan, DrawsOnceWhatTheCampaignShares) {
  const Plan plan(7, {{isp, DrawnFor::campaign}, {lag}});
  EXPECT_EQ(plan.coordinate(plan.at(0), 0), plan.coordinate(plan.at(99), 0));
  EXPECT_EQ(plan.coordinate(plan.at(0), 0), uniform<double>(7, stream("vehicle.engine.isp_s"), 0, 1));
}

TEST(Plan, RefusesTwoInputsWithTheSameCoordinates) {
  try {
    Plan(7, {isp, lag, isp});
    FAIL() << "drawn alike";
  } catch (const InternalError& e) {
    EXPECT_EQ(std::string(e.what()), "two inputs draw from one random stream: " + isp + " and one before it");
  }
}

}  // namespace
}  // namespace farside::plan_test
