#pragma once
// From what is wanted to what the engine is told: thrust and its direction in the site frame.
#include "gnc/gnc_options.h"
#include "gnc/guidance/e_guidance.h"
#include "gnc/guidance/gravity_turn.h"
#include "gnc/guidance/polynomial.h"
#include "gnc/guidance/quartic.h"
#include "gnc/navigation/navigation.h"
#include "vehicle/vehicle_params.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr double for_ever_s = 1e30;

template <class Real>
struct GuidanceCommand {
  Vec3<Real> direction_L;  // unit vector of the thrust
  Real thrust_N;
  MaskOf<Real> on;  // false: engine off
  Real wait_s;      // from now until this is in force
  Real for_s;       // from now until the engine goes off by itself
};

// Turns a wanted acceleration into thrust against the apparent gravity that the flight software believes in.
template <class Real>
FARSIDE_INLINE GuidanceCommand<Real> thrust_for(const Vec3<Real>& wanted_L, const Vec3<Real>& gravity_L, Real mass_kg,
                                                double thrust_min_N, double thrust_max_N) {
  const Vec3<Real> a = wanted_L - gravity_L;
  const Real size = norm(a);
  const Vec3<Real> direction = (1.0 / max(size, Real(1e-12))) * a;
  return {direction, clamp(mass_kg * size, Real(thrust_min_N), Real(thrust_max_N)), MaskOf<Real>(true), Real(0.0),
          Real(for_ever_s)};
}

// What guidance is told beside its estimate.
template <class Real>
struct GuidanceFrame {
  Vec3<Real> gravity_L,
      up_L;                // apparent gravity that it reckons with, with the terms of the turning frame; local vertical
  Real radius_m, level_m;  // distance from the Moon's centre, and that of the target
  Real t_s, period_s;      // now, and until the next command
  Real soon_s;             // until the next control command: what is due before it, is due now
};

template <class Real>
FARSIDE_INLINE WantedAcceleration<Real> wanted_acceleration(GuidanceLaw law, const GuidanceParams<Real>& p,
                                                            const Estimate<Real>& x, const GuidanceFrame<Real>& f) {
  if (law == GuidanceLaw::polynomial) return guide_polynomial(p.polynomial, x, f.up_L, f.t_s);
  if (law == GuidanceLaw::quartic) return guide_quartic(p.quartic, x);
  if (law == GuidanceLaw::gravity_turn)
    return guide_gravity_turn(p.gravity_turn, x, f.gravity_L, f.up_L, f.radius_m, f.level_m);
  return guide_e(p.e_guidance, x, f.t_s);
}

// Every law but `phased` (gnc/guidance/phased.h). `known` is the vehicle as the flight software believes it to be.
template <class Real>
FARSIDE_INLINE GuidanceCommand<Real> guide(GuidanceLaw law, const GuidanceParams<Real>& p,
                                           const EngineParams<double>& known, const Estimate<Real>& x,
                                           const GuidanceFrame<Real>& f, const GuidanceCommand<Real>& last) {
  GuidanceCommand<Real> command;
  if (law != GuidanceLaw::open_loop) {
    const WantedAcceleration<Real> wanted = wanted_acceleration(law, p, x, f);
    command = thrust_for(wanted.a_L, f.gravity_L, x.mass_kg, known.thrust_min_N, known.thrust_max_N);
    command.direction_L = select(wanted.hold, last.direction_L, command.direction_L);
    command.thrust_N = select(wanted.hold, last.thrust_N, command.thrust_N);
  } else {
    const OpenLoopParams<Real>& o = p.open_loop;
    const Real end_s = o.start_time_s + o.burn_time_s;
    const auto burns = (f.t_s + f.soon_s > o.start_time_s) & (f.t_s < end_s) & (o.thrust_N > Real(0.0));
    command = {unit_vector(o.direction_L), o.thrust_N, MaskOf<Real>(burns), max(o.start_time_s - f.t_s, Real(0.0)),
               end_s - f.t_s};
  }
  return command;
}

}  // namespace farside::inline FARSIDE_ISA
