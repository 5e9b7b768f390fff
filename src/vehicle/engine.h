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
  Real target_N;       // true thrust that the last command leads to; 0: off
  Real last_target_N;  // the same of the command before, in force until the delay is over
  Real delay_left_s;
  Real exhaust_speed_m_s;
  MaskOf<Real> on;  // false: cut off, thrust decays with the tail-off
};

// One case's into a lane, and out of it.
template <class Real>
inline void put_engine(EngineState<Real>& lanes, int i, const EngineState<double>& one) {
  set_lane(lanes.thrust_N, i, one.thrust_N);
  set_lane(lanes.target_N, i, one.target_N);
  set_lane(lanes.last_target_N, i, one.last_target_N);
  set_lane(lanes.delay_left_s, i, one.delay_left_s);
  set_lane(lanes.exhaust_speed_m_s, i, one.exhaust_speed_m_s);
  set_lane(lanes.on, i, one.on);
}
template <class Real>
inline EngineState<double> take_engine(const EngineState<Real>& lanes, int i) {
  return {lane(lanes.thrust_N, i),     lane(lanes.target_N, i),          lane(lanes.last_target_N, i),
          lane(lanes.delay_left_s, i), lane(lanes.exhaust_speed_m_s, i), lane(lanes.on, i)};
}

// Per-case constants of a step of dt.
template <class Real>
struct EngineResponse {
  Real half_step_s;
  Real lag_s, tail_off_s;  // 0 is instantaneous
  Real left_on, left_off;  // part of the way that is left after half a step
  Real rate_max_N_s;
  Real
      limited_above_N;  // rate limit times lag: farther from the target than this, the lag asks for more than the limit
  Real ramp_time_per_N_s;        // 1 / rate limit
  Real plain_on_N, plain_off_N;  // not farther from the target than this, the thrust neither jumps nor ramps
};

// True thrust at the start, the middle and the end of a step. A jump at the start counts as having happened.
template <class Real>
struct ThrustProfile {
  Real start_N, middle_N, end_N;
};

// exp(-t / tau): 1 for t = 0, else 0 for tau = 0.
template <class Real>
FARSIDE_INLINE Real part_left(Real t_s, Real tau_s) {
  const auto instant = tau_s <= Real(0.0);
  const Real part = exp(-t_s / select(instant, Real(1.0), tau_s));
  return select(instant & (t_s > Real(0.0)), Real(0.0), part);
}

template <class Real>
FARSIDE_INLINE EngineResponse<Real> engine_response(const EngineParams<Real>& p, double step_s) {
  const Real half(0.5 * step_s), zero(0.0);
  return {half,
          p.lag_s,
          p.tail_off_s,
          part_left(half, p.lag_s),
          part_left(half, p.tail_off_s),
          p.rate_max_N_s,
          p.rate_max_N_s * p.lag_s,
          Real(1.0) / p.rate_max_N_s,
          select(p.lag_s > zero, p.rate_max_N_s * p.lag_s, zero),
          select(p.tail_off_s > zero, Real(1e300), zero)};
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

// A new command (N, what the flight software asks for) comes into force `wait_s` and its delay from now where
// `changed`, as much of it as the engine can give; `on` false cuts the engine off. A command that says what the last
// one said changes nothing. One command can wait: one that still does comes into force early, when the next is given.
template <class Real>
FARSIDE_INLINE EngineState<Real> command_engine(const EngineParams<Real>& p, const EngineState<Real>& s,
                                                MaskOf<Real> changed, Real asked_N, MaskOf<Real> on,
                                                Real wait_s = Real(0.0)) {
  const Real command_N = min(max(asked_N, p.thrust_min_N), p.thrust_max_N);
  const Real target = select(on, command_N * p.thrust_scale, Real(0.0));
  const Real delay = wait_s + select(on, p.delay_s, p.cutoff_delay_s);
  const MaskOf<Real> fresh = changed & !(target == s.target_N);
  const auto burns = fresh & on;
  return {s.thrust_N,
          select(fresh, target, s.target_N),
          select(fresh, s.target_N, s.last_target_N),
          select(fresh, delay, s.delay_left_s),
          any(burns) ? select(burns, exhaust_speed(p, command_N), s.exhaust_speed_m_s) : s.exhaust_speed_m_s,
          MaskOf<Real>((s.on & !fresh) | burns)};
}

// The same over a control period of `period_s` from now on, where `due`, of a burn that may end by itself within it:
// `for_s` from now. Such an end is a cutoff, which reaches engines that don't hear a command (`heard` false). An
// ignition that still waits then comes into force now: the burn's length stays.
template <class Real>
FARSIDE_INLINE EngineState<Real> command_burn(const EngineParams<Real>& p, const EngineState<Real>& s, MaskOf<Real> due,
                                              MaskOf<Real> heard, Real asked_N, MaskOf<Real> on, Real wait_s,
                                              Real for_s, double period_s) {
  const Real zero(0.0);
  const EngineState<Real> burning = command_engine(p, s, MaskOf<Real>(due & heard), asked_N, on, wait_s);
  const MaskOf<Real> ends = due & on & (for_s < Real(period_s));
  if (!any(ends)) return burning;
  const Real early_s = select(burning.last_target_N > zero, zero, max(burning.delay_left_s, zero));
  return command_engine(p, burning, ends, zero, MaskOf<Real>(false), for_s - early_s);
}

// Thrust after a time on its way to the target: at its largest rate as long as the lag would have it faster, then
// exponentially. Exact, so that two half steps are one whole. A tail-off (`burns` false) has no limit. `left` is
// part_left() over that time.
template <class Real>
FARSIDE_INLINE Real approach_thrust(const EngineResponse<Real>& r, Real thrust_N, Real target_N, MaskOf<Real> burns,
                                    Real time_s, Real left) {
  const Real way = thrust_N - target_N;
  const Real ramp_s =
      select(burns, clamp((abs(way) - r.limited_above_N) * r.ramp_time_per_N_s, Real(0.0), time_s), Real(0.0));
  const auto ramps = ramp_s > Real(0.0);
  if (!any(ramps)) return fma(way, left, target_N);
  const Real way_after = way - copy_sign(r.rate_max_N_s * ramp_s, way);
  return fma(way_after, select(ramps, part_left(time_s - ramp_s, r.lag_s), left), target_N);
}

// Half a step of the thrust's own dynamics, with no command waiting.
template <class Real>
FARSIDE_INLINE void respond_half(const EngineResponse<Real>& r, EngineState<Real>& s) {
  s.thrust_N = approach_thrust(r, s.thrust_N, s.target_N, s.on, r.half_step_s, select(s.on, r.left_on, r.left_off));
}

// Thrust just after the start of a step. Without lag it jumps to what is in force; so does a ramp that ends within a
// third of the half step, because Simpson's rule over the step is then nearer to its impulse with the jump than
// without.
template <class Real>
FARSIDE_INLINE Real thrust_after_jump(const EngineResponse<Real>& r, const EngineState<Real>& s) {
  const MaskOf<Real> waits = s.delay_left_s > Real(0.0);
  const Real target = select(waits, s.last_target_N, s.target_N);
  const MaskOf<Real> burns = (waits & (target > Real(0.0))) | ((!waits) & s.on);
  const auto steep = abs(s.thrust_N - target) * r.ramp_time_per_N_s <= Real(1.0 / 3.0) * r.half_step_s;
  const auto jumps = (burns & steep & (r.lag_s <= Real(0.0))) | ((!burns) & (r.tail_off_s <= Real(0.0)));
  return select(jumps, target, s.thrust_N);
}

// Over a time towards a target: moves the thrust on and returns its impulse, by Simpson's rule on the exact thrust.
template <class Real>
FARSIDE_INLINE Real follow(const EngineResponse<Real>& r, Real& thrust_N, Real target_N, MaskOf<Real> burns,
                           Real time_s) {
  const Real half_s = Real(0.5) * time_s, tau_s = select(burns, r.lag_s, r.tail_off_s);
  const MaskOf<Real> steep = abs(thrust_N - target_N) * r.ramp_time_per_N_s <= Real(1.0 / 3.0) * half_s;
  const MaskOf<Real> jumps = (tau_s <= Real(0.0)) & (steep | !burns);
  const Real start_N = select(jumps, target_N, thrust_N);
  const Real middle_N = approach_thrust(r, thrust_N, target_N, burns, half_s, part_left(half_s, tau_s));
  const Real end_N = approach_thrust(r, thrust_N, target_N, burns, time_s, part_left(time_s, tau_s));
  thrust_N = end_N;
  return (time_s * Real(1.0 / 6.0)) * (fma(Real(4.0), middle_N, start_N) + end_N);
}

// A step in which a command comes into force: the thrust at its ends, and in its middle what gives the impulse of both
// pieces by Simpson's rule over the whole.
template <class Real>
[[gnu::noinline]] ThrustProfile<Real> respond_in_pieces(const EngineResponse<Real>& r, EngineState<Real>& s) {
  const Real step_s = r.half_step_s + r.half_step_s, zero(0.0), same_s(1e-9);
  ThrustProfile<Real> profile;
  profile.start_N = thrust_after_jump(r, s);
  const Real waiting = max(select(s.delay_left_s < step_s - same_s, s.delay_left_s, step_s), zero);
  Real impulse_N_s = follow(r, s.thrust_N, s.last_target_N, MaskOf<Real>(s.last_target_N > zero), waiting);
  impulse_N_s = impulse_N_s + follow(r, s.thrust_N, s.target_N, s.on, step_s - waiting);
  const Real still = s.delay_left_s - waiting;
  s.delay_left_s = select(still < same_s, zero, still);
  profile.end_N = s.thrust_N;
  profile.middle_N = Real(0.25) * (Real(6.0) * impulse_N_s / step_s - (profile.start_N + profile.end_N));
  return profile;
}

template <class Real>
[[gnu::noinline]] ThrustProfile<Real> respond_in_full(const EngineResponse<Real>& r, EngineState<Real>& s) {
  ThrustProfile<Real> profile;
  profile.start_N = thrust_after_jump(r, s);
  respond_half(r, s);
  profile.middle_N = s.thrust_N;
  respond_half(r, s);
  profile.end_N = s.thrust_N;
  return profile;
}

// Some lanes have a command waiting: those take the step in pieces, the others whole.
template <class Real>
[[gnu::noinline]] ThrustProfile<Real> respond_with_waits(const EngineResponse<Real>& r, EngineState<Real>& s) {
  const MaskOf<Real> waits = s.delay_left_s > Real(0.0);
  EngineState<Real> pieces = s;
  s.delay_left_s = Real(0.0);
  ThrustProfile<Real> whole = respond_in_full(r, s);
  const ThrustProfile<Real> broken = respond_in_pieces(r, pieces);
  s.thrust_N = select(waits, pieces.thrust_N, s.thrust_N);
  s.delay_left_s = select(waits, pieces.delay_left_s, Real(0.0));
  return {select(waits, broken.start_N, whole.start_N), select(waits, broken.middle_N, whole.middle_N),
          select(waits, broken.end_N, whole.end_N)};
}

// The short form is what the full one reduces to where the thrust is near its target and no command is waiting.
template <class Real>
FARSIDE_INLINE ThrustProfile<Real> respond(const EngineResponse<Real>& r, EngineState<Real>& s) {
  const Real way = s.thrust_N - s.target_N, left = select(s.on, r.left_on, r.left_off);
  const auto plain = (abs(way) <= select(s.on, r.plain_on_N, r.plain_off_N)) & (s.delay_left_s <= Real(0.0));
  if (!all(plain)) return any(s.delay_left_s > Real(0.0)) ? respond_with_waits(r, s) : respond_in_full(r, s);
  const Real start = s.thrust_N, middle = fma(way, left, s.target_N);
  s.thrust_N = fma(middle - s.target_N, left, s.target_N);
  return {start, middle, s.thrust_N};
}

}  // namespace farside::inline FARSIDE_ISA
