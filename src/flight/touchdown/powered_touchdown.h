#pragma once
// A vehicle that meets the ground with its engine on, or tailing off: sensors, flight software, engine and thrusters go
// on through the touchdown as they were in the descent; a filter goes on by its inertial sensors alone. Whether contact
// stops the engine is the software's choice (gnc.guidance.contact_stops_engine); one that isn't stopped keeps to its
// last phase and may lift the vehicle off again. The first control period begins with the touchdown. Masses are held;
// thrusters are quiet once the engine is off, and of pulses the torque alone is counted, not the force. Thrust that is
// lost only now acts where it did before.
#include "flight/descent/descent.h"
#include "flight/touchdown/touchdown_state.h"

namespace farside::inline FARSIDE_ISA {

// What sensors see of a vehicle on the ground, site frame.
template <class Real>
struct GroundView {
  Real time_s;
  Vec3<Real> p_L, v_L;  // of the CG
  Quat<Real> q_LB;
  Vec3<Real> w_LB_B;
  Real pad_height_m;  // pad plane above the ground
};

template <class Real>
class PoweredTouchdown {
 public:
  using Mask = MaskOf<Real>;
  PoweredTouchdown(const DescentWorld& world, double step_s)
      : w_(world),
        known_(onboard_model(world)),
        site_(site_of_lanes<Real>(world.site)),
        sensors_(sensors_of<Real>(world)),
        software_(known_),
        thrusters_(world.options.vehicle.thrusters, world.setup.thrusters),
        step_s_(step_s),
        control_steps_(static_cast<double>(whole_steps(world.control_s, step_s))) {
    const Quat<double> q = quaternion_of(transposed(world.site.R_LM));
    q_ML_ = {Real(q.w), Real(q.x), Real(q.y), Real(q.z)};
  }

  // `d`: the descent's end, or null for a touchdown that had none: then nothing burns.
  void start(int lane, const CaseParams<double>& p, const DescentEnd* d, const CaseBlock& block, int index);

  // Is there a lane whose engine gives thrust or may still give some?
  bool any_power() const { return any(powered_); }
  const Mask& powered() const { return powered_; }
  // Which lanes have a case of their own: a user's own software is asked in these.
  void fly_in(const Mask& lanes) { flies_ = lanes; }
  // Before a step: which lanes are due for control.
  Mask due(const Real& steps) const { return steps >= next_; }
  void control(const Mask& due, const GroundView<Real>& x, const TouchdownConstants<Real>& c, TouchdownMemory<Real>& m);
  // Thrust over a step; propellant that is gone ends it.
  Real thrust_N(const TouchdownConstants<Real>& c, const Real& time_s, TouchdownMemory<Real>& m);
  const Vec3<Real>& torque_B() const { return torque_B_; }

 private:
  Truth<Real> truth_of(const GroundView<Real>& x, const TouchdownConstants<Real>& c) const;

  const DescentWorld& w_;
  OnboardModel known_;
  SiteFrame<Real> site_;
  SensorSuite<Real> sensors_;
  FlightSoftware<Real> software_;
  AttitudeThrusters<Real> thrusters_;
  double step_s_, control_steps_;
  Quat<Real> q_ML_;

  // a case a lane
  CaseParams<Real> params_;
  EngineState<Real> engine_;
  EngineResponse<Real> response_;
  EngineFaults<Real> faults_;
  Vec3<Real> torque_B_;
  Vec3<Real> before_v_L_;   // at the last control
  Quat<Real> before_q_IB_;  // the same
  Real controls_;           // control periods so far
  Real to_guidance_;        // control periods until guidance is due
  Real next_;               // step at which the next begins
  Real usable_kg_, rcs_kg_;
  Real exit_height_m_;  // of the nozzle above the ground, at the last control
  Mask powered_ = Mask(false), flies_ = Mask(true);
};

template <class Real>
void PoweredTouchdown<Real>::start(int i, const CaseParams<double>& p, const DescentEnd* d, const CaseBlock& block,
                                   int index) {
  const bool on = d && d->engine.on, thrusts = d && d->engine.thrust_N > 0.0;
  set_lane(powered_, i, on || thrusts);
  put_lane(params_, i, p);
  put_engine(engine_, i, d ? d->engine : EngineState<double>{0.0, 0.0, 0.0, 0.0, 0.0, false});
  put_lane(response_, i, engine_response(p.vehicle.engine, step_s_));
  faults_.start(i, p.vehicle.engine.fault, d ? d->failures : EngineFailures<double>{0.0, 0.0, 0.0});
  put_lane(torque_B_, i, Vec3<double>{0.0, 0.0, 0.0});
  put_lane(before_v_L_, i, d ? d->v_LB : Vec3<double>{0.0, 0.0, 0.0});
  set_lane(exit_height_m_, i, w_.options.touchdown.handover_height_m + p.vehicle.legs.nozzle_clearance_m);
  set_lane(controls_, i, 0.0);
  set_lane(to_guidance_, i, w_.controls);
  set_lane(next_, i, on ? 0.0 : for_ever_s);
  set_lane(usable_kg_, i, d ? max(d->propellant_kg - p.vehicle.mass.unusable_propellant_kg, 0.0) : 0.0);
  set_lane(rcs_kg_, i, d ? d->rcs_propellant_kg : 0.0);
  thrusters_.start(i, p.vehicle.thrusters, block.seed, block.case_numbers[index]);
  put_lane(before_q_IB_, i, Quat<double>{1.0, 0.0, 0.0, 0.0});
  sensors_.resume(i, p.sensors, block.seed, block.case_numbers[index], d ? d->sensors : SensorState<double>{});
  software_.resume(i, p.gnc, d ? d->software : SoftwareState<double>{});
  if (software_.is_own() && d) software_.seat(i, *block.library, block.first + static_cast<std::size_t>(index), false);
}

template <class Real>
Truth<Real> PoweredTouchdown<Real>::truth_of(const GroundView<Real>& x, const TouchdownConstants<Real>& c) const {
  const bool turns = w_.options.moon.rotation;
  const Real rate = turns ? params_.moon.rotation_rate_rad_s : Real(0.0), angle = rate * x.time_s, zero(0.0);
  Real sine, cosine;
  sin_cos(Real(0.5) * angle, sine, cosine);
  const Quat<Real> q_IB = Quat<Real>{cosine, zero, zero, sine} * (q_ML_ * x.q_LB);
  const Vec3<Real> turning_L = site_.R_LM * Vec3<Real>{zero, zero, rate};
  const Vec3<Real> w_IB_B = x.w_LB_B + transposed_times(rotation(x.q_LB), turning_L);
  const Vec3<Real> from_centre{x.p_L.x, x.p_L.y, x.p_L.z + site_.radius_m};
  const Real radius_m = norm(from_centre);
  const TurnZ<Real> turn = turns ? turn_z_by(angle) : TurnZ<Real>{zero, Real(1.0)};
  return {x.time_s,
          c.mass_kg,
          q_IB,
          w_IB_B,
          turn,
          {x.p_L, x.v_L},
          radius_m - site_.radius_m,
          (Real(1.0) / radius_m) * from_centre};
}

// Sensors and software run in all lanes; lanes that are not due get their state back afterwards.
template <class Real>
[[gnu::noinline]] void PoweredTouchdown<Real>::control(const Mask& due, const GroundView<Real>& x,
                                                       const TouchdownConstants<Real>& c, TouchdownMemory<Real>& m) {
  const Real zero(0.0), period_s(w_.control_s);
  const Truth<Real> truth = truth_of(x, c);
  const SoftwareState<Real> before = software_.state();
  const SensorState<Real> heard = sensors_.state();
  const Measurements<Real>& z = sensors_.readings();
  sensors_.sample(truth.time_s, truth.q_IB, truth.w_IB_B);
  const Mask later = controls_ > zero;
  if (software_.feels() && any(due & later)) {
    const Vec3<Real> felt_L = axpy(-period_s, c.gravity_L, x.v_L - before_v_L_);
    if (sensors_.raw()) sensors_.turn(before_q_IB_, truth.q_IB, period_s);
    sensors_.feel(transposed_times(rotation(x.q_LB), felt_L), period_s);
    if (software_.is_own()) software_.attend(flies_ & due & later);
    software_.feel(z);
    software_.restore(!(due & later), before);
  }
  const Mask guides = due & (to_guidance_ <= zero);
  if (any(guides)) {
    const SoftwareState<Real> felt = software_.state();
    if (!sensors_.raw()) sensors_.fix(truth, x.pad_height_m);
    if (software_.is_own()) software_.attend(flies_ & guides);
    software_.guide(z);
    software_.restore(!guides, felt);
  }
  const Mask was_cut = software_.cut();
  if (software_.wants_fix(truth.time_s)) sensors_.fix(truth, x.pad_height_m);
  sensors_.look(truth, x.pad_height_m, select(m.contact_s >= zero, x.time_s - m.contact_s, Real(-1.0)), due);
  if (software_.is_own()) software_.attend(flies_ & due);
  software_.control(z);
  software_.restore(!due, before);
  if (sensors_.raw()) sensors_.restore(!due, heard);

  const Commands<Real>& out = software_.commands();
  Mask burns = out.engine_on > zero, hears(true);
  if (faults_.some()) {
    faults_.strike(due, truth.time_s, truth.level_m, engine_);
    burns = faults_.ignites(burns);
    hears = faults_.heard(engine_, burns);
  }
  engine_ = command_burn(params_.vehicle.engine, engine_, due, hears, out.thrust_N, burns, out.engine_wait_s,
                         out.engine_for_s, w_.control_s);
  const Mask cut = due & software_.cut() & !was_cut;
  m.cutoff_s = select(cut, x.time_s + out.engine_wait_s, m.cutoff_s);
  m.cutoff_height_m = select(cut, x.pad_height_m, m.cutoff_height_m);
  const Mask on = due & (out.engine_on > zero) & (rcs_kg_ - m.rcs_burnt_kg > zero);
  const Vec3<Real> none{zero, zero, zero};
  Vec3<Real> torque_B;
  Real flow_kg_s;
  if (thrusters_.pulses()) {
    const ThrusterAction<Real> action = thrusters_.act(software_.pulses(), c.cg_B, w_.control_s);
    torque_B = action.torque_B;
    flow_kg_s = select(on, action.flow_kg_s, zero);
  } else {
    torque_B = thrusters_.torque_B(params_.vehicle.thrusters, truth.time_s, out.torque_B);
    flow_kg_s = thrusters_.flow_kg_s(select(on, torque_B, none));
  }
  torque_B_ = select(due, select(on, torque_B, none), torque_B_);
  m.rcs_burnt_kg = select(due, min(fma(flow_kg_s, period_s, m.rcs_burnt_kg), rcs_kg_), m.rcs_burnt_kg);
  before_v_L_ = select(due, x.v_L, before_v_L_);
  exit_height_m_ = select(due, x.pad_height_m + params_.vehicle.legs.nozzle_clearance_m, exit_height_m_);
  before_q_IB_ = select(due, truth.q_IB, before_q_IB_);
  controls_ = select(due, controls_ + Real(1.0), controls_);
  to_guidance_ = select(guides, Real(w_.controls), to_guidance_);
  to_guidance_ = select(due, to_guidance_ - Real(1.0), to_guidance_);
  next_ = select(due, select(software_.cut(), Real(for_ever_s), next_ + Real(control_steps_)), next_);
}

template <class Real>
FARSIDE_INLINE Real PoweredTouchdown<Real>::thrust_N(const TouchdownConstants<Real>& c, const Real& time_s,
                                                     TouchdownMemory<Real>& m) {
  const Real zero(0.0), dt(step_s_);
  const ThrustProfile<Real> profile = respond(response_, engine_);
  Real thrust_N = select(powered_, faults_.left() * profile.middle_N, zero);
  const Mask dry = powered_ & (m.burnt_kg >= usable_kg_);
  if (any(dry)) {
    thrust_N = select(dry, zero, thrust_N);
    m.dry_s = select(dry & !(m.dry_s >= zero), time_s, m.dry_s);
    torque_B_ = select(dry, Vec3<Real>{zero, zero, zero}, torque_B_);
  }
  Real burnt_kg = fma(thrust_N * dt, c.per_exhaust_speed_s_m, m.burnt_kg);
  const Mask lacks = powered_ & (burnt_kg > usable_kg_) & !dry;
  if (any(lacks)) {  // the last step gives what is left
    thrust_N = select(lacks, (usable_kg_ - m.burnt_kg) / (dt * c.per_exhaust_speed_s_m), thrust_N);
    burnt_kg = select(lacks, usable_kg_, burnt_kg);
  }
  m.burnt_kg = burnt_kg;
  if (w_.options.vehicle.engine.plume.model != PlumeModel::none) {
    const PlumeParams<Real>& plume = params_.vehicle.engine.plume;
    const Real excess_N_m2 = plume_excess_N_m2(plume, thrust_N, exit_height_m_, params_.vehicle.legs.nozzle_radius_m);
    erode(plume, select(powered_, excess_N_m2, zero), exit_height_m_, dt, m.plume);
  }
  const Mask ends = dry | ((!engine_.on) & (profile.end_N < Real(1e-3)) & (engine_.delay_left_s <= zero));
  powered_ = powered_ & !ends;
  next_ = select(ends, Real(for_ever_s), next_);  // or its software would go on as long as a neighbour's engine burns
  torque_B_ = select(ends, Vec3<Real>{zero, zero, zero}, torque_B_);
  return thrust_N;
}

}  // namespace farside::inline FARSIDE_ISA
