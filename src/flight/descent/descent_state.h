#pragma once
// The state of a powered descent, what stays in force between two commands, and how it ended.
#include "aftermath/relay_watch.h"
#include "flight/case_params.h"
#include "gnc/flight_software.h"
#include "lanes/vec.h"
#include "record/phases.h"
#include "sensors/filter_sensors.h"
#include "vehicle/engine_faults.h"
#include "vehicle/plume.h"

namespace farside::inline FARSIDE_ISA {

// Inertial, Moon-centred (frame I: the axes of M at ignition). Nothing but Reals.
template <class Real>
struct DescentState {
  Vec3<Real> p_I, v_I;
  Quat<Real> q_IB;
  Vec3<Real> w_B;  // inertial rate
  Real propellant_kg, rcs_propellant_kg;
  Real shortfall_kg;  // main propellant that the engine was commanded to burn and didn't have
};

template <class Real>
FARSIDE_INLINE DescentState<Real> select(MaskOf<Real> m, const DescentState<Real>& yes, const DescentState<Real>& no) {
  return {select(m, yes.p_I, no.p_I),
          select(m, yes.v_I, no.v_I),
          select(m, yes.q_IB, no.q_IB),
          select(m, yes.w_B, no.w_B),
          select(m, yes.propellant_kg, no.propellant_kg),
          select(m, yes.rcs_propellant_kg, no.rcs_propellant_kg),
          select(m, yes.shortfall_kg, no.shortfall_kg)};
}

template <class Real>
FARSIDE_INLINE Real mass_of(const CaseParams<Real>& p, const DescentState<Real>& s) {
  return p.vehicle.mass.dry_mass_kg + (s.propellant_kg + s.rcs_propellant_kg);
}

// How a phase began: time from ignition, place and motion then. Nothing but Reals.
template <class Real>
struct PhaseStart {
  Real time_s;
  Vec3<Real> p_LB, v_LB;
  Real mass_kg;
  Consistency<Real> nees;  // of the navigation mode `filter`
};
// What hazard avoidance saw and chose, and what was true: of the last look, but for `ahead`, of the first. NaN where
// nothing was seen. Nothing but Reals.
template <class Real>
struct AvoidanceLog {
  struct Place {
    Real slope_rad, roughness_m, index;
  };
  Real looks, result;                                 // how many; an AvoidanceResult
  Real first_east_m, first_north_m, east_m, north_m;  // the ground that was chosen at the first look and the last
  Real hover_east_m, hover_north_m;                   // the place below the first look
  Real clearance_m;
  Place seen, truth;
  Real ahead_seen, ahead_true;  // index where it would have come down
};

// What is written down on the way; times are NaN while it hasn't happened. Nothing but Reals.
template <class Real>
struct DescentLog {
  PhaseStart<Real> phase[descent_phase_count];
  Real reserve_s;          // main propellant below the reserve
  Real rcs_dry_s;          // thruster propellant gone
  Real cutoff_height_m;    // of the pad plane above the ground when the engine was cut off
  Real saturated_s;        // time in which guidance asked for more than there is
  Real short_of_torque_s;  // the same of attitude control
  Real slosh_m;            // largest displacement of propellant that sloshes
  AvoidanceLog<Real> avoidance;
  PlumeTrace<Real> plume;
  RelayLog<Real> relay;
};
inline DescentLog<double> empty_log() {
  constexpr double never = __builtin_nan("");
  DescentLog<double> log{};
  for (PhaseStart<double>& p : log.phase)
    p = {never, {never, never, never}, {never, never, never}, never, {never, never, never}};
  log.reserve_s = log.rcs_dry_s = log.cutoff_height_m = log.plume.onset_m = never;
  AvoidanceLog<double>& a = log.avoidance;
  a.first_east_m = a.first_north_m = a.east_m = a.north_m = never;
  a.clearance_m = a.ahead_seen = a.ahead_true = never;
  a.seen = a.truth = {never, never, never};
  return log;
}

enum class DescentEnding { ground, time_limit, numerical };

// One case at the end of its descent.
struct DescentEnd {
  DescentEnding ending;
  bool covered;  // false: the ground there is on no map
  double time_s;
  Vec3<double> p_LB, v_LB;                  // CG in the site frame, relative to the Moon
  Vec3<double> nav_error_L, nav_error_v_L;  // believed minus true position and velocity, then
  double nav_error_rad;                     // angle between believed and true attitude
  Quat<double> q_LB;
  Vec3<double> w_IB_B;
  double propellant_kg, rcs_propellant_kg, shortfall_kg;
  double per_exhaust_speed_s_m;
  EngineState<double> engine;  // of an empty tank: off
  EngineFailures<double> failures;
  SoftwareState<double> software;  // with these a touchdown goes on
  SensorState<double> sensors;
  DescentLog<double> log;
};

}  // namespace farside::inline FARSIDE_ISA
