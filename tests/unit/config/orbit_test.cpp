// start.orbit from the keys to nominal values and a dispersion.
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "config/configuration.h"
#include "config/resolved.h"
#include "unit/folder.h"

namespace farside::orbit_test {
namespace {

// Along a meridian southwards over (0 N, 180 E), 100 km high.
constexpr char state[] =
    "epoch_utc: 2019-01-03T01:30:00Z, position_x_m: -1837400, position_y_m: 0, position_z_m: 0, velocity_x_m_s: 0, "
    "velocity_y_m_s: 0, velocity_z_m_s: -1620, ";

std::string diagonal(const std::vector<double>& p) {
  std::string text = "[";
  for (std::size_t i = 0; i < 6; ++i) {
    text += i > 0 ? ", [" : "[";
    for (std::size_t j = 0; j < 6; ++j) text += (j > 0 ? ", " : "") + std::to_string(i == j ? p[i] : 0.0);
    text += "]";
  }
  return text + "]";
}

Configuration orbit(const std::string& more, const std::vector<std::string>& sets = {}, const NamedFiles& files = {}) {
  return parse_configuration("farside: 1\nstart: {orbit: {" + std::string(state) + more + "}}\n", "t.yaml", sets,
                             files);
}

std::string error_of(const std::string& text, const std::vector<std::string>& sets = {}, const NamedFiles& files = {}) {
  try {
    parse_configuration("farside: 1\n" + text, "t.yaml", sets, files);
    return "accepted";
  } catch (const ConfigError& e) {
    return e.what();
  }
}

TEST(Orbit, IsCoastedFromItsEpochToTheTimeOfTheStart) {
  const CampaignOptions o = options_of(orbit(""));
  EXPECT_EQ(o.start, StartMode::orbit);
  EXPECT_EQ(o.orbit.coast_s, 2700.0);  // site.epoch_utc is 02:15
  // 02:15:00 UTC is 8169.184 s of TT after midnight, half a day after the count's noon
  EXPECT_NEAR(o.orbit.ignition_days_tdb, 6941.5 + 8169.184 / 86400.0, 1e-9);
  EXPECT_LT(o.orbit.lowest_m, 1837400.0);
}

TEST(Orbit, AcrossALeapSecondTakesASecondLonger) {
  const Configuration c =
      orbit("", {"start.orbit.epoch_utc=2016-12-31T23:30:00.25Z", "site.epoch_utc=2017-01-01T00:00:00Z"});
  EXPECT_EQ(options_of(c).orbit.coast_s, 1800.75);
}

TEST(Orbit, CovarianceInTrackAxesBecomesADispersionOfTheSixErrors) {
  const Configuration c = orbit("covariance: " + diagonal({9.0, 400.0, 25.0, 0.04, 0.01, 0.09}));
  ASSERT_EQ(c.dispersions.size(), 1u);
  const Dispersion& d = c.dispersions[0];
  EXPECT_EQ(d.paths,
            (std::vector<std::string>{"start.orbit.radial_m", "start.orbit.along_m", "start.orbit.cross_m",
                                      "start.orbit.radial_m_s", "start.orbit.along_m_s", "start.orbit.cross_m_s"}));
  const std::vector<double> sd{3.0, 20.0, 5.0, 0.2, 0.1, 0.3};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(d.arguments.at("sd")[i], sd[i], 1e-15);
  EXPECT_EQ(d.source, "start.orbit.covariance");
}

// Radial is -x, along -z, across (-x) x (-z) = -y.
TEST(Orbit, CovarianceInMoonFixedAxesIsTurnedAndItsVelocitiesGainTheMoonsTurning) {
  const double w = 2.661699458e-6;
  const Configuration c = orbit("covariance_axes: moon_fixed, covariance: " + diagonal({9, 25, 400, 0.04, 1e-6, 0.01}),
                                {"start.orbit.velocity_y_m_s=4.8906065841292"});  // inertially none: w times 1837.4 km
  const std::vector<double>& sd = c.dispersions.at(0).arguments.at("sd");
  EXPECT_NEAR(sd[0], 3.0, 1e-12);
  EXPECT_NEAR(sd[1], 20.0, 1e-9);
  EXPECT_NEAR(sd[2], 5.0, 1e-9);
  EXPECT_NEAR(sd[3], std::hypot(0.2, w * 5.0), 1e-12);  // -dv_x of w x r: w dy
  EXPECT_NEAR(sd[4], 0.1, 1e-12);
  EXPECT_NEAR(sd[5], std::hypot(0.001, w * 3.0), 1e-12);  // -dv_y: -w dx
  const std::vector<double>& correlation = c.dispersions[0].arguments.at("correlation");
  // radial -dx with across velocity -(dv_y + w dx): covariance w var(x)
  EXPECT_NEAR(correlation[5], w * 9.0 / (sd[0] * sd[5]), 1e-9);
  EXPECT_EQ(correlation[5 * 6], correlation[5]);
}

TEST(Orbit, CovarianceInTheIcrfOfARotatedBallIsTheSameBallInAnyAxes) {
  for (const char* axes : {"rtn", "j2000"}) {
    const Configuration c =
        orbit(std::string("covariance_axes: ") + axes + ", covariance: " + diagonal({49, 49, 49, 0.09, 0.09, 0.09}));
    const Dispersion& d = c.dispersions.at(0);
    for (std::size_t i = 0; i < 6; ++i) {
      EXPECT_NEAR(d.arguments.at("sd")[i], i < 3 ? 7.0 : 0.3, 1e-12);
      for (std::size_t j = 0; j < 6; ++j) EXPECT_NEAR(d.arguments.at("correlation")[6 * i + j], i == j, 1e-12);
    }
  }
}

// The state in ICRF axes, radial error along its own x: the same axes of state and covariance need no orientation.
TEST(Orbit, StateAndCovarianceInTheIcrfNeedNoOrientationOfTheMoon) {
  const Configuration c =
      orbit("frame: j2000, covariance_axes: j2000, covariance: " + diagonal({9.0, 25.0, 400.0, 0.04, 0.09, 0.01}));
  const std::vector<double> sd{3.0, 20.0, 5.0, 0.2, 0.1, 0.3};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(c.dispersions.at(0).arguments.at("sd")[i], sd[i], 1e-12);
}

TEST(Orbit, ErrorsThatAreNotThereAreNotDispersed) {
  const Configuration c = orbit("covariance: " + diagonal({9.0, 0.0, 0.0, 0.0, 0.01, 0.0}));
  EXPECT_EQ(c.dispersions.at(0).paths, (std::vector<std::string>{"start.orbit.radial_m", "start.orbit.along_m_s"}));
  EXPECT_TRUE(orbit("covariance: " + diagonal({0, 0, 0, 0, 0, 0})).dispersions.empty());
  EXPECT_TRUE(orbit("").dispersions.empty());
}

TEST(Orbit, IsNotDispersedWhereNothingIs) {
  const std::string covariance = "covariance: " + diagonal({9, 400, 25, 0.04, 0.01, 0.09});
  EXPECT_TRUE(orbit(covariance, {"dispersions="}).dispersions.empty());
  EXPECT_TRUE(orbit(covariance, {"dispersions=[]"}).dispersions.empty());
}

TEST(Orbit, ReadsBackAsItIsResolved) {
  for (const char* more : {"", "frame: j2000, ", "ignition: range, range_deg: 40, "}) {
    const std::string text = resolved_yaml(orbit(
        std::string(more) + "covariance_axes: moon_fixed, covariance: " + diagonal({9, 25, 400, 0.04, 1e-6, 0.01})));
    EXPECT_EQ(resolved_yaml(parse_configuration(text, "again.yaml")), text);
    EXPECT_NE(text.find("start.orbit.radial_m"), text.npos);
  }
}

TEST(Orbit, ComesFromAFileInPlaceOfTheKeys) {
  NamedFiles files;
  files.orbit = [](const std::string& path) {
    EXPECT_EQ(path, "orbit.oem");
    std::vector<double> covariance(36, 0.0);
    for (std::size_t i = 0; i < 6; ++i) covariance[7 * i] = i < 3 ? 100.0 : 0.01;
    return OrbitDetermination{
        OrbitFrame::j2000, "2019-01-03T01:30:00.5Z", {-1837400, 0, 0, 0, 0, -1620}, "j2000", covariance};
  };
  const Configuration c = parse_configuration("farside: 1\nstart: {orbit: {oem: orbit.oem}}\n", "t.yaml", {}, files);
  EXPECT_EQ(options_of(c).orbit.coast_s, 2699.5);
  EXPECT_EQ(options_of(c).orbit.frame, OrbitFrame::j2000);
  EXPECT_EQ(nominal_of(c).start.orbit.velocity.z, -1620.0);
  EXPECT_EQ(c.dispersions.at(0).source, "start.orbit.oem: orbit.oem");
  const std::string text = resolved_yaml(c);  // stands alone
  EXPECT_EQ(resolved_yaml(parse_configuration(text, "again.yaml")), text);
  EXPECT_NE(error_of("start: {orbit: {oem: orbit.oem, position_x_m: 1}}", {}, files).find("expected one of them"),
            std::string::npos);
}

TEST(Orbit, OfAFileTakesThePlaceOfAnIncludedStart) {
  const test::Folder folder;
  folder.write("base.yaml",
               "farside: 1\nstart: {descent: {range_deg: 20}}\ndispersions:\n"
               "  - {path: start.descent.along_m, normal: {sd: 300}}\n"
               "  - paths: [start.descent.radial_m, vehicle.engine.isp_s]\n"
               "    multivariate_normal: {sd: [10, 1], correlation: [[1, 0.5], [0.5, 1]]}\n"
               "  - {path: vehicle.mass.dry_mass_kg, normal: {sd: 6}}\n");
  const Configuration c = read_configuration(
      folder.write("c.yaml", "farside: 1\ninclude: base.yaml\nstart: {orbit: {" + std::string(state) + "}}\n"));
  EXPECT_EQ(c.start, StartMode::orbit);
  EXPECT_EQ(c.varied_paths(), (std::vector<std::string>{"vehicle.engine.isp_s", "vehicle.mass.dry_mass_kg"}));
  // two blocks in one file are an error as ever
  EXPECT_NE(error_of("start: {descent: {}, orbit: {" + std::string(state) + "}}").find("in one way only"),
            std::string::npos);
}

}  // namespace
}  // namespace farside::orbit_test
