#pragma once
// Guidance law `phased`: the phases of a Chang'e landing, each with its own law (M13, M26; Li, Jiang and Tao 2016, J.
// Spacecr. Rockets; record/phases.h names them). A phase is entered by height, speed or time, whichever it is about,
// and has a way on where it can't keep to its plan.
//   ignition     low thrust against the motion                                for a time
//   braking      explicit guidance at constant thrust                         until the speed along the track is down
//   adjust       thrust and attitude linear in time                           for a time
//   approach     down at speeds that a steady deceleration stops; while it is slower it falls at the least thrust
//                                                             until it stands at the hover's height; to `descent` if it
//                                                             never comes upright
//   hover        stands over a place, never climbing to it                    for a time
//   translation  over to another place and down                               until its height
//   descent      straight down at constant speed                              until the cutoff
// With hazard avoidance the other place is the one that was chosen (gnc/hazard/), and the descent steers to it down to
// a height.
// What is due before the next control command happens now, at its own time: the command waits so long
// (GuidanceCommand::wait_s), and the next phase's clock starts there. Lanes are mostly in the same phase: only what
// some lane is in is computed, and what a lane gets never depends on another.
#include "gnc/gnc_options.h"
#include "gnc/guidance.h"
#include "gnc/guidance/braking.h"
#include "gnc/guidance/speed_profile.h"
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
  Real due_s;           // when it is expected to end
  BrakingPlan<Real> braking;
  Vec3<Real> direction_L;  // thrust at the start of `adjust`
  Real thrust_N;           // the same
  Vec3<Real> place_L;      // over which it hovers
  Real hover_m;            // at this height
  Vec3<Real> site_L;       // chosen by hazard avoidance
  Real sited, looks;       // 1 once there is one; how often it has looked for it
  Real saturated;          // 1 where this command asked for more than thrust or tilt can give
};

inline PhasedState<double> phased_at_start(const GuidanceParams<double>& p) {
  PhasedState<double> s{};
  s.braking.thrust_N = p.braking.thrust_N;
  s.due_s = p.ignition.time_s;
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
  // `steer_height_m`: down to which the descent steers to a chosen place; null: nothing looks for one.
  PhasedGuidance(const GuidanceOptions& options, const GuidanceParams<Real>& p, const EngineParams<double>& known,
                 const Estimate<Real>& x, const GuidanceFrame<Real>& f, const GuidanceCommand<Real>& last,
                 PhasedState<Real>& s, const Real* steer_height_m = nullptr)
      : controlled_(options.braking.range == BrakingRange::controlled),
        insists_(options.approach.insists),
        steer_height_m_(steer_height_m),
        p_(p),
        known_(known),
        x_(x),
        f_(f),
        s_(s),
        command_(last) {
    command_.on = Mask(true);
    command_.wait_s = Real(0.0);
    command_.for_s = Real(for_ever_s);
    s_.saturated = Real(0.0);
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
  Real elapsed_s() const { return max(f_.t_s - s_.since_s, Real(0.0)); }
  Mask due(const Real& when_s) const { return when_s < f_.t_s + f_.soon_s; }
  // Enters a phase at `when_s`: now, or before the next control command.
  void enter(Phase phase, Mask now, const Real& when_s) {
    const Real at_s = max(when_s, f_.t_s);
    s_.phase = select(now, phase_number<Real>(phase), s_.phase);
    s_.since_s = select(now, at_s, s_.since_s);
    s_.due_s = select(now, Real(for_ever_s), s_.due_s);
    command_.wait_s = select(now, at_s - f_.t_s, command_.wait_s);
  }
  void expect_end(Mask now, const Real& when_s) { s_.due_s = select(now, when_s, s_.due_s); }
  void set(Mask now, const Vec3<Real>& direction_L, const Real& thrust_N) {
    command_.direction_L = select(now, direction_L, command_.direction_L);
    command_.thrust_N = select(now, thrust_N, command_.thrust_N);
  }
  void set_acceleration(Mask now, const Vec3<Real>& wanted_L) {
    Real sine, cosine;
    sin_cos(p_.approach.tilt_max_rad, sine, cosine);
    const Vec3<Real> asked_L = wanted_L - f_.gravity_L, a_L = within_cone(asked_L, f_.up_L, sine / cosine);
    const Real size = norm(a_L), most(known_.thrust_max_N), thrust_N = x_.mass_kg * size;
    set(now, (1.0 / size) * a_L, clamp(thrust_N, Real(known_.thrust_min_N), most));
    const Mask leans = (norm2(asked_L - a_L) > Real(1e-6)) &
                       (dot(asked_L, f_.up_L) > Real(0.0));  // a fall at the least thrust doesn't count as saturation
    const Mask beyond = now & ((thrust_N > most) | leans);
    s_.saturated = select(beyond, Real(1.0), s_.saturated);
  }
  Vec3<Real> across(const Vec3<Real>& a_L) const { return axpy(-dot(a_L, f_.up_L), f_.up_L, a_L); }
  Real climb_m_s() const { return dot(x_.v_LB, f_.up_L); }
  // Acceleration down along a profile, held over the period: towards its speed, and as it slows where the vehicle goes
  // on at its own.
  Real follow_down(const ProfileSpeed<Real>& v) const {
    const Real climb = climb_m_s(), part = clamp(-climb / max(v.speed_m_s, Real(1e-3)), Real(0.0), Real(1.0));
    return fma(sampled_gain(p_.hover.velocity_gain_1_s, f_.period_s), -v.speed_m_s - climb, part * v.deceleration_m_s2);
  }

  void ignite() {
    const Mask here = in(Phase::ignition);
    if (!any(here)) return;
    set(here, (Real(-1.0) / norm(x_.v_LB)) * x_.v_LB, p_.ignition.thrust_N);
    const Real end_s = s_.since_s + p_.ignition.time_s;
    expect_end(here, end_s);
    enter(Phase::braking, here & due(end_s), end_s);
  }

  void brake() {
    const Mask here = in(Phase::braking);
    if (!any(here)) return;
    const Track<Real> track = track_at(x_, f_.gravity_L, f_.up_L, f_.radius_m, p_.braking.azimuth_rad);
    BrakingPlan<Real> plan = s_.braking;
    const Vec3<Real> direction =
        guide_braking(p_.braking, controlled_, track, Real(known_.isp_s * standard_gravity_m_s2), x_.mass_kg,
                      f_.level_m, f_.t_s, plan);
    s_.braking = select(here, plan, s_.braking);
    set(here, direction, plan.thrust_N);
    s_.saturated = select(here, plan.saturated, s_.saturated);
    expect_end(here, plan.end_s);
    const Mask over = here & due(plan.end_s);
    s_.direction_L = select(over, direction, s_.direction_L);
    s_.thrust_N = select(over, plan.thrust_N, s_.thrust_N);
    enter(Phase::adjust, over, plan.end_s);
  }

  void adjust() {
    const Mask here = in(Phase::adjust);
    if (!any(here)) return;
    // a command holds until the next: that of the middle
    const Real time_s = max(p_.adjust.time_s, f_.soon_s), end_s = s_.since_s + p_.adjust.time_s;
    const Real part = min((elapsed_s() + Real(0.5) * f_.period_s) / time_s, Real(1.0));
    const Real end_N = p_.adjust.thrust_per_weight * x_.mass_kg * norm(f_.gravity_L);
    set(here, turned_part(s_.direction_L, f_.up_L, part), fma(part, end_N - s_.thrust_N, s_.thrust_N));
    expect_end(here, end_s);
    enter(Phase::approach, here & due(end_s), end_s);
  }

  void approach() {
    const Mask here = in(Phase::approach);
    if (!any(here)) return;
    const ApproachParams<Real>& a = p_.approach;
    const Real half_s = Real(0.5) * f_.period_s, climb = climb_m_s(), above_m = x_.height_m - p_.hover.height_m;
    const auto down = [&](const Real& way_m) {
      return profile_speed(way_m, a.deceleration_m_s2, a.settling_1_s, a.speed_max_m_s);
    };
    const ProfileSpeed<Real> v = down(max(fma(half_s, climb, above_m), Real(0.0)));  // of the middle of the period
    const Real up = follow_down(v);
    const Vec3<Real> v_L = across(x_.v_LB);
    Vec3<Real> sideways = -sampled_gain(a.gain_1_s, f_.period_s) * v_L;
    if (controlled_) {
      Real sine, cosine;
      sin_cos(a.tilt_max_rad, sine, cosine);
      const Real slows = Real(0.4) * (sine / cosine) * norm(f_.gravity_L);
      const Vec3<Real> to_target = across(-x_.p_LB) - half_s * v_L;
      const Real way_m = norm(to_target);
      ProfileSpeed<Real> u = profile_speed(way_m, slows, a.gain_1_s, a.speed_max_m_s);
      // no faster than what twice that takes off until it settles over the hover's height
      const Real hard = slows + slows, settling_s = Real(2.0) / a.settling_1_s;
      const Real left_s = Real(2.0) * max(above_m, Real(0.0)) / max(v.speed_m_s, Real(1e-3)) - settling_s;
      const Real most = fma(hard, max(left_s, Real(0.0)), Real(0.5) * p_.translation.speed_m_s);
      const Mask limited = Mask(!insists_) & (u.speed_m_s > most);
      u = {select(limited, most, u.speed_m_s), select(limited, hard, u.deceleration_m_s2)};
      const Vec3<Real> ahead_L = (Real(1.0) / max(way_m, Real(1e-9))) * to_target;
      const Real gain = sampled_gain(p_.hover.velocity_gain_1_s, f_.period_s);
      const Real part = clamp(dot(v_L, ahead_L) / max(u.speed_m_s, Real(1e-3)), Real(0.0), Real(1.0));
      sideways = gain * (u.speed_m_s * ahead_L - v_L) - (part * u.deceleration_m_s2) * ahead_L;
    }
    set_acceleration(here, axpy(up, f_.up_L, sideways));
    // it stands, or has had its time to settle in the last of the way: an error of the climb rate must not hold it up
    // for ever
    const Mask close = here & (above_m <= Real(10.0));
    expect_end(close & (s_.due_s >= Real(for_ever_s)), f_.t_s + Real(15.0));
    const Mask slow = controlled_ && !insists_ ? norm(v_L) <= p_.translation.speed_m_s : Mask(true);
    const Mask over =
        close & (x_.steady > Real(0.5)) & (((climb > Real(-0.5)) & slow) | due(s_.due_s));  // who tumbles doesn't hover
    const Mask never =
        close & (!over) & due(s_.due_s + Real(30.0));  // nor does it wait for ever: down under throttle, cutoff armed
    s_.place_L = select(over, x_.p_LB, s_.place_L);
    s_.hover_m = select(over, min(x_.height_m, p_.hover.height_m), s_.hover_m);
    enter(Phase::hover, over, f_.t_s);
    enter(Phase::descent, never, f_.t_s);
  }

  // Hover, translation and descent: towards a velocity that follows from place and height.
  void stand() {
    const Mask hovers = in(Phase::hover), moves = in(Phase::translation), descends = in(Phase::descent);
    if (!any(hovers | moves | descends)) return;
    const HoverParams<Real>& h = p_.hover;
    const TranslationParams<Real>& m = p_.translation;
    const Real zero(0.0), limit = m.speed_m_s, climb_now = climb_m_s();
    const Real hover_end_s = s_.since_s + h.time_s;
    expect_end(hovers, hover_end_s);
    enter(Phase::translation, hovers & due(hover_end_s), hover_end_s);
    // when the height will be there at the speed of now
    const Real left_m = x_.height_m - m.height_m, low_s = f_.t_s + max(left_m, zero) / max(-climb_now, Real(1e-3));
    const Mask lowers = in(Phase::translation);
    expect_end(lowers, low_s);
    enter(Phase::descent, lowers & due(low_s), low_s);

    const Mask hovering = in(Phase::hover), descending = in(Phase::descent);
    const Vec3<Real> divert{select(hovering, zero, m.east_m), select(hovering, zero, m.north_m), zero};
    Vec3<Real> aim_L = s_.place_L + divert;
    Mask straight = descending;
    if (steer_height_m_) {
      const Mask sited = (s_.sited > Real(0.5)) & !hovering;
      aim_L = select(sited, s_.site_L, aim_L);
      straight = descending & !(sited & (x_.height_m > *steer_height_m_));
    }
    const Vec3<Real> away = across(aim_L - x_.p_LB);
    const Real to_place = sampled_gain(h.position_gain_1_s, f_.period_s);
    const auto over_to = [&](const Real& way_m) { return clamp(to_place * way_m, -limit, limit); };
    Vec3<Real> v{over_to(away.x), over_to(away.y), over_to(away.z)};
    v = select(straight, Vec3<Real>{zero, zero, zero}, v);
    const Real above_m = max(fma(Real(0.5) * f_.period_s, climb_now, left_m), zero), speed = p_.descent.speed_m_s;
    const Real lowering = min(m.speed_down_m_s, sqrt(fma(speed, speed, Real(2.0) * m.limit_m_s2 * above_m)));
    const Mask slows = (!hovering) & (!descending) & (lowering < m.speed_down_m_s) & (lowering > speed);
    const Real climb = select(hovering, clamp(to_place * (s_.hover_m - x_.height_m), -limit, limit),
                              select(descending, -speed, -lowering));
    const Vec3<Real> wanted = axpy(climb, f_.up_L, v);
    const Real gain = sampled_gain(h.velocity_gain_1_s, f_.period_s);
    const Real part = select(slows, clamp(-climb_now / max(lowering, Real(1e-3)), zero, Real(1.0)), zero);
    set_acceleration(hovers | moves | descends, axpy(part * m.limit_m_s2, f_.up_L, gain * (wanted - x_.v_LB)));
  }

  bool controlled_, insists_;
  const Real* steer_height_m_;
  const GuidanceParams<Real>& p_;
  const EngineParams<double>& known_;
  const Estimate<Real>& x_;
  const GuidanceFrame<Real>& f_;
  PhasedState<Real>& s_;
  GuidanceCommand<Real> command_;
};

}  // namespace farside::inline FARSIDE_ISA
