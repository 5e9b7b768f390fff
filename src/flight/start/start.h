#pragma once
// Where a case begins, one case at a time: from the parameters of `start` to a state.
#include "flight/descent/descent_state.h"
#include "flight/start/attitude.h"
#include "flight/start/orbit_start.h"

namespace farside::inline FARSIDE_ISA {

// Attitude of a start in the site frame: yaw about the vertical, then the tilt.
inline Quat<double> start_attitude(const SiteStartParams<double>& p) {
  return quaternion_of_rotation_vector(Vec3<double>{p.tilt_east_rad, p.tilt_north_rad, 0.0}) *
         quaternion_of_rotation_vector(Vec3<double>{0.0, 0.0, p.yaw_rad});
}

// Body axes of a vehicle that flies tail first with body x up: columns x, y, z.
inline Mat3<double> tail_first(const Vec3<double>& up, const Vec3<double>& along) {
  const Vec3<double> z = -along, &x = up, y = cross(z, x);
  return {{x.x, y.x, z.x}, {x.y, y.y, z.y}, {x.z, y.z, z.z}};
}

// The orbit arc of start.descent: er away from the Moon's centre, et along the track, er x et across it.
inline DescentState<double> start_of_descent(const DescentStartParams<double>& p, const SiteFrame<double>& site) {
  double sin_range, cos_range, sin_azimuth, cos_azimuth;
  sin_cos(p.range_rad, sin_range, cos_range);
  sin_cos(p.azimuth_rad, sin_azimuth, cos_azimuth);
  const Vec3<double> up{0.0, 0.0, 1.0}, ahead{sin_azimuth, cos_azimuth, 0.0};
  const Vec3<double> er = axpy(-sin_range, ahead, cos_range * up);
  const Vec3<double> et = axpy(cos_range, ahead, sin_range * up);
  const Vec3<double> ec = cross(er, et);
  const Vec3<double> p_L = axpy(moon_radius_m + p.altitude_m + p.radial_m, er, axpy(p.along_m, et, p.cross_m * ec));
  const Vec3<double> v_L =
      axpy(p.speed_radial_m_s + p.radial_m_s, er, axpy(p.speed_m_s + p.along_m_s, et, p.cross_m_s * ec));

  DescentState<double> s{};
  s.p_I = transposed_times(site.R_LM, p_L);
  s.v_I = transposed_times(site.R_LM, v_L);
  s.q_IB = quaternion_of(transposed(site.R_LM) * tail_first(er, et));
  return s;
}

// The orbit of start.orbit at ignition.
inline DescentState<double> start_of_orbit(const CampaignOptions& o, const CaseParams<double>& p) {
  const InertialState<double> x = followed_orbit(o, p).end;
  const TrackAxes e = track_axes(x);
  DescentState<double> s{};
  s.p_I = x.p_I;
  s.v_I = x.v_I;
  s.q_IB = quaternion_of(tail_first(e.radial, e.along));
  return s;
}

// A state in the site frame, relative to the Moon that turns with `rate_rad_s`.
inline DescentState<double> start_at_site(const SiteStartParams<double>& p, const SiteFrame<double>& site,
                                          double rate_rad_s) {
  DescentState<double> s{};
  s.p_I = moon_from_site(site, Vec3<double>{p.east_m, p.north_m, p.height_m});
  const Vec3<double> v_L = p.velocity_L;
  s.v_I = transposed_times(site.R_LM, v_L) + velocity_of_turning(rate_rad_s, s.p_I);
  s.q_IB = quaternion_of(transposed(site.R_LM) * rotation(start_attitude(p)));
  s.w_B = p.rate_B;
  return s;
}

// State of a start in flight, of the block of `start` that the campaign uses.
inline DescentState<double> start_of_flight(const CampaignOptions& o, const CaseParams<double>& p,
                                            const SiteFrame<double>& site) {
  if (o.start == StartMode::descent) return start_of_descent(p.start.descent, site);
  if (o.start == StartMode::orbit) return start_of_orbit(o, p);
  return start_at_site(p.start.site, site, turning_rad_s(o.moon, p.moon));
}

}  // namespace farside::inline FARSIDE_ISA
