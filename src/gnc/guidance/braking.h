#pragma once
// Explicit guidance of the main braking (the descent's form of PEG; McHenry et al. 1979): at constant thrust the
// components of the thrust's direction upwards and across the track are linear in time, but for what balances gravity
// and the curvature of the way, and meet a height, a climb rate and the plane of the track; how long the burn lasts
// follows from the speed along the track. Where it ends along the track is free, or is met by the thrust. With tau =
// mass * exhaust speed / thrust and T the time to go:
//   b0 = -ve ln(1 - T / tau), b1 = b0 tau - ve T, c0 = b0 T - b1, c1 = c0 tau - ve T^2 / 2
//   [b0 b1; c0 c1] [A; B] = [v_T - v; r_T - r - v T],   f = A + B t + (what balances) / a(t)
// The last `release_s` steer speeds alone, with B as it was: A from the first row. The thrust never leans farther from
// the track than `rise_max`, so that it goes on braking where the plan asks for more than there is.
#include "gnc/gnc_params.h"
#include "gnc/navigation/navigation.h"
#include "lanes/math.h"

namespace farside::inline FARSIDE_ISA {

// Axes at the vehicle, and its motion along them. The plane of the track holds the Moon's centre and the target.
template <class Real>
struct Track {
  Vec3<Real> up_L, ahead_L, right_L;
  Real radius_m, right_m;  // from the centre; from the plane
  Real up_m_s, ahead_m_s, right_m_s;
  Real gravity_up_m_s2, gravity_right_m_s2;
};

template <class Real>
FARSIDE_INLINE Track<Real> track_at(const Estimate<Real>& x, const Vec3<Real>& gravity_L, const Vec3<Real>& up_L,
                                    const Real& radius_m, const Real& azimuth_rad) {
  Real sine, cosine;
  sin_cos(azimuth_rad, sine, cosine);
  const Vec3<Real> right{cosine, -sine, Real(0.0)};
  const Vec3<Real> ahead = unit_vector(cross(up_L, right));
  return {up_L,
          ahead,
          right,
          radius_m,
          dot(x.p_LB, right),
          dot(x.v_LB, up_L),
          dot(x.v_LB, ahead),
          dot(x.v_LB, right),
          dot(gravity_L, up_L),
          dot(gravity_L, right)};
}

// What stays between two commands. Nothing but Reals.
template <class Real>
struct BrakingPlan {
  Real up, up_1_s, right, right_1_s;  // A and B upwards and across
  Real solved_s, end_s;               // when they were solved; when the burn ends
  Real thrust_N;
  Real saturated;  // 1 where the steering asked for more than it may have
};
template <class Real>
FARSIDE_INLINE BrakingPlan<Real> select(MaskOf<Real> m, const BrakingPlan<Real>& yes, const BrakingPlan<Real>& no) {
  return {select(m, yes.up, no.up),
          select(m, yes.up_1_s, no.up_1_s),
          select(m, yes.right, no.right),
          select(m, yes.right_1_s, no.right_1_s),
          select(m, yes.solved_s, no.solved_s),
          select(m, yes.end_s, no.end_s),
          select(m, yes.thrust_N, no.thrust_N),
          select(m, yes.saturated, no.saturated)};
}

// Guidance believes its nominal engine: exhaust speed at full thrust.
template <class Real>
struct Burn {
  Real exhaust_m_s, tau_s;
  Real acceleration_at(const Real& t_s) const { return exhaust_m_s / (tau_s - t_s); }
  // Time in which the thrust, of which `share` points against the motion, takes off this speed.
  Real time_for(const Real& speed_m_s, const Real& share) const {
    return tau_s * (Real(1.0) - exp(-speed_m_s / (share * exhaust_m_s)));
  }
};

// Sine of the thrust's direction upwards that balances gravity and the curvature at a speed along the track.
template <class Real>
FARSIDE_INLINE Real balance(const Track<Real>& k, const Real& speed_m_s, const Real& acceleration_m_s2) {
  return -fma(speed_m_s, speed_m_s / k.radius_m, k.gravity_up_m_s2) / acceleration_m_s2;
}
// What is left of a direction along the track; at least `least`.
template <class Real>
FARSIDE_INLINE Real along(const Real& up, const Real& right, const Real& least) {
  return sqrt(max(Real(1.0) - fma(up, up, right * right), least * least));
}

// A and B of one axis, of [b0 b1; c0 c1] [A; B] = [speed; gap].
template <class Real>
struct BurnIntegrals {
  Real b0, b1, c0, c1;
  // A alone that meets the speed, with B given.
  Real solve_speed(const Real& speed_m_s, const Real& b) const { return (speed_m_s - b * b1) / b0; }
  void solve(const Real& speed_m_s, const Real& gap_m, Real& a, Real& b) const {
    const Real per_determinant = Real(1.0) / fma(b0, c1, -(b1 * c0));
    a = per_determinant * fma(speed_m_s, c1, -(b1 * gap_m));
    b = per_determinant * fma(b0, gap_m, -(c0 * speed_m_s));
  }
};
template <class Real>
FARSIDE_INLINE BurnIntegrals<Real> burn_integrals(const Burn<Real>& burn, const Real& T) {
  const Real ve = burn.exhaust_m_s, tau = burn.tau_s;
  const Real b0 = -ve * log(Real(1.0) - T / tau);
  const Real b1 = fma(b0, tau, -(ve * T)), c0 = fma(b0, T, -b1);
  return {b0, b1, c0, fma(c0, tau, Real(-0.5) * ve * (T * T))};
}

// The plan solved anew from here: three rounds of steering for a time to go and the time to go of that steering. The
// steering's share along the track, at least `least`, is averaged over the burn by Simpson's rule. Returns the way
// along the track at the burn's end.
template <class Real>
FARSIDE_INLINE Real solve_braking(const BrakingParams<Real>& p, const Track<Real>& k, const Burn<Real>& burn,
                                  const Real& least, const Real& level_m, const Real& t_s, BrakingPlan<Real>& plan) {
  const Real half(0.5), four(4.0), two(2.0), zero(0.0);
  const Real excess = k.ahead_m_s - p.speed_m_s, v_mid = half * (k.ahead_m_s + p.speed_m_s);
  const Real a0 = burn.acceleration_at(zero);
  const Real across = -k.gravity_right_m_s2, balance0 = balance(k, k.ahead_m_s, a0);
  const Real before = plan.end_s - t_s;
  Real T = select(before > zero, before, burn.time_for(excess, Real(0.96)));
  Real way(0.0);
  for (int round = 0; round < 3; ++round) {
    T = clamp(T, Real(1.0), Real(0.95) * burn.tau_s);
    const BurnIntegrals<Real> i = burn_integrals(burn, T);
    const Real a1 = burn.acceleration_at(half * T), a2 = burn.acceleration_at(T);
    i.solve(-p.speed_down_m_s - k.up_m_s, (level_m + p.height_m) - k.radius_m - k.up_m_s * T, plan.up, plan.up_1_s);
    i.solve(-k.right_m_s, -k.right_m - k.right_m_s * T, plan.right, plan.right_1_s);
    const Real share0 = along(plan.up + balance0, plan.right + across / a0, least);
    const Real share1 = along(fma(half * T, plan.up_1_s, plan.up) + balance(k, v_mid, a1),
                              fma(half * T, plan.right_1_s, plan.right) + across / a1, least);
    const Real share2 = along(fma(T, plan.up_1_s, plan.up) + balance(k, p.speed_m_s, a2),
                              fma(T, plan.right_1_s, plan.right) + across / a2, least);
    const Real first = a0 * share0, middle = a1 * share1;
    way = fma(k.ahead_m_s, T, -(i.c0 * (fma(two, middle, first) / fma(two, a1, a0))));
    T = burn.time_for(excess, fma(four, middle, fma(a2, share2, first)) / fma(four, a1, a0 + a2));
  }
  plan.solved_s = t_s;
  plan.end_s = t_s + T;
  return way;
}

// Direction of the thrust, and the plan for the way that is left. `exhaust_m_s` and `mass_kg` are believed: what counts
// is the acceleration that the thrust gives, thrust / mass.
template <class Real>
FARSIDE_INLINE Vec3<Real> guide_braking(const BrakingParams<Real>& p, bool controlled, const Track<Real>& k,
                                        const Real& exhaust_m_s, const Real& mass_kg, const Real& level_m,
                                        const Real& t_s, BrakingPlan<Real>& plan) {
  const Real zero(0.0), half(0.5);
  const Burn<Real> burn{exhaust_m_s, exhaust_m_s * mass_kg / plan.thrust_N};
  Real sin_rise, cos_rise;
  sin_cos(p.rise_max_rad, sin_rise, cos_rise);
  const Real left_s = plan.end_s - t_s;
  const MaskOf<Real> released = (plan.end_s > zero) & (left_s < p.release_s);
  if (!all(released)) {
    BrakingPlan<Real> fresh = plan;
    const Real way = solve_braking(p, k, burn, cos_rise, level_m, t_s, fresh);
    if (controlled) {
      // way to go at the mean radius of what is left; thrust that covers it: a burn's way goes with its inverse
      Real sine, cosine;
      sin_cos(p.azimuth_rad, sine, cosine);
      const Real behind = -fma(k.up_L.y, cosine, k.up_L.x * sine);
      const Real to_go = fma(half * (k.radius_m + level_m + p.height_m), atan2(behind, k.up_L.z), -p.lead_m);
      const MaskOf<Real> steers = (to_go > Real(1000.0)) & (way > Real(1000.0));
      const Real ratio = select(steers, way / select(steers, to_go, Real(1.0)), Real(1.0));
      fresh.thrust_N = clamp(ratio * fresh.thrust_N, p.thrust_N * (Real(1.0) - p.thrust_margin_frac),
                             p.thrust_N * (Real(1.0) + p.thrust_margin_frac));
    }
    plan = select(released, plan, fresh);
  }
  if (any(released)) {
    // in the last seconds that quotient of two small numbers is left as it is
    const MaskOf<Real> steers = released & (left_s > Real(3.0));
    const BurnIntegrals<Real> i = burn_integrals(burn, clamp(left_s, Real(1.0), Real(0.95) * burn.tau_s));
    plan.up = select(steers, i.solve_speed(-p.speed_down_m_s - k.up_m_s, plan.up_1_s), plan.up);
    plan.right = select(steers, i.solve_speed(-k.right_m_s, plan.right_1_s), plan.right);
    plan.solved_s = select(steers, t_s, plan.solved_s);
  }
  const Real a = burn.acceleration_at(zero), dt = t_s - plan.solved_s;
  Real up = fma(dt, plan.up_1_s, plan.up) + balance(k, k.ahead_m_s, a);
  Real right = fma(dt, plan.right_1_s, plan.right) - k.gravity_right_m_s2 / a;
  const Real aside = sqrt(fma(up, up, right * right));
  const MaskOf<Real> too_far = aside > sin_rise;
  const Real share = select(too_far, sin_rise / select(too_far, aside, Real(1.0)), Real(1.0));
  up = share * up;
  right = share * right;
  plan.saturated = select(too_far, Real(1.0), zero);
  const Real back = along(up, right, cos_rise);
  // the end follows from the speed along the track and from how the thrust leans now and then
  const Real ends_up = fma(max(left_s, zero), plan.up_1_s, up);
  const Real mean = half * (back + along(ends_up, right, cos_rise));
  plan.end_s = select(released, t_s + burn.time_for(k.ahead_m_s - p.speed_m_s, mean), plan.end_s);
  return unit_vector(axpy(up, k.up_L, axpy(right, k.right_L, -back * k.ahead_L)));
}

}  // namespace farside::inline FARSIDE_ISA
