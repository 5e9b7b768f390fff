#include "engine/replay.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "base/error.h"
#include "base/sha256.h"
#include "base/version.h"
#include "engine/campaign.h"
#include "unit/engine/empty_campaign_file.h"
#include "unit/engine/fake_kernel.h"
#include "unit/store/fixture.h"

namespace farside::replay_test {
namespace {

using engine_test::fake_kernel;
using engine_test::header_of;
using engine_test::scenario;
using engine_test::write;
using store_test::Folder;

constexpr char config[] = "farside: 1\nvehicle: {engine: {isp_s: 300}}\n";

std::string refusal(const std::string& path) {
  const CampaignFile file(path);
  try {
    scenario_of(file, "");
  } catch (const DataError& e) {
    return e.what();
  }
  return "";
}

class ScenarioOfFile : public testing::Test {
 protected:
  Folder folder;
  std::string path = folder / "a.h5";
  CampaignHeader header = header_of(load_scenario_text(config, "t.yaml", ""));

  std::string refused() {
    write(path, header);
    return refusal(path);
  }
};

TEST_F(ScenarioOfFile, IsTheOneThatItWasFlownWith) {
  write(path, header);
  EXPECT_EQ(scenario_of(CampaignFile(path), "").nominal.vehicle.engine.isp_s, 300.0);
}

TEST_F(ScenarioOfFile, IsRefusedForAnotherModelVersion) {
  header.model_version = model_version + 1;
  EXPECT_NE(refused().find("flown with model_version"), std::string::npos);
}

TEST_F(ScenarioOfFile, IsRefusedWhereTheConfigurationWasChanged) {
  header.provenance.config_yaml = load_scenario_text(config, "t.yaml", "", {"vehicle.engine.isp_s=301"}).resolved_yaml;
  EXPECT_NE(refused().find("its configuration was changed after it was written"), std::string::npos);
}

TEST_F(ScenarioOfFile, IsRefusedWhereTheConfigurationIsDamaged) {
  header.provenance.config_yaml += "x: 1\n";  // with its sum, which tells of any other damage
  header.provenance.config_sha256 = sha256_of_text(header.provenance.config_yaml);
  EXPECT_NE(refused().find("the configuration in it can't be read"), std::string::npos);
}

TEST_F(ScenarioOfFile, IsRefusedWhereADefaultIsAnotherNow) {
  header.campaign_id = std::string(64, '0');
  EXPECT_NE(
      refused().find("the models' defaults or the resampling of maps differ; use the version that wrote it (0.0.9"),
      std::string::npos);
}

TEST_F(ScenarioOfFile, IsRefusedWithoutAConfiguration) {
  header.provenance.config_yaml.clear();
  EXPECT_NE(refused().find("has no campaign_id and configuration"), std::string::npos);
}

TEST_F(ScenarioOfFile, OpensNoFileButThoseThatWereRecorded) {
  const std::string secret = folder / "secret",
                    config_yaml = "farside: 1\nstart: {from_file: {path: '" + secret + "'}}\n";
  std::ofstream(secret) << "password\n";
  header.provenance.config_yaml = config_yaml;
  header.provenance.config_sha256 = sha256_of_text(config_yaml);
  EXPECT_NE(refused().find(secret + ": is not among the input files that are recorded"), std::string::npos);
  header.provenance.input_files = std::string(64, '0') + "  " + secret + "\n";
  path = folder / "b.h5";
  EXPECT_NE(refused().find("input files have another content than then: " + secret), std::string::npos);
  header.provenance.input_files =
      sha256_of_file(secret) + "  " + secret + "\n";  // who knows its content may have it read
  path = folder / "c.h5";
  EXPECT_NE(refused().find(secret + ": has a header and no row"), std::string::npos);
}

TEST(Replay, GivesTheRowOfTheCampaign) {
  const Folder folder;
  const Schema schema(scenario().inputs);
  {
    Journal journal(folder / "a.h5", schema, store_test::make_header(40));
    FlyOptions options;
    options.kernel = &fake_kernel;
    fly_cases(scenario(), {{0, 40}}, options, journal);
    write_campaign_file(store_test::mix(journal), store_test::make_header(40), nullptr, nullptr, folder / "a.h5", {});
  }
  const CampaignFile file(folder / "a.h5");
  Replay replay = replay_case(scenario(), 17, fake_kernel, History::leave);
  EXPECT_TRUE(replay.history.empty());
  EXPECT_TRUE(compare_row(file, 17, schema, replay.record, replay.inputs.data()).empty());
  replay.inputs[0] = std::nextafter(replay.inputs[0], 400.0);
  const auto differences = compare_row(file, 17, schema, replay.record, replay.inputs.data());
  ASSERT_EQ(differences.size(), 1u);
  EXPECT_EQ(differences[0].name, "in_vehicle_engine_isp_s");
}

TEST(Replay, KeepsAHistoryOfAnyLength) {
  const Replay replay = replay_case(scenario(), 3, fake_kernel, History::keep);
  ASSERT_EQ(replay.history.size(), 25000u);
  EXPECT_EQ(replay.history.back().time, 24999.0);
  const Trajectories t = trajectories_of({replay, replay});
  EXPECT_EQ(t.columns[0].name, "time");
  EXPECT_EQ(t.columns.back().name, "pads_in_contact");
  EXPECT_EQ(t.columns.size(), sizeof(TraceRecord) / sizeof(double));
  EXPECT_EQ(t.cases, (std::vector<std::uint64_t>{3, 3}));
  EXPECT_EQ(t.row_counts, (std::vector<std::uint64_t>{25000, 25000}));
  ASSERT_EQ(t.rows.size(), 50000 * t.columns.size());
  EXPECT_EQ(t.rows.back(), 4.0);
}

}  // namespace
}  // namespace farside::replay_test
