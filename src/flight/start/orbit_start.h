#pragma once
// The orbit of start.orbit, one case at a time: at its epoch, and followed to ignition.
#include "flight/case_params.h"
#include "flight/flight_options.h"
#include "flight/start/coast.h"
#include "moon/orientation.h"
#include "moon/turning.h"

namespace farside::inline FARSIDE_ISA {

// The state of start.orbit at its epoch, without errors.
inline InertialState<double> nominal_orbit(const OrbitStartParams<double>& p, const OrbitOptions& o,
                                           double turning_rad_s) {
  if (o.frame == OrbitFrame::j2000) {
    const Mat3<double> R_MI = moon_orientation(o.ignition_days_tdb);  // of the ICRF at ignition
    return {R_MI * p.position, R_MI * p.velocity};
  }
  const TurnZ<double> turn = turn_z_by(-turning_rad_s * o.coast_s);
  const Vec3<double> v_M = p.velocity + velocity_of_turning(turning_rad_s, p.position);
  return {transposed_times(turn, p.position), transposed_times(turn, v_M)};
}

inline InertialState<double> orbit_at_epoch(const OrbitStartParams<double>& p, const OrbitOptions& o,
                                            double turning_rad_s) {
  const InertialState<double> x = nominal_orbit(p, o, turning_rad_s);
  const TrackAxes e = track_axes(x);
  return {axpy(p.radial_m, e.radial, axpy(p.along_m, e.along, axpy(p.cross_m, e.across, x.p_I))),
          axpy(p.radial_m_s, e.radial, axpy(p.along_m_s, e.along, axpy(p.cross_m_s, e.across, x.v_I)))};
}

inline Coast<double> followed_orbit(const CampaignOptions& o, const CaseParams<double>& p) {
  const double rate = turning_rad_s(o.moon, p.moon);
  const CoastWorld<double> world{o.moon.gravity, p.moon.gravity, rate};
  return coasted(world, orbit_at_epoch(p.start.orbit, o.orbit, rate), -o.orbit.coast_s, o.orbit.coast_s,
                 o.orbit.step_ticks * tick_s);
}

}  // namespace farside::inline FARSIDE_ISA
