#include "store/format_reference.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>

#include "unit/store/fixture.h"

namespace farside::format_reference_test {
namespace {

TEST(FormatReference, OfTheSourceTreeIsFresh) {
  const std::string path = std::string(FARSIDE_SOURCE_DIR) + "/src/store/FORMAT.md";
  if (std::getenv("FARSIDE_UPDATE") != nullptr) std::ofstream(path) << format_reference(Schema());
  EXPECT_EQ(store_test::bytes_of(path), format_reference(Schema()))
      << "run this test with FARSIDE_UPDATE=1 to write " << path;
}

TEST(FormatReference, JsonDescribesEveryColumn) {
  const Schema schema = store_test::small_schema();
  const auto format = format_json(schema);
  EXPECT_EQ(format["columns"].size(), schema.columns().size());
  EXPECT_EQ(format["columns"]["sinkage"]["dimensions"][1], "leg");
  EXPECT_EQ(format["columns"]["in_vehicle_engine_isp_s"]["config_path"], "vehicle.engine.isp_s");
  EXPECT_EQ(format["columns"]["outcome"]["flag_meanings"][2], "lost");
}

}  // namespace
}  // namespace farside::format_reference_test
