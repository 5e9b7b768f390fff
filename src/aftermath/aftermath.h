#pragma once
// What comes after a landing, for one case that has come to rest: its columns and the margins of what the mission
// needs.
#include "aftermath/daylight.h"
#include "aftermath/egress.h"
#include "aftermath/mission.h"
#include "aftermath/relay_link.h"
#include "lanes/known.h"

namespace farside::inline FARSIDE_ISA {

struct AftermathOf {
  const AftermathOptions& options;
  const RoverOptions& rover_options;
  const VehicleParams<double>& vehicle;
  const RoverParams<double>& rover;
  double relay_phase;
  Vec3<double> pole_L;  // of the Moon
};

inline void set_need(LandingRecord& r, MissionNeed need, double margin, double late_s) {
  const int i = static_cast<int>(need);
  r.mission_margin[i] = known(margin);
  r.mission_time[i] = margin < 0.0 ? late_s : not_available;
}

template <class Real>
[[gnu::noinline]] void record_aftermath(const Ground<double>& ground, const SkyTable& sky, const AftermathOf& of,
                                        const AtRest& rest, LandingRecord& r) {
  constexpr double degree = unit::degree_rad, hour_s = 3600.0, kilometre_m = 1000.0;
  const Place<double> place = place_of(rest.p_L, ground.radius_m);
  const LocalAxes axes = axes_at(place.direction_L, of.pole_L);
  const LimitParams<double>& limits = of.vehicle.limits;
  r.landing_heading = azimuth_rad(axes * (rotation(rest.q_LB) * Vec3<double>{1.0, 0.0, 0.0})) / degree;

  const Edge edge = find_edge<Real>(ground, place, axes, sky);
  const Daylight day(sky, edge, axes);
  const SunThere sun = day.at(rest.time_s);
  r.sun_elevation = elevation_rad(sun.towards) / degree;
  r.sun_azimuth = azimuth_rad(sun.towards) / degree;
  const DaylightEnd lived = live_by(day, rest, axes, of.vehicle, of.rover.wake_elevation_rad, sky.step_s);
  r.power_at_rest = lived.power_at_rest_W;
  r.battery_least = known(lived.battery_least);
  r.day_left = known((lived.night_s - rest.time_s) / hour_s);
  r.wake_elevation = known(lived.wake_elevation_rad / degree);
  r.wake_time = known((lived.wake_s - rest.time_s) / hour_s);
  r.rover_wake_time = known((lived.rover_wake_s - rest.time_s) / hour_s);
  set_need(r, MissionNeed::power, lived.battery_least, lived.empty_s);
  const double highest_rad = lived.wake_elevation_rad, least_rad = limits.wake_elevation_rad;
  double warmth = (highest_rad - least_rad) / max(abs(least_rad), degree);
  if (lived.night_s != lived.night_s) warmth = 1.0;    // no night to wake from
  else if (highest_rad != highest_rad) warmth = -1.0;  // a day without sun
  set_need(r, MissionNeed::warmth, warmth, lived.noon_s == lived.noon_s ? lived.noon_s : lived.night_s);

  if (sky.relay_moments > 0) {
    const RelayEnd relay =
        watch_relay(sky, edge, rest, axes, of.vehicle, of.relay_phase, static_cast<double>(of.options.relay_days));
    r.relay_elevation = elevation_rad(relay.at_rest) / degree;
    r.relay_azimuth = azimuth_rad(relay.at_rest) / degree;
    r.relay_range = relay.link.range_m / kilometre_m;
    r.relay_off_axis = relay.link.off_axis_rad / degree;
    r.relay_link = relay.link.margin_dB;
    r.relay_share = relay.share;
    r.relay_outage = relay.outage_s / hour_s;
    set_need(r, MissionNeed::relay, (limits.outage_s - relay.outage_s) / limits.outage_s, relay.late_s);
  }

  GroundAbout about;
  about.look<Real>(ground, place, egress_reach_m(of.rover));
  const Egress egress(about, rest, axes, ground.radius_m, of.rover);
  Way best{};
  for (int i = 0; i < of.rover_options.ways; ++i) {
    const Way way = egress.find(i, of.rover_options.ways);
    if (i > 0 && !(way.margin > best.margin || best.margin != best.margin)) continue;
    best = way;
    r.egress_way = static_cast<std::int8_t>(i);
  }
  r.egress_pitch = known(best.pitch_rad / degree);
  r.egress_roll = known(best.roll_rad / degree);
  r.egress_step = known(best.step_m);
  r.egress_clearance = known(best.clearance_m);
  r.egress_obstacle = known(best.obstacle_m);
  r.egress_slope = known(best.slope_rad / degree);
  set_need(r, MissionNeed::egress, best.margin, rest.time_s + of.rover.egress_s);
}

}  // namespace farside::inline FARSIDE_ISA
