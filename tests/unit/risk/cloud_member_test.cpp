#include "risk/cloud_member.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "flight/start/start.h"

namespace farside::cloud_member_test {
namespace {

constexpr std::int64_t bit(Cause cause) { return std::int64_t{1} << (static_cast<int>(cause) - 1); }

LandingRecord landed() {
  LandingRecord r{};
  r.case_number = 7;
  r.status = static_cast<std::int8_t>(Status::done);
  r.outcome = static_cast<std::int8_t>(Outcome::safe);
  r.landing_east = 11.0;
  r.end_east = 10.0;
  r.end_north = -20.0;
  r.end_velocity_up = -2.0;
  r.end_rate_x = 180.0;
  r.end_quaternion[0] = 1.0;
  r.propellant_remaining = 150.0;
  r.rcs_propellant_remaining = 9.0;
  r.cutoff_height = 2.0;
  return r;
}

TEST(CloudMember, HasTheStateInWhichItsFlightMetTheGround) {
  const CloudMember m = member_of(landed(), 0.3);
  EXPECT_EQ(m.arrival, Arrival::lands);
  EXPECT_EQ(m.case_number, 7u);
  EXPECT_EQ(m.east_m, 10.0);  // of contact, not of rest
  EXPECT_EQ(m.north_m, -20.0);
  EXPECT_EQ(m.state.height_m, 0.3);
  EXPECT_EQ(m.state.velocity_L.z, -2.0);
  EXPECT_NEAR(m.state.rate_B.x, M_PI, 1e-15);
  EXPECT_EQ(m.propellant_kg, 150.0);
  EXPECT_EQ(m.rcs_propellant_kg, 9.0);
  EXPECT_FALSE(m.powered);
}

TEST(CloudMember, IsJudgedAnewForWhatTheGroundDoes) {
  LandingRecord r = landed();
  r.outcome = static_cast<std::int8_t>(Outcome::lost);
  r.failure_mask = bit(Cause::tip_over) | bit(Cause::hull_strike) | bit(Cause::hard_contact_vertical);
  EXPECT_EQ(member_of(r, 0.3).arrival, Arrival::lands);
}

TEST(CloudMember, FailsEverywhereForWhatWentWrongBefore) {
  for (const Cause cause :
       {Cause::rcs_depleted, Cause::propellant_depleted, Cause::off_corridor, Cause::early_cutoff}) {
    LandingRecord r = landed();
    r.failure_mask = bit(cause);
    EXPECT_EQ(member_of(r, 0.3).arrival, Arrival::fails) << static_cast<int>(cause);
  }
  LandingRecord r = landed();
  r.status = static_cast<std::int8_t>(Status::numerical_failure);
  EXPECT_EQ(member_of(r, 0.3).arrival, Arrival::fails);
}

TEST(CloudMember, IsUnknownWhereItLeftTheMapsBeforeTheGround) {
  LandingRecord r = landed();
  r.failure_mask = bit(Cause::off_map);
  r.landing_east = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(member_of(r, 0.3).arrival, Arrival::unknown);
}

TEST(CloudMember, HasTheAttitudeThatAStartMakesOfItsAngles) {
  for (const double yaw : {-3.0, -0.4, 0.0, 2.0, 3.1}) {
    for (const double tilt : {0.0, 1e-9, 0.02, 1.4}) {
      SiteStartParams<double> s, back;
      s.yaw_rad = yaw;
      s.tilt_east_rad = tilt;
      s.tilt_north_rad = -0.3 * tilt;
      const Quat<double> q = start_attitude(s);
      put_attitude({q.w, q.x, q.y, q.z}, back);
      const Quat<double> again = start_attitude(back);
      const double same = std::abs(q.w * again.w + q.x * again.x + q.y * again.y + q.z * again.z);
      EXPECT_NEAR(same, 1.0, 1e-14) << yaw << " " << tilt;
      EXPECT_NEAR(back.tilt_east_rad, tilt, 1e-14);
    }
  }
}

TEST(CloudMember, BeyondTheLandingAreaFailsAlsoWithoutAFlight) {
  CaseParams<double> p;
  p.vehicle.limits.landing_radius_m = 100.0;
  p.start.touchdown.east_m = 80.0;
  EXPECT_EQ(member_of(0, p).arrival, Arrival::lands);
  p.start.touchdown.north_m = 80.0;
  EXPECT_EQ(member_of(0, p).arrival, Arrival::fails);
}

}  // namespace
}  // namespace farside::cloud_member_test
