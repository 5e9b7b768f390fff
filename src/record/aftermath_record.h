#pragma once
// What comes after the landing, a part of LandingRecord: rover, relay, power, warmth, and whether the mission goes on.
#include <cstdint>

namespace farside {

// What a mission needs once the landing is safe, in the order that settles equal times.
enum class MissionNeed : std::int32_t { relay, egress, power, warmth };
struct MissionNeedInfo {
  const char* name;
  const char* text;
};
inline constexpr MissionNeedInfo mission_needs[] = {
    {"relay", "longest time without a link to the relay, against vehicle.limits.outage_h"},
    {"egress", "the worst of pitch, roll, step, clearance, obstacle and slope of the better way down (rover.limits)"},
    {"power", "least charge of the battery before the first night, over its capacity"},
    {"warmth", "highest sun of the first day after the night, against vehicle.limits.wake_elevation_deg"}};
inline constexpr int mission_need_count = sizeof(mission_needs) / sizeof(mission_needs[0]);

// What all of it rests on, and what it rests on besides with a relay and without one.
inline constexpr char mission_given[] =
    "nothing gives way under the rover's rails, panels are fixed and bear one load, rocks and the vehicle itself hide "
    "nothing of the sky";
inline constexpr char mission_given_with_relay[] = "the relay's orbit is a likeness";
inline constexpr char mission_given_without_relay[] = "there is no relay, and whether anybody is heard isn't asked";

enum class Mission : std::int8_t { goes_on = 0, fails = 1, unknown = 2 };
inline constexpr const char* mission_meanings[] = {"goes_on", "fails", "unknown"};
inline constexpr const char* mission_cause_meanings[] = {"none", "landing", "relay", "egress", "power", "warmth"};
inline constexpr std::int8_t mission_cause_landing = 1;  // those of the needs follow it

// Angles are from the local vertical at rest; times from then on are told as such.
struct AftermathRecord {
  double landing_heading, sun_elevation, sun_azimuth;
  double relay_elevation, relay_azimuth, relay_range, relay_off_axis, relay_link, relay_share, relay_outage,
      descent_outage;
  double egress_pitch, egress_roll, egress_step, egress_clearance, egress_obstacle, egress_slope;
  double power_at_rest, battery_least, day_left, wake_elevation, wake_time, rover_wake_time;

  template <class V>
  static void columns(V& v) {
    using R = AftermathRecord;
    v.column("landing_heading", &R::landing_heading, "deg", "azimuth of body x at rest, from north, clockwise");
    v.column("sun_elevation", &R::sun_elevation, "deg", "of the sun's middle at rest, from the local horizontal");
    v.column("sun_azimuth", &R::sun_azimuth, "deg", "the same, from north, clockwise");
    v.column("relay_elevation", &R::relay_elevation, "deg", "of the relay at rest, from the local horizontal");
    v.column("relay_azimuth", &R::relay_azimuth, "deg", "the same, from north, clockwise");
    v.column("relay_range", &R::relay_range, "km", "distance of the relay at rest");
    v.column("relay_off_axis", &R::relay_off_axis, "deg", "angle between the antenna's axis and the relay at rest");
    v.column("relay_link", &R::relay_link, "dB",
             "what the link at rest has more than relay.rate_bit_s needs, whether or not ground hides the relay");
    v.column("relay_share", &R::relay_share, "1", "share of aftermath.relay_days with a link");
    v.column("relay_outage", &R::relay_outage, "h", "longest time without a link in aftermath.relay_days");
    v.column("descent_outage", &R::descent_outage, "s",
             "longest time without a link to the relay on the way down, from ignition on");
    v.column("egress_pitch", &R::egress_pitch, "deg",
             "of the steeper rail of the better way down, from the horizontal");
    v.column("egress_roll", &R::egress_roll, "deg", "the same across it: of the deck's edge or of the rails' feet");
    v.column("egress_step", &R::egress_step, "m", "the same: largest step between a rail's foot and the ground ahead");
    v.column("egress_clearance", &R::egress_clearance, "m",
             "the same: least height of the rails over ground and rocks, but for their last quarter");
    v.column("egress_obstacle", &R::egress_obstacle, "m",
             "the same: largest difference in height within 0.25 m in the strip ahead, rocks included");
    v.column("egress_slope", &R::egress_slope, "deg", "the same: slope of the strip ahead");
    v.column("power_at_rest", &R::power_at_rest, "W", "of the panels at rest");
    v.column("battery_least", &R::battery_least, "1",
             "least charge before the first night over the capacity; below 0: what was short");
    v.column("day_left", &R::day_left, "h", "from rest until the sun sinks to vehicle.power.sleep_elevation_deg");
    v.column("wake_elevation", &R::wake_elevation, "deg", "highest sun seen in the first day after the night");
    v.column("wake_time", &R::wake_time, "h",
             "from rest until the sun stands at vehicle.limits.wake_elevation_deg after the night");
    v.column("rover_wake_time", &R::rover_wake_time, "h", "the same of rover.wake_elevation_deg");
  }
};

// Each need's margin, and when it was first not met.
struct MissionMarginRecord {
  double mission_margin[mission_need_count], mission_time[mission_need_count];

  template <class V>
  static void columns(V& v) {
    for (int i = 0; i < mission_need_count; ++i)
      v.margin("mission_", mission_needs[i], &MissionMarginRecord::mission_margin, &MissionMarginRecord::mission_time,
               i);
  }
};

// Behind a row, as its bytes stand.
struct MissionRecord {
  std::int8_t mission, mission_cause, egress_way;

  template <class V>
  static void columns(V& v) {
    v.category("mission", &MissionRecord::mission, mission_meanings,
               "goes_on: safe, heard, rolled off, powered, awake after the night; fails: not; unknown: can't be told");
    v.category("mission_cause", &MissionRecord::mission_cause, mission_cause_meanings,
               "what came first of it: the landing, or else what was first in time");
    v.category("egress_way", &MissionRecord::egress_way, egress_way_meanings, "the better way down");
  }
  static constexpr const char* egress_way_meanings[] = {"first", "second", "third", "fourth"};
};

}  // namespace farside
