#pragma once
// Free flight from an epoch to ignition in the campaign's gravity, that of the truth, by Runge-Kutta 4 in the form of
// Nystroem. In steps of 5 s a revolution of 15 x 100 km ends within 1.3e-4 m of Kepler's closed form (coast_test.cpp).
#include "gnc/navigation/inertial.h"
#include "moon/gravity.h"
#include "moon/moon_options.h"

namespace farside::inline FARSIDE_ISA {

// Acceleration of a free body; `turn`: what the Moon has turned since the axes of I were its own. Not for the model
// `uniform`, in which nothing orbits.
template <class Real>
FARSIDE_INLINE Vec3<Real> attraction(const GravityOptions& o, const GravityParams<Real>& params,
                                     const TurnZ<Real>& turn, const Vec3<Real>& p_I) {
  if (o.model == GravityModel::point_mass) return point_mass_gravity(p_I, params);
  if (o.model == GravityModel::j2) return j2_gravity(p_I, params);
  const Vec3<Real> p_A = principal_from_mean_earth(turn * p_I);
  return transposed_times(turn, mean_earth_from_principal<Real>() * harmonic_gravity(o.degree, p_A, params));
}

// What a free body moves in.
template <class Real>
struct CoastWorld {
  const GravityOptions& options;
  GravityParams<Real> gravity;
  Real turning_rad_s;  // of the Moon

  TurnZ<Real> turn(double time_s) const { return turn_z_by(turning_rad_s * Real(time_s)); }
};

// One step of `h_s`. `began`, `middle`, `ends`: what the Moon has turned by then.
template <class Real>
FARSIDE_INLINE InertialState<Real> coast_step(const CoastWorld<Real>& w, const InertialState<Real>& x, double h_s,
                                              const TurnZ<Real>& began, const TurnZ<Real>& middle,
                                              const TurnZ<Real>& ends) {
  const auto pull = [&](const TurnZ<Real>& turn, const Vec3<Real>& p_I) {
    return attraction(w.options, w.gravity, turn, p_I);
  };
  const Real h(h_s), half(0.5 * h_s);
  const Vec3<Real> a1 = pull(began, x.p_I);
  const Vec3<Real> p2 = axpy(half, x.v_I, x.p_I);
  const Vec3<Real> a2 = pull(middle, p2);
  const Vec3<Real> a3 = pull(middle, axpy(half * half, a1, p2));
  const Vec3<Real> on = axpy(h, x.v_I, x.p_I);
  const Vec3<Real> a4 = pull(ends, axpy(h * half, a2, on));
  const Vec3<Real> a23 = a2 + a3;
  const Real h_6(h_s / 6.0);
  return {axpy(h * h_6, a1 + a23, on), axpy(h_6, axpy(2.0, a23, a1 + a4), x.v_I)};
}

template <class Real>
struct Coast {
  InertialState<Real> end;
  Real lowest_m;  // from the Moon's centre, at the steps
};

// Equal steps, none longer than `step_s`, from `from_s` on, times counted from when the axes of I were the Moon's.
template <class Real>
inline Coast<Real> coasted(const CoastWorld<Real>& w, InertialState<Real> x, double from_s, double coast_s,
                           double step_s) {
  int steps = static_cast<int>(coast_s / step_s);
  steps += steps * step_s < coast_s ? 1 : 0;
  const double h_s = steps > 0 ? coast_s / steps : 0.0;
  Real lowest2 = norm2(x.p_I);
  TurnZ<Real> began = w.turn(from_s);
  for (int i = 0; i < steps; ++i) {
    const TurnZ<Real> middle = w.turn(from_s + (i + 0.5) * h_s), ends = w.turn(from_s + (i + 1) * h_s);
    x = coast_step(w, x, h_s, began, middle, ends);
    lowest2 = min(lowest2, norm2(x.p_I));
    began = ends;
  }
  return {x, sqrt(lowest2)};
}

}  // namespace farside::inline FARSIDE_ISA
