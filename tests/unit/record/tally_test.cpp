#include "record/tally.h"

#include <gtest/gtest.h>

#include <utility>

namespace farside::tally_test {
namespace {

TEST(Tally, CountsEachOutcomeForItself) {
  Tally t;
  for (const Outcome outcome : {Outcome::safe, Outcome::degraded, Outcome::lost, Outcome::unknown})
    t.add(static_cast<std::int8_t>(Status::done), static_cast<std::int8_t>(outcome), -1);
  EXPECT_EQ(t.safe, 1u);
  EXPECT_EQ(t.degraded, 1u);
  EXPECT_EQ(t.lost, 1u);
  EXPECT_EQ(t.unknown, 1u);
  EXPECT_EQ(t.done(), 4u);
}

TEST(Tally, TakesNoCaseForLostThatDoesntSaySo) {
  Tally t;
  t.add(static_cast<std::int8_t>(Status::done), -1, -1);
  t.add(static_cast<std::int8_t>(Status::done), 9, -1);
  EXPECT_EQ(t.lost, 0u);
  EXPECT_EQ(t.unknown, 2u);
}

TEST(Tally, OfANumericalFailureIsInNoOtherCount) {
  Tally t;
  t.add(static_cast<std::int8_t>(Status::numerical_failure), static_cast<std::int8_t>(Outcome::lost), -1);
  EXPECT_EQ(t.numerical_failure, 1u);
  EXPECT_EQ(t.lost, 0u);
  EXPECT_EQ(t.flown(), 1u);
}

// What a case adds to those that go on, and to those of which it isn't known.
std::pair<std::uint64_t, std::uint64_t> missions(Status status, Outcome outcome, int mission) {
  Tally t;
  t.add(static_cast<std::int8_t>(status), static_cast<std::int8_t>(outcome), static_cast<std::int8_t>(mission));
  return {t.goes_on, t.mission_unknown};
}

TEST(Tally, AMissionGoesOnWhereTheRowSaysSoOfASafeLanding) {
  constexpr int goes_on = static_cast<int>(Mission::goes_on), fails = static_cast<int>(Mission::fails),
                unknown = static_cast<int>(Mission::unknown);
  using Counts = std::pair<std::uint64_t, std::uint64_t>;
  EXPECT_EQ(missions(Status::done, Outcome::safe, goes_on), (Counts{1, 0}));
  EXPECT_EQ(missions(Status::done, Outcome::safe, fails), (Counts{0, 0}));
  EXPECT_EQ(missions(Status::done, Outcome::safe, unknown), (Counts{0, 1}));
  EXPECT_EQ(missions(Status::done, Outcome::unknown, unknown), (Counts{0, 1}));
  // rows that no kernel writes
  for (const int stray : {-1, 3, 9}) {
    EXPECT_EQ(missions(Status::done, Outcome::safe, stray), (Counts{0, 0})) << stray;
    EXPECT_EQ(missions(Status::done, Outcome::unknown, stray), (Counts{0, 1})) << stray;
    EXPECT_EQ(missions(Status::numerical_failure, Outcome::unknown, stray), (Counts{0, 1})) << stray;
  }
  for (const Outcome outcome : {Outcome::degraded, Outcome::lost})
    EXPECT_EQ(missions(Status::done, outcome, goes_on), (Counts{0, 0}));
  EXPECT_EQ(missions(Status::numerical_failure, Outcome::safe, goes_on), (Counts{0, 1}));
}

TEST(Tally, OfTwoIsTheirSum) {
  Tally a, b;
  a.add(1, 0, static_cast<std::int8_t>(Mission::goes_on));
  b.add(1, 0, static_cast<std::int8_t>(Mission::unknown));
  a.add(b);
  EXPECT_EQ(a.safe, 2u);
  EXPECT_EQ(a.goes_on, 1u);
  EXPECT_EQ(a.mission_unknown, 1u);
}

}  // namespace
}  // namespace farside::tally_test
