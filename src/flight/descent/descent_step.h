#pragma once
// One Runge-Kutta 4 step of the 6-DOF descent (M3). Attitude doesn't depend on position, and no force on velocity, so
// the attitude is stepped first and the translation then has Nystroem's form: the same classic RK4, with fewer stages
// in registers.
#include "flight/descent/descent_state.h"
#include "lanes/lane_struct.h"
#include "moon/gravity.h"
#include "vehicle/mass.h"

namespace farside::inline FARSIDE_ISA {

// Moments of inertia and the coefficients of Euler's equations, held over a guidance interval. With principal axes:
//   w_x' = torque_x / Jxx + ((Jyy - Jzz) / Jxx) w_y w_z, and so on.
template <class Real, bool products>
struct RotationConstants {
  Vec3<Real> per_inertia, gyration;
};
template <class Real>
struct RotationConstants<Real, true> {
  Inertia<Real> inertia, inverse;
};

template <bool products, class Real>
FARSIDE_INLINE RotationConstants<Real, products> rotation_constants(const Inertia<Real>& j) {
  if constexpr (products) {
    return {j, inverse(j)};
  } else {
    const Vec3<Real> per{Real(1.0) / j.xx, Real(1.0) / j.yy, Real(1.0) / j.zz};
    return {per, {(j.yy - j.zz) * per.x, (j.zz - j.xx) * per.y, (j.xx - j.yy) * per.z}};
  }
}

template <class Real, bool products>
inline void set_rotation(RotationConstants<Real, products>& lanes, int i,
                         const RotationConstants<double, products>& one) {
  const AliasedDouble* from = reinterpret_cast<const AliasedDouble*>(&one);
  for (int slot = 0; slot < static_cast<int>(sizeof one / sizeof(double)); ++slot)
    lane_element<Real>(&lanes, slot, i) = from[slot];
}

// Angular acceleration without rates, of a torque.
template <class Real>
FARSIDE_INLINE Vec3<Real> turn_rate_of(const RotationConstants<Real, false>& k, const Vec3<Real>& torque_B) {
  return {k.per_inertia.x * torque_B.x, k.per_inertia.y * torque_B.y, k.per_inertia.z * torque_B.z};
}
template <class Real>
FARSIDE_INLINE Vec3<Real> turn_rate_of(const RotationConstants<Real, true>& k, const Vec3<Real>& torque_B) {
  return k.inverse * torque_B;
}
// J^-1 (torque - w x J w), given J^-1 torque.
template <class Real>
FARSIDE_INLINE Vec3<Real> angular_acceleration(const RotationConstants<Real, false>& k, const Vec3<Real>& turn,
                                               const Vec3<Real>& w) {
  return {fma(k.gyration.x, w.y * w.z, turn.x), fma(k.gyration.y, w.z * w.x, turn.y),
          fma(k.gyration.z, w.x * w.y, turn.z)};
}
template <class Real>
FARSIDE_INLINE Vec3<Real> angular_acceleration(const RotationConstants<Real, true>& k, const Vec3<Real>& turn,
                                               const Vec3<Real>& w) {
  return turn - k.inverse * cross(w, k.inertia * w);
}

// What a step needs and doesn't change.
template <class Real, bool products>
struct StepConstants {
  Real gm_m3_s2, j2_term_m2;        // 3/2 J2 R^2
  Vec3<Real> axis_B, twice_axis_B;  // unit vector of the thrust
  RotationConstants<Real, products> rotation;
  Vec3<Real> turn_of_thrust_B;  // angular acceleration per newton of thrust
  Real usable_floor_kg;         // main propellant that the engine can't reach
};
template <class Real>
struct StepInput {
  Vec3<Real> turn_of_control_B;  // angular acceleration of the control torque, held
  Real rcs_flow_kg_s;
  Real per_exhaust_speed_s_m;
  Vec3<Real> field_I;  // gravity beyond point mass and oblateness, held
};

// Within a step, quotients and roots are computed by series about their values at its start. The series hold while mass
// and squared radius change by less than 5e-4 of themselves and a quaternion's square norm by less than 1e-5; other
// lanes (steps of many seconds, very fast rotation) are stepped again with exact operations. `strain` is the sum of the
// squares of these changes, the last one weighted by 50.
inline constexpr double strain_max = 5e-4 * 5e-4, norm_weight = 50.0;

// 1 / (a (1 - x)) from 1 / a; five terms leave x^5 < 4e-17.
template <bool exact, class Real>
FARSIDE_INLINE Real inverse_near(const Real& per_a, const Real& x, Real& strain) {
  if constexpr (exact) return per_a / (Real(1.0) - x);
  strain = fma(x, x, strain);
  return per_a * fma(x, fma(x, fma(x, x + Real(1.0), Real(1.0)), Real(1.0)), Real(1.0));
}

// gm / r^3 and 1 / r^2 close to a point where they are known: with e = r^2 / r0^2 - 1, (1 + e)^(-3/2) and 1 / (1 + e)
// by their series. Left out: 3 e^5 < 1e-16 of the first, e^3 < 2e-10 of the second, which only scales the oblateness.
template <bool exact, class Real>
FARSIDE_INLINE CentralRate<Real> central_rate_near(const CentralRate<Real>& known, const Vec3<Real>& p,
                                                   const Real& gm_m3_s2, Real& strain) {
  if constexpr (exact) return central_rate(p, gm_m3_s2);
  const Real e = fma(norm2(p), known.inverse_r2_1_m2, Real(-1.0));
  strain = fma(e, e, strain);
  const Real k =
      known.k_1_s2 *
      fma(e, fma(e, fma(e, fma(e, Real(315.0 / 128.0), Real(-35.0 / 16.0)), Real(15.0 / 8.0)), Real(-1.5)), Real(1.0));
  return {k, known.inverse_r2_1_m2 * fma(e, e - Real(1.0), Real(1.0))};
}

// Point mass and oblateness (as j2_gravity) on top of `rest_I`.
template <class Real>
FARSIDE_INLINE Vec3<Real> gravity_on(const CentralRate<Real>& rate, const Real& j2_term_m2, const Vec3<Real>& p,
                                     const Vec3<Real>& rest_I) {
  const Real oblate = rate.k_1_s2 * (j2_term_m2 * rate.inverse_r2_1_m2);
  const Real one_minus_s = fma((Real(-5.0) * p.z) * p.z, rate.inverse_r2_1_m2, Real(1.0));
  const Real across = fma(oblate, one_minus_s, rate.k_1_s2);
  return {fnma(across, p.x, rest_I.x), fnma(across, p.y, rest_I.y),
          fnma(fma(Real(2.0), oblate, across), p.z, rest_I.z)};
}

// a + q (0, w): one more term of q' = 1/2 q (0, w), with the factors in w.
template <class Real>
FARSIDE_INLINE Quat<Real> plus_times_pure(const Quat<Real>& a, const Quat<Real>& q, const Vec3<Real>& w) {
  return {fnma(q.z, w.z, fnma(q.y, w.y, fnma(q.x, w.x, a.w))), fnma(q.z, w.y, fma(q.y, w.z, fma(q.w, w.x, a.x))),
          fnma(q.x, w.z, fma(q.z, w.x, fma(q.w, w.y, a.y))), fnma(q.y, w.x, fma(q.x, w.y, fma(q.w, w.z, a.z)))};
}

// (k2 + 2 k3 + k4 - k1) / 3 of the stage states: all of RK4's sum but its last sixth.
template <class Real>
FARSIDE_INLINE Real stage_sum(const Real& s1, const Real& s2, const Real& s3, const Real& s4) {
  return Real(1.0 / 3.0) * (fma(Real(2.0), s3, s2) + (s4 - s1));
}

// Multiples of the step that its sums need, computed once: h_6 is h / 6, h2_4 is h^2 / 4.
template <class Real>
struct StepSizes {
  Real h, h_2, h_4, h_6, h_12, h_24, h2_2, h2_4, h2_6;
};
template <class Real>
inline StepSizes<Real> step_sizes(double h) {
  return {Real(h),        Real(h / 2.0),     Real(h / 4.0),     Real(h / 6.0),    Real(h / 12.0),
          Real(h / 24.0), Real(h * h / 2.0), Real(h * h / 4.0), Real(h * h / 6.0)};
}

template <class Real>
struct AttitudeStep {
  Vec3<Real> u1_I, u2_I, u3_I, u4_I;  // thrust direction at the stages
  Quat<Real> q_IB;                    // at the end
  Vec3<Real> w_B;
};

template <bool exact, bool products, class Real>
FARSIDE_INLINE AttitudeStep<Real> step_attitude(const StepConstants<Real, products>& k, const StepInput<Real>& in,
                                                const StepSizes<Real>& sizes, const ThrustProfile<Real>& thrust,
                                                const Quat<Real>& q, const Vec3<Real>& w, Real& strain) {
  const Vec3<Real> turn1 = axpy(thrust.start_N, k.turn_of_thrust_B, in.turn_of_control_B);
  const Vec3<Real> turn2 = axpy(thrust.middle_N, k.turn_of_thrust_B, in.turn_of_control_B);
  const Vec3<Real> turn4 = axpy(thrust.end_N, k.turn_of_thrust_B, in.turn_of_control_B);
  AttitudeStep<Real> next;
  next.u1_I = turned(q, k.axis_B, k.twice_axis_B);
  const Vec3<Real> w2 = axpy(sizes.h_2, angular_acceleration(k.rotation, turn1, w), w);
  const Quat<Real> q2 = plus_times_pure(q, q, sizes.h_4 * w);
  next.u2_I = turned(q2, k.axis_B, k.twice_axis_B);
  const Vec3<Real> w3 = axpy(sizes.h_2, angular_acceleration(k.rotation, turn2, w2), w);
  const Quat<Real> q3 = plus_times_pure(q, q2, sizes.h_4 * w2);
  next.u3_I = turned(q3, k.axis_B, k.twice_axis_B);
  const Vec3<Real> w4 = axpy(sizes.h, angular_acceleration(k.rotation, turn2, w3), w);
  const Quat<Real> q4 = plus_times_pure(q, q3, sizes.h_2 * w3);
  next.u4_I = turned(q4, k.axis_B, k.twice_axis_B);

  const Vec3<Real> w_sum{stage_sum(w.x, w2.x, w3.x, w4.x), stage_sum(w.y, w2.y, w3.y, w4.y),
                         stage_sum(w.z, w2.z, w3.z, w4.z)};
  const Quat<Real> q_sum{stage_sum(q.w, q2.w, q3.w, q4.w), stage_sum(q.x, q2.x, q3.x, q4.x),
                         stage_sum(q.y, q2.y, q3.y, q4.y), stage_sum(q.z, q2.z, q3.z, q4.z)};
  next.w_B = axpy(sizes.h_6, angular_acceleration(k.rotation, turn4, w4), w_sum);
  const Quat<Real> sum = plus_times_pure(q_sum, q4, sizes.h_12 * w4);
  if constexpr (exact) {
    next.q_IB = normalised(sum);
  } else {
    const Real e = Real(norm_weight) * (norm2(sum) - Real(1.0));
    strain = fma(e, e, strain);
    next.q_IB = renormalised(sum);
  }
  return next;
}

// The state after a step. Mass follows from the thrust's profile in closed form (Simpson's rule over the step and its
// half); a tank that runs dry inside the step gives what it has, spread over the step. `strain` tells where a short cut
// doesn't hold.
template <bool exact, bool products, class Real>
FARSIDE_INLINE void step_into(DescentState<Real>& __restrict next, const StepConstants<Real, products>& k,
                              const StepInput<Real>& in, const StepSizes<Real>& sizes, ThrustProfile<Real> thrust,
                              const Real& mass_kg, const DescentState<Real>& s, Real& strain) {
  const Vec3<Real>& p1 = s.p_I;
  const CentralRate<Real> rate = central_rate(p1, k.gm_m3_s2);  // the longest chain of the step begins here
  const Real wanted =
      (sizes.h_6 * in.per_exhaust_speed_s_m) * (fma(Real(4.0), thrust.middle_N, thrust.start_N) + thrust.end_N);
  const Real available = max(s.propellant_kg - k.usable_floor_kg, Real(0.0));
  Real burnt = wanted;
  next.shortfall_kg = s.shortfall_kg;
  if (const auto dry = wanted > available; any(dry)) {
    const Real share = select(dry, available / max(wanted, Real(1e-300)), Real(1.0));
    thrust = {share * thrust.start_N, share * thrust.middle_N, share * thrust.end_N};
    burnt = min(wanted, available);
    next.shortfall_kg = next.shortfall_kg + (wanted - burnt);
  }
  const Real rcs_burnt = sizes.h * in.rcs_flow_kg_s;
  const Real half_burnt = fma(Real(0.5), rcs_burnt,
                              (sizes.h_24 * in.per_exhaust_speed_s_m) *
                                  fma(Real(8.0), thrust.middle_N, fma(Real(5.0), thrust.start_N, -thrust.end_N)));
  const Real per_mass = Real(1.0) / mass_kg;
  const Real per_mass_middle = inverse_near<exact>(per_mass, half_burnt * per_mass, strain);
  const Real per_mass_end = inverse_near<exact>(per_mass, (burnt + rcs_burnt) * per_mass, strain);
  next.propellant_kg = s.propellant_kg - burnt;
  next.rcs_propellant_kg = max(s.rcs_propellant_kg - rcs_burnt, Real(0.0));

  const AttitudeStep<Real> turn = step_attitude<exact>(k, in, sizes, thrust, s.q_IB, s.w_B, strain);
  next.q_IB = turn.q_IB;
  next.w_B = turn.w_B;
  const Real a1_N = thrust.start_N * per_mass, a2_N = thrust.middle_N * per_mass_middle,
             a4_N = thrust.end_N * per_mass_end;

  const auto acceleration_at = [&](const CentralRate<Real>& there, const Vec3<Real>& p, const Real& a_N,
                                   const Vec3<Real>& u_I) __attribute__((always_inline)) {
    return gravity_on(there, k.j2_term_m2, p, axpy(a_N, u_I, in.field_I));
  };
  const Vec3<Real> a1 = acceleration_at(rate, p1, a1_N, turn.u1_I);
  const Vec3<Real> p2 = axpy(sizes.h_2, s.v_I, p1);
  const Vec3<Real> a2 = acceleration_at(central_rate_near<exact>(rate, p2, k.gm_m3_s2, strain), p2, a2_N, turn.u2_I);
  const Vec3<Real> p3 = axpy(sizes.h2_4, a1, p2);
  const Vec3<Real> a3 = acceleration_at(central_rate_near<exact>(rate, p3, k.gm_m3_s2, strain), p3, a2_N, turn.u3_I);
  const Vec3<Real> coast = axpy(sizes.h, s.v_I, p1);
  const Vec3<Real> p4 = axpy(sizes.h2_2, a2, coast);
  const Vec3<Real> a4 = acceleration_at(central_rate_near<exact>(rate, p4, k.gm_m3_s2, strain), p4, a4_N, turn.u4_I);
  const Vec3<Real> a23 = a2 + a3;
  next.p_I = axpy(sizes.h2_6, a1 + a23, coast);
  next.v_I = axpy(sizes.h_6, axpy(2.0, a23, a1 + a4), s.v_I);
}

template <bool products, class Real>
[[gnu::noinline]] void step_exactly_where(MaskOf<Real> wanted, DescentState<Real>& next,
                                          const StepConstants<Real, products>& k, const StepInput<Real>& in,
                                          const StepSizes<Real>& sizes, const ThrustProfile<Real>& thrust,
                                          const Real& mass_kg, const DescentState<Real>& s) {
  DescentState<Real> exact;
  Real unused(0.0);
  step_into<true>(exact, k, in, sizes, thrust, mass_kg, s, unused);
  next = select(wanted, exact, next);
}

// The state after a step from s; `next` is another object.
template <bool products, class Real>
FARSIDE_INLINE void step_descent(DescentState<Real>& next, const StepConstants<Real, products>& k,
                                 const StepInput<Real>& in, const StepSizes<Real>& sizes,
                                 const ThrustProfile<Real>& thrust, const Real& mass_kg, const DescentState<Real>& s) {
  Real strain(0.0);
  step_into<false>(next, k, in, sizes, thrust, mass_kg, s, strain);
  const auto near = strain < Real(strain_max);
  if (!all(near)) [[unlikely]]
    step_exactly_where(!near, next, k, in, sizes, thrust, mass_kg, s);
}

}  // namespace farside::inline FARSIDE_ISA
