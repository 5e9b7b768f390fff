#include "scenario/oem.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "scenario/scenario.h"
#include "unit/folder.h"

namespace farside::oem_test {
namespace {

// A message as orbit determination writes it, in the order of the standard.
const std::string message = R"(CCSDS_OEM_VERS = 2.0
COMMENT made by hand
CREATION_DATE = 2019-01-02T18:00:00
ORIGINATOR = TEST

META_START
OBJECT_NAME = LANDER
OBJECT_ID = 2018-103A
CENTER_NAME = MOON
REF_FRAME = EME2000
TIME_SYSTEM = TDB
START_TIME = 2019-01-03T01:31:09.184
STOP_TIME = 2019-003T01:41:09.184
INTERPOLATION = HERMITE
INTERPOLATION_DEGREE = 7
META_STOP
COMMENT km, km/s
2019-01-03T01:31:09.184 -1837.4 0.0 0.0 0.0 0.0 -1.62
2019-01-03T01:36:09.184 -1780 1e-3 -470.5 +0.41 0.0 -1.57 0 0 0
2019-01-03T01:41:09.184 -1600 0.0 -890 0.8 0.0 -1.4

COVARIANCE_START
EPOCH = 2019-01-03T01:36:09.184
COV_REF_FRAME = RTN
1e-4
0 4e-4
1e-5 2e-5 3e-4
0 0 0 1e-8
-1e-7 0 0 0 2e-8
0 0 0 0 0 3e-8
COVARIANCE_STOP
)";

std::string with(const std::string& from, const std::string& to) {
  std::string text = message;
  const std::size_t at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return at == text.npos ? text : text.replace(at, from.size(), to);
}

class Oem : public testing::Test {
 protected:
  std::string error_of(const std::string& text) const {
    try {
      read_oem(folder_.write("o.oem", text));
      return "accepted";
    } catch (const DataError& e) {
      return std::string(e.what()).substr(folder_.path().size() + 1);
    }
  }
  test::Folder folder_;
};

TEST_F(Oem, GivesTheStateAtTheEpochOfItsCovarianceInSi) {
  const OrbitDetermination o = read_oem(folder_.write("o.oem", message));
  EXPECT_EQ(o.frame, OrbitFrame::j2000);
  EXPECT_EQ(o.epoch_utc, "2019-01-03T01:35:00Z");  // TDB is 69.184 s ahead
  EXPECT_EQ(o.state, (std::vector<double>{-1780000.0, 1.0, -470500.0, 410.0, 0.0, -1570.0}));
  EXPECT_EQ(o.covariance_axes, "rtn");
  EXPECT_NEAR(o.covariance[0], 100.0, 1e-12);
  EXPECT_NEAR(o.covariance[2], 10.0, 1e-12);  // the upper triangle, too
  EXPECT_NEAR(o.covariance[12], 10.0, 1e-12);
  EXPECT_NEAR(o.covariance[4], -0.1, 1e-15);
  EXPECT_NEAR(o.covariance[35], 0.03, 1e-15);
}

TEST_F(Oem, CovarianceIsInTheFrameOfTheStatesUnlessItSaysAnother) {
  EXPECT_EQ(read_oem(folder_.write("o.oem", with("COV_REF_FRAME = RTN\n", ""))).covariance_axes, "j2000");
  EXPECT_EQ(read_oem(folder_.write("o.oem", with("REF_FRAME = RTN", "REF_FRAME = MOON_ME"))).covariance_axes,
            "moon_fixed");
  const OrbitDetermination fixed = read_oem(folder_.write("o.oem", with("EME2000", "iau_moon")));
  EXPECT_EQ(fixed.frame, OrbitFrame::moon_fixed);
}

TEST_F(Oem, LinesMayEndAsOnOtherSystems) {
  std::string text = message;
  for (std::size_t at = 0; (at = text.find('\n', at)) != text.npos; at += 2) text.insert(at, "\r");
  EXPECT_EQ(error_of(text), "accepted");
}

TEST_F(Oem, WhatIsWrongIsToldWithItsLine) {
  const std::pair<std::string, std::string> wrong[] = {
      {with("CCSDS_OEM_VERS = 2.0", "CCSDS_OPM_VERS = 2.0"),
       "o.oem:1: error: expected CCSDS_OEM_VERS = 2.0 to begin with: is it an OEM?"},
      {with("CCSDS_OEM_VERS = 2.0", "<?xml version=\"1.0\"?>"),
       "o.oem:1: error: XML; expected the message as KEY = value"},
      {with("VERS = 2.0", "VERS = 4.0"), "o.oem:1: error: version 4.0 found, expected 1.0, 2.0 or 3.0"},
      {with("CENTER_NAME = MOON", "CENTER_NAME = EARTH"), "o.oem:9: error: EARTH found, expected MOON"},
      {with("EME2000", "MOON_PA"),
       "o.oem:10: error: the frame MOON_PA isn't known here; expected one of ICRF, EME2000, J2000, GCRF, MOON_ME, "
       "IAU_MOON"},
      {with("= RTN", "= TNW"),
       "o.oem:24: error: the frame TNW isn't known here; expected one of ICRF, EME2000, J2000, GCRF, MOON_ME, "
       "IAU_MOON, "
       "RTN, RSW"},
      {with("TIME_SYSTEM = TDB", "TIME_SYSTEM = GPS"), "o.oem:11: error: GPS found, expected UTC, TAI, TT or TDB"},
      {with("OBJECT_ID = 2018-103A\n", ""), "o.oem:15: error: OBJECT_ID is missing"},
      {with("ORIGINATOR", "ORIGNATOR"),
       "o.oem:4: error: ORIGNATOR: no key of the header; here are CCSDS_OEM_VERS, CLASSIFICATION, CREATION_DATE, "
       "ORIGINATOR, MESSAGE_ID"},
      {with("OBJECT_NAME = LANDER", "OBJECT_NAME = A\nOBJECT_NAME = B"), "o.oem:8: error: OBJECT_NAME is given twice"},
      {with("-1837.4 0.0", "-1837.4"),
       "o.oem:18: error: 5 numbers found, expected the 6 of a state (or 9, with "
       "acceleration)"},
      {with("-1837.4", "-1837,4"), "o.oem:18: error: '-1837,4' is no number"},
      {with("-1837.4", "nan"), "o.oem:18: error: 'nan' is no number"},
      {with("2019-01-03T01:36:09.184 -1780", "2019-01-03T01:30:59.184 -1780"),
       "o.oem:19: error: the time is not after that of the line before"},
      {with("2019-01-03T01:41:09.184 -1600", "2019-01-03T01:51:09.184 -1600"),
       "o.oem:20: error: the time is not within START_TIME and STOP_TIME"},
      {with("EPOCH = 2019-01-03T01:36:09.184", "EPOCH = 2019-01-03T01:46:09.184"),
       "o.oem:23: error: the covariance is of 2019-01-03T01:45:00Z, outside of the message's states; the states are "
       "those of 2019-01-03T01:30:00Z to 2019-01-03T01:40:00Z"},
      {with("EPOCH = 2019-01-03T01:36:09.184", "EPOCH = 2019-01-03T01:36:10.184"),
       "o.oem:23: error: the covariance is of 2019-01-03T01:35:01Z, at which no state is given; the states are those "
       "of "
       "2019-01-03T01:30:00Z to 2019-01-03T01:40:00Z"},
      {with("1e-5 2e-5 3e-4", "1e-5 2e-5"),
       "o.oem:27: error: 2 numbers found, expected 3: the lower triangle, row 3 of 6"},
      {with("0 0 0 0 0 3e-8\nCOVARIANCE_STOP\n", "0 0 0 0 0 3e-8\n"),
       "o.oem:30: error: the message ends, expected COVARIANCE_STOP"},
      {with("COVARIANCE_STOP", "EPOCH = 2019-01-03T01:41:09.184"),
       "o.oem:31: error: a second covariance; expected one, of the state to begin with"},
      {message + "META_START\n",
       "o.oem:32: error: a second segment or covariance; expected one of each, of the state to "
       "begin with"},
      {message.substr(0, message.find("COVARIANCE_START")),
       "o.oem:21: error: the message has no covariance (COVARIANCE_START); expected one"},
      {with("LANDER", "L\xC3\xA4NDER"), "o.oem:7: error: a character that isn't printable ASCII"},
      {"", "o.oem:1: error: the message ends, expected CCSDS_OEM_VERS = 2.0"},
  };
  for (const auto& [text, expected] : wrong) EXPECT_EQ(error_of(text), expected);
  EXPECT_THROW(read_oem(folder_ / "none.oem"), DataError);
}

TEST_F(Oem, BelongsToTheCampaignByWhatItSays) {
  folder_.write("orbit.oem", message);
  const std::string path = folder_.write("c.yaml", "farside: 1\nstart: {orbit: {oem: orbit.oem}}\n");
  const Scenario s = load_scenario(path);
  EXPECT_EQ(s.options.orbit.coast_s, 2400.0);
  EXPECT_EQ(s.inputs.size(), 6u);
  // what a campaign file keeps needs no message any more, and is the same campaign
  const Scenario stored = load_scenario_text(s.resolved_yaml, "stored.yaml", "/nowhere");
  EXPECT_EQ(stored.campaign_id, s.campaign_id);
  EXPECT_EQ(stored.resolved_yaml, s.resolved_yaml);
  folder_.write("orbit.oem", with("-1780 1e-3", "-1780 2e-3"));
  EXPECT_NE(load_scenario(path).campaign_id, s.campaign_id);
  folder_.write("orbit.oem", with("0 0 0 0 0 3e-8", "0 0 0 0 0 4e-8"));
  EXPECT_NE(load_scenario(path).campaign_id, s.campaign_id);
}

TEST_F(Oem, ThatACampaignFileNamesIsNotOpened) {
  folder_.write("orbit.oem", message);
  const RecordedInputs none("");
  EXPECT_THROW(
      load_scenario_text("farside: 1\nstart: {orbit: {oem: orbit.oem}}\n", "stored.yaml", folder_.path(), {}, none),
      DataError);
}

TEST_F(Oem, WhoseCovarianceIsNoneIsRefused) {
  folder_.write("orbit.oem", with("0 4e-4", "1e-3 4e-4"));
  const std::string path = folder_.write("c.yaml", "farside: 1\nstart: {orbit: {oem: orbit.oem}}\n");
  EXPECT_THROW(load_scenario(path), ConfigError);
}

}  // namespace
}  // namespace farside::oem_test
