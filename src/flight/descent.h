#pragma once
// The powered descent of a block of cases, one case a lane. Time runs in guidance intervals; a finished lane takes the next case at the
// start of the next interval, so that guidance and control are due in all lanes at once.
#include "flight/descent_step.h"
#include "flight/descent_world.h"
#include "flight/ending.h"
#include "flight/pads.h"
#include "flight/start.h"
#include "flight/trace.h"
#include "gnc/control.h"
#include "gnc/guidance/phased.h"
#include "gnc/inertial.h"
#include "gnc/onboard_gravity.h"
#include "lanes/lane_struct.h"
#include "sensors/imu.h"
#include "vehicle/thrusters.h"

namespace farside::inline FARSIDE_ISA {

template <class Real, bool products>
class DescentLoop {
 public:
  explicit DescentLoop(const DescentWorld& world) : w_(world) {
    const Mat3<double>& r = world.site.R_LM;
    const auto wide = [](const Vec3<double>& a) { return Vec3<Real>{Real(a.x), Real(a.y), Real(a.z)}; };
    site_ = {{wide(r.row0), wide(r.row1), wide(r.row2)}, wide(world.site.p_ML_M), Real(world.site.radius_m)};
    active_ = MaskOf<Real>(false);
    sizes_ = step_sizes<Real>(world.step_s);
    input_.rcs_flow_kg_s = Real(0.0);
    const DescentState<double> nominal = start_of(world.known);
    start_believed_ = {nominal.p_I, nominal.v_I};
    turning_believed_rad_s_ = world.turning_rad_s(world.known.moon);
  }

  // Flies cases 0..count-1 of the block; ends[i] is how case i ended. False when it was told to stop before.
  bool fly(const CaseBlock& block, int count, DescentEnd* ends, Tracer<Real>& trace);

 private:
  static constexpr int width = LaneTraits<Real>::count;
  using Mask = MaskOf<Real>;

  const DescentState<Real>& state() const { return states_[now_]; }
  bool inertial() const { return w_.options.gnc.navigation.mode == NavigationMode::inertial; }
  DescentState<double> start_of(const CaseParams<double>& p) const;
  void start_case(int lane, int index, const double* params);
  void guide_all();
  void fly_interval(Tracer<Real>& trace);
  void hold_field(const Real& t_s);
  void control_all(const Real& t_s);
  void step_all(int control, int step);
  void end_lanes(const Real& t_s);
  Clearance<Real> clearance(const DescentState<Real>& s, const Real& t_s, Mask& covered) const;
  void end_lane(int lane, DescentEnding ending, double f, double t_end_s, bool covered);
  TraceRecord sample(double t_s) const;
  // A vector of the inertial frame in body axes.
  Vec3<Real> to_body(const Vec3<Real>& a_I) const { return turned(conjugate(state().q_IB), a_I, Real(2.0) * a_I); }
  Vec3<Real> to_inertial(const Vec3<Real>& a_B) const { return turned(state().q_IB, a_B, Real(2.0) * a_B); }
  TurnZ<Real> moon_turn(const Real& t_s) const {
    if (!w_.options.moon.rotation) return {Real(0.0), Real(1.0)};
    return turn_z_by(rate_ * t_s);
  }

  struct InSite {
    Vec3<Real> p_L, v_L;
  };
  InSite in_site(const Vec3<Real>& p_I, const Vec3<Real>& v_I, const TurnZ<Real>& turn, const Real& rate_rad_s) const {
    const Vec3<Real> p_M = turn * p_I, v_M = turn * v_I;
    return {site_from_moon(site_, p_M), site_.R_LM * relative_velocity(rate_rad_s, p_M, v_M)};
  }
  InSite in_site(const DescentState<Real>& s, const TurnZ<Real>& turn) const { return in_site(s.p_I, s.v_I, turn, rate_); }

  void start_navigation(int lane, const CaseParams<double>& p, const DescentState<double>& truth);
  Estimate<Real> navigate(const InSite& x, const TurnZ<Real>& turn, const Real& t_s, const Real& mass_kg, const Real& above_m);
  void feel(const InertialState<Real>& before, const Real& t_s);
  Real measured_height(const InSite& x, const TurnZ<Real>& turn) const;
  void log_phase(const Real& t_s, const InSite& x, const Real& mass_kg);
  void log_start(Phase phase, Mask now, const Real& t_s, const InSite& x, const Real& mass_kg);

  const DescentWorld& w_;
  SiteFrame<Real> site_;
  // what the flight software believes of every case
  InertialState<double> start_believed_;  // the nominal start
  double turning_believed_rad_s_;

  // a case a lane
  CaseParams<Real> params_;
  Ground<Real> ground_;
  Real rate_;          // of the Moon's turning, rad/s
  Real flow_per_N_m_;  // thruster flow per torque
  PadCircle<Real> pads_;
  Real elapsed_ticks_;            // at the start of the interval
  DescentState<Real> states_[2];  // of which one is now, the other that of the step before
  int now_ = 0;
  DescentLog<Real> log_;
  Real logged_phase_;  // in which a lane was at its last guidance
  EngineState<Real> engine_;
  EngineResponse<Real> response_;
  GuidanceCommand<Real> command_;
  PhasedState<Real> phased_;
  InertialState<Real> believed_;
  InertialGains<Real> nav_gains_;
  Vec3<Real> nav_error_I_;  // believed minus true position
  Vec3<Real> direction_I_;
  ControlGains<Real> gains_;
  ThrustTrim<Real> trim_;
  StepConstants<Real, products> constants_;
  StepInput<Real> input_;
  StepSizes<Real> sizes_;
  Vec3<Real> torque_B_;
  Clearance<Real> clearance_before_;
  Real height_m_;  // of the pad plane, as measured
  Mask active_, cut_, near_;
  bool watch_ = false;  // some lane may end in this interval
  int case_[width];
  DescentEnd* ends_ = nullptr;
};

template <class Real, bool products>
bool DescentLoop<Real, products>::fly(const CaseBlock& block, int count, DescentEnd* ends, Tracer<Real>& trace) {
  ends_ = ends;
  for (int& c : case_) c = -1;
  int next = 0;
  for (;;) {
    for (int i = 0; i < width; ++i) {
      if (lane(active_, i)) continue;
      if (next < count) {
        start_case(i, next, block.params + static_cast<std::size_t>(next) * param_count);
        ++next;
      } else if (case_[i] < 0 && next > 0) {
        start_case(i, 0, block.params);  // an idle lane flies something valid, and nobody looks
        set_lane(active_, i, false);
      }
    }
    if (!any(active_)) return true;
    if (told_to_stop(block)) return false;
    guide_all();
    fly_interval(trace);
    elapsed_ticks_ = elapsed_ticks_ + Real(double(w_.options.gnc.guidance.period_ticks));
  }
}

template <class Real, bool products>
[[gnu::noinline]] void DescentLoop<Real, products>::fly_interval([[maybe_unused]] Tracer<Real>& trace) {
  for (int c = 0; c < w_.controls; ++c) {
    const Real t_s = Real(tick_s) * (elapsed_ticks_ + Real(double(c) * w_.options.gnc.control.period_ticks));
    hold_field(t_s);
    control_all(t_s);
    if constexpr (width == 1) {
      if (trace.sink && any(active_)) trace.add(sample(t_s));  // not what is flown on to the end of the interval
    }
    const InertialState<Real> before{state().p_I, state().v_I};
    for (int s = 0; s < w_.steps; ++s) step_all(c, s);
    if (inertial()) feel(before, t_s);
  }
}

template <class Real, bool products>
DescentState<double> DescentLoop<Real, products>::start_of(const CaseParams<double>& p) const {
  if (w_.options.start == StartMode::descent) return start_of_descent(p.start.descent, w_.site);
  return start_at_site(p.start.site, w_.site, w_.turning_rad_s(p.moon));
}

template <class Real, bool products>
void DescentLoop<Real, products>::start_case(int i, int index, const double* values) {
  const CaseParams<double>& p = *reinterpret_cast<const CaseParams<double>*>(values);
  const CampaignOptions& o = w_.options;
  DescentState<double> s = start_of(p);
  s.propellant_kg = p.vehicle.mass.propellant_kg;
  s.rcs_propellant_kg = p.vehicle.mass.rcs_propellant_kg;
  put_lane(params_, i, p);
  put_lane(states_[now_], i, s);
  start_navigation(i, p, s);
  put_lane(log_, i, empty_log());
  set_lane(logged_phase_, i, -1.0);
  put_lane(phased_, i, phased_at_start(p.gnc.guidance));
  const Ground<double> ground = make_ground(w_.view, p.moon.terrain, w_.site.radius_m);
  ground_.view = w_.view;
  set_lane(ground_.radius_m, i, ground.radius_m);
  set_lane(ground_.slope_east, i, ground.slope_east);
  set_lane(ground_.slope_north, i, ground.slope_north);
  set_lane(rate_, i, w_.turning_rad_s(p.moon));
  const ThrusterParams<double>& thrusters = p.vehicle.thrusters;
  set_lane(flow_per_N_m_, i, o.vehicle.thrusters.uses_propellant ? 1.0 / (thrusters.arm_m * thrusters.isp_s * standard_gravity_m_s2) : 0.0);
  set_lane(elapsed_ticks_, i, 0.0);
  put_lane(pads_, i, pad_circle(p.vehicle.legs));

  Real* const off[] = {&engine_.thrust_N,
                       &engine_.target_N,
                       &engine_.last_target_N,
                       &engine_.delay_left_s,
                       &engine_.exhaust_speed_m_s,
                       &command_.direction_L.x,
                       &command_.direction_L.y,
                       &command_.thrust_N,
                       &trim_.x_m,
                       &trim_.y_m};
  for (Real* x : off) set_lane(*x, i, 0.0);
  set_lane(engine_.on, i, false);
  put_lane(response_, i, engine_response(p.vehicle.engine, w_.step_s));
  set_lane(command_.direction_L.z, i, 1.0);
  set_lane(command_.on, i, false);

  const GravityModel model = o.moon.gravity.model;
  const bool oblate = model == GravityModel::j2 || model == GravityModel::spherical_harmonic;
  const GravityParams<double>& g = p.moon.gravity;
  set_lane(constants_.gm_m3_s2, i, model == GravityModel::uniform ? 0.0 : g.gm_m3_s2);
  set_lane(constants_.j2_term_m2, i, oblate ? 1.5 * g.j2 * (g.reference_radius_m * g.reference_radius_m) : 0.0);
  const Vec3<double> axis = thrust_direction(p.vehicle.engine);
  put_lane(constants_.axis_B, i, axis);
  put_lane(constants_.twice_axis_B, i, 2.0 * axis);
  set_lane(constants_.usable_floor_kg, i, p.vehicle.mass.unusable_propellant_kg);
  set_lane(active_, i, true);
  set_lane(cut_, i, false);
  case_[i] = index;
}

// Once an interval: what navigation says, what guidance wants, what the engine is told; mass properties; who may end soon.
template <class Real, bool products>
void DescentLoop<Real, products>::guide_all() {
  const CampaignOptions& o = w_.options;
  const VehicleParams<Real>& v = params_.vehicle;
  const Real t_s = Real(tick_s) * elapsed_ticks_, zero(0.0);
  const Real mass = mass_of(params_, state());
  const TurnZ<Real> turn = moon_turn(t_s);
  const InSite x = in_site(state(), turn);

  const Vec3<Real> from_centre{x.p_L.x, x.p_L.y, x.p_L.z + site_.radius_m};
  const Real above = norm(from_centre) - site_.radius_m;
  const Estimate<Real> estimate = navigate(x, turn, t_s, mass, above);
  const GuidanceLaw law = o.gnc.guidance.law;
  const Vec3<Real> believed_m{estimate.p_LB.x, estimate.p_LB.y, estimate.p_LB.z + site_.radius_m};
  const Real per_r = Real(1.0) / norm(believed_m);
  const Vec3<Real> up_L = per_r * believed_m;
  const GuidanceFrame<Real> frame{
      onboard_gravity(o.moon, w_.known.moon, site_, estimate), up_L, per_r * norm2(believed_m), site_.radius_m, t_s, Real(w_.interval_s)};
  const EngineParams<double>& known = w_.known.vehicle.engine;
  command_ = law == GuidanceLaw::phased
                 ? PhasedGuidance<Real>(o.gnc.guidance, params_.gnc.guidance, known, estimate, frame, command_, phased_).command()
                 : guide(law, params_.gnc.guidance, known, estimate, frame, command_);
  log_phase(t_s, x, mass);
  const Vec3<Real> thrust_L = select(cut_, up_L, command_.direction_L);  // falls upright
  direction_I_ = transposed_times(turn, transposed_times(site_.R_LM, thrust_L));
  engine_ = command_engine(v.engine, engine_, !cut_, command_.thrust_N, command_.on);
  const Mask burns = engine_.exhaust_speed_m_s > zero;
  input_.per_exhaust_speed_s_m = select(burns, Real(1.0) / select(burns, engine_.exhaust_speed_m_s, Real(1.0)), zero);

  const MassProperties<Real> body = mass_properties(v.mass, state().propellant_kg, mass);
  constants_.rotation = rotation_constants<products>(body.inertia);
  const Vec3<Real> engine_arm = Vec3<Real>{v.engine.position_x_m, v.engine.position_y_m, v.engine.position_z_m} - body.cg_B;
  constants_.turn_of_thrust_B = turn_rate_of(constants_.rotation, cross(engine_arm, constants_.axis_B));
  const MassParams<double>& believed = w_.known.vehicle.mass;
  gains_ = control_gains(params_.gnc.control, Vec3<Real>{fma(Real(believed.gyration_x_m2), mass, Real(believed.inertia_x_kg_m2)),
                                                         fma(Real(believed.gyration_y_m2), mass, Real(believed.inertia_y_kg_m2)),
                                                         fma(Real(believed.gyration_z_m2), mass, Real(believed.inertia_z_kg_m2))});

  // How far a lane can come down in this interval: its speed, and more acceleration than it has.
  const Real T(w_.interval_s);
  const Real pull = v.engine.thrust_max_N * v.engine.thrust_scale / mass + Real(4.0);
  const Real reach = fma(Real(0.5) * T * T, pull, norm(x.v_L) * T) +
                     (v.legs.pad_radius_m + abs(body.cg_B.z) + Real(w_.options.touchdown.handover_height_m));
  near_ = active_ & !(above - Real(w_.setup.ground_top_m) > reach);
  const Real ticks_left = Real(double(o.flight.time_max_ticks)) - elapsed_ticks_;
  const Mask last = ticks_left <= Real(double(o.gnc.guidance.period_ticks));
  watch_ = any(active_ & (near_ | last));

  const Real sum = norm2(state().p_I) + norm2(state().v_I) + norm2(state().w_B) + norm2(state().q_IB) + mass;
  const Mask lost = active_ & !(sum < Real(1e30));
  if (any(lost)) {
    for (int i = 0; i < width; ++i) {
      if (lane(lost, i)) end_lane(i, DescentEnding::numerical, 1.0, lane(t_s, i), true);
    }
  }
  if (watch_) {
    Mask covered;
    clearance_before_ = clearance(state(), t_s, covered);
  }
}

// Gravity beyond point mass and oblateness at the middle of the control period, held over it: a rule of second order, and what it
// leaves out is below 1e-9 m/s^2 at 0.1 s (the field of degree 8 changes by 5e-9 m/s^2 a metre).
template <class Real, bool products>
FARSIDE_INLINE void DescentLoop<Real, products>::hold_field(const Real& t_s) {
  const GravityOptions& g = w_.options.moon.gravity;
  if (g.model == GravityModel::point_mass || g.model == GravityModel::j2) {
    input_.field_I = {Real(0.0), Real(0.0), Real(0.0)};
    return;
  }
  const Real half(0.5 * w_.control_s);
  const TurnZ<Real> turn = moon_turn(t_s + half);
  if (g.model == GravityModel::uniform) {
    input_.field_I = transposed_times(turn, uniform_gravity(site_.R_LM.row2, params_.moon.gravity));
    return;
  }
  const Vec3<Real> p_M = turn * axpy(half, state().v_I, state().p_I);
  const GravityParams<Real>& params = params_.moon.gravity;
  const CentralRate<Real> rate = central_rate(p_M, params.gm_m3_s2);
  const Vec3<Real> central = rate.k_1_s2 * p_M;
  const Vec3<Real> oblateness_M = gravity_on(rate, constants_.j2_term_m2, p_M, central);
  input_.field_I = transposed_times(turn, harmonic_perturbation_M(g.degree, p_M, params) - oblateness_M);
}

template <class Real, bool products>
FARSIDE_INLINE void DescentLoop<Real, products>::control_all(const Real& t_s) {
  const VehicleParams<Real>& v = params_.vehicle;
  if (any(near_)) {  // the altimeter answers near the ground
    const InSite x = in_site(state(), moon_turn(t_s));
    height_m_ = measured_height(x, moon_turn(t_s));
    const Estimate<Real> estimate = navigate_perfectly(Measurement<Real>{x.p_L, x.v_L, Real(0.0), height_m_});
    const Mask now = near_ & !cut_ & cutoff_reached(params_.gnc.guidance, estimate);
    if (any(now)) {
      engine_ = command_engine(v.engine, engine_, now, Real(0.0), Mask(false));
      cut_ = cut_ | now;
      log_start(Phase::free_fall, now, t_s, x, mass_of(params_, state()));
    }
  }
  const Real usable = (state().propellant_kg - v.mass.unusable_propellant_kg) - v.limits.propellant_reserve_kg;
  if (const Mask below = (usable < Real(0.0)) | (state().shortfall_kg > Real(0.0)); any(below))
    log_.reserve_s = select(below & !cut_ & !(log_.reserve_s >= Real(0.0)), t_s, log_.reserve_s);

  if (w_.options.gnc.control.mode == ControlMode::off) {
    torque_B_ = {Real(0.0), Real(0.0), Real(0.0)};
  } else {
    const Vec3<Real> direction_B = to_body(direction_I_);
    Vec3<Real> torque_B = control_torque(gains_, direction_B, state().w_B);
    if (any(gains_.trim_1_s > Real(0.0))) {
      const Real thrust_N = select(command_.on & !cut_, command_.thrust_N, Real(0.0));
      torque_B = trimmed(gains_, limit_torque(v.thrusters, torque_B), thrust_N, Real(w_.control_s), trim_);
    }
    torque_B_ = limit_torque(v.thrusters, torque_B);
    if (w_.options.vehicle.thrusters.uses_propellant) {
      const Mask some = state().rcs_propellant_kg > Real(0.0);
      if (!all(some)) torque_B_ = select(some, torque_B_, Vec3<Real>{Real(0.0), Real(0.0), Real(0.0)});
    }
  }
  if (w_.options.vehicle.thrusters.uses_propellant)
    input_.rcs_flow_kg_s = flow_per_N_m_ * (abs(torque_B_.x) + abs(torque_B_.y) + abs(torque_B_.z));
  input_.turn_of_control_B = turn_rate_of(constants_.rotation, torque_B_);
}

template <class Real, bool products>
FARSIDE_INLINE void DescentLoop<Real, products>::step_all(int control, int step) {
  const ThrustProfile<Real> thrust = respond(response_, engine_);
  step_descent(states_[1 - now_], constants_, input_, sizes_, thrust, mass_of(params_, state()), state());
  now_ = 1 - now_;
  if (watch_) {
    const double ticks = double(control) * w_.options.gnc.control.period_ticks + double(step + 1) * w_.options.flight.step_ticks;
    end_lanes(Real(tick_s) * (elapsed_ticks_ + Real(ticks)));
  }
}

}  // namespace farside::inline FARSIDE_ISA

#include "flight/descent_end.h"
#include "flight/descent_log.h"
#include "flight/descent_navigation.h"
