#include <gtest/gtest.h>

#include "record/invalid_draw.h"
#include "record/software_failure.h"

namespace farside::blank_record_test {
namespace {

// A zero would be "safe" to whoever counts the twins' outcomes.
TEST(BlankRecord, HasNeitherAvoidanceNorATwin) {
  for (const LandingRecord& r : {invalid_draw_record(7), software_failure_record(7)}) {
    EXPECT_EQ(r.avoidance_result, -1);
    EXPECT_EQ(r.blind_outcome, -1);
    EXPECT_EQ(r.case_number, 7U);
  }
}

}  // namespace
}  // namespace farside::blank_record_test
