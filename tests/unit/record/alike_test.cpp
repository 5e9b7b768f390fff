#include "record/alike.h"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>

namespace farside::alike_test {
namespace {

// A row with one input.
class AlikeRows : public testing::Test {
 protected:
  const Schema schema_{{{"vehicle.engine.isp_s", "s", "", "", "", ""}}};
  std::vector<std::byte> row_ = schema_.row_not_run(7);

  void set(const std::string& column, double value) {
    std::memcpy(row_.data() + schema_.find(column)->offset, &value, sizeof value);
  }
};

TEST_F(AlikeRows, DifferNeitherByTheirNumberNorByAnInputThatMovesNothing) {
  Alike alike(schema_);
  alike.add(row_.data());
  row_ = schema_.row_not_run(8);
  set("in_vehicle_engine_isp_s", 311);
  alike.add(row_.data());
  EXPECT_TRUE(alike.holds());
}
TEST_F(AlikeRows, DifferByTheLastBitOfAResult) {
  Alike alike(schema_);
  set("end_time", 10);
  alike.add(row_.data());
  set("end_time", 10 + 2 * std::numeric_limits<double>::epsilon() * 8);
  alike.add(row_.data());
  EXPECT_FALSE(alike.holds());
  set("end_time", 10);
  alike.add(row_.data());
  EXPECT_FALSE(alike.holds()) << "and they stay different";
}

}  // namespace
}  // namespace farside::alike_test
