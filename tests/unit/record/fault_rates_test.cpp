#include "record/fault_rates.h"

#include <gtest/gtest.h>

#include <numeric>

namespace farside::fault_rates_test {
namespace {

TEST(FaultShares, AreThoseOfIndependentEvents) {
  const FaultShares s = fault_shares({{"a", 0.1}, {"b", 0.2}, {"c", 0.5}});
  EXPECT_DOUBLE_EQ(s.single[0], 0.9 * 0.8 * 0.5);
  EXPECT_DOUBLE_EQ(s.single[1], 0.1 * 0.8 * 0.5);
  EXPECT_DOUBLE_EQ(s.single[2], 0.9 * 0.2 * 0.5);
  EXPECT_DOUBLE_EQ(s.single[3], 0.9 * 0.8 * 0.5);
  // two of three, or all
  EXPECT_NEAR(s.several, 0.1 * 0.2 * 0.5 + 0.1 * 0.8 * 0.5 + 0.9 * 0.2 * 0.5 + 0.1 * 0.2 * 0.5, 1e-15);
}

TEST(FaultShares, OfNoFaultAreAllOfThem) {
  EXPECT_EQ(fault_shares({}).single, std::vector<double>{1.0});
  EXPECT_EQ(fault_shares({}).several, 0.0);
  EXPECT_EQ(fault_shares({{"a", 1.0}}).single, (std::vector<double>{0.0, 1.0}));
  EXPECT_EQ(fault_shares({{"a", 1.0}, {"b", 1.0}}).several, 1.0);
}

}  // namespace
}  // namespace farside::fault_rates_test
