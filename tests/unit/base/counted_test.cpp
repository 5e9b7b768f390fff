#include "base/counted.h"

#include <gtest/gtest.h>

namespace farside::counted_test {
namespace {

TEST(Counted, HasAnSButForOne) {
  EXPECT_EQ(counted(0, "fault"), "0 faults");
  EXPECT_EQ(counted(1, "fault"), "1 fault");
  EXPECT_EQ(counted(2, "fault"), "2 faults");
}

}  // namespace
}  // namespace farside::counted_test
