#pragma once
// The true vehicle in flight, a case a lane: state, engine, thrusters, tanks, gravity, and the step that moves them on.
// It obeys `Commands` and shows itself to the sensors as `Truth`.
#include "flight/descent/descent_step.h"
#include "flight/descent/descent_world.h"
#include "gnc/commands.h"
#include "moon/site_motion.h"
#include "moon/unknown_gravity.h"
#include "sensors/truth.h"
#include "vehicle/attitude_thrusters.h"
#include "vehicle/engine_faults.h"
#include "vehicle/slosh.h"

namespace farside::inline FARSIDE_ISA {

template <class Real, bool products>
class Plant {
 public:
  using Mask = MaskOf<Real>;
  explicit Plant(const DescentWorld& world)
      : w_(world),
        site_(site_of_lanes<Real>(world.site)),
        thrusters_(world.options.vehicle.thrusters, world.setup.thrusters),
        slosh_(world.options.vehicle.slosh.model, world.options.vehicle.slosh.tanks),
        sizes_(step_sizes<Real>(world.step_s)) {
    thruster_push_B_ = thruster_push_I_ = {Real(0.0), Real(0.0), Real(0.0)};
    input_.rcs_flow_kg_s = Real(0.0);
    input_.field_I = {Real(0.0), Real(0.0), Real(0.0)};
  }

  void start(int lane, const CaseParams<double>& p, const DescentState<double>& s, std::uint64_t seed,
             std::uint64_t case_number);

  // Mass properties, held over a guidance interval.
  void renew_body();
  // What nobody knows of gravity changes once an interval.
  void renew_gravity(const Truth<Real>& x) {
    if (!unknown_.some()) return;
    const Vec3<Real>& v_L = x.motion.v_L;
    unknown_.renew(x.time_s, Real(w_.interval_s) * norm(axpy(-dot(v_L, x.up_L), x.up_L, v_L)));
  }
  // Sets what is held over the control period that begins at `time_s`: commands and the gravity field. The engine's
  // command is read only with `engine_too`. `pulses`: of thrusters that are open or shut.
  void begin_period(const Real& time_s, const Commands<Real>& c, bool engine_too,
                    const PulseTimes<Real>* pulses = nullptr);
  void step();

  const CaseParams<Real>& params() const { return params_; }
  const SiteFrame<Real>& site() const { return site_; }
  const DescentState<Real>& state() const { return states_[now_]; }
  const DescentState<Real>& before() const { return states_[1 - now_]; }  // at the step's start
  const EngineState<Real>& engine() const { return engine_; }
  const Vec3<Real>& torque_B() const { return torque_B_; }
  const Vec3<Real>& cg_B() const { return body_.cg_B; }  // as of the guidance interval
  Vec3<Real> cg_now_B() const { return mass_properties(params_.vehicle.mass, state().propellant_kg, mass_kg()).cg_B; }
  const Real& per_exhaust_speed_s_m() const { return input_.per_exhaust_speed_s_m; }
  const Real& turning_rad_s() const { return rate_; }
  Real mass_kg() const { return mass_of(params_, state()); }
  // Lanes whose thruster propellant runs out within the control period.
  Mask rcs_runs_out() const { return Real(w_.control_s) * input_.rcs_flow_kg_s > state().rcs_propellant_kg; }
  // Time until then at the present flow; negative: there is no flow.
  Real rcs_left_s() const {
    const Real& flow = input_.rcs_flow_kg_s;
    const Mask flows = flow > Real(0.0);
    return select(flows, state().rcs_propellant_kg / select(flows, flow, Real(1.0)), Real(-1.0));
  }
  // Thrust that is there, of what the engine's dynamics give.
  Real thrust_N() const { return faults_.left() * engine_.thrust_N; }
  EngineFailures<double> failures(int lane) const { return faults_.state(lane); }
  Real flow_kg_s() const { return thrust_N() * input_.per_exhaust_speed_s_m; }  // of the main propellant
  const Real& flow_max_kg_s() const { return flow_max_kg_s_; }                  // upper bound
  // Main propellant that can be used without touching the reserve.
  Real above_reserve_kg() const {
    const VehicleParams<Real>& v = params_.vehicle;
    return (state().propellant_kg - v.mass.unusable_propellant_kg) - v.limits.propellant_reserve_kg;
  }
  const Real& slosh_largest_m() const { return slosh_.largest_m(); }
  Mask dry() const { return !(state().propellant_kg > params_.vehicle.mass.unusable_propellant_kg); }

  TurnZ<Real> turn(const Real& time_s) const {
    if (!w_.options.moon.rotation) return {Real(0.0), Real(1.0)};
    return turn_z_by(rate_ * time_s);
  }
  SiteMotion<Real> motion(const DescentState<Real>& s, const TurnZ<Real>& turn) const {
    return motion_in_site(site_, turn, rate_, s.p_I, s.v_I);
  }
  Truth<Real> truth(const Real& time_s) const;
  // How far the CG is above the centre of the pad plane along a direction of the site frame.
  Real cg_above_pads_m(const DescentState<Real>& s, const TurnZ<Real>& turn, const Vec3<Real>& n_L) const {
    const Vec3<Real> n_I = inertial_from_site(site_, turn, n_L);
    return dot(turned_back(s.q_IB, n_I),
               mass_properties(params_.vehicle.mass, s.propellant_kg, mass_of(params_, s)).cg_B);
  }
  // Velocity change since the state `p_I`, `v_I`, less gravity's part, in body axes: the integral of the specific
  // force, which accelerometers measure.
  Vec3<Real> felt_B(const Vec3<Real>& p_I, const Vec3<Real>& v_I, const Real& period_s) const;

 private:
  Vec3<Real> modelled_field_I(const Real& time_s) const;
  void hold_field(const Real& time_s);
  void push_by(const PulseTimes<Real>& pulses);
  ThrustProfile<Real> altered(const ThrustProfile<Real>& thrust);
  void add_slosh(const ThrustProfile<Real>& thrust);
  void command_engine_by(const Commands<Real>& c);
  void obey_torque(const Real& time_s, const Vec3<Real>& wanted_B, const PulseTimes<Real>* pulses);
  void break_engine(const Real& time_s);

  const DescentWorld& w_;
  SiteFrame<Real> site_;
  CaseParams<Real> params_;
  Real rate_;                     // of the Moon's turning, rad/s
  Real flow_max_kg_s_;            // of the main engine
  DescentState<Real> states_[2];  // double buffer: [now_] is the current state, the other that of the step before
  int now_ = 0;
  EngineState<Real> engine_;
  EngineResponse<Real> response_;
  EngineFaults<Real> faults_;
  Vec3<Real> thrust_point_B_;
  UnknownGravity<Real> unknown_;
  AttitudeThrusters<Real> thrusters_;
  Vec3<Real> thruster_push_B_, thruster_push_I_;  // acceleration that they give, held over a control period
  Slosh<Real> slosh_;
  bool alters_ = false;  // a step takes more than the engine's thrust: failures or sloshing
  MassProperties<Real> body_;
  StepConstants<Real, products> constants_;
  StepInput<Real> input_;
  StepInput<Real> held_;  // without what sloshing adds for a step
  StepSizes<Real> sizes_;
  Vec3<Real> torque_B_;
};

template <class Real, bool products>
void Plant<Real, products>::start(int i, const CaseParams<double>& p, const DescentState<double>& s, std::uint64_t seed,
                                  std::uint64_t case_number) {
  unknown_.start(i, p.moon.gravity_error, seed, case_number);
  thrusters_.start(i, p.vehicle.thrusters, seed, case_number);
  if (slosh_.some()) slosh_.start(i, p.vehicle.slosh);
  const CampaignOptions& o = w_.options;
  put_lane(params_, i, p);
  put_lane(states_[now_], i, s);
  set_lane(rate_, i, w_.turning_rad_s(p.moon));
  put_engine(engine_, i, {0.0, 0.0, 0.0, 0.0, 0.0, false});
  set_lane(input_.per_exhaust_speed_s_m, i, 0.0);
  const EngineParams<double>& e = p.vehicle.engine;
  set_lane(
      flow_max_kg_s_, i,
      2.0 * e.thrust_max_N * e.thrust_scale / (e.isp_s * e.isp_scale * standard_gravity_m_s2 * (1.0 - e.isp_droop)));
  put_lane(response_, i, engine_response(p.vehicle.engine, w_.step_s));

  const GravityModel model = o.moon.gravity.model;
  const bool oblate = model == GravityModel::j2 || model == GravityModel::spherical_harmonic;
  const GravityParams<double>& g = p.moon.gravity;
  set_lane(constants_.gm_m3_s2, i, model == GravityModel::uniform ? 0.0 : g.gm_m3_s2);
  set_lane(constants_.j2_term_m2, i, oblate ? 1.5 * g.j2 * (g.reference_radius_m * g.reference_radius_m) : 0.0);
  const Vec3<double> axis = thrust_direction(p.vehicle.engine);
  put_lane(constants_.axis_B, i, axis);
  put_lane(thrust_point_B_, i, p.vehicle.engine.position_B);
  faults_.start(i, p.vehicle.engine.fault, {0.0, 0.0, 0.0});
  alters_ = slosh_.some() || faults_.some();
  put_lane(constants_.twice_axis_B, i, 2.0 * axis);
  set_lane(constants_.usable_floor_kg, i, p.vehicle.mass.unusable_propellant_kg);
}

template <class Real, bool products>
Truth<Real> Plant<Real, products>::truth(const Real& time_s) const {
  const TurnZ<Real> now = turn(time_s);
  const SiteMotion<Real> x = motion(state(), now);
  const Vec3<Real> from_centre{x.p_L.x, x.p_L.y, x.p_L.z + site_.radius_m};
  const Real radius_m = norm(from_centre);
  return {time_s,
          mass_kg(),
          state().q_IB,
          state().w_B,
          now,
          x,
          radius_m - site_.radius_m,
          (Real(1.0) / radius_m) * from_centre};
}

template <class Real, bool products>
void Plant<Real, products>::renew_body() {
  const VehicleParams<Real>& v = params_.vehicle;
  body_ = mass_properties(v.mass, state().propellant_kg, mass_kg());
  constants_.rotation = rotation_constants<products>(body_.inertia);
  const Vec3<Real> engine_arm = thrust_point_B_ - body_.cg_B;
  constants_.turn_of_thrust_B = turn_rate_of(constants_.rotation, cross(engine_arm, constants_.axis_B));
}

// The engine is told what is new; where it is to go off within the period, that as well.
template <class Real, bool products>
void Plant<Real, products>::command_engine_by(const Commands<Real>& c) {
  const Real zero(0.0);
  const EngineParams<Real>& e = params_.vehicle.engine;
  Mask on = c.engine_on > zero, heard(true);
  if (faults_.some()) {
    on = faults_.ignites(on);
    heard = faults_.heard(engine_, on);
  }
  engine_ = command_burn(e, engine_, Mask(true), heard, c.thrust_N, on, c.engine_wait_s, c.engine_for_s, w_.control_s);
  const Mask burns = engine_.exhaust_speed_m_s > zero;
  input_.per_exhaust_speed_s_m = select(burns, Real(1.0) / select(burns, engine_.exhaust_speed_m_s, Real(1.0)), zero);
}

template <class Real, bool products>
FARSIDE_INLINE void Plant<Real, products>::obey_torque(const Real& time_s, const Vec3<Real>& wanted_B,
                                                       const PulseTimes<Real>* pulses) {
  const Real zero(0.0);
  if (thrusters_.pulses()) {
    push_by(*pulses);
  } else if (w_.options.gnc.control.mode == ControlMode::off) {
    torque_B_ = {zero, zero, zero};
  } else {
    torque_B_ = thrusters_.torque_B(params_.vehicle.thrusters, time_s, wanted_B);
  }
  if (w_.options.vehicle.thrusters.uses_propellant) {
    if (!thrusters_.pulses()) input_.rcs_flow_kg_s = thrusters_.flow_kg_s(torque_B_);
    // propellant that doesn't last for the period is spread over it
    if (const Mask scarce = rcs_runs_out(); any(scarce)) {
      const Real wanted_kg = Real(w_.control_s) * input_.rcs_flow_kg_s;
      const Real share = select(scarce, state().rcs_propellant_kg / select(scarce, wanted_kg, Real(1.0)), Real(1.0));
      torque_B_ = share * torque_B_;
      thruster_push_B_ = share * thruster_push_B_, thruster_push_I_ = share * thruster_push_I_;
    }
  }
  input_.turn_of_control_B = turn_rate_of(constants_.rotation, torque_B_);
}

// What the pulses of a control period do, averaged over it.
template <class Real, bool products>
[[gnu::noinline]] void Plant<Real, products>::push_by(const PulseTimes<Real>& pulses) {
  const ThrusterAction<Real> action = thrusters_.act(pulses, body_.cg_B, w_.control_s);
  torque_B_ = action.torque_B;
  input_.rcs_flow_kg_s = action.flow_kg_s;
  thruster_push_B_ = (Real(1.0) / mass_kg()) * action.force_B;
  thruster_push_I_ = turned(state().q_IB, thruster_push_B_, 2.0 * thruster_push_B_);
}

// What is due breaks; lost thrust acts elsewhere from now on.
template <class Real, bool products>
[[gnu::noinline]] void Plant<Real, products>::break_engine(const Real& time_s) {
  faults_.strike(Mask(true), time_s, truth(time_s).level_m, engine_);
  const Mask& lost = faults_.newly_lost();
  if (!any(lost)) return;
  const EngineParams<Real>& e = params_.vehicle.engine;
  constants_.axis_B = select(lost, thrust_direction(e, true), constants_.axis_B);
  constants_.twice_axis_B = 2.0 * constants_.axis_B;
  thrust_point_B_ = select(lost, thrust_point_B(e, true), thrust_point_B_);
  const Vec3<Real> turn = turn_rate_of(constants_.rotation, cross(thrust_point_B_ - body_.cg_B, constants_.axis_B));
  constants_.turn_of_thrust_B = select(lost, turn, constants_.turn_of_thrust_B);
}

// Gravity beyond point mass and oblateness at the middle of the control period, held over it: a rule of second order,
// and what it leaves out is below 1e-9 m/s^2 at 0.1 s (the field of degree 8 changes by 5e-9 m/s^2 a metre).
template <class Real, bool products>
FARSIDE_INLINE Vec3<Real> Plant<Real, products>::modelled_field_I(const Real& time_s) const {
  const GravityOptions& g = w_.options.moon.gravity;
  const Real zero(0.0), half(0.5 * w_.control_s);
  if (g.model == GravityModel::point_mass || g.model == GravityModel::j2) return {zero, zero, zero};
  const TurnZ<Real> middle = turn(time_s + half);
  if (g.model == GravityModel::uniform)
    return transposed_times(middle, uniform_gravity(site_.R_LM.row2, params_.moon.gravity));
  const Vec3<Real> p_M = middle * axpy(half, state().v_I, state().p_I);
  const GravityParams<Real>& params = params_.moon.gravity;
  const CentralRate<Real> rate = central_rate(p_M, params.gm_m3_s2);
  const Vec3<Real> central = rate.k_1_s2 * p_M;
  const Vec3<Real> oblateness_M = gravity_on(rate, constants_.j2_term_m2, p_M, central);
  return transposed_times(middle, harmonic_perturbation_M(g.degree, p_M, params) - oblateness_M);
}

template <class Real, bool products>
FARSIDE_INLINE void Plant<Real, products>::hold_field(const Real& time_s) {
  input_.field_I = modelled_field_I(time_s);
  if (unknown_.some()) input_.field_I = input_.field_I + unknown_.now_I();
  if (thrusters_.pulses()) input_.field_I = input_.field_I + thruster_push_I_;
}

template <class Real, bool products>
FARSIDE_INLINE void Plant<Real, products>::begin_period(const Real& time_s, const Commands<Real>& c, bool engine_too,
                                                        const PulseTimes<Real>* pulses) {
  obey_torque(time_s, c.torque_B, pulses);  // first, while c.torque_B is in registers
  if (faults_.some()) break_engine(time_s);
  if (engine_too) command_engine_by(c);
  hold_field(time_s);
}

template <class Real, bool products>
[[gnu::noinline]] void Plant<Real, products>::step() {
  ThrustProfile<Real> thrust = respond(response_, engine_);
  if (alters_) thrust = altered(thrust);
  step_descent(states_[1 - now_], constants_, input_, sizes_, thrust, mass_kg(), state());
  now_ = 1 - now_;
  if (slosh_.some()) input_ = held_;
}

// What is left of the thrust; what sloshing adds to the step's input.
template <class Real, bool products>
[[gnu::noinline]] ThrustProfile<Real> Plant<Real, products>::altered(const ThrustProfile<Real>& thrust) {
  const Real& left = faults_.left();
  const ThrustProfile<Real> true_thrust{left * thrust.start_N, left * thrust.middle_N, left * thrust.end_N};
  if (slosh_.some()) add_slosh(true_thrust);
  return true_thrust;
}

template <class Real, bool products>
void Plant<Real, products>::add_slosh(const ThrustProfile<Real>& thrust) {
  held_ = input_;
  const Real mass = mass_kg(), per_mass = Real(1.0) / mass, thrust_N = select(dry(), Real(0.0), thrust.middle_N);
  const Vec3<Real> a_B = axpy(per_mass * thrust_N, constants_.axis_B, thruster_push_B_);
  const Vec3<Real> turn_B = axpy(thrust_N, constants_.turn_of_thrust_B, input_.turn_of_control_B);
  const SloshPush<Real> push =
      slosh_.step({a_B.z, a_B.x, a_B.y, turn_B.y, -turn_B.x, mass, state().propellant_kg, body_.cg_B.z, per_mass,
                   Real(1.0) / body_.inertia.yy, Real(1.0) / body_.inertia.xx},
                  w_.step_s);
  input_.turn_of_control_B = input_.turn_of_control_B + push.turn_B;
  input_.field_I = input_.field_I + turned(state().q_IB, push.a_B, 2.0 * push.a_B);
}

template <class Real, bool products>
Vec3<Real> Plant<Real, products>::felt_B(const Vec3<Real>& p_I, const Vec3<Real>& v_I, const Real& period_s) const {
  const Vec3<Real> middle_I = 0.5 * (p_I + state().p_I);
  const Vec3<Real> gravity_I =
      gravity_on(central_rate(middle_I, constants_.gm_m3_s2), constants_.j2_term_m2, middle_I, input_.field_I);
  Vec3<Real> change_I = axpy(-period_s, gravity_I, state().v_I - v_I);
  if (thrusters_.pulses()) change_I = axpy(period_s, thruster_push_I_, change_I);  // counted with gravity above
  return turned_back(state().q_IB, change_I);
}

}  // namespace farside::inline FARSIDE_ISA
