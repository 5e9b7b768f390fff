#include "scenario/scenario.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "unit/folder.h"

namespace farside::scenario_test {
namespace {

namespace fs = std::filesystem;

Scenario load(const std::string& text, const std::vector<std::string>& sets = {}) {
  return load_scenario_text("farside: 1\n" + text, "t.yaml", "", sets);
}

TEST(Scenario, TurnsDegreesIntoRadians) {
  const Scenario s = load("site: {lat_deg: 30}\nmoon: {terrain: {slope_deg: 40}}\n", {"moon.terrain.slope_deg=45"});
  EXPECT_EQ(s.options.site.lat_rad, 30 * unit::degree_rad);
  EXPECT_EQ(s.nominal.moon.terrain.slope_rad, 45 * unit::degree_rad);
}

TEST(Scenario, PutsChoicesStepsAndFlagsIntoTheOptions) {
  const Scenario s = load(
      "moon: {gravity: {model: j2}, rotation: false}\ngnc: {guidance: {law: open_loop, period_s: 0.5}, control: "
      "{period_s: 0.25}}\nflight: {step_s: 0.05}\nstart: {site: {height_m: 10}}\n");
  EXPECT_EQ(s.options.moon.gravity.model, GravityModel::j2);
  EXPECT_FALSE(s.options.moon.rotation);
  EXPECT_EQ(s.options.gnc.guidance.law, GuidanceLaw::open_loop);
  EXPECT_EQ(s.options.gnc.guidance.period_ticks, 50);
  EXPECT_EQ(s.options.gnc.control.period_ticks, 25);
  EXPECT_EQ(s.options.flight.step_ticks, 5);
  EXPECT_EQ(s.options.start, StartMode::site);
  EXPECT_EQ(s.nominal.start.site.height_m, 10.0);
}

TEST(Scenario, ListsDispersedInputsWithTheirSlots) {
  const Scenario s = load(
      "dispersions:\n  - {path: vehicle.engine.isp_s, normal: {sd: 1}, kind: epistemic, source: tests}\n"
      "  - {paths: [start.descent.along_m, moon.terrain.slope_azimuth_deg], multivariate_normal: {sd: [1, 1], "
      "correlation: [[1, 0], [0, 1]]}}\n");
  ASSERT_EQ(s.inputs.size(), 3u);
  EXPECT_EQ(s.inputs[0].kind, "epistemic");
  EXPECT_EQ(s.inputs[0].distribution, "normal: {sd: 1, mean: 309}");
  EXPECT_EQ(s.inputs[2].units, "deg");
  EXPECT_EQ(s.dispersed_factors[2], unit::degree_rad);
  EXPECT_EQ(s.nominal_values() + s.dispersed_slots[0], &s.nominal.vehicle.engine.isp_s);
  EXPECT_EQ(s.nominal_values() + s.dispersed_slots[1], &s.nominal.start.descent.along_m);
}

TEST(Scenario, HasOneIdentityForOnePhysics) {
  const std::string id = load("").campaign_id;
  EXPECT_EQ(id.size(), 64u);
  EXPECT_EQ(load("campaign: {name: other, cases: 5}\noutput: {compression: 3}\n").campaign_id, id);
  EXPECT_EQ(load("vehicle: {engine: {isp_s: 309.0}}\n").campaign_id, id);
  EXPECT_NE(load("vehicle: {engine: {isp_s: 308.9}}\n").campaign_id, id);
  EXPECT_NE(load("campaign: {seed: 2}\n").campaign_id, id);
}

// A table counts by its content, and by which input draws from it.
TEST(Scenario, HasAnotherIdentityWhereInputsChangeTheirTables) {
  const test::Folder folder;
  const auto id = [&](const std::string& isp, const std::string& thrust, const std::string& scale) {
    const auto entry = [](const char* path, const std::string& file) {
      return std::string("  - {path: ") + path + ", empirical: {file: " + file + ", column: x}}\n";
    };
    return load_scenario_text("farside: 1\ndispersions:\n" + entry("vehicle.engine.isp_scale", isp) +
                                  entry("vehicle.engine.thrust_scale", thrust) +
                                  entry("sensors.velocimeter.scale", scale),
                              "t.yaml", folder.path())
        .campaign_id;
  };
  constexpr char one[] = "x\n0.99\n1.01\n", other[] = "x\n0.98\n1.02\n";
  folder.write("a.csv", one);
  folder.write("b.csv", other);
  folder.write("z.csv", one);
  const std::string aba = id("a.csv", "b.csv", "a.csv"), abb = id("a.csv", "b.csv", "b.csv");
  EXPECT_NE(aba, abb);
  EXPECT_NE(id("b.csv", "a.csv", "b.csv"), aba);
  EXPECT_EQ(id("z.csv", "b.csv", "z.csv"), aba);  // a.csv by another name, which comes last
  folder.write("a.csv", other);
  folder.write("b.csv", one);
  EXPECT_NE(id("a.csv", "b.csv", "a.csv"), aba);
  EXPECT_EQ(id("b.csv", "a.csv", "b.csv"), aba);
}

TEST(Scenario, LoadsFromItsResolvedText) {
  const Scenario s = load("vehicle: {engine: {isp_s: 300.1}}\nstart: {touchdown: {tilt_east_deg: 0.3}}\n");
  const Scenario again = load_scenario_text(s.resolved_yaml, "resolved", "");
  EXPECT_EQ(again.campaign_id, s.campaign_id);
  EXPECT_TRUE(std::equal(s.nominal_values(), s.nominal_values() + param_count, again.nominal_values()));
}

// The campaigns that the project ships.
TEST(Scenario, LoadsEveryExample) {
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(FARSIDE_SOURCE_DIR "/configs")) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".yaml" || name == "change4_lola.yaml" || name == "change4_nac.yaml")
      continue;  // they want their maps
    EXPECT_NO_THROW(load_scenario(entry.path().string())) << entry.path();
    ++count;
  }
  EXPECT_GE(count, 4u);
}

}  // namespace
}  // namespace farside::scenario_test
