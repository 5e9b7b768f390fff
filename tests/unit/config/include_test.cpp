#include "config/yaml/include.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "config/configuration.h"
#include "config/resolved.h"
#include "unit/folder.h"

namespace farside::include_test {
namespace {

class Include : public testing::Test {
 protected:
  Configuration read(const std::string& campaign, const std::string& vehicle,
                     const std::vector<std::string>& sets = {}) const {
    folder_.write("vehicles/v.yaml", vehicle);
    return read_configuration(folder_.write("c.yaml", "farside: 1\ninclude: vehicles/v.yaml\n" + campaign), sets);
  }
  std::string error_of(const std::string& campaign, const std::string& vehicle,
                       const std::vector<std::string>& sets = {}) const {
    try {
      read(campaign, vehicle, sets);
      return "accepted";
    } catch (const ConfigError& e) {
      return e.what();
    }
  }

  test::Folder folder_;
};

constexpr char vehicle[] = R"(
vehicle:
  mass: {dry_mass_kg: 1300, propellant_kg: 1500}
  engine: {isp_s: 305}
dispersions:
  - {path: vehicle.engine.isp_s, normal: {sd: 1}, kind: epistemic}
  - {path: vehicle.mass.dry_mass_kg, normal: {sd: 6}}
)";
constexpr char campaign[] = R"(
vehicle:
  mass: {dry_mass_kg: 1250}
dispersions:
  - {path: start.descent.along_m, normal: {sd: 300}}
  - {path: vehicle.engine.isp_s, normal: {sd: 2}}
)";

TEST_F(Include, MergesKeyByKeyAndTheCampaignWins) {
  const Configuration c = read(campaign, vehicle);
  EXPECT_EQ(c.real("vehicle.mass.dry_mass_kg"), 1250.0);
  EXPECT_EQ(c.real("vehicle.mass.propellant_kg"), 1500.0);
  EXPECT_EQ(c.real("vehicle.engine.isp_s"), 305.0);
}

// Several files: what is named last wins over what is named before it, the campaign over both.
class IncludeSeveral : public testing::Test {
 protected:
  Configuration read(const std::string& include, const std::string& own = "") const {
    folder_.write("a.yaml", first);
    folder_.write("more/b.yaml", second);
    return read_configuration(folder_.write("c.yaml", "farside: 1\ninclude: " + include + "\n" + own));
  }
  std::string error_of(const std::string& include) const {
    try {
      read(include);
      return "accepted";
    } catch (const Error& e) {
      std::string text = e.what();
      for (std::size_t at; (at = text.find(folder_.path() + "/")) != text.npos;)
        text.erase(at, folder_.path().size() + 1);
      return text;
    }
  }
  static constexpr char first[] =
      "farside: 1\nvehicle: {engine: {isp_s: 301, lag_s: 0.1}, mass: {dry_mass_kg: 1100}}\n"
      "moon: {terrain: {relief: {model: listed, craters: {listed: [{file: a.csv}]}}}}\n"
      "dispersions:\n  - {path: vehicle.engine.isp_s, normal: {sd: 1}}\n"
      "  - {path: vehicle.engine.lag_s, normal: {sd: 0.01}}\n";
  static constexpr char second[] =
      "farside: 1\nvehicle: {engine: {isp_s: 302}, mass: {dry_mass_kg: 1200}}\n"
      "moon: {terrain: {relief: {model: listed, craters: {listed: [{file: b.csv}]}}}}\n"
      "dispersions:\n  - {path: vehicle.engine.isp_s, normal: {sd: 2}}\n";

  test::Folder folder_;
};

TEST_F(IncludeSeveral, TheLaterFileWinsAndTheCampaignOverBoth) {
  const Configuration c = read("[a.yaml, more/b.yaml]", "vehicle: {mass: {dry_mass_kg: 1300}}\n");
  EXPECT_EQ(c.real("vehicle.engine.lag_s"), 0.1);
  EXPECT_EQ(c.real("vehicle.engine.isp_s"), 302.0);
  EXPECT_EQ(c.real("vehicle.mass.dry_mass_kg"), 1300.0);
  ASSERT_EQ(c.listed[0].size(), 1U);  // a list is taken whole
  EXPECT_EQ(c.listed[0][0].file, "b.csv");
  ASSERT_EQ(c.dispersions.size(), 2U);
  EXPECT_EQ(c.dispersions[0].arguments.at("sd")[0], 2.0);
  EXPECT_EQ(c.dispersions[1].paths[0], "vehicle.engine.lag_s");
  EXPECT_EQ(read("[more/b.yaml, a.yaml]").real("vehicle.engine.isp_s"), 301.0);
  EXPECT_EQ(resolved_yaml(read("[more/b.yaml]")), resolved_yaml(read("more/b.yaml")));
}

TEST_F(IncludeSeveral, AnIncludedFileIncludesFromItsOwnFolder) {
  folder_.write("more/d.yaml", "include: [../a.yaml, b.yaml]\nvehicle: {mass: {dry_mass_kg: 1250}}\n");
  const Configuration c = read("more/d.yaml", "vehicle: {engine: {lag_s: 0.2}}\n");
  EXPECT_EQ(c.real("vehicle.mass.dry_mass_kg"), 1250.0);
  EXPECT_EQ(c.real("vehicle.engine.isp_s"), 302.0);
  EXPECT_EQ(c.real("vehicle.engine.lag_s"), 0.2);
  folder_.write("more/e.yaml", "vehicle: {}\ninclude: f.yaml\n");
  folder_.write("more/f.yaml", "include: ./../more/e.yaml\n");
  EXPECT_EQ(error_of("more/e.yaml"),
            "more/f.yaml:1:10: error: include: './../more/e.yaml' includes itself, by way of the files between");
  // a fan of files that each include the next ones twice would never end
  for (int i = 0; i < 12; ++i)
    folder_.write(fmt::format("fan{}.yaml", i), fmt::format("include: [fan{0}.yaml, ./fan{0}.yaml]\n", i + 1));
  folder_.write("fan12.yaml", "");
  EXPECT_NE(error_of("fan0.yaml").find("more than 32 files are included"), std::string::npos);
}

TEST_F(IncludeSeveral, MistakesAreToldWhereTheyAre) {
  EXPECT_EQ(error_of("[a.yaml, a.yaml]"), "c.yaml:2:19: error: include: 'a.yaml' is included already, at c.yaml:2:11");
  EXPECT_EQ(error_of("[a.yaml, {b: 1}]"), "c.yaml:2:19: error: include: a section found, expected the path of a file");
  EXPECT_EQ(error_of("[more/b.yaml, none.yaml]").substr(0, 66),
            "c.yaml:2:24: include: none.yaml: can't be read: no such file; chec");
  EXPECT_EQ(error_of("[a.yaml, c.yaml]"),
            "c.yaml:2:19: error: include: 'c.yaml' includes itself, by way of the files between");
  folder_.write("broken.yaml", "vehicle:\n  engine: {isp: 3}\n");
  EXPECT_EQ(error_of("[a.yaml, broken.yaml]").substr(0, 59),
            "broken.yaml:2:12: error: vehicle.engine.isp: unknown key (d");
}

// Entries of an included file follow the campaign's own, so that an index into them is one of a list that nobody sees.
TEST_F(Include, DispersionsAreSetByTheirPath) {
  const Configuration c = read(campaign, vehicle,
                               {"dispersions[vehicle.mass.dry_mass_kg].normal.sd=7",
                                "dispersions[start.descent.along_m].normal.sd=8", "dispersions[1].normal.sd=9"});
  ASSERT_EQ(c.dispersions.size(), 3u);
  EXPECT_EQ(c.dispersions[0].arguments.at("sd"), std::vector<double>{8});
  EXPECT_EQ(c.dispersions[1].arguments.at("sd"), std::vector<double>{9});
  EXPECT_EQ(c.dispersions[2].paths, std::vector<std::string>{"vehicle.mass.dry_mass_kg"});
  EXPECT_EQ(c.dispersions[2].arguments.at("sd"), std::vector<double>{7});
}
TEST_F(Include, AnIndexIntoIncludedDispersionsIsRefusedWithTheName) {
  const std::string error = error_of(campaign, vehicle, {"dispersions[2].normal.sd=7"});
  EXPECT_NE(error.find("dispersions[2]: is vehicle.mass.dry_mass_kg of "), std::string::npos) << error;
  EXPECT_NE(error.find("v.yaml:7:"), std::string::npos) << error;
  EXPECT_NE(error.find("dispersions[vehicle.mass.dry_mass_kg]"), std::string::npos) << error;
  EXPECT_NE(error_of("", vehicle, {"dispersions.0.normal.sd=7"}).find("is vehicle.engine.isp_s of "),
            std::string::npos);
  const std::string near = error_of(campaign, vehicle, {"dispersions[vehicle.mass.dry_mas_kg].normal.sd=7"});
  EXPECT_NE(near.find("did you mean 'vehicle.mass.dry_mass_kg'?"), std::string::npos) << near;
}
TEST_F(Include, DispersionsAreEmptiedAndBegunAnew) {
  const Configuration c = read(campaign, vehicle,
                               {"dispersions=", "dispersions[0]={path: vehicle.engine.isp_s, normal: {sd: 3}}",
                                "dispersions[1]={path: vehicle.mass.dry_mass_kg, normal: {sd: 4}}"});
  ASSERT_EQ(c.dispersions.size(), 2u);
  EXPECT_EQ(c.dispersions[0].arguments.at("sd"), std::vector<double>{3});
  const Configuration one = read(campaign, vehicle, {"dispersions[vehicle.mass.dry_mass_kg]="});
  EXPECT_EQ(one.dispersions.size(), 2u);
  const Configuration more =
      read(campaign, vehicle, {"dispersions[3]={path: vehicle.mass.propellant_kg, normal: {sd: 4}}"});
  EXPECT_EQ(more.dispersions.size(), 4u);
}
TEST_F(Include, RequirementsAndGroupsHaveNames) {
  const Configuration c =
      read("requirements: [{name: soft, event: safe, probability: 0.9, confidence: 0.9}]\n",
           "dispersions:\n  - paths: [vehicle.mass.dry_mass_kg, vehicle.engine.isp_s]\n"
           "    multivariate_normal: {sd: [5, 6], correlation: [[1, 0], [0, 1]]}\n",
           {"requirements[soft].probability=0.5", "dispersions[vehicle.engine.isp_s].multivariate_normal.sd=[7, 8]"});
  EXPECT_EQ(c.requirements.at(0).probability, 0.5);
  EXPECT_EQ(c.dispersions.at(0).arguments.at("sd"), (std::vector<double>{7, 8}));
}

// Of a group, the inputs that the campaign doesn't disperse itself stay, correlated as they were.
TEST_F(Include, KeepsTheRestOfAGroup) {
  const Configuration c =
      read("dispersions: [{path: vehicle.mass.propellant_kg, normal: {sd: 50}}]\n",
           "dispersions:\n  - paths: [vehicle.mass.dry_mass_kg, vehicle.mass.propellant_kg, vehicle.engine.isp_s]\n"
           "    multivariate_normal: {sd: [5, 6, 7], correlation: [[1, 0.5, 0.25], [0.5, 1, 0], [0.25, 0, 1]]}\n");
  ASSERT_EQ(c.dispersions.size(), 2u);
  EXPECT_EQ(c.dispersions[1].paths, (std::vector<std::string>{"vehicle.mass.dry_mass_kg", "vehicle.engine.isp_s"}));
  EXPECT_EQ(c.dispersions[1].arguments.at("sd"), (std::vector<double>{5, 7}));
  EXPECT_EQ(c.dispersions[1].arguments.at("correlation"), (std::vector<double>{1, 0.25, 0.25, 1}));
}

TEST_F(Include, LeavesOutWhatAGroupOfTheCampaignDisperses) {
  const Configuration c = read(
      "dispersions:\n  - {paths: [vehicle.engine.isp_s, vehicle.mass.dry_mass_kg], multivariate_normal: {sd: [5, 5], "
      "correlation: [[1, 0.3], [0.3, 1]]}}\n",
      vehicle);
  ASSERT_EQ(c.dispersions.size(), 1u);
}

TEST_F(Include, IsChosenByAnOverride) {
  folder_.write("vehicles/w.yaml", "vehicle: {engine: {isp_s: 290}}\n");
  EXPECT_EQ(read("", vehicle, {"include=vehicles/w.yaml"}).real("vehicle.engine.isp_s"), 290.0);
  EXPECT_EQ(read("", vehicle, {"include="}).real("vehicle.engine.isp_s"), 309.0);
  EXPECT_EQ(read("", vehicle, {"vehicle.engine.isp_s=300", "include=vehicles/w.yaml"}).real("vehicle.engine.isp_s"),
            300.0);
  EXPECT_THROW(read("", vehicle, {"include=vehicles/none.yaml"}), DataError);
}

TEST_F(Include, AddsDispersionsBehindTheCampaignsButForItsPaths) {
  const Configuration c = read(campaign, vehicle);
  ASSERT_EQ(c.dispersions.size(), 3u);
  EXPECT_EQ(c.dispersions[0].paths[0], "start.descent.along_m");
  EXPECT_EQ(c.dispersions[1].arguments.at("sd")[0], 2.0);
  EXPECT_FALSE(c.dispersions[1].epistemic);
  EXPECT_EQ(c.dispersions[2].paths[0], "vehicle.mass.dry_mass_kg");
}

TEST_F(Include, KeepsItsGroupsBesideTheCampaigns) {
  const auto group = [](const std::string& paths) {
    return "dispersions:\n  - {paths: [" + paths +
           "], multivariate_normal: {sd: [1, 1], correlation: [[1, 0.5], [0.5, 1]]}}\n";
  };
  const Configuration c =
      read(group("start.descent.along_m, start.descent.cross_m"), group("vehicle.mass.cg_x_m, vehicle.mass.cg_y_m"));
  ASSERT_EQ(c.dispersions.size(), 2u);
  EXPECT_EQ(c.dispersions[1].paths[1], "vehicle.mass.cg_y_m");
}

TEST_F(Include, IsNotSeenInWhatResults) {
  const Configuration split = read(campaign, vehicle);
  const Configuration whole = parse_configuration(R"(
farside: 1
vehicle:
  mass: {dry_mass_kg: 1250, propellant_kg: 1500}
  engine: {isp_s: 305}
dispersions:
  - {path: start.descent.along_m, normal: {sd: 300}}
  - {path: vehicle.engine.isp_s, normal: {sd: 2}}
  - {path: vehicle.mass.dry_mass_kg, normal: {sd: 6}}
)",
                                                  "whole.yaml");
  EXPECT_EQ(resolved_yaml(split), resolved_yaml(whole));
  EXPECT_EQ(physics_yaml(split), physics_yaml(whole));
}

TEST_F(Include, IsChangedBySet) {
  EXPECT_EQ(read("", vehicle, {"vehicle.engine.isp_s=301"}).real("vehicle.engine.isp_s"), 301.0);
  EXPECT_TRUE(read("", vehicle, {"dispersions="}).dispersions.empty());
}

TEST_F(Include, ErrorsNameTheFileThatTheyAreIn) {
  const std::string mine = folder_ / "c.yaml", theirs = folder_ / "vehicles/v.yaml";
  EXPECT_EQ(error_of("", "vehicle:\n  engine: {isp: 305}\n")
                .rfind(theirs + ":2:12: error: vehicle.engine.isp: unknown key", 0),
            0u);
  EXPECT_EQ(error_of("", "vehicle: [\n").rfind(theirs + ":", 0), 0u);
  EXPECT_EQ(error_of("vehicle: {engine: {isp: 305}}\n", vehicle).rfind(mine + ":3:20: error:", 0), 0u);
  // of two values that don't fit together, where the first stands
  const std::string both =
      error_of("vehicle:\n  engine: {thrust_min_N: 8000}\n", "vehicle: {engine: {thrust_max_N: 7000}}\n");
  EXPECT_EQ(both.rfind(mine + ":4:", 0), 0u) << both;
  EXPECT_NE(error_of("", "- 1\n").find("a list found, expected a section"), std::string::npos);
}

TEST_F(Include, OfAMissingFileIsADataErrorThatSaysWhere) {
  const std::string file = folder_.write("c.yaml", "farside: 1\ninclude: gone.yaml\n");
  try {
    read_configuration(file);
    FAIL() << "accepted";
  } catch (const DataError& e) {
    EXPECT_EQ(std::string(e.what()).rfind(file + ":2:10: include: ", 0), 0u) << e.what();
    EXPECT_NE(std::string(e.what()).find("gone.yaml: can't be read"), std::string::npos) << e.what();
  }
}

TEST_F(Include, IsRefusedInATextThatStandsAlone) {
  const std::string secret = folder_.write("secret.txt", "a line that nobody prints\n");
  try {
    parse_configuration("farside: 1\ninclude: " + secret + "\n", "a.h5:/provenance/config_yaml");
    ADD_FAILURE() << "accepted";
  } catch (const ConfigError& e) {
    EXPECT_NE(std::string(e.what()).find("a stored configuration is whole and includes no file"), std::string::npos)
        << e.what();
    EXPECT_EQ(std::string(e.what()).find("nobody prints"), std::string::npos) << e.what();
  }
}

}  // namespace
}  // namespace farside::include_test
