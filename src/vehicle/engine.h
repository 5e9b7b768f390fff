#pragma once
// Main engine over one step (M5): the thrust follows a known function of time, so mass is known in closed form at the
// stages of the integrator and needs no place in its state.
#include "lanes/math.h"
#include "lanes/vec.h"
#include "vehicle/mass.h"

namespace farside::inline FARSIDE_ISA {

// What the engine remembers between steps.
template <class Real>
struct EngineState {
  Real thrust_N;       // true thrust now
  Real target_N;       // true thrust that the command in force leads to
  Real last_target_N;  // the command before, in force until the delay is over
  Real delay_left_s;
  Real exhaust_speed_m_s;
  MaskOf<Real> on;  // false: cut off, thrust decays with the tail-off
};

// Per-case constants of a step of dt.
template <class Real>
struct EngineResponse {
  Real half_step_s;
  Real lag_s, tail_off_s;  // 0 is instantaneous
  Real gain_on, gain_off;  // 1 - exp(-half step / time constant)
  Real rate_max_N_s;
};

// True thrust at the start, the middle and the end of a step.
template <class Real>
struct ThrustProfile {
  Real start_N, middle_N, end_N;
};

// 1 - exp(-t / tau); 1 for tau = 0.
template <class Real>
FARSIDE_INLINE Real response_gain(Real t_s, Real tau_s) {
  const auto instant = tau_s <= Real(0.0);
  const Real tau = select(instant, Real(1.0), tau_s);
  return select(instant, Real(1.0), Real(1.0) - exp(-t_s / tau));
}

template <class Real>
FARSIDE_INLINE EngineResponse<Real> engine_response(const EngineParams<Real>& p, double step_s) {
  const Real half(0.5 * step_s);
  return {half, p.lag_s, p.tail_off_s, response_gain(half, p.lag_s), response_gain(half, p.tail_off_s), p.rate_max_N_s};
}

// Unit vector of the thrust in the body frame: +z turned by the two small misalignments.
template <class Real>
FARSIDE_INLINE Vec3<Real> thrust_direction(const EngineParams<Real>& p) {
  return unit_vector(Vec3<Real>{p.misalignment_x_rad, p.misalignment_y_rad, Real(1.0)});
}

// Exhaust speed at a commanded thrust: Isp(u) = isp (1 - k (1 - u)^p), u the throttle.
template <class Real>
FARSIDE_INLINE Real exhaust_speed(const EngineParams<Real>& p, Real command_N) {
  const Real full = p.isp_s * p.isp_scale * Real(standard_gravity_m_s2);
  if (!any(p.isp_droop > Real(0.0))) return full;
  const Real slack = max(Real(1.0) - command_N / p.thrust_max_N, Real(1e-300));  // pow wants a positive base
  return full * fma(-p.isp_droop, pow(slack, p.isp_droop_exponent), Real(1.0));
}

// A new command (N, what the flight software asks for) comes into force where `changed`; `on` false cuts the engine off.
template <class Real>
FARSIDE_INLINE EngineState<Real> command_engine(const EngineParams<Real>& p, const EngineState<Real>& s, MaskOf<Real> changed,
                                                Real command_N, MaskOf<Real> on) {
  const Real target = select(on, command_N * p.thrust_scale, Real(0.0));
  const Real delay = select(on, p.delay_s, p.cutoff_delay_s);
  const auto burns = changed & on;
  return {s.thrust_N,
          select(changed, target, s.target_N),
          select(changed, s.target_N, s.last_target_N),
          select(changed, delay, s.delay_left_s),
          select(burns, exhaust_speed(p, command_N), s.exhaust_speed_m_s),
          (s.on & !changed) | burns};
}

template <class Real>
FARSIDE_INLINE Real approach_thrust(Real thrust_N, Real target_N, Real gain, Real rate_max_N_s, Real t_s, MaskOf<Real> on) {
  const Real step = (target_N - thrust_N) * gain;
  const Real most = rate_max_N_s * t_s;
  return thrust_N + select(on, clamp(step, -most, most), step);
}

// Half a step of the thrust's own dynamics.
template <class Real>
FARSIDE_INLINE void respond_half(const EngineResponse<Real>& r, EngineState<Real>& s) {
  const Real gain = select(s.on, r.gain_on, r.gain_off);
  if (!any(s.delay_left_s > Real(0.0))) {
    s.thrust_N = approach_thrust(s.thrust_N, s.target_N, gain, r.rate_max_N_s, r.half_step_s, s.on);
    return;
  }
  const Real waiting = min(s.delay_left_s, r.half_step_s);
  const Real following = r.half_step_s - waiting;
  const Real tau = select(s.on, r.lag_s, r.tail_off_s);
  const auto waits = waiting > Real(0.0);
  const Real before = approach_thrust(s.thrust_N, s.last_target_N, response_gain(waiting, r.lag_s), r.rate_max_N_s, waiting, s.on);
  const Real thrust = select(waits, before, s.thrust_N);
  const Real after =
      approach_thrust(thrust, s.target_N, select(waits, response_gain(following, tau), gain), r.rate_max_N_s, following, s.on);
  s.thrust_N = select(waits & (following <= Real(0.0)), thrust, after);
  s.delay_left_s = s.delay_left_s - waiting;
}

template <class Real>
FARSIDE_INLINE ThrustProfile<Real> respond(const EngineResponse<Real>& r, EngineState<Real>& s) {
  const auto instant = (select(s.on, r.lag_s, r.tail_off_s) <= Real(0.0)) & (s.delay_left_s <= Real(0.0));
  ThrustProfile<Real> profile;
  profile.start_N = select(instant, s.target_N, s.thrust_N);
  respond_half(r, s);
  profile.middle_N = s.thrust_N;
  respond_half(r, s);
  profile.end_N = s.thrust_N;
  return profile;
}

}  // namespace farside::inline FARSIDE_ISA
