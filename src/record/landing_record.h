#pragma once
// What a case leaves behind: one line a column. Plain data that crosses from the kernels to the host; writer, reader,
// merge check and store/FORMAT.md come from columns(). Values are in the column's unit (degrees, not radians).
#include <cstdint>

#include "record/phases.h"

namespace farside {

enum class Status : std::int8_t { not_run = 0, done = 1, numerical_failure = 2 };
enum class Outcome : std::int8_t { safe = 0, degraded = 1, lost = 2, unknown = 3 };
enum class Cause : std::int8_t {
#define FARSIDE_CAUSE(name, code, text) name = code,
#include "record/outcomes.def"
};
// The judged criteria, in causal order.
enum class Criterion : std::int32_t {
#define FARSIDE_CRITERION(name, severity, text) name,
#include "record/outcomes.def"
};
struct CriterionInfo {
  const char* name;
  Cause cause;
  Outcome severity;
  const char* text;
};
inline constexpr CriterionInfo criteria[] = {
#define FARSIDE_CRITERION(name, severity, text) {#name, Cause::name, Outcome::severity, text},
#include "record/outcomes.def"
};
inline constexpr int criterion_count = sizeof(criteria) / sizeof(criteria[0]);

inline constexpr int leg_count = 4;

inline constexpr const char* status_meanings[] = {"not_run", "done", "numerical_failure"};
inline constexpr const char* outcome_meanings[] = {"safe", "degraded", "lost", "unknown"};
inline constexpr const char* cause_meanings[] = {
#define FARSIDE_CAUSE(name, code, text) #name,
#include "record/outcomes.def"
};

// One case. Not available is NaN (floating) or -1 (categories).
struct LandingRecord {
  std::uint64_t case_number;
  std::int64_t failure_mask;
  double weight;
  double landing_east, landing_north, landing_up, landing_lat, landing_lon;
  double touchdown_time, touchdown_speed_vertical, touchdown_speed_horizontal, touchdown_tilt, touchdown_rate;
  double propellant_used, propellant_remaining, propellant_usable_remaining, rcs_propellant_used,
      rcs_propellant_remaining;
  double cutoff_height, guidance_saturated_s;
  double final_tilt, final_speed, peak_load, clearance_min, slide_distance, stability_margin;
  double nav_error_east, nav_error_north, nav_error_up;
  double end_time, end_mass;
  double end_east, end_north, end_up, end_velocity_east, end_velocity_north, end_velocity_up;
  double end_rate_x, end_rate_y, end_rate_z;
  double end_quaternion[4];
  double sinkage[leg_count];
  double stroke_primary[leg_count], stroke_secondary[leg_count];
  double energy_touchdown, energy_struts, energy_soil, energy_friction, energy_residual;
  double margin[criterion_count];
  double time[criterion_count];
  float phase_time[phase_count];
  float phase_east[phase_count], phase_north[phase_count], phase_up[phase_count];
  float phase_velocity_east[phase_count], phase_velocity_north[phase_count], phase_velocity_up[phase_count];
  float phase_mass[phase_count];
  std::int8_t status, outcome, first_cause;
  std::int8_t padding[5];

  template <class V>
  static void columns(V& v) {
    using R = LandingRecord;
    v.category("status", &R::status, status_meanings, "how the case was run");
    v.category("outcome", &R::outcome, outcome_meanings, "how the case ended; unknown: the models can't tell");
    v.category("first_cause", &R::first_cause, cause_meanings,
               "the violation that came first in time; equal times go by causal order");
    v.mask("failure_mask", &R::failure_mask, cause_meanings, "all violated criteria");
    v.column("weight", &R::weight, "1", "statistical weight of the case");
    v.column("landing_east", &R::landing_east, "m", "CG at rest, east of the target point");
    v.column("landing_north", &R::landing_north, "m", "CG at rest, north of the target point");
    v.column("landing_up", &R::landing_up, "m", "CG at rest, above the level of the target point");
    v.column("landing_lat", &R::landing_lat, "degrees_north", "planetocentric latitude of the CG at rest");
    v.column("landing_lon", &R::landing_lon, "degrees_east", "longitude of the CG at rest, 0 to 360");
    v.column("touchdown_time", &R::touchdown_time, "s", "first pad contact, time from ignition");
    v.column("touchdown_speed_vertical", &R::touchdown_speed_vertical, "m s-1",
             "speed of the CG at first pad contact, positive down");
    v.column("touchdown_speed_horizontal", &R::touchdown_speed_horizontal, "m s-1",
             "horizontal speed of the CG over the ground at first pad contact");
    v.column("touchdown_tilt", &R::touchdown_tilt, "deg",
             "angle of body z from the local vertical at first pad contact");
    v.column("touchdown_rate", &R::touchdown_rate, "deg s-1", "angular rate at first pad contact");
    v.column("propellant_used", &R::propellant_used, "kg", "main propellant used");
    v.column("propellant_remaining", &R::propellant_remaining, "kg", "main propellant left at the end");
    v.column("propellant_usable_remaining", &R::propellant_usable_remaining, "kg",
             "main propellant left that the engine can reach");
    v.column("rcs_propellant_used", &R::rcs_propellant_used, "kg", "thruster propellant used");
    v.column("rcs_propellant_remaining", &R::rcs_propellant_remaining, "kg", "thruster propellant left on board");
    v.column("cutoff_height", &R::cutoff_height, "m",
             "height of the pad plane above the ground when the engine was cut off");
    v.column("guidance_saturated_s", &R::guidance_saturated_s, "s",
             "time in which guidance asked for more than thrust or tilt could give");
    v.column("final_tilt", &R::final_tilt, "deg", "angle of body z from the local vertical at rest");
    v.column("final_speed", &R::final_speed, "m s-1", "speed of the CG at the end, over the ground");
    v.column("peak_load", &R::peak_load, "m s-2", "largest 5 ms mean of the contact acceleration of the CG");
    v.column("clearance_min", &R::clearance_min, "m", "smallest height of the hull's lowest ring above the ground");
    v.column("slide_distance", &R::slide_distance, "m",
             "horizontal distance of the CG between first pad contact and rest");
    v.column("sinkage", &R::sinkage, "leg", "m", "penetration of the pad into the ground at rest");
    v.column("stroke_primary", &R::stroke_primary, "leg", "m", "stroke used of the primary strut");
    v.column("stroke_secondary", &R::stroke_secondary, "leg", "m",
             "stroke used of the two secondary struts, the largest in either direction");
    v.column("energy_touchdown", &R::energy_touchdown, "J",
             "energy of motion at the start of the touchdown, and what gravity and thrust gave until its end");
    v.column("energy_struts", &R::energy_struts, "J", "energy that went into the struts");
    v.column("energy_soil", &R::energy_soil, "J",
             "energy that went into the ground under pads and hull, without the pads' friction");
    v.column("energy_friction", &R::energy_friction, "J", "energy that went into friction between pads and ground");
    v.column("energy_residual", &R::energy_residual, "J", "energy of motion left at the end");
    v.column("stability_margin", &R::stability_margin, "m",
             "distance of the CG, along the vertical, inside the edges between neighbouring pads at rest");
    v.column("nav_error_east", &R::nav_error_east, "m",
             "navigated minus true position of the CG at the end of the descent, east");
    v.column("nav_error_north", &R::nav_error_north, "m",
             "navigated minus true position of the CG at the end of the descent, north");
    v.column("nav_error_up", &R::nav_error_up, "m",
             "navigated minus true position of the CG at the end of the descent, up");
    v.column("end_time", &R::end_time, "s", "end of the descent (contact, handover or time limit), time from ignition");
    v.column("end_mass", &R::end_mass, "kg", "mass at the end of the descent");
    v.column("end_east", &R::end_east, "m", "CG at the end of the descent in the site frame, east");
    v.column("end_north", &R::end_north, "m", "CG at the end of the descent in the site frame, north");
    v.column("end_up", &R::end_up, "m", "CG at the end of the descent in the site frame, up");
    v.column("end_velocity_east", &R::end_velocity_east, "m s-1",
             "velocity of the CG relative to the Moon at the end of the descent, east");
    v.column("end_velocity_north", &R::end_velocity_north, "m s-1",
             "velocity of the CG relative to the Moon at the end of the descent, north");
    v.column("end_velocity_up", &R::end_velocity_up, "m s-1",
             "velocity of the CG relative to the Moon at the end of the descent, up");
    v.column("end_rate_x", &R::end_rate_x, "deg s-1", "inertial angular rate at the end of the descent, body x");
    v.column("end_rate_y", &R::end_rate_y, "deg s-1", "inertial angular rate at the end of the descent, body y");
    v.column("end_rate_z", &R::end_rate_z, "deg s-1", "inertial angular rate at the end of the descent, body z");
    v.column("end_quaternion", &R::end_quaternion, "component", "1",
             "attitude at the end of the descent, body to site frame, scalar first");
    for (int i = 0; i < criterion_count; ++i) v.margin(criteria[i], &R::margin, &R::time, i);
    v.column("phase_time", &R::phase_time, "phase", "s", "start of the phase, time from ignition");
    v.column("phase_east", &R::phase_east, "phase", "m", "CG at the start of the phase in the site frame, east");
    v.column("phase_north", &R::phase_north, "phase", "m", "CG at the start of the phase in the site frame, north");
    v.column("phase_up", &R::phase_up, "phase", "m", "CG at the start of the phase in the site frame, up");
    v.column("phase_velocity_east", &R::phase_velocity_east, "phase", "m s-1",
             "velocity of the CG relative to the Moon at the start of the phase, east");
    v.column("phase_velocity_north", &R::phase_velocity_north, "phase", "m s-1",
             "velocity of the CG relative to the Moon at the start of the phase, north");
    v.column("phase_velocity_up", &R::phase_velocity_up, "phase", "m s-1",
             "velocity of the CG relative to the Moon at the start of the phase, up");
    v.column("phase_mass", &R::phase_mass, "phase", "kg", "mass at the start of the phase");
  }
};
static_assert(sizeof(LandingRecord) % 8 == 0);

}  // namespace farside
