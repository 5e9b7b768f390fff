#include "config/keys/schema.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "config/keys/distribution.h"
#include "config/keys/registry.h"

namespace farside::schema_test {
namespace {

TEST(KeyReference, OfTheSourceTreeIsFresh) {
  const std::string path = FARSIDE_SOURCE_DIR "/configs/README.md";
  if (std::getenv("FARSIDE_UPDATE") != nullptr) std::ofstream(path) << key_reference();
  std::ifstream in(path, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  EXPECT_EQ(text, key_reference()) << "run this test with FARSIDE_UPDATE=1 to write " << path;
}

TEST(KeyReference, HasARowForEveryKeyAndDistribution) {
  const std::string text = key_reference();
  for (const Key& key : registry().keys()) {
    const std::string below_top = key.path.substr(key.path.find('.') == std::string::npos ? 0 : key.path.find('.') + 1);
    EXPECT_NE(text.find("| `" + below_top + "` |"), std::string::npos) << key.path;
  }
  for (const DistributionInfo& i : distributions())
    EXPECT_NE(text.find("| `" + std::string(i.name) + "` |"), std::string::npos) << i.name;
}

nlohmann::ordered_json schema_of(const std::string& path) {
  std::string pointer;
  for (const char c : "." + path) pointer += c == '.' ? std::string("/properties/") : std::string(1, c);
  return configuration_schema().at(nlohmann::ordered_json::json_pointer(pointer));
}

TEST(Schema, HasEveryKeyWithItsLimitsAndDefault) {
  for (const Key& key : registry().keys()) {
    const auto schema = schema_of(key.path);
    const bool empty = key.kind == KeyKind::text && std::get<std::string>(key.preset).empty();  // none
    EXPECT_EQ(schema.contains("default"), !empty) << key.path;
    EXPECT_TRUE(schema.contains("description")) << key.path;
    if (key.kind == KeyKind::real) {
      EXPECT_EQ(schema["minimum"].get<double>(), key.range.min) << key.path;
      EXPECT_EQ(schema["maximum"].get<double>(), key.range.max) << key.path;
      EXPECT_EQ(schema["default"].get<double>(), std::get<double>(key.preset)) << key.path;
    }
  }
  EXPECT_EQ(schema_of("campaign.seed")["maximum"].get<std::uint64_t>(), UINT64_MAX);
  EXPECT_EQ(schema_of("vehicle.engine.thrust_max_N")["description"], "full-throttle thrust in vacuum [N]");
}

void expect_closed(const nlohmann::ordered_json& schema, const std::string& path) {
  if (!schema.contains("properties")) return;
  EXPECT_EQ(schema["additionalProperties"], false) << path;
  for (const auto& [name, inner] : schema["properties"].items()) expect_closed(inner, path + "." + name);
}

TEST(Schema, KnowsNoKeyButTheRegistrys) {
  expect_closed(configuration_schema(), "");
  EXPECT_EQ(configuration_schema()["$schema"], "http://json-schema.org/draft-07/schema#");
}

}  // namespace
}  // namespace farside::schema_test
