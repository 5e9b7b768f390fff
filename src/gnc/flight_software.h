#pragma once
// The flight software of the lanes: navigation, then guidance, once a guidance interval; attitude control and the engine's cutoff once a
// control period. It sees `Measurements` and what it holds to be true (OnboardModel), and answers in `Commands`.
#include "gnc/commands.h"
#include "gnc/control.h"
#include "gnc/guidance/phased.h"
#include "gnc/onboard_gravity.h"
#include "gnc/onboard_model.h"
#include "lanes/lane_struct.h"
#include "sensors/measurements.h"
#include "vehicle/thrusters.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
class FlightSoftware {
 public:
  using Mask = MaskOf<Real>;
  explicit FlightSoftware(const OnboardModel& known)
      : known_(known), site_(site_of_lanes<Real>(known.site)), inertial_(known.options.gnc.navigation.mode == NavigationMode::inertial) {}

  void start(int lane, const GncParams<double>& settings);
  void guide(const Measurements<Real>& z);
  void control(const Measurements<Real>& z);
  // After a control period: what the accelerometers added up in it, at the attitude of its end.
  void feel(const Measurements<Real>& z);

  const Commands<Real>& commands() const { return out_; }
  bool inertial() const { return inertial_; }
  const Vec3<Real>& believed_p_I() const { return believed_.p_I; }
  Mask cut() const { return cut_; }
  // Where heights above the ground are asked for: from the end of braking on.
  Mask asks_height() const {
    if (known_.options.gnc.guidance.law != GuidanceLaw::phased) return Mask(false);
    return phased_.phase > phase_number<Real>(Phase::braking);
  }
  Real phase(const Real& time_s) const;

 private:
  Estimate<Real> navigate(const Measurements<Real>& z);

  const OnboardModel& known_;
  SiteFrame<Real> site_;
  bool inertial_;

  // a case a lane
  GncParams<Real> settings_;
  ThrusterParams<Real> thrusters_;  // as it holds them to be
  InertialState<Real> believed_;
  InertialGains<Real> nav_gains_;
  GuidanceCommand<Real> command_;
  PhasedState<Real> phased_;
  Vec3<Real> direction_I_;
  ControlGains<Real> gains_;
  ThrustTrim<Real> trim_;
  Mask cut_;
  Commands<Real> out_;
};

template <class Real>
void FlightSoftware<Real>::start(int i, const GncParams<double>& settings) {
  put_lane(settings_, i, settings);
  put_lane(thrusters_, i, known_.vehicle.thrusters);
  put_lane(phased_, i, phased_at_start(settings.guidance));
  Real* const off[] = {&command_.direction_L.x, &command_.direction_L.y, &command_.thrust_N, &trim_.x_m, &trim_.y_m};
  for (Real* x : off) set_lane(*x, i, 0.0);
  set_lane(command_.direction_L.z, i, 1.0);
  set_lane(command_.on, i, false);
  set_lane(cut_, i, false);
  if (!inertial_) return;
  put_lane(believed_, i, known_.start);
  put_lane(nav_gains_, i, inertial_gains(settings.navigation, known_.interval_s));
}

template <class Real>
Estimate<Real> FlightSoftware<Real>::navigate(const Measurements<Real>& z) {
  if (!inertial_) return {z.position_L.value, z.velocity_L.value, z.mass_kg.value, z.pad_height_m.value};
  const Real rate(known_.turning_rad_s);
  const Mask ranges = answers(z.height_m), sees_velocity = answers(z.velocity_I);
  if (any(ranges | sees_velocity)) {
    // the CG stands above the pad plane by what is known of the vehicle, along its axis
    const Vec3<Real> up_I = (Real(1.0) / norm(believed_.p_I)) * believed_.p_I;
    const Real cg_m = Real(known_.vehicle.mass.cg_z_m) * turned(conjugate(z.q_IB), up_I, Real(2.0) * up_I).z;
    believed_ = corrected(believed_, GroundMeasurement<Real>{ranges, sees_velocity, z.height_m.value, z.velocity_I.value}, nav_gains_,
                          site_.radius_m + cg_m, rate);
  }
  const SiteMotion<Real> b = motion_in_site(site_, turn_z_by(rate * z.time_s), rate, believed_.p_I, believed_.v_I);
  return {b.p_L, b.v_L, z.mass_kg.value, z.pad_height_m.value};
}

template <class Real>
void FlightSoftware<Real>::guide(const Measurements<Real>& z) {
  const CampaignOptions& o = known_.options;
  const Estimate<Real> estimate = navigate(z);
  const GuidanceLaw law = o.gnc.guidance.law;
  const Vec3<Real> believed_m{estimate.p_LB.x, estimate.p_LB.y, estimate.p_LB.z + site_.radius_m};
  const Real per_r = Real(1.0) / norm(believed_m);
  const Vec3<Real> up_L = per_r * believed_m;
  const GuidanceFrame<Real> frame{onboard_gravity(o.moon, known_.moon, site_, estimate),
                                  up_L,
                                  per_r * norm2(believed_m),
                                  site_.radius_m,
                                  z.time_s,
                                  Real(known_.interval_s)};
  const EngineParams<double>& engine = known_.vehicle.engine;
  command_ = law == GuidanceLaw::phased
                 ? PhasedGuidance<Real>(o.gnc.guidance, settings_.guidance, engine, estimate, frame, command_, phased_).command()
                 : farside::guide(law, settings_.guidance, engine, estimate, frame, command_);
  const Vec3<Real> thrust_L = select(cut_, up_L, command_.direction_L);  // falls upright
  const TurnZ<Real> turn = o.moon.rotation ? turn_z_by(Real(known_.turning_rad_s) * z.time_s) : TurnZ<Real>{Real(0.0), Real(1.0)};
  direction_I_ = inertial_from_site(site_, turn, thrust_L);
  const Mask burns = (!cut_) & command_.on;
  out_.engine_on = select(burns, Real(1.0), Real(0.0));
  out_.thrust_N = command_.thrust_N;
  out_.engine_wait_s = Real(0.0);
  const MassParams<double>& m = known_.vehicle.mass;
  const Real& mass = estimate.mass_kg;
  gains_ = control_gains(settings_.control, Vec3<Real>{fma(Real(m.gyration_x_m2), mass, Real(m.inertia_x_kg_m2)),
                                                       fma(Real(m.gyration_y_m2), mass, Real(m.inertia_y_kg_m2)),
                                                       fma(Real(m.gyration_z_m2), mass, Real(m.inertia_z_kg_m2))});
}

template <class Real>
void FlightSoftware<Real>::control(const Measurements<Real>& z) {
  const Mask near = answers(z.cutoff_m);
  if (any(near)) {
    const Mask now = near & !cut_ & cutoff_reached(settings_.guidance, z.cutoff_m.value);
    cut_ = cut_ | now;
    out_.engine_on = select(now, Real(0.0), out_.engine_on);
  }
  if (known_.options.gnc.control.mode == ControlMode::off) {
    out_.torque_B = {Real(0.0), Real(0.0), Real(0.0)};
    return;
  }
  const Vec3<Real> direction_B = turned(conjugate(z.q_IB), direction_I_, Real(2.0) * direction_I_);
  out_.torque_B = control_torque(gains_, direction_B, z.w_IB_B);
  if (any(gains_.trim_1_s > Real(0.0))) {
    const Real thrust_N = select(command_.on & !cut_, command_.thrust_N, Real(0.0));
    out_.torque_B = trimmed(gains_, limit_torque(thrusters_, out_.torque_B), thrust_N, Real(known_.control_s), trim_);
  }
}

template <class Real>
void FlightSoftware<Real>::feel(const Measurements<Real>& z) {
  const Real period(known_.control_s);
  const Vec3<Real>& change_B = z.velocity_change_B.value;
  const Vec3<Real> measured_I = turned(z.q_IB, change_B, Real(2.0) * change_B);
  const Real began_s = z.time_s - period;
  Vec3<Real> up_I{};  // of the target, which the uniform field alone asks for
  if (known_.options.moon.gravity.model == GravityModel::uniform)
    up_I = transposed_times(turn_z_by(Real(known_.turning_rad_s) * began_s), site_.R_LM.row2);
  believed_ = after_interval(believed_, measured_I, period,
                             [&](const Vec3<Real>& p_I) { return onboard_attraction(known_.options.moon, known_.moon, p_I, up_I); });
}

template <class Real>
Real FlightSoftware<Real>::phase(const Real& time_s) const {
  const GuidanceLaw law = known_.options.gnc.guidance.law;
  if (law == GuidanceLaw::phased) return phased_.phase;
  Real phase = phase_number<Real>(Phase::braking);
  if (law == GuidanceLaw::polynomial) {
    const PolynomialParams<Real>& p = settings_.guidance.polynomial;
    phase = select(time_s < p.braking.end_time_s, phase, phase_number<Real>(Phase::approach));
    phase = select(time_s < p.approach.end_time_s, phase, phase_number<Real>(Phase::descent));
  }
  return phase;
}

}  // namespace farside::inline FARSIDE_ISA
