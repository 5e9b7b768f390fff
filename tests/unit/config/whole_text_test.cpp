#include "config/yaml/whole_text.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "config/configuration.h"
#include "config/resolved.h"
#include "unit/folder.h"

namespace farside::whole_text_test {
namespace {

std::string whole(const std::string& campaign, const std::string& vehicle) {
  return whole_text(campaign, "c.yaml", [&](const std::string&) { return vehicle; });
}

// What the campaign says with its include is what the whole text says alone.
void expect_same(const std::string& campaign, const std::string& vehicle) {
  const test::Folder folder;
  folder.write("v.yaml", vehicle);
  const Configuration with = read_configuration(folder.write("c.yaml", campaign));
  const std::string text = whole(campaign, vehicle);
  EXPECT_EQ(text.find("\ninclude:"), text.npos) << text;
  EXPECT_EQ(resolved_yaml(parse_configuration(text, "whole.yaml")), resolved_yaml(with)) << text;
}

constexpr char vehicle[] = R"(# A lander.
farside: 1
vehicle:  # all of it
  mass:  # at ignition
    # Without propellant.
    dry_mass_kg: 1300   # R
    propellant_kg: 1500  # D
  engine: {isp_s: 305, thrust_max_N: 7000}  # of the engine
dispersions:  # of the lander
  # Mass.
  - {path: vehicle.mass.dry_mass_kg, normal: {sd: 6}, source: "E: 0.5 % # no comment"}
  - paths: [vehicle.mass.cg_x_m, vehicle.mass.cg_y_m, vehicle.mass.cg_z_m]  # CG
    multivariate_normal:
      sd: [0.01, 0.02, 0.03]
      correlation: [[1, 0.1, 0.2], [0.1, 1, 0.3], [0.2, 0.3, 1]]
# The end.
)";
constexpr char campaign[] = R"(# A campaign.
farside: 1
include: v.yaml  # the lander
vehicle:
  mass: {propellant_kg: 171}  # at landing
  engine: {isp_s: 310}
dispersions:
  - path: start.descent.along_m  # own
    normal: {sd: 300}
  - {path: vehicle.mass.cg_y_m, uniform: {min: -0.1, max: 0.1}}
)";

TEST(WholeText, SaysWhatTheCampaignWithItsIncludeSays) { expect_same(campaign, vehicle); }
TEST(WholeText, OfFilesInOtherStyles) {
  expect_same("{farside: 1, include: v.yaml, vehicle: {mass: {dry_mass_kg: 1250}}}\n", vehicle);
  expect_same("farside: 1\ninclude: v.yaml\ncampaign: {name: \"a: b # c\"}\n",
              "farside: 1\nvehicle: {engine: {isp_s: 305},\n  mass: {dry_mass_kg: 1300}}\n");
  expect_same("include: v.yaml\nfarside: 1\r\ncampaign:\r\n  name: 'it''s'\r\n", "farside: 1\ndispersions: []\n");
  expect_same("farside: 1\ncampaign: {name: \"of\n  two lines\"}\ninclude: v.yaml\n", "# nothing but this\n");
  expect_same("farside: 1\ninclude: v.yaml\ngnc: {control: {mode: \"off\"}}\n",
              "gnc:\n  control:\n    mode: attitude\n    period_s: 0.1\n");
}
TEST(WholeText, KeepsCommentsWithTheirKeys) {
  const std::string text = whole(campaign, vehicle);
  const auto has = [&](const std::string& part) {
    EXPECT_NE(text.find(part), text.npos) << part << "\nis not in\n" << text;
  };
  has("# A campaign.\nfarside: 1\n# Merged in here: v.yaml.  # the lander\n# A lander.\nvehicle:  # all of it\n");
  has("  mass:  # at ignition\n    propellant_kg: 171  # at landing\n    # Without propellant.\n    dry_mass_kg: 1300  "
      " # R\n");
  has("    isp_s: 310\n    thrust_max_N: 7000");
  has("dispersions:  # of the lander\n");
  has("  - path: start.descent.along_m  # own\n");
  has("  # Mass.\n  - {path: vehicle.mass.dry_mass_kg, normal: {sd: 6}, source: \"E: 0.5 % # no comment\"}\n");
  has("[vehicle.mass.cg_x_m, vehicle.mass.cg_z_m]  # CG\n");
  has("\n# The end.\n");
}
TEST(WholeText, OfSeveralFiles) {
  constexpr char ground[] =
      "# Ground.\nfarside: 1\nmoon:  # its\n  terrain: {slope_deg: 3}  # falls\nvehicle:\n  mass:\n"
      "    # Another.\n    dry_mass_kg: 1400  # E\n    cg_z_m: 1.4\n";
  constexpr char both[] = "farside: 1\ninclude: [v.yaml, g.yaml]  # two\nvehicle: {mass: {propellant_kg: 171}}\n";
  const auto file = [&](const std::string& path) { return std::string(path == "v.yaml" ? vehicle : ground); };
  const std::string text = whole_text(both, "c.yaml", file);
  const test::Folder folder;
  folder.write("v.yaml", vehicle);
  folder.write("g.yaml", ground);
  const Configuration with = read_configuration(folder.write("c.yaml", both));
  EXPECT_EQ(with.real("vehicle.mass.dry_mass_kg"), 1400.0);
  EXPECT_EQ(resolved_yaml(parse_configuration(text, "whole.yaml")), resolved_yaml(with)) << text;
  for (const char* part : {"# Merged in here: v.yaml, g.yaml.  # two\n# A lander.\n# Ground.\n", "moon:  # its\n",
                           "    # Another.\n    dry_mass_kg: 1400  # E\n"})
    EXPECT_NE(text.find(part), text.npos) << part << "\nis not in\n" << text;
}
TEST(WholeText, WithoutAnIncludeIsTheTextItself) {
  EXPECT_EQ(whole("farside: 1\nsite: {lat_deg: 1}  # x\n", ""), "farside: 1\nsite: {lat_deg: 1}  # x\n");
}
TEST(WholeText, NamesTheFilesThatItNeeds) {
  const std::string text = whole(
      "farside: 1\nmoon: {terrain: {layers: [{path: a.tif}], relief: {rocks: {listed: [{file: r.csv}]}}}}\n"
      "start: {from_file: b.csv}\n",
      "");
  EXPECT_EQ(text.substr(0, text.find("farside: 1")),
            "# Needs this file beside it: a.tif\n# Needs this file beside it: r.csv\n# Needs this file beside it: "
            "b.csv\n");
}
TEST(WholeText, RefusesWhatCannotBeRead) {
  EXPECT_THROW(whole("farside: 1\ninclude: v.yaml\n", "a: [\n"), ConfigError);
  EXPECT_THROW(whole_text("farside: 1\ninclude: v.yaml\n", "/nowhere/c.yaml"), DataError);
}

}  // namespace
}  // namespace farside::whole_text_test
