#include "camera/track.h"

#include <gtest/gtest.h>

#include <cmath>

#include "camera/film.h"

namespace farside::track_test {
namespace {

TraceRecord row(double t, double up, double velocity, double propellant) {
  TraceRecord r{};
  r.time = t;
  r.up = up;
  r.velocity_up = velocity;
  r.quaternion_w = std::cos(0.5 * t);
  r.quaternion_z = std::sin(0.5 * t);  // turns by 1 rad/s
  r.propellant = propellant;
  return r;
}

TEST(Track, AFallIsMetBetweenItsSamples) {
  constexpr double g = 1.6;
  std::vector<TraceRecord> history;
  for (const double t : {0.0, 0.1, 0.2}) history.push_back(row(t, 100.0 - 0.5 * g * t * t, -g * t, 50.0 - 10.0 * t));
  const Track track(history, {});
  for (const double t : {0.0, 0.03, 0.1, 0.17, 0.2}) {
    const TrackPoint p = track.at(t);
    EXPECT_NEAR(p.cg_L.z, 100.0 - 0.5 * g * t * t, 1e-12);
    EXPECT_NEAR(p.q_LB.z, std::sin(0.5 * t), 1e-5);  // a straight line for an arc of 0.1 rad
    EXPECT_NEAR(p.propellant_kg, 50.0 - 10.0 * t, 1e-12);
  }
  EXPECT_EQ(track.at(9.0).time_s, 0.2);
}

TEST(Track, ThePadPlaneIsBelowTheCentreOfGravityAsTheTanksAreFull) {
  MassParams<double> mass;
  mass.cg_z_m = 1.0;
  mass.cg_z_full_m = 2.0;
  mass.propellant_kg = 100.0;
  const std::vector<TraceRecord> history{row(0.0, 10.0, 0.0, 50.0)};
  EXPECT_NEAR(Track(history, mass).pose(Track(history, mass).at(0.0)).p_L.z, 10.0 - 1.5, 1e-12);
}

}  // namespace
}  // namespace farside::track_test
