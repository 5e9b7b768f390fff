#include "config/configuration.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "config/resolved.h"

namespace farside::configuration_test {
namespace {

Configuration parse(const std::string& text, const std::vector<std::string>& sets = {}) {
  return parse_configuration("farside: 1\n" + text, "t.yaml", sets);
}

TEST(Configuration, NeedsNothingButItsVersion) {
  const Configuration c = parse("");
  EXPECT_EQ(c.real("vehicle.engine.isp_s"), 309.0);
  EXPECT_EQ(c.count("campaign.cases"), 1000u);
  EXPECT_EQ(c.start, StartMode::descent);
}

TEST(Configuration, TakesSectionsWithoutKeys) {
  const Configuration c = parse("vehicle:\n  engine:\n  # isp_s: 300\nmoon: {}\nstart:\n  site:\n");
  EXPECT_EQ(c.real("vehicle.engine.isp_s"), 309.0);
  EXPECT_EQ(c.start, StartMode::site);
}

// Written by PyYAML 6.0, by default and with default_flow_style=True.
TEST(Configuration, ReadsWhatPythonsYamlWritersEmit) {
  constexpr char source[] =
      "a source with a colon: and 'single quotes', \"double\" ones, a tab\tand more of it, by far longer than a line; "
      "# no remark";
  for (const char* text : {R"(dispersions:
- normal:
    sd: 1.0e-05
  path: vehicle.engine.isp_s
  source: "a source with a colon: and 'single quotes', \"double\" ones, a tab\tand more\
    \ of it, by far longer than a line; # no remark"
site:
  epoch_utc: 2019-01-03 02:15:00+00:00
)",
                           R"({dispersions: [{normal: {sd: 1.0e-05}, path: vehicle.engine.isp_s, source: "a source\
        \ with a colon: and 'single quotes', \"double\" ones, a tab\tand more of it, by far\
        \ longer than a line; # no remark"}], farside: 1, site: {epoch_utc: !!timestamp '2019-01-03 02:15:00+00:00'}}
)"}) {
    const Configuration c = *text == '{' ? parse_configuration(text, "t.yaml") : parse(text);
    EXPECT_EQ(c.dispersions.at(0).source, source);
    EXPECT_EQ(c.text("site.epoch_utc"), "2019-01-03T02:15:00Z");
  }
  const std::string folded =
      "dispersions:\n- normal: {sd: 1}\n  path: vehicle.engine.isp_s\n  source: 'it''s a text: of two\n\n    lines'\n";
  EXPECT_THROW(parse(folded), ConfigError);  // of several lines it is, after its folding
  const std::string plain = "campaign:\n  name: a plain text: no\n";
  EXPECT_THROW(parse(plain), ConfigError);
  const std::string two = "campaign:\n  name: 'it''s a text:\n    of two lines'\n  cases: 7\n";
  EXPECT_EQ(parse(two).text("campaign.name"), "it's a text: of two lines");
  EXPECT_EQ(parse(two).count("campaign.cases"), 7u);
}

// Written by PyYAML 6.0 with default_style='"', and by hand.
TEST(Configuration, ReadsWhatWritersEmitThatQuoteAll) {
  const Configuration c = parse_configuration(R"("campaign":
  "cases": !!int "1000"
  "name": "of two"
  "seed": !!int "18446744073709551615"
"dispersions":
- "normal":
    "sd": !!float "4.9e-05"
  "path": "vehicle.engine.isp_s"
"farside": !!int "1"
"moon":
  "rotation": !!bool "false"
"output":
  "trajectories":
  - !!int "1"
  - !!int "2"
"site":
  "epoch_utc": !!timestamp "2019-01-03 02:15:00+00:00"
  "lat_deg": !!float "-45.5"
"vehicle":
  "mass": {"dry_mass_kg": !!float   '1.0e+3', propellant_kg: !!int "1500"}
)",
                                              "t.yaml");
  EXPECT_EQ(c.count("campaign.cases"), 1000u);
  EXPECT_EQ(c.count("campaign.seed"), 18446744073709551615u);
  EXPECT_EQ(c.dispersions.at(0).arguments.at("sd"), std::vector<double>{4.9e-5});
  EXPECT_EQ(options_of(c).moon.rotation, false);
  EXPECT_EQ(c.trajectories, (std::vector<std::uint64_t>{1, 2}));
  EXPECT_EQ(c.real("site.lat_deg"), -45.5);
  EXPECT_EQ(c.real("vehicle.mass.dry_mass_kg"), 1000.0);
  EXPECT_EQ(c.real("vehicle.mass.propellant_kg"), 1500.0);
}
TEST(Configuration, RefusesTagsThatSayAnotherThingThanTheirText) {
  for (const char* wrong :
       {"!!int \"24.5\"", "!!int \"024\"", "!!int \"\"", "!!int \"1e3\"", "!!int \"0x10\"", "!!int 24", "!!int \"+-1\"",
        "!!int \"99999999999999999999\"", "!!float \"much\"", "!!float \".nan\"", "!!float \".inf\"", "!!float \"1_0\"",
        "!!float 24", "!!float |-\n      24", "!!bool \"yes\"", "!!str \"24\"", "!!int \"24", "!int \"24\""}) {
    EXPECT_THROW(parse(std::string("campaign:\n  cases: ") + wrong + "\n"), ConfigError) << wrong;
  }
}

TEST(Configuration, ReadsTimesInUtcAlone) {
  for (const char* good : {"2019-01-03T02:15:00Z", "2019-01-03 02:15:00Z", "2019-01-03T02:15:00+00:00",
                           "'2019-01-03 02:15:00.000000+00:00'"}) {
    EXPECT_EQ(parse(std::string("site: {epoch_utc: ") + good + "}\n").text("site.epoch_utc"), "2019-01-03T02:15:00Z")
        << good;
  }
  for (const char* wrong : {"2019-01-03 02:15:00", "2019-01-03T02:15:00+01:00", "2019-01-03", "2019-01-03T02:15:00.5Z",
                            "2019-01-03  2:15:00Z"}) {
    EXPECT_THROW(parse(std::string("site: {epoch_utc: ") + wrong + "}\n"), ConfigError) << wrong;
  }
}

TEST(Configuration, ReadsJson) {
  const Configuration c = parse_configuration(
      "{\n\t\"farside\": 1,\n\t\"campaign\": {\"name\": \"Chang\\u2019e \\\"4\\\"\", \"seed\": 18446744073709551615},\n"
      "\t\"dispersions\": [\n\t\t{\"path\": \"vehicle.engine.isp_s\", \"normal\": {\"sd\": 1e-05}}\n\t]\n}\n",
      "t.json");
  EXPECT_EQ(c.text("campaign.name"), "Chang\u2019e \"4\"");
  EXPECT_EQ(c.count("campaign.seed"), 18446744073709551615u);
  EXPECT_EQ(c.dispersions.at(0).arguments.at("sd"), std::vector<double>{1e-5});
}

TEST(Configuration, ResolvesToATextThatResolvesToItself) {
  const std::string text = resolved_yaml(parse(R"(
campaign: {name: "a \"quoted\": name # no comment", seed: 18446744073709551615, cases: 1e3}
moon: {terrain: {model: dem, layers: [{path: "a b.tif", spacing_m: 5}, {path: c.tif, half_width_m: 1e4}]}}
start: {touchdown: {height_m: 0.2, tilt_east_deg: 0.1}}
dispersions:
  - {path: vehicle.engine.isp_s, normal: {sd: 0.1}, kind: epistemic, source: "see: x"}
  - {path: moon.regolith.friction, truncated_normal: {sd: 0.1, k: 2}}
  - {path: vehicle.engine.lag_s, discrete: {values: [0.1, 0.2, 0.3]}}
  - paths: [start.touchdown.east_m, start.touchdown.north_m]
    multivariate_normal: {sd: [1, 2], correlation: [[1, 0.3], [0.3, 1]]}
requirements:
  - {name: soft, quantity: touchdown_speed_vertical, max: 3.8, probability: 0.9973, confidence: 0.9}
  - {name: "no: tip", event: tip_over, max_probability: 0.5, confidence: 0.9}
output: {trajectories: [7, 3]}
)"));
  EXPECT_EQ(resolved_yaml(parse_configuration(text, "resolved.yaml")), text);
  EXPECT_NE(text.find("seed: 18446744073709551615"), std::string::npos);
  EXPECT_NE(text.find("trajectories:\n    - 3\n    - 7\n"), std::string::npos);
}

TEST(Configuration, ResolvesEveryKey) {
  const std::string text = resolved_yaml(parse(""));
  for (const Key& key : registry().keys()) {
    const bool other_start = key.path.rfind("start.", 0) == 0 && key.path.rfind("start.descent.", 0) != 0;
    const bool found = text.find(" " + key.name() + ":") != std::string::npos ||
                       text.find("\n" + key.name() + ":") != std::string::npos || text.rfind(key.name() + ":", 0) == 0;
    EXPECT_TRUE(found || other_start || key.path == "include") << key.path;  // what was included is resolved
  }
}

// Every key by --set: to a value other than its default, which must arrive under its own path and nowhere else.
TEST(Configuration, SetsEveryKeyByItsPath) {
  const Configuration before = parse("gnc: {control: {period_s: 0.1}}\n");
  int arrived = 0;
  for (const Key& key : registry().keys()) {
    std::string value;
    if (key.kind == KeyKind::real) {
      const double preset = std::get<double>(key.preset);
      const double other = preset + 0.001 * (key.range.max - preset);
      value = fmt::format("{:.9g}", other == preset ? preset - 0.001 * (preset - key.range.min) : other);
    } else if (key.kind == KeyKind::flag) {
      value = std::get<bool>(key.preset) ? "false" : "true";
    } else if (key.kind == KeyKind::text && key.path != "include") {  // the file of which must be there
      value = "other";
    } else {
      continue;
    }
    std::vector<std::string> sets{key.path + "=" + value};
    if (key.path.rfind("vehicle.mass.inertia_", 0) == 0) {  // a body may be so: all three at once
      for (const char axis : {'x', 'y', 'z'}) sets.push_back(std::string("vehicle.mass.gyration_") + axis + "_m2=100");
    }
    Configuration after;
    try {
      after = parse("gnc: {control: {period_s: 0.1}}\n", sets);
    } catch (const ConfigError& e) {
      // Limits that two keys set together are tested by the files of tests/config/bad.
      EXPECT_EQ(std::string(e.what()).find("unknown"), std::string::npos) << e.what();
      continue;
    }
    const std::size_t index = registry().index_of(key.path);
    EXPECT_NE(after.values[index], before.values[index]) << key.path;
    std::size_t changed = 0;
    for (std::size_t i = 0; i < after.values.size(); ++i) changed += after.values[i] != before.values[i];
    EXPECT_EQ(changed, sets.size()) << key.path;
    ++arrived;
  }
  EXPECT_GE(arrived, param_count);  // nearly all, and some options
}

TEST(Configuration, GivesEachCaseAGroundOfItsOwnUnlessToldElse) {
  const std::string own = "moon.terrain.relief.ground", generated = "moon: {terrain: {relief: {model: generated";
  const auto varied = [&](const std::string& text, const std::vector<std::string>& sets = {}) {
    return parse_configuration("farside: 1\n" + text, "a.yaml", sets).varied_paths();
  };
  EXPECT_EQ(varied(generated + "}}}\n"), std::vector<std::string>{own});
  EXPECT_EQ(varied("", {"moon.terrain.relief.model=generated"}), std::vector<std::string>{own});
  const std::string input = "dispersions: [{path: vehicle.mass.dry_mass_kg, normal: {sd: 5}}]\n";
  EXPECT_EQ(varied(generated + "}}}\n" + input), (std::vector<std::string>{"vehicle.mass.dry_mass_kg", own}));
  EXPECT_TRUE(varied(generated + ", ground: 0.5}}}\n").empty());
  EXPECT_TRUE(varied(generated + "}}}\ndispersions: []\n").empty());
  EXPECT_TRUE(varied(generated + "}}}\n", {"dispersions="}).empty());
  EXPECT_TRUE(varied("moon: {terrain: {relief: {craters: {age_Ga: 3}}}}\n").empty());
  const std::string few = "dispersions: [{path: " + own + ", uniform: {min: 0, max: 0.5}}]\n";
  EXPECT_EQ(varied(generated + "}}}\n" + few), std::vector<std::string>{own});
  const Configuration once = parse_configuration("farside: 1\n" + generated + "}}}\n", "a.yaml");
  const std::string text = resolved_yaml(once);
  EXPECT_EQ(resolved_yaml(parse_configuration(text, "b.yaml")), text);
}

TEST(Configuration, DrawsTheErrorsThatMapsSayTheyHave) {
  const auto read = [](const std::string& layers, const std::string& more = "") {
    return parse_configuration("farside: 1\nmoon: {terrain: {model: dem, layers: [" + layers + "]}}\n" + more,
                               "a.yaml");
  };
  const std::string error = "moon.terrain.layer", told = "{path: a.tif, le90_m: 8, ce90_m: 20}";
  const std::vector<std::string> all{error + "0_error.up_m", error + "0_error.east_m", error + "0_error.north_m"};
  const Configuration c = read(told);
  ASSERT_EQ(c.varied_paths(), all);
  // shares within: of a normal distribution, and of a circular one
  const double up_sd = c.dispersions[0].arguments.at("sd")[0], east_sd = c.dispersions[1].arguments.at("sd")[0];
  EXPECT_NEAR(std::erf(8.0 / (up_sd * std::sqrt(2.0))), 0.9, 1e-12);
  EXPECT_NEAR(1.0 - std::exp(-0.5 * (20.0 / east_sd) * (20.0 / east_sd)), 0.9, 1e-12);
  EXPECT_NEAR(8.0 / up_sd, 1.6449, 5e-5);
  EXPECT_NEAR(20.0 / east_sd, 2.1460, 5e-5);
  EXPECT_EQ(c.dispersions[2].arguments.at("sd")[0], east_sd);
  EXPECT_TRUE(c.dispersions[0].epistemic);
  EXPECT_EQ(read("{path: a.tif}, {path: b.tif, le90_m: 3}").varied_paths(),
            std::vector<std::string>{error + "1_error.up_m"});
  EXPECT_TRUE(read(told, "dispersions: []\n").varied_paths().empty());
  EXPECT_TRUE(read("{path: a.tif, le90_m: 0}").varied_paths().empty());
  const Configuration other = read(told, "dispersions: [{path: " + all[1] + ", uniform: {min: -9, max: 9}}]\n");
  EXPECT_EQ(other.varied_paths(), (std::vector<std::string>{all[1], all[0], all[2]}));
  const std::string text = resolved_yaml(c);
  EXPECT_EQ(resolved_yaml(parse_configuration(text, "b.yaml")), text);
}

TEST(Configuration, ReadsTenthsAsWholeTicks) {
  const Configuration c =
      parse("flight: {step_s: 0.07}\ngnc: {control: {period_s: 0.14}, guidance: {period_s: 0.28}}\n",
            {"flight.time_max_s=700"});
  EXPECT_EQ(c.real("flight.step_s"), 0.07);
}

TEST(Configuration, SetsElementsOfLists) {
  const std::string list = "dispersions:\n  - {path: vehicle.engine.isp_s, normal: {sd: 1}}\n";
  EXPECT_EQ(parse(list, {"dispersions[0].normal.sd=2"}).dispersions[0].arguments.at("sd")[0], 2.0);
  EXPECT_EQ(parse(list, {"dispersions.0.normal.sd=2"}).dispersions[0].arguments.at("sd")[0], 2.0);
  EXPECT_EQ(parse(list, {"dispersions[1]={path: vehicle.engine.lag_s, normal: {sd: 0.01}}"}).dispersions.size(), 2u);
  EXPECT_EQ(parse(list, {"dispersions=[]"}).dispersions.size(), 0u);
}

TEST(Configuration, TakesTheLastOfSeveralSets) {
  EXPECT_EQ(parse("", {"campaign.seed=3", "campaign.seed=4"}).count("campaign.seed"), 4u);
}

TEST(Configuration, SetToNothingBringsTheDefaultBack) {
  EXPECT_EQ(parse("vehicle: {engine: {isp_s: 300}}\n", {"vehicle.engine.isp_s="}).real("vehicle.engine.isp_s"), 309.0);
  EXPECT_EQ(parse("start: {site: {height_m: 5}}\n", {"start.site=", "start.touchdown.height_m=1"}).start,
            StartMode::touchdown);
}

TEST(Configuration, RefusesASetThatIsNone) {
  EXPECT_THROW(parse("", {"campaign.seed"}), UsageError);
  EXPECT_THROW(parse("", {"=3"}), UsageError);
}

TEST(Configuration, SaysWhichFileCannotBeRead) {
  EXPECT_THROW(read_configuration("no/such.yaml"), DataError);
  EXPECT_THROW(read_configuration(FARSIDE_SOURCE_DIR), DataError);
}

TEST(Configuration, FillsInTheNominalValueAsMean) {
  const Configuration c =
      parse("vehicle: {engine: {isp_s: 300}}\ndispersions:\n  - {path: vehicle.engine.isp_s, normal: {sd: 1}}\n");
  EXPECT_EQ(c.dispersions[0].arguments.at("mean")[0], 300.0);
  EXPECT_FALSE(c.dispersions[0].epistemic);
}

TEST(Configuration, TakesADispersedInputAsQuantity) {
  EXPECT_NO_THROW(
      parse("dispersions:\n  - {path: vehicle.engine.isp_s, normal: {sd: 1}}\n"
            "requirements:\n  - {name: a, quantity: in_vehicle_engine_isp_s, max: 310, probability: 0.5, confidence: "
            "0.9}\n"));
}

// Other readers of YAML take off for false and 1e+09 for a text.
TEST(Configuration, ResolvesToWordsThatOtherReadersTakeAlike) {
  const std::string text = resolved_yaml(parse("gnc: {control: {mode: off}}\n"));
  EXPECT_NE(text.find("mode: \"off\"\n"), std::string::npos);
  EXPECT_NE(text.find("burn_time_s: 1.0e+09\n"), std::string::npos);
}

// What no case depends on must not make another campaign, and what one depends on must.
TEST(Configuration, PhysicsAreWithoutWhatNoRowDependsOn) {
  const std::string reference = physics_yaml(parse(""));
  for (const char* set : {"campaign.name=b", "campaign.cases=7", "output.compression=9", "output.trajectories=[1]",
                          "requirements=[{name: a, event: safe, probability: 0.5, confidence: 0.5}]"}) {
    EXPECT_EQ(physics_yaml(parse("", {set})), reference) << set;
  }
  for (const char* set : {"campaign.seed=2", "site.lat_deg=1", "moon.rotation=false", "vehicle.engine.isp_s=308",
                          "start.site={}", "dispersions=[{path: vehicle.engine.isp_s, normal: {sd: 1}}]"}) {
    EXPECT_NE(physics_yaml(parse("", {set})), reference) << set;
  }
}

// The content of the file belongs to the campaign (scenario/), not where it lies; nor a limit of what isn't there.
TEST(Configuration, PhysicsAreWithoutWhereAUsersFlightSoftwareLies) {
  const auto physics = [](const std::vector<std::string>& sets) { return physics_yaml(parse("", sets)); };
  EXPECT_EQ(physics({"gnc.library=a.so"}), physics({"gnc.library=b/c.so"}));
  EXPECT_NE(physics({"gnc.library=a.so"}), physics({"gnc.library=a.so", "gnc.library_time_s=5"}));
  EXPECT_EQ(physics({"gnc.library_time_s=5"}), physics({}));
}

}  // namespace
}  // namespace farside::configuration_test
