#pragma once
// Estimate of the effective mass: expected thrust over measured acceleration, which is the true mass over the true
// thrust scale. Guidance needs nothing else, since it asks for accelerations. It begins with the nominal mass.
#include "gnc/gnc_params.h"
#include "lanes/math.h"
#include "vehicle/engine.h"

namespace farside::inline FARSIDE_ISA {

// Nothing but Reals.
template <class Real>
struct ThrustEstimate {
  Real mass_kg;                // expected thrust over measured acceleration
  Real thrust_N;               // expected: the response of the nominal engine to the commands so far
  Real beyond_s = Real(0.0);   // how long the measured mass has been above the clip; below it: with a minus
  Real felt_m_s2 = Real(0.0);  // what was measured last
};

// The on-board model of the engine: first-order lag and rate limit of the nominal one, over a control period.
struct OnboardEngine {
  double lag_left;     // part of the difference from the commanded thrust that is left after a period
  double way_max_N;    // largest change in a period
  double exhaust_m_s;  // at full thrust
};
inline OnboardEngine onboard_engine(const EngineParams<double>& p, double period_s) {
  return {part_left(period_s, p.lag_s), p.rate_max_N_s * period_s, p.isp_s * standard_gravity_m_s2};
}

// The update after a control period at a command, with the measured acceleration `felt_m_s2`. `gain`: part of the
// innovation that is applied; innovations count only where the thrust is steady, and are clipped to a tenth of the
// mass. What stays beyond that for a second of steady thrust is no outlier: an engine has lost a nozzle. Then the
// measured mass is believed as it is; by a tenth at a time it would take longer than the lander has left. What repeats
// to the last bit is stuck, and teaches nothing.
inline constexpr double believed_after_s = 1.0;

template <class Real>
FARSIDE_INLINE ThrustEstimate<Real> after_period(const ThrustEstimate<Real>& x, const OnboardEngine& engine,
                                                 const MaskOf<Real>& on, const Real& command_N, const Real& felt_m_s2,
                                                 const Real& period_s, const Real& gain) {
  const Real zero(0.0), target_N = select(on, command_N, zero), way_N = target_N - x.thrust_N, most(engine.way_max_N);
  const Real after_N = x.thrust_N + clamp(way_N * Real(1.0 - engine.lag_left), -most, most);
  const Real mean_N = Real(0.5) * (x.thrust_N + after_N);
  const Real mass_kg = fma(-mean_N * period_s, Real(1.0 / engine.exhaust_m_s), x.mass_kg);
  const MaskOf<Real> steady =
      on & (abs(way_N) < Real(0.02) * command_N) & (felt_m_s2 > Real(0.1)) & !(felt_m_s2 == x.felt_m_s2);
  const Real most_kg = Real(0.1) * mass_kg;
  const Real surprise_kg = mean_N / select(steady, felt_m_s2, Real(1.0)) - mass_kg;
  const Real clipped_kg = clamp(surprise_kg, -most_kg, most_kg);
  const Real mean_kg = fma(select(steady, gain, zero), clipped_kg, mass_kg);
  const MaskOf<Real> beyond = steady & (abs(surprise_kg) > most_kg), same_sense = surprise_kg * x.beyond_s > zero;
  const Real so_far_s = select(same_sense, x.beyond_s, zero) + select(surprise_kg > zero, period_s, -period_s);
  const MaskOf<Real> believed = beyond & (abs(so_far_s) > Real(believed_after_s));
  const Real beyond_s = select(beyond & !believed, so_far_s, zero);
  return {select(believed, mass_kg + surprise_kg, mean_kg), after_N, select(steady, beyond_s, x.beyond_s), felt_m_s2};
}

}  // namespace farside::inline FARSIDE_ISA
