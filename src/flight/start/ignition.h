#pragma once
// When the nominal orbit of start.orbit reaches its ignition: planned once, before any case is flown.
#include "flight/start/orbit_start.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr double coast_max_s = 5 * 86400.0;

// Angle at the Moon's centre to the target ahead, along the track: -pi..pi.
inline double range_to_go(const InertialState<double>& x, const TurnZ<double>& turn, const SiteFrame<double>& site) {
  const TrackAxes e = track_axes(x);
  const Vec3<double> target_I = transposed_times(turn, site.p_ML_M);
  return atan2(dot(target_I, e.along), dot(target_I, e.radial));
}

// Time from the epoch until the orbit has `o.orbit.range_rad` to go; NaN: never. The axes of I are those of M at
// `o.orbit.coast_s` after the epoch.
inline double coast_to_range(const CampaignOptions& o, const CaseParams<double>& p, const SiteFrame<double>& site) {
  const double rate = turning_rad_s(o.moon, p.moon), longest_s = o.orbit.step_ticks * tick_s, nan = __builtin_nan("");
  const CoastWorld<double> world{o.moon.gravity, p.moon.gravity, rate};
  InertialState<double> x = orbit_at_epoch(p.start.orbit, o.orbit, rate);
  double time_s = -o.orbit.coast_s;
  const auto after = [&](double h_s) {
    return coast_step(world, x, h_s, world.turn(time_s), world.turn(time_s + 0.5 * h_s), world.turn(time_s + h_s));
  };
  const auto beyond = [&](const InertialState<double>& there, double at_s) {  // > 0: still to go
    const double more = range_to_go(there, world.turn(at_s), site) - o.orbit.range_rad;
    return more > pi ? more - 2.0 * pi : more <= -pi ? more + 2.0 * pi : more;
  };
  constexpr double rounding_rad = 1e-12;
  double more = beyond(x, time_s);
  if (abs(more) <= rounding_rad) return 0.0;
  const int most = static_cast<int>(coast_max_s / longest_s);
  for (int i = 0; i < most && abs(more) <= pi; ++i) {
    const InertialState<double> next = after(longest_s);
    const double more_then = beyond(next, time_s + longest_s);
    if (more > 0.0 && more_then <= 0.0 && more - more_then < pi) {
      double early_s = 0.0, late_s = longest_s;
      for (int halvings = 0; halvings < 50; ++halvings) {
        const double h_s = 0.5 * (early_s + late_s);
        (beyond(after(h_s), time_s + h_s) > 0.0 ? early_s : late_s) = h_s;
      }
      return time_s + o.orbit.coast_s + late_s;
    }
    x = next;
    more = more_then;
    time_s += longest_s;
  }
  return nan;
}

// Sets what of `o.orbit` follows from its keys. `epoch_days_tdb`: the epoch; `planned_coast_s`: from it to the time of
// ignition, for `ignition: time`.
inline void plan_ignition(const CaseParams<double>& nominal, double epoch_days_tdb, double planned_coast_s,
                          CampaignOptions& o) {
  const SiteFrame<double> site = site_frame(o.site.lat_rad, o.site.lon_rad, o.site.elevation_m);
  OrbitOptions& orbit = o.orbit;
  const auto ignite_after = [&](double coast_s) {
    orbit.coast_s = coast_s;
    orbit.ignition_days_tdb = epoch_days_tdb + coast_s / 86400.0;
  };
  ignite_after(orbit.ignition == Ignition::time ? planned_coast_s : 0.0);
  // the Moon's axes at ignition are needed to find when that is: 1e-5 deg, then 1e-10 deg
  for (int round = 0; orbit.ignition == Ignition::range && round < 3; ++round) {
    ignite_after(coast_to_range(o, nominal, site));
    if (!(orbit.coast_s >= 0.0)) break;
  }
  orbit.lowest_m = __builtin_nan("");
  if (!(orbit.coast_s >= 0.0 && orbit.coast_s <= coast_max_s)) return;
  orbit.lowest_m = followed_orbit(o, nominal).lowest_m;
}

}  // namespace farside::inline FARSIDE_ISA
