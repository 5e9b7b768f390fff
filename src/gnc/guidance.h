#pragma once
// From what is wanted to what the engine is told: thrust and its direction in the site frame.
#include "flight/flight_options.h"
#include "gnc/guidance/e_guidance.h"
#include "gnc/guidance/polynomial.h"
#include "gnc/navigation.h"
#include "vehicle/vehicle_params.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct GuidanceCommand {
  Vec3<Real> direction_L;  // unit vector of the thrust
  Real thrust_N;
  MaskOf<Real> on;  // false: engine off
};

// Turns a wanted acceleration into thrust against the apparent gravity that the flight software believes in.
template <class Real>
FARSIDE_INLINE GuidanceCommand<Real> thrust_for(const Vec3<Real>& wanted_L, const Vec3<Real>& gravity_L, Real mass_kg, double thrust_min_N,
                                                double thrust_max_N) {
  const Vec3<Real> a = wanted_L - gravity_L;
  const Real size = norm(a);
  const Vec3<Real> direction = (Real(1.0) / max(size, Real(1e-12))) * a;
  return {direction, clamp(mass_kg * size, Real(thrust_min_N), Real(thrust_max_N)), MaskOf<Real>(true)};
}

// `known` is the vehicle as the flight software believes it to be; `gravity_L` its apparent gravity (with the terms of the
// turning frame); `up_L` the local vertical.
template <class Real>
FARSIDE_INLINE GuidanceCommand<Real> guide(GuidanceLaw law, const GuidanceParams<Real>& p, const EngineParams<double>& known,
                                           const Estimate<Real>& x, const Vec3<Real>& gravity_L, const Vec3<Real>& up_L, Real t_s,
                                           const GuidanceCommand<Real>& last) {
  GuidanceCommand<Real> command;
  if (law != GuidanceLaw::open_loop) {
    const WantedAcceleration<Real> wanted =
        law == GuidanceLaw::polynomial ? guide_polynomial(p.polynomial, x, up_L, t_s) : guide_e(p.e_guidance, x, t_s);
    command = thrust_for(wanted.a_L, gravity_L, x.mass_kg, known.thrust_min_N, known.thrust_max_N);
    command.direction_L = select(wanted.hold, last.direction_L, command.direction_L);
    command.thrust_N = select(wanted.hold, last.thrust_N, command.thrust_N);
  } else {
    const Vec3<Real> d{p.open_loop.direction_east, p.open_loop.direction_north, p.open_loop.direction_up};
    command = {unit_vector(d), p.open_loop.thrust_N, MaskOf<Real>((t_s < p.open_loop.burn_time_s) & (p.open_loop.thrust_N > Real(0.0)))};
  }
  return command;
}

// The engine goes off for good once the pad plane is believed to be at or below the cutoff height.
template <class Real>
FARSIDE_INLINE MaskOf<Real> cutoff_reached(const GuidanceParams<Real>& p, const Estimate<Real>& x) {
  return (p.cutoff_height_m > Real(0.0)) & (x.height_m <= p.cutoff_height_m);
}

}  // namespace farside::inline FARSIDE_ISA
