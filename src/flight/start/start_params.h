#pragma once
// Where a case begins. Exactly one of the four blocks is used (start_options.h).
#include "base/field.h"
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

// Powered-descent initiation on an orbit arc: along the great circle that reaches the target with `azimuth`, `range`
// before it. Radial, along-track and cross-track errors are added in that order's axes; velocity is inertial. The body
// starts tail first: +z against the motion, +x up.
template <class Real>
struct DescentStartParams {
  Real altitude_m = 15000.0;
  Real range_rad = 0.3326;
  Real azimuth_rad = 0.0;
  Real speed_m_s = 1690.0;
  Real speed_radial_m_s = 0.0;
  Real radial_m = 0.0, along_m = 0.0, cross_m = 0.0;
  Real radial_m_s = 0.0, along_m_s = 0.0, cross_m_s = 0.0;

  template <class V>
  static void fields(V& v) {
    v.number("altitude_m", &DescentStartParams::altitude_m, unit::metre, {-1e4, 1e6},
             "height above the sphere of 1 737 400 m");
    v.number("range_deg", &DescentStartParams::range_rad, unit::degree, {0, 90},
             "angle at the Moon's centre from the start to the target");
    v.number("azimuth_deg", &DescentStartParams::azimuth_rad, unit::degree, {-360, 360},
             "azimuth of the motion at the target, from north, clockwise");
    v.number("speed_m_s", &DescentStartParams::speed_m_s, unit::metre_per_second, {0, 1e4},
             "inertial speed along the track");
    v.number("speed_radial_m_s", &DescentStartParams::speed_radial_m_s, unit::metre_per_second, {-1e4, 1e4},
             "inertial speed away from the Moon's centre");
    v.number("radial_m", &DescentStartParams::radial_m, unit::metre, {-1e5, 1e5}, "position error, radial");
    v.number("along_m", &DescentStartParams::along_m, unit::metre, {-1e6, 1e6}, "position error, along the track");
    v.number("cross_m", &DescentStartParams::cross_m, unit::metre, {-1e6, 1e6},
             "position error, across the track (radial x north-going along)");
    v.number("radial_m_s", &DescentStartParams::radial_m_s, unit::metre_per_second, {-1e3, 1e3},
             "velocity error, radial");
    v.number("along_m_s", &DescentStartParams::along_m_s, unit::metre_per_second, {-1e3, 1e3},
             "velocity error, along the track");
    v.number("cross_m_s", &DescentStartParams::cross_m_s, unit::metre_per_second, {-1e3, 1e3},
             "velocity error, across the track");
  }
};

// An orbit as it was determined at an epoch before ignition, to where it is followed freely (flight/start/coast.h).
// Errors are in the axes of this state: away from the Moon's centre, along the track, across it (radial x along).
inline constexpr Axes state_axes{{"x", "y", "z"}};
template <class Real>
struct OrbitStartParams {
  Vec3<Real> position{0.0, 0.0, 0.0};  // in the axes of OrbitOptions::frame
  Vec3<Real> velocity{0.0, 0.0, 0.0};
  Real radial_m = 0.0, along_m = 0.0, cross_m = 0.0;
  Real radial_m_s = 0.0, along_m_s = 0.0, cross_m_s = 0.0;

  template <class V>
  static void fields(V& v) {
    v.vector("position_{}_m", state_axes, &OrbitStartParams::position, unit::metre, {-1e8, 1e8},
             "position of the CG at the epoch from the Moon's centre, {}", "the same, {}");
    v.vector("velocity_{}_m_s", state_axes, &OrbitStartParams::velocity, unit::metre_per_second, {-1e4, 1e4},
             "velocity at the epoch, {}", "the same, {}");
    v.number("radial_m", &OrbitStartParams::radial_m, unit::metre, {-1e5, 1e5},
             "position error at the epoch, radial; start.orbit.covariance disperses all six");
    v.number("along_m", &OrbitStartParams::along_m, unit::metre, {-1e6, 1e6}, "the same, along the track");
    v.number("cross_m", &OrbitStartParams::cross_m, unit::metre, {-1e6, 1e6},
             "the same, across the track (radial x along)");
    v.number("radial_m_s", &OrbitStartParams::radial_m_s, unit::metre_per_second, {-1e3, 1e3},
             "velocity error at the epoch, radial");
    v.number("along_m_s", &OrbitStartParams::along_m_s, unit::metre_per_second, {-1e3, 1e3},
             "the same, along the track");
    v.number("cross_m_s", &OrbitStartParams::cross_m_s, unit::metre_per_second, {-1e3, 1e3},
             "the same, across the track");
  }
};

// A state in the site frame L, relative to the turning Moon. Attitude: yaw about the vertical (body x from east towards
// north), then a tilt given as a rotation vector with components east and north. Used to start in flight (start.site)
// and just above the ground (start.touchdown, where no descent is flown).
template <class Real>
struct SiteStartParams {
  Real east_m = 0.0, north_m = 0.0, height_m = 1000.0;
  Vec3<Real> velocity_L{0.0, 0.0, 0.0};
  Real yaw_rad = 0.0, tilt_east_rad = 0.0, tilt_north_rad = 0.0;
  Vec3<Real> rate_B{0.0, 0.0, 0.0};

  template <class V>
  static void fields(V& v) {
    v.number("east_m", &SiteStartParams::east_m, unit::metre, {-1e6, 1e6}, "position of the CG east of the target");
    v.number("north_m", &SiteStartParams::north_m, unit::metre, {-1e6, 1e6}, "position of the CG north of the target");
    v.number("height_m", &SiteStartParams::height_m, unit::metre, {-1e4, 1e7},
             "start.site: height of the CG above the target's level; start.touchdown: height of the lowest pad above "
             "the ground");
    v.vector("velocity_{}_m_s", site_axes, &SiteStartParams::velocity_L, unit::metre_per_second, {-1e4, 1e4},
             "velocity of the CG over the ground, {}", "the same, {}");
    v.number("yaw_deg", &SiteStartParams::yaw_rad, unit::degree, {-360, 360},
             "angle of body x from east towards north");
    v.number("tilt_east_deg", &SiteStartParams::tilt_east_rad, unit::degree, {-180, 180},
             "tilt as a rotation vector, component about east");
    v.number("tilt_north_deg", &SiteStartParams::tilt_north_rad, unit::degree, {-180, 180},
             "tilt as a rotation vector, component about north");
    v.vector("rate_{}_deg_s", body_axes, &SiteStartParams::rate_B, unit::degree_per_second, {-1e3, 1e3},
             "angular rate, body {}");
  }
};

template <class Real>
struct StartParams {
  DescentStartParams<Real> descent;
  SiteStartParams<Real> site;
  SiteStartParams<Real> touchdown{Real(0.0), Real(0.0), Real(0.1)};
  OrbitStartParams<Real> orbit;

  template <class V>
  static void fields(V& v) {
    v.group("descent", &StartParams::descent);
    v.group("site", &StartParams::site);
    v.group("touchdown", &StartParams::touchdown);
    v.group("orbit", &StartParams::orbit);
  }
};

}  // namespace farside::inline FARSIDE_ISA
