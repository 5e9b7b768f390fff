#include "record/tally.h"

#include <gtest/gtest.h>

namespace farside {
namespace {

TEST(Tally, CountsEachOutcomeForItself) {
  Tally t;
  for (const Outcome outcome : {Outcome::safe, Outcome::degraded, Outcome::lost, Outcome::unknown})
    t.add(static_cast<std::int8_t>(Status::done), static_cast<std::int8_t>(outcome));
  EXPECT_EQ(t.safe, 1u);
  EXPECT_EQ(t.degraded, 1u);
  EXPECT_EQ(t.lost, 1u);
  EXPECT_EQ(t.unknown, 1u);
  EXPECT_EQ(t.done(), 4u);
}

TEST(Tally, TakesNoCaseForLostThatDoesntSaySo) {
  Tally t;
  t.add(static_cast<std::int8_t>(Status::done), -1);
  t.add(static_cast<std::int8_t>(Status::done), 9);
  EXPECT_EQ(t.lost, 0u);
  EXPECT_EQ(t.unknown, 2u);
}

TEST(Tally, OfANumericalFailureIsInNoOtherCount) {
  Tally t;
  t.add(static_cast<std::int8_t>(Status::numerical_failure), static_cast<std::int8_t>(Outcome::lost));
  EXPECT_EQ(t.numerical_failure, 1u);
  EXPECT_EQ(t.lost, 0u);
  EXPECT_EQ(t.flown(), 1u);
}

}  // namespace
}  // namespace farside
