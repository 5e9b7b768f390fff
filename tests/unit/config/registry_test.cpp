#include "config/keys/registry.h"

#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <string>

namespace farside::registry_test {
namespace {

TEST(Registry, HasEveryParameterOfACaseOnce) {
  std::set<std::size_t> slots;
  for (const Key& key : registry().keys()) {
    EXPECT_TRUE(!key.dispersible() || slots.insert(key.where).second) << key.path;
  }
  EXPECT_EQ(slots.size(), static_cast<std::size_t>(param_count))
      << "a member without a line in fields(), or the other way round";
  EXPECT_EQ(*slots.rbegin(), static_cast<std::size_t>(param_count) - 1);
}

TEST(Registry, NamesEveryKeyOnce) {
  std::set<std::string> paths;
  for (const Key& key : registry().keys()) EXPECT_TRUE(paths.insert(key.path).second) << key.path;
}

TEST(Registry, EndsEveryNameWithItsUnit) {
  for (const Key& key : registry().keys()) {
    if (key.kind != KeyKind::real && key.kind != KeyKind::duration) continue;
    const std::string suffix = unit_suffix(key.unit), name = key.name();
    EXPECT_TRUE(name.size() > suffix.size() && name.substr(name.size() - suffix.size()) == suffix)
        << key.path << " has unit " << key.unit.name;
  }
}

TEST(Registry, SpellsUnitsAsNamesDo) {
  EXPECT_EQ(unit_suffix(unit::metre_per_second2), "_m_s2");
  EXPECT_EQ(unit_suffix(unit::degree_per_second), "_deg_s");
  EXPECT_EQ(unit_suffix(unit::per_second), "_1_s");
  EXPECT_EQ(unit_suffix(unit::newton_second_per_metre), "_N_s_m");
  EXPECT_EQ(unit_suffix(unit::gm), "_m3_s2");
}

TEST(Registry, DefaultsLieWithinTheirLimits) {
  for (const Key& key : registry().keys()) {
    if (key.kind != KeyKind::real && key.kind != KeyKind::duration) continue;
    EXPECT_GE(std::get<double>(key.preset), key.range.min) << key.path;
    EXPECT_LE(std::get<double>(key.preset), key.range.max) << key.path;
  }
}

TEST(Registry, DescribesEveryKey) {
  for (const Key& key : registry().keys()) EXPECT_GT(key.text.size(), 4u) << key.path;
}

// Only range_deg was declared in radians that no number of degrees hits exactly; it may be off by a rounding.
TEST(Registry, DefaultsBecomeTheDeclaredValues) {
  const CaseParams<double> declared{};
  CaseParams<double> applied{};
  std::memset(static_cast<void*>(&applied), 0xff, sizeof applied);
  for (const Key& key : registry().keys()) {
    if (key.dispersible()) apply_parameter(key, key.preset, applied);
  }
  for (const Key& key : registry().keys()) {
    if (!key.dispersible()) continue;
    const double want = reinterpret_cast<const double*>(&declared)[key.where],
                 is = reinterpret_cast<const double*>(&applied)[key.where];
    EXPECT_DOUBLE_EQ(is, want) << key.path;  // 4 ulp
    EXPECT_TRUE(key.unit.factor != 1.0 || is == want) << key.path;
  }
}

TEST(Registry, OptionsBecomeTheDeclaredValues) {
  const CampaignOptions declared{};
  CampaignOptions applied{};
  applied.gnc.control.mode = ControlMode::off;
  applied.flight.step_ticks = 77;
  applied.moon.rotation = false;
  applied.site.lat_rad = 9;
  applied.moon.gravity.degree = 3;
  for (const Key& key : registry().keys()) {
    if (key.target == Key::Target::option) apply_option(key, key.preset, applied);
  }
  EXPECT_EQ(applied.gnc.control.mode, declared.gnc.control.mode);
  EXPECT_EQ(applied.flight.step_ticks, declared.flight.step_ticks);
  EXPECT_EQ(applied.moon.rotation, declared.moon.rotation);
  EXPECT_EQ(applied.site.lat_rad, declared.site.lat_rad);
  EXPECT_EQ(applied.moon.gravity.degree, declared.moon.gravity.degree);
}

TEST(Registry, AVectorIsAKeyForEachAxisInSlotsThatFollow) {
  const Key* const keys[] = {registry().find("vehicle.engine.position_x_m"),
                             registry().find("vehicle.engine.position_y_m"),
                             registry().find("vehicle.engine.position_z_m")};
  const char* const texts[] = {"point where the thrust acts, body x", "the same, body y", "the same, body z"};
  const double farthest_m[] = {10.0, 10.0, 20.0}, presets_m[] = {0.0, 0.0, 0.45};
  CaseParams<double> p;
  for (std::size_t i = 0; i < 3; ++i) {
    ASSERT_NE(keys[i], nullptr);
    EXPECT_EQ(keys[i]->text, texts[i]);
    EXPECT_EQ(keys[i]->where, keys[0]->where + i);
    EXPECT_EQ(keys[i]->range.max, farthest_m[i]);
    EXPECT_EQ(std::get<double>(keys[i]->preset), presets_m[i]);
    apply_parameter(*keys[i], 1.0 + static_cast<double>(i), p);
  }
  EXPECT_EQ(p.vehicle.engine.position_B.x, 1.0);
  EXPECT_EQ(p.vehicle.engine.position_B.y, 2.0);
  EXPECT_EQ(p.vehicle.engine.position_B.z, 3.0);
}

TEST(Registry, NamesTheAxesOfTheSiteInTheMiddleOfAName) {
  for (const char* const axis : {"east", "north", "up"}) {
    const Key* const key = registry().find(std::string("start.site.velocity_") + axis + "_m_s");
    ASSERT_NE(key, nullptr) << axis;
    EXPECT_TRUE(key->text.ends_with(axis)) << key->text;
  }
}

TEST(Registry, FindsTheNumberInTheFilesUnit) {
  EXPECT_EQ(to_file_unit(-45.4561 * unit::degree_rad, unit::degree), -45.4561);
  EXPECT_EQ(to_file_unit(45.0 * unit::degree_rad, unit::degree), 45.0);
  EXPECT_EQ(to_file_unit(0.0, unit::degree), 0.0);
}

}  // namespace
}  // namespace farside::registry_test
