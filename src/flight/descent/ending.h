#pragma once
// Where a descent ends inside a step: the root of the clearance between the step's two ends, and the state there.
#include "flight/descent/descent_options.h"
#include "flight/descent/descent_state.h"

namespace farside::inline FARSIDE_ISA {

// Clearance from the ground and its rate, at one end of a step.
template <class Real>
struct Clearance {
  Real height_m, rate_m_s;
};

// Fraction 0..1 of a step of h in which the clearance falls from `before` to at most 0. Linear, or of the cubic that
// meets both heights and rates, by six Newton steps from the linear root, each kept inside the step.
inline double contact_fraction(ContactLocation how, const Clearance<double>& before, const Clearance<double>& after,
                               double h) {
  if (!(before.height_m > 0.0)) return 0.0;
  double f = before.height_m / (before.height_m - after.height_m);
  if (how == ContactLocation::linear) return f;
  const double h0 = before.height_m, d0 = h * before.rate_m_s, d1 = h * after.rate_m_s, rise = after.height_m - h0;
  const double c2 = 3.0 * rise - 2.0 * d0 - d1, c3 = d0 + d1 - 2.0 * rise;
  for (int i = 0; i < 6; ++i) {
    const double height = fma(f, fma(f, fma(f, c3, c2), d0), h0);
    const double slope = fma(f, fma(f, 3.0 * c3, 2.0 * c2), d0);
    if (slope < 0.0) f = clamp(f - height / slope, 0.0, 1.0);
  }
  return f;
}

inline double between(double a, double b, double f) { return fma(f, b - a, a); }
inline Vec3<double> between(const Vec3<double>& a, const Vec3<double>& b, double f) { return axpy(f, b - a, a); }

// The state at a fraction of the step from a to b: position and velocity on the cubic through both ends (or linear),
// attitude by normalised interpolation, the rest linear.
inline DescentState<double> state_between(ContactLocation how, const DescentState<double>& a,
                                          const DescentState<double>& b, double f, double h) {
  DescentState<double> s;
  if (how == ContactLocation::linear) {
    s.p_I = between(a.p_I, b.p_I, f);
    s.v_I = between(a.v_I, b.v_I, f);
  } else {
    const Vec3<double> rise = b.p_I - a.p_I, d0 = h * a.v_I, d1 = h * b.v_I;
    const Vec3<double> c2 = 3.0 * rise - 2.0 * d0 - d1, c3 = d0 + d1 - 2.0 * rise;
    s.p_I = axpy(f, axpy(f, axpy(f, c3, c2), d0), a.p_I);
    s.v_I = (1.0 / h) * axpy(f, axpy(f, 3.0 * c3, 2.0 * c2), d0);
  }
  s.q_IB = normalised(axpy(f, b.q_IB, (1.0 - f) * a.q_IB));  // neighbours in time: never opposite
  s.w_B = between(a.w_B, b.w_B, f);
  s.propellant_kg = between(a.propellant_kg, b.propellant_kg, f);
  s.rcs_propellant_kg = between(a.rcs_propellant_kg, b.rcs_propellant_kg, f);
  s.shortfall_kg = between(a.shortfall_kg, b.shortfall_kg, f);
  return s;
}

}  // namespace farside::inline FARSIDE_ISA
