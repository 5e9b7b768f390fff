#pragma once
// Guidance law `phased`: the phases of a Chang'e landing, each with its own law (M13, M26; Li, Jiang and Tao 2016, J. Spacecr. Rockets;
// record/phases.h names them).
//   ignition     low thrust against the motion, for a time
//   braking      explicit guidance at constant thrust                         until its time to go is over
//   adjust       thrust and attitude linear in time                           for a time
//   approach     acceleration quadratic in time, limited descent rate         until its time to go is over, or the hover's height
//   hover        stands over a place                                          for a time
//   translation  over to another place and down                               until its height
//   descent      straight down at constant speed                              until the cutoff
// Lanes are mostly in the same phase: only what some lane is in is computed, and what a lane gets never depends on another.
#include "flight/flight_options.h"
#include "gnc/guidance.h"
#include "gnc/guidance/braking.h"
#include "gnc/guidance/quartic.h"
#include "record/phases.h"
#include "vehicle/mass.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
FARSIDE_INLINE Real phase_number(Phase phase) {
  return Real(double(static_cast<int>(phase)));
}

// What stays between two commands. Nothing but Reals.
template <class Real>
struct PhasedState {
  Real phase, since_s;  // a Phase; when it began
  BrakingPlan<Real> braking;
  Vec3<Real> direction_L;  // thrust at the start of `adjust`
  Real thrust_N;           // the same
  Real approach_end_s;
  Vec3<Real> place_L;  // over which it hovers
};

inline PhasedState<double> phased_at_start(const GuidanceParams<double>& p) {
  PhasedState<double> s{};
  s.braking.thrust_N = p.braking.thrust_N;
  return s;
}

// A thrust acceleration leant no more than `tangent` from the vertical; what is vertical comes first.
template <class Real>
FARSIDE_INLINE Vec3<Real> within_cone(const Vec3<Real>& a_L, const Vec3<Real>& up_L, const Real& tangent) {
  const Real up = max(dot(a_L, up_L), Real(1e-3));
  const Vec3<Real> across = axpy(-dot(a_L, up_L), up_L, a_L);
  const Real share = min(tangent * up / max(norm(across), Real(1e-12)), Real(1.0));
  return axpy(up, up_L, share * across);
}

// From a to b, both unit vectors, at the part 0..1 of the angle between.
template <class Real>
FARSIDE_INLINE Vec3<Real> turned_part(const Vec3<Real>& a, const Vec3<Real>& b, const Real& part) {
  const Real cosine = dot(a, b), sine = norm(cross(a, b));
  const Real angle = atan2(sine, cosine);
  const MaskOf<Real> apart = sine > Real(1e-6);
  const Real per_sine = Real(1.0) / select(apart, sine, Real(1.0));
  return select(apart, axpy(per_sine * sin((Real(1.0) - part) * angle), a, (per_sine * sin(part * angle)) * b), b);
}

template <class Real>
class PhasedGuidance {
 public:
  PhasedGuidance(const GuidanceOptions& options, const GuidanceParams<Real>& p, const EngineParams<double>& known, const Estimate<Real>& x,
                 const GuidanceFrame<Real>& f, const GuidanceCommand<Real>& last, PhasedState<Real>& s)
      : controlled_(options.braking.range == BrakingRange::controlled), p_(p), known_(known), x_(x), f_(f), s_(s), command_(last) {
    command_.on = Mask(true);
  }

  GuidanceCommand<Real> command() {
    ignite();
    brake();
    adjust();
    approach();
    stand();
    return command_;
  }

 private:
  using Mask = MaskOf<Real>;

  Mask in(Phase phase) const { return s_.phase == phase_number<Real>(phase); }
  Real elapsed_s() const { return f_.t_s - s_.since_s; }
  void enter(Phase phase, Mask now) {
    s_.phase = select(now, phase_number<Real>(phase), s_.phase);
    s_.since_s = select(now, f_.t_s, s_.since_s);
  }
  void set(Mask now, const Vec3<Real>& direction_L, const Real& thrust_N) {
    command_.direction_L = select(now, direction_L, command_.direction_L);
    command_.thrust_N = select(now, thrust_N, command_.thrust_N);
  }
  void set_acceleration(Mask now, const Vec3<Real>& wanted_L) {
    Real sine, cosine;
    sin_cos(p_.approach.tilt_max_rad, sine, cosine);
    const Vec3<Real> a_L = within_cone(wanted_L - f_.gravity_L, f_.up_L, sine / cosine);
    const Real size = norm(a_L);
    set(now, (Real(1.0) / size) * a_L, clamp(x_.mass_kg * size, Real(known_.thrust_min_N), Real(known_.thrust_max_N)));
  }
  Vec3<Real> across(const Vec3<Real>& a_L) const { return axpy(-dot(a_L, f_.up_L), f_.up_L, a_L); }

  void ignite() {
    const Mask here = in(Phase::ignition);
    if (!any(here)) return;
    set(here, (Real(-1.0) / norm(x_.v_LB)) * x_.v_LB, p_.ignition.thrust_N);
    enter(Phase::braking, here & (elapsed_s() >= p_.ignition.time_s));
  }

  void brake() {
    const Mask here = in(Phase::braking);
    if (!any(here)) return;
    const Track<Real> track = track_at(x_, f_.gravity_L, f_.up_L, f_.radius_m, p_.braking.azimuth_rad);
    BrakingPlan<Real> plan = s_.braking;
    const Vec3<Real> direction =
        guide_braking(p_.braking, controlled_, track, Real(known_.isp_s * standard_gravity_m_s2), x_.mass_kg, f_.level_m, f_.t_s, plan);
    s_.braking = select(here, plan, s_.braking);
    set(here, direction, plan.thrust_N);
    const Mask over = here & !(plan.end_s - f_.t_s > Real(0.5) * f_.period_s);
    s_.direction_L = select(over, command_.direction_L, s_.direction_L);
    s_.thrust_N = select(over, command_.thrust_N, s_.thrust_N);
    enter(Phase::adjust, over);
  }

  void adjust() {
    const Mask here = in(Phase::adjust);
    if (!any(here)) return;
    // a command holds until the next: that of the middle
    const Real part = min((elapsed_s() + Real(0.5) * f_.period_s) / max(p_.adjust.time_s, f_.period_s), Real(1.0));
    const Real end_N = p_.adjust.thrust_per_weight * x_.mass_kg * norm(f_.gravity_L);
    set(here, turned_part(s_.direction_L, f_.up_L, part), fma(part, end_N - s_.thrust_N, s_.thrust_N));
    const Mask over = here & (elapsed_s() >= p_.adjust.time_s);
    enter(Phase::approach, over);
    const ApproachParams<Real>& a = p_.approach;
    const Real tgo_s =
        quartic_time_to_go(p_.hover.height_m - x_.height_m, dot(x_.v_LB, f_.up_L), -a.speed_m_s, a.acceleration_m_s2, Real(0.0));
    s_.approach_end_s = select(over, f_.t_s + clamp(tgo_s, a.hold_s, Real(1000.0)), s_.approach_end_s);
  }

  void approach() {
    const Mask here = in(Phase::approach);
    if (!any(here)) return;
    const ApproachParams<Real>& a = p_.approach;
    const Real left_s = s_.approach_end_s - f_.t_s, tgo_s = max(left_s, a.hold_s);
    const Real climb = dot(x_.v_LB, f_.up_L), above_m = x_.height_m - p_.hover.height_m;
    Real up = quartic_acceleration(-above_m, climb - a.speed_m_s, a.acceleration_m_s2, tgo_s);
    const Real fastest = sqrt(fma(a.speed_m_s, a.speed_m_s, Real(2.0) * a.limit_m_s2 * max(above_m, Real(0.0))));
    up = max(fma(p_.hover.velocity_gain_1_s, -fastest - climb, a.limit_m_s2), up);
    const Vec3<Real> v = across(x_.v_LB);
    const Vec3<Real> to_target = across(-x_.p_LB), zero{Real(0.0), Real(0.0), Real(0.0)};
    const Vec3<Real> sideways = controlled_ ? Vec3<Real>{quartic_acceleration(to_target.x, v.x, zero.x, tgo_s),
                                                         quartic_acceleration(to_target.y, v.y, zero.y, tgo_s),
                                                         quartic_acceleration(to_target.z, v.z, zero.z, tgo_s)}
                                            : -a.gain_1_s * v;
    set_acceleration(here, axpy(up, f_.up_L, sideways));
    const Mask over = here & ((left_s <= Real(0.5) * f_.period_s) | (above_m <= Real(0.0)));
    s_.place_L = select(over, x_.p_LB, s_.place_L);
    enter(Phase::hover, over);
  }

  // Hover, translation and descent: towards a velocity that follows from place and height.
  void stand() {
    const Mask hovers = in(Phase::hover), moves = in(Phase::translation), descends = in(Phase::descent);
    if (!any(hovers | moves | descends)) return;
    const HoverParams<Real>& h = p_.hover;
    const TranslationParams<Real>& m = p_.translation;
    enter(Phase::translation, hovers & (elapsed_s() >= h.time_s));
    enter(Phase::descent, in(Phase::translation) & (x_.height_m <= m.height_m));

    const Mask hovering = in(Phase::hover), descending = in(Phase::descent);
    const Real zero(0.0), limit = m.speed_m_s;
    const Vec3<Real> divert{select(hovering, zero, m.east_m), select(hovering, zero, m.north_m), zero};
    const Vec3<Real> away = across((s_.place_L + divert) - x_.p_LB);
    const auto towards = [&](const Real& way_m) { return clamp(h.position_gain_1_s * way_m, -limit, limit); };
    Vec3<Real> v{towards(away.x), towards(away.y), towards(away.z)};
    v = select(descending, Vec3<Real>{zero, zero, zero}, v);
    const Real above_m = max(x_.height_m - m.height_m, zero), speed = p_.descent.speed_m_s;
    const Real lowering = min(m.speed_down_m_s, sqrt(fma(speed, speed, Real(2.0) * m.limit_m_s2 * above_m)));
    const Real climb =
        select(hovering, clamp(h.position_gain_1_s * (h.height_m - x_.height_m), -limit, limit), select(descending, -speed, -lowering));
    const Vec3<Real> wanted = axpy(climb, f_.up_L, v);
    set_acceleration(hovers | moves | descends, h.velocity_gain_1_s * (wanted - x_.v_LB));
  }

  bool controlled_;
  const GuidanceParams<Real>& p_;
  const EngineParams<double>& known_;
  const Estimate<Real>& x_;
  const GuidanceFrame<Real>& f_;
  PhasedState<Real>& s_;
  GuidanceCommand<Real> command_;
};

}  // namespace farside::inline FARSIDE_ISA
