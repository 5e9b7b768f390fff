#include "sampling/plan.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "random/uniform.h"

namespace farside {
namespace {

const std::string isp = "vehicle.engine.isp_s", lag = "vehicle.engine.lag_s";

TEST(Plan, DrawsByTheNameOfTheInput) {
  const Plan plan(7, {isp, lag});
  for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{41}, ~std::uint64_t{0}}) {
    EXPECT_EQ(plan.coordinate(number, 0), uniform<double>(7, stream("vehicle.engine.isp_s"), number, 0));
    EXPECT_EQ(plan.coordinate(number, 1), uniform<double>(7, stream("vehicle.engine.lag_s"), number, 0));
  }
}

TEST(Plan, GivesTheSameCoordinatesWhateverElseIsDrawn) {
  const Plan alone(7, {lag}), both(7, {isp, lag}), other_seed(8, {lag});
  EXPECT_EQ(alone.coordinate(3, 0), both.coordinate(3, 1));
  EXPECT_NE(alone.coordinate(3, 0), both.coordinate(3, 0));
  EXPECT_NE(alone.coordinate(3, 0), alone.coordinate(4, 0));
  EXPECT_NE(alone.coordinate(3, 0), other_seed.coordinate(3, 0));
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
}  // namespace farside
