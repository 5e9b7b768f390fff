#pragma once
// The powered descent of a block of cases, one case a lane, as a chain: plant, sensors, flight software, commands,
// plant. Time runs in guidance intervals; a finished lane takes the next case at the start of the next interval, so
// that guidance and control are due in all lanes at once.
#include "flight/descent/ground_watch.h"
#include "flight/descent/hazard_look.h"
#include "flight/lane_scheduler.h"
#include "flight/trace.h"
#include "gnc/flight_software.h"
#include "sensors/sensor_suite.h"

namespace farside::inline FARSIDE_ISA {

inline OnboardModel onboard_model(const DescentWorld& w) {
  const bool maps = w.view.model == TerrainModel::dem;
  return {w.options.gnc,
          w.options.moon,
          w.known.vehicle,
          w.known.moon,
          w.known.sensors,
          w.view.grids,
          maps ? w.view.grid_count : 0,
          w.site,
          {w.known_start.p_I, w.known_start.v_I},
          w.turning_rad_s(w.known.moon),
          w.control_s,
          w.interval_s,
          w.options.vehicle.thrusters.model == ThrusterModel::pulses ? &w.setup.thrusters : nullptr};
}

// As the navigation of a campaign needs them.
template <class Real>
SensorSuite<Real> sensors_of(const DescentWorld& w) {
  const NavigationMode mode = w.options.gnc.navigation.mode;
  return {mode == NavigationMode::perfect, site_of_lanes<Real>(w.site), mode == NavigationMode::filter};
}

template <class Real, bool products>
class Descent {
 public:
  explicit Descent(const DescentWorld& world)
      : w_(world),
        known_(onboard_model(world)),
        plant_(world),
        watch_(world, plant_),
        relay_(world.setup.sky),
        sensors_(sensors_of<Real>(world)),
        software_(known_) {}

  // Flies cases 0..count-1 of the block from `starts`; ends[i] is how case i ended. False when it was told to stop
  // before.
  bool fly(const CaseBlock& block, const DescentState<double>* starts, int count, DescentEnd* ends,
           Tracer<Real>& trace) {
    block_ = &block;
    starts_ = starts;
    ends_ = ends;
    if constexpr (width == 1) software_.tell(trace.sink ? trace.sink->filter : nullptr);
    return fly_lanes(*this, block, nullptr, count, trace);
  }

  // As a stage of flight/lane_scheduler.h; a round is a guidance interval.
  void start_case(int lane, int index);
  void run_round(LaneSlots<Real>& slots, Tracer<Real>& trace);
  MaskOf<Real> sound() const;
  void fail_case(int lane, int index) { ends_[index] = end_of(lane, DescentEnding::numerical, 1.0, 0.0, true); }
  std::int64_t rounds_max() const {
    return w_.options.flight.time_max_ticks / w_.options.gnc.guidance.period_ticks + 2;
  }

 private:
  static constexpr int width = LaneTraits<Real>::count;
  using Mask = MaskOf<Real>;

  void guide_all(const Mask& active);
  void look_for_hazards(const Mask& now, const Truth<Real>& x);
  void control_all(const Real& time_s, bool guided);
  void end_lanes(LaneSlots<Real>& slots, const Real& time_s);
  DescentEnd end_of(int lane, DescentEnding ending, double f, double t_end_s, bool covered) const;
  void log_phases(const Real& time_s);
  void log_cutoff(Mask now, const Real& time_s, const Truth<Real>& x, const Real& pad_height_m);
  void log_tanks(const Real& time_s);
  void look_at_plume(const Real& time_s);
  void step_with_plume();
  void log_start(Phase phase, Mask now, const Real& time_s, const Real& at_s, const SiteMotion<Real>& x);
  TraceRecord sample(double time_s) const;
  // Of a case that is navigated by a filter, when the period is over.
  FlownPeriod flown_period(double time_s, const Vec3<double>& change_B) const requires(width == 1) {
    const Vec3<double>&p = began_.p_I, &v = began_.v_I;
    const Quat<double>&q = began_IB_, &end = plant_.state().q_IB;
    const double phase = software_.cut() ? double(static_cast<int>(Phase::free_fall)) : software_.phase();
    return {time_s,          w_.control_s,         static_cast<int>(phase),      {p.x, p.y, p.z},
            {v.x, v.y, v.z}, {q.w, q.x, q.y, q.z}, {end.w, end.x, end.y, end.z}, {change_B.x, change_B.y, change_B.z}};
  }
  // True minus believed attitude, as a rotation vector of I.
  Vec3<Real> attitude_error_I() const {
    return rotation_vector(plant_.state().q_IB * conjugate(software_.state().filter.q_IB));
  }
  // Believed minus true position and velocity, of navigation that reckons.
  InertialState<Real> error_I() const {
    return {software_.believed().p_I - plant_.state().p_I, software_.believed().v_I - plant_.state().v_I};
  }

  const DescentWorld& w_;
  OnboardModel known_;
  Plant<Real, products> plant_;
  GroundWatch<Real, products> watch_;
  RelayWatch<Real> relay_;
  SensorSuite<Real> sensors_;
  FlightSoftware<Real> software_;

  // a case a lane
  WordsOf<Real> case_;  // its number
  Real elapsed_ticks_;  // at the start of the interval
  DescentLog<Real> log_;
  Real logged_phase_;                  // in which a lane was at its last guidance
  InertialState<Real> nav_error_I_{};  // at the start of the control period; none of navigation `perfect`
  Vec3<Real> nav_turn_I_{};            // the attitude's, of the filter
  Real control_began_s_;               // when that was
  InertialState<Real> began_;          // the true state then, for the accelerometers
  Quat<Real> began_IB_;                // and attitude, for raw gyros
  Clearance<Real> clearance_before_;
  Mask near_, looks_;
  bool some_look_ = false;  // any of them, asked once an interval
  bool watched_ = false;    // some lane may end in this interval
  bool scarce_ = false;     // some lane may come down to its reserve of propellant in it
  Mask digs_;               // may come as low as its exhaust moves soil
  bool some_dig_ = false;   // any of them
  Real exit_height_m_;      // of the nozzle, in the middle of the control period
  Real plume_excess_N_m2_;  // over the last step
  const CaseBlock* block_ = nullptr;
  const DescentState<double>* starts_ = nullptr;
  DescentEnd* ends_ = nullptr;
};

template <class Real, bool products>
void Descent<Real, products>::start_case(int i, int index) {
  const CaseParams<double>& p = params_of(*block_, index);
  DescentState<double> s = starts_[index];
  s.propellant_kg = p.vehicle.mass.propellant_kg;
  s.rcs_propellant_kg = p.vehicle.mass.rcs_propellant_kg;
  plant_.start(i, p, s, block_->seed, block_->case_numbers[index]);
  watch_.start(i, p);
  if (relay_.some()) relay_.start(i, p.vehicle.antenna, p.relay.phase);
  sensors_.start(i, p.sensors, block_->seed, block_->case_numbers[index]);
  software_.start(i, p.gnc, sensors_.raw() ? aligned(p.sensors.imu.gyro, s.q_IB) : s.q_IB);
  if (software_.is_own()) software_.seat(i, *block_->library, block_->first + static_cast<std::size_t>(index), true);
  put_lane(log_, i, empty_log());
  set_lane(case_, i, block_->case_numbers[index]);
  set_lane(logged_phase_, i, -1.0);
  set_lane(elapsed_ticks_, i, 0.0);
}

// Once an interval: what is measured, what the flight software makes of it; who may end soon.
template <class Real, bool products>
void Descent<Real, products>::guide_all(const Mask& active) {
  const Real time_s = Real(tick_s) * elapsed_ticks_;
  const Truth<Real> x = plant_.truth(time_s);
  if (sensors_.raw()) sensors_.begin_interval(time_s, w_.interval_s);
  sensors_.sample(time_s, x.q_IB, x.w_IB_B);
  const Mask heights = software_.uses_height() ? sensors_.asks_height(x) : Mask(false);
  const Real pad_height_m = any(heights) ? watch_.pad_height_m(x, heights) : Real(__builtin_nan(""));
  if (sensors_.raw()) {
    sensors_.observe(x, plant_.cg_now_B(), pad_height_m,
                     [&](const Vec3<Real>& p_L, const Vec3<Real>& direction_L, const Real& longest_m,
                         const Real& footprint_m) { return watch_.range_m(p_L, direction_L, longest_m, footprint_m); });
  } else {
    sensors_.fix(x, pad_height_m);
  }
  if (software_.is_own()) software_.attend(active);
  software_.guide(sensors_.readings());
  if (!software_.is_own()) log_phases(time_s);
  if (software_.avoids()) look_for_hazards(active & software_.wants_scan(time_s), x);
  plant_.renew_body();
  plant_.renew_gravity(x);
  if (relay_.some()) {
    relay_.look(
        x.motion.p_L, x.up_L, x.level_m, plant_.site().radius_m, w_.interval_s,
        [&](const Vec3<Real>& a_L) { return turned_back(x.q_IB, inertial_from_site(plant_.site(), x.turn, a_L)); },
        [&](const Vec3<Real>& towards_L, const Mask& faced) { return watch_.hides(x, towards_L, active & faced); },
        log_.relay);
  }

  scarce_ = any(active & (plant_.above_reserve_kg() < Real(w_.interval_s) * plant_.flow_max_kg_s()));
  watch_.look_ahead(x, sensors_.look_height_m(software_.heeds_cutoff(), software_.heeds_contact()));
  near_ = active & watch_.near();
  looks_ = active & watch_.looks();
  some_look_ = any(looks_);
  if (w_.options.vehicle.engine.plume.model != PlumeModel::none) {
    const EngineParams<Real>& e = plant_.params().vehicle.engine;
    digs_ = active & watch_.may_come_below(x, plume_reach_m(e.plume, e.thrust_max_N * e.thrust_scale));
    some_dig_ = any(digs_);
  }
  const Real ticks_left = Real(double(w_.options.flight.time_max_ticks)) - elapsed_ticks_;
  const Mask last = ticks_left <= Real(double(w_.options.gnc.guidance.period_ticks));
  watched_ = any(active & (near_ | last));

  if (!watched_) return;
  Mask covered;
  clearance_before_ = watch_.clearance(plant_.state(), time_s, covered);
}

template <class Real, bool products>
void Descent<Real, products>::look_for_hazards(const Mask& now, const Truth<Real>& x) {
  for (int i = 0; any(now) && i < width; ++i) {
    if (!lane(now, i)) continue;
    const ScanDraws draws{block_->seed, lane(case_, i), static_cast<std::uint64_t>(lane(elapsed_ticks_, i))};
    AvoidanceLog<double> log = take_lane(log_.avoidance, i);
    HazardLook<Real>(w_).look(i, x, watch_.ground_of(i), take_lane(sensors_.params(), i), draws, software_,
                              sensors_.readings(), *block_->hazard, log);
    put_lane(log_.avoidance, i, log);
  }
}

template <class Real, bool products>
MaskOf<Real> Descent<Real, products>::sound() const {
  const DescentState<Real>& s = plant_.state();
  const Real sum = norm2(s.p_I) + norm2(s.v_I) + norm2(s.w_B) + norm2(s.q_IB) + plant_.mass_kg();
  return sum < Real(1e30);
}

template <class Real, bool products>
[[gnu::noinline]] void Descent<Real, products>::run_round(LaneSlots<Real>& slots,
                                                          [[maybe_unused]] Tracer<Real>& trace) {
  guide_all(slots.active());
  const Real control_ticks(w_.options.gnc.control.period_ticks);
  const int step_ticks = w_.options.flight.step_ticks;
  Real ticks = elapsed_ticks_;  // whole numbers: sums of them are exact
  for (int c = 0; c < w_.controls; ++c, ticks = ticks + control_ticks) {
    const Real time_s = Real(tick_s) * ticks;
    if (software_.is_own()) software_.attend(slots.active());
    control_all(time_s, c == 0);
    if (some_dig_) look_at_plume(time_s);
    if constexpr (width == 1) {
      if (trace.sink && any(slots.active()))
        trace.add(sample(time_s));  // not what is flown on to the end of the interval
    }
    [[maybe_unused]] const bool flies = any(slots.active());
    if (software_.feels()) began_ = {plant_.state().p_I, plant_.state().v_I};
    if (sensors_.raw()) began_IB_ = plant_.state().q_IB;
    for (int s = 0; s < w_.steps; ++s) {
      if (some_dig_) step_with_plume();
      else plant_.step();
      if (watched_) end_lanes(slots, Real(tick_s) * (ticks + Real(double(s + 1) * step_ticks)));
    }
    if (!software_.feels()) continue;
    const DescentState<Real>& now = plant_.state();
    sensors_.sample(time_s + Real(w_.control_s), now.q_IB, now.w_B);
    if (sensors_.raw()) sensors_.turn(began_IB_, now.q_IB, Real(w_.control_s));
    const Vec3<Real> change_B = plant_.felt_B(began_.p_I, began_.v_I, Real(w_.control_s));
    if constexpr (width == 1) {
      if (trace.sink && trace.sink->filter && sensors_.raw() && flies)
        trace.sink->filter->periods.add(flown_period(time_s, change_B));
    }
    sensors_.feel(change_B, Real(w_.control_s));
    software_.feel(sensors_.readings());
  }
  elapsed_ticks_ = elapsed_ticks_ + Real(double(w_.options.gnc.guidance.period_ticks));
}

template <class Real, bool products>
FARSIDE_INLINE void Descent<Real, products>::control_all(const Real& time_s, bool guided) {
  const DescentState<Real>& s = plant_.state();
  if (software_.reckons()) nav_error_I_ = error_I();
  if (software_.filters()) nav_turn_I_ = attitude_error_I();
  control_began_s_ = time_s;
  sensors_.sample(time_s, s.q_IB, s.w_B);
  Truth<Real> x;
  Real pad_height_m(0.0);
  const bool fixes = software_.wants_fix(time_s);
  if (some_look_ || fixes) {
    x = plant_.truth(time_s);
    pad_height_m = fixes ? watch_.pad_height_m(x, Mask(true)) : watch_.pad_height_near_m(x, looks_);
  }
  if (fixes) sensors_.fix(x, pad_height_m);
  Mask cut(true);
  if (some_look_) {
    cut = software_.cut();
    sensors_.look(x, pad_height_m, Real(-1.0), looks_);  // nothing has touched the ground yet
  }
  if (software_.is_own()) cut = software_.cut();  // may happen anywhere
  software_.control(sensors_.readings());
  plant_.begin_period(time_s, software_.commands(), guided || software_.spoke(), &software_.pulses());
  if (software_.spoke()) {
    log_phases(time_s);
    if (const Mask now = software_.cut() & !cut; any(now)) {
      if (software_.is_own()) {
        x = plant_.truth(time_s);
        pad_height_m = watch_.pad_height_m(x, Mask(true));
      }
      log_cutoff(now, time_s, x, pad_height_m);
    }
  }
  log_tanks(time_s);
}

// When a tank has run out: the thrusters' within this control period, the main one's reserve before it.
template <class Real, bool products>
FARSIDE_INLINE void Descent<Real, products>::log_tanks(const Real& time_s) {
  const Real zero(0.0);
  if (scarce_) {
    const Real &short_kg = plant_.state().shortfall_kg, usable = plant_.above_reserve_kg();
    if (const Mask below = (usable < zero) | (short_kg > zero); any(below)) {
      const Real flow = max(plant_.flow_kg_s(), Real(1e-9));
      const Real since_s = clamp((short_kg - usable) / flow, zero, Real(w_.control_s));
      log_.reserve_s =
          select(below & !software_.cut() & !(log_.reserve_s >= zero), max(time_s - since_s, zero), log_.reserve_s);
    }
  }
  if (!w_.options.vehicle.thrusters.uses_propellant) return;
  if (const Mask out = plant_.rcs_runs_out(); any(out))
    log_.rcs_dry_s = select(out & !(log_.rcs_dry_s >= zero), time_s + plant_.rcs_left_s(), log_.rcs_dry_s);
}

// From how high the exhaust meets the ground in the control period that begins.
template <class Real, bool products>
void Descent<Real, products>::look_at_plume(const Real& time_s) {
  const Truth<Real> x = plant_.truth(time_s);
  exit_height_m_ = fma(Real(0.5 * w_.control_s), x.climb_m_s(), watch_.pad_height_near_m(x, digs_)) +
                   plant_.params().vehicle.legs.nozzle_clearance_m;
}

// A step, and what the exhaust does to the ground in it: by the mean thrust, which is what was burnt.
template <class Real, bool products>
[[gnu::noinline]] void Descent<Real, products>::step_with_plume() {
  const VehicleParams<Real>& v = plant_.params().vehicle;
  plant_.step();
  const Real zero(0.0), burnt_kg = plant_.before().propellant_kg - plant_.state().propellant_kg;
  const Mask burns = plant_.per_exhaust_speed_s_m() > zero;
  const Real burnt_per_N_kg = Real(w_.step_s) * select(burns, plant_.per_exhaust_speed_s_m(), Real(1.0));
  const Real thrust_N = select(burns, burnt_kg / burnt_per_N_kg, zero);
  const Real excess_N_m2 = plume_excess_N_m2(v.engine.plume, thrust_N, exit_height_m_, v.legs.nozzle_radius_m);
  plume_excess_N_m2_ = select(digs_, excess_N_m2, zero);
  erode(v.engine.plume, plume_excess_N_m2_, exit_height_m_, Real(w_.step_s), log_.plume);
}

// The phase that guidance has put a lane in, if it is another than before.
template <class Real, bool products>
FARSIDE_INLINE void Descent<Real, products>::log_phases(const Real& time_s) {
  const Real phase = software_.phase();
  const Mask changed = !((phase == logged_phase_) | software_.cut());
  if (!any(changed)) return;
  const Truth<Real> x = plant_.truth(time_s);
  const Real at_s = software_.phase_since_s(time_s);
  for (int i = 0; i < descent_phase_count; ++i)
    log_start(static_cast<Phase>(i), changed & (phase == Real(double(i))), time_s, at_s, x.motion);
  logged_phase_ = select(changed, phase, logged_phase_);
}

template <class Real, bool products>
void Descent<Real, products>::log_cutoff(Mask now, const Real& time_s, const Truth<Real>& x, const Real& pad_height_m) {
  const Real& wait_s = software_.commands().engine_wait_s;
  log_start(Phase::free_fall, now, time_s, time_s + wait_s, x.motion);
  log_.cutoff_height_m = select(now, fma(wait_s, x.climb_m_s(), pad_height_m), log_.cutoff_height_m);
}

// How a phase began at `at_s`, in the control period from `time_s` on.
template <class Real, bool products>
void Descent<Real, products>::log_start(Phase phase, Mask now, const Real& time_s, const Real& at_s,
                                        const SiteMotion<Real>& x) {
  PhaseStart<Real>& start = log_.phase[static_cast<int>(phase)];
  start.time_s = select(now, at_s, start.time_s);
  start.p_LB = select(now, axpy(at_s - time_s, x.v_L, x.p_L), start.p_LB);
  start.v_LB = select(now, x.v_L, start.v_LB);
  start.mass_kg = select(now, plant_.mass_kg(), start.mass_kg);
  if (!software_.filters()) return;
  const Consistency<Real> nees = software_.filter().consistency(error_I(), attitude_error_I());
  start.nees = {select(now, nees.position, start.nees.position), select(now, nees.velocity, start.nees.velocity),
                select(now, nees.attitude, start.nees.attitude)};
}

template <class Real, bool products>
void Descent<Real, products>::end_lanes(LaneSlots<Real>& slots, const Real& time_s) {
  Mask covered;
  const Clearance<Real> after = watch_.clearance(plant_.state(), time_s, covered);
  const Mask landed = slots.active() & near_ & (after.height_m <= Real(0.0));
  const Mask late = slots.active() & !landed & (time_s >= Real(tick_s * w_.options.flight.time_max_ticks));
  if (any(landed)) {
    slots.end(landed, [&](int i, int index) {
      const Clearance<double> a{lane(clearance_before_.height_m, i), lane(clearance_before_.rate_m_s, i)};
      const Clearance<double> b{lane(after.height_m, i), lane(after.rate_m_s, i)};
      const double f = contact_fraction(w_.options.flight.contact_location, a, b, w_.step_s);
      ends_[index] = end_of(i, DescentEnding::ground, f, lane(time_s, i), lane(covered, i));
    });
  }
  if (any(late))
    slots.end(late, [&](int i, int index) {
      ends_[index] = end_of(i, DescentEnding::time_limit, 1.0, lane(time_s, i), true);
    });
  clearance_before_ = after;
}

// Of lane i, which ends at the fraction `f` of the step that is over at `t_end_s`.
template <class Real, bool products>
DescentEnd Descent<Real, products>::end_of(int i, DescentEnding ending, double f, double t_end_s, bool covered) const {
  const DescentState<double> now = take_lane(plant_.state(), i);
  const ContactLocation how = w_.options.flight.contact_location;
  const DescentState<double> s = f < 1.0 ? state_between(how, take_lane(plant_.before(), i), now, f, w_.step_s) : now;
  const double time_s = t_end_s - (1.0 - f) * w_.step_s, rate = lane(plant_.turning_rad_s(), i);
  const TurnZ<double> turn = turn_z_by(rate * time_s);
  const SiteMotion<double> x = motion_in_site(w_.site, turn, rate, s.p_I, s.v_I);
  DescentLog<double> log = take_lane(log_, i);
  log.saturated_s = lane(software_.saturated_s(), i);
  log.short_of_torque_s = lane(software_.short_of_torque_s(), i);
  log.slosh_m = lane(plant_.slosh_largest_m(), i);
  if (some_dig_)  // what the whole step was counted for
    log.plume.dug_m -=
        (1.0 - f) * w_.step_s * lane(plant_.params().vehicle.engine.plume.dig_m3_N_s, i) * lane(plume_excess_N_m2_, i);
  const InertialState<double> error = take_lane(nav_error_I_, i);
  const Vec3<double> error_I = axpy(time_s - lane(control_began_s_, i), error.v_I, error.p_I);
  return {ending,
          covered,
          time_s,
          x.p_L,
          x.v_L,
          w_.site.R_LM * (turn * error_I),
          w_.site.R_LM * relative_velocity(rate, turn * error_I, turn * error.v_I),
          software_.filters() ? norm(take_lane(nav_turn_I_, i)) : 0.0,
          quaternion_of(attitude_in_site(w_.site, turn, s.q_IB)),
          s.w_B,
          s.propellant_kg,
          s.rcs_propellant_kg,
          s.shortfall_kg,
          lane(plant_.per_exhaust_speed_s_m(), i),
          lane(plant_.dry(), i) ? EngineState<double>{0.0, 0.0, 0.0, 0.0, 0.0, false} : take_engine(plant_.engine(), i),
          plant_.failures(i),
          software_.state(i),
          sensors_.raw() ? sensors_.state(i) : SensorState<double>{},
          log};
}

template <class Real, bool products>
TraceRecord Descent<Real, products>::sample(double time_s) const {
  if constexpr (width == 1) {
    const DescentState<double>& s = plant_.state();
    const TurnZ<double> turn = plant_.turn(time_s);
    const SiteMotion<double> x = plant_.motion(s, turn);
    const Place<double> place = place_of(x.p_L, w_.site.radius_m);
    const Mat3<double> R_LB = attitude_in_site(w_.site, turn, s.q_IB);
    TraceRecord row = trace_row(time_s, x.p_L, x.v_L, quaternion_of(R_LB), s.w_B, place.direction_L);
    row.mass = plant_.mass_kg();
    row.propellant = s.propellant_kg;
    row.rcs_propellant = s.rcs_propellant_kg;
    row.throttle = plant_.dry() ? 0.0 : plant_.thrust_N() / plant_.params().vehicle.engine.thrust_max_N;
    row.phase = software_.cut() ? double(static_cast<int>(Phase::free_fall)) : software_.phase();
    row.thrust = plant_.dry() ? 0.0 : plant_.thrust_N();
    row.thrust_command = plant_.engine().on ? software_.commands().thrust_N : 0.0;
    row.torque_x = plant_.torque_B().x;
    row.torque_y = plant_.torque_B().y;
    row.torque_z = plant_.torque_B().z;
    const Vec3<double> error_M = turn * nav_error_I_.p_I, nav_error_L = w_.site.R_LM * error_M;
    row.nav_error_east = nav_error_L.x;
    row.nav_error_north = nav_error_L.y;
    row.nav_error_up = nav_error_L.z;
    const Vec3<double> error_v_L =
        w_.site.R_LM * relative_velocity(plant_.turning_rad_s(), error_M, turn * nav_error_I_.v_I);
    row.nav_error_velocity_east = error_v_L.x;
    row.nav_error_velocity_north = error_v_L.y;
    row.nav_error_velocity_up = error_v_L.z;
    if (software_.filters()) {
      const Filter<double>& filter = software_.filter();
      row.nav_error_attitude = norm(nav_turn_I_) / unit::degree_rad;
      const auto sds = [&](const Vec3<double>& axis_L, double& position, double& velocity) {
        const Vec3<double> axis_I = inertial_from_site(w_.site, turn, axis_L);
        position = filter.position_sd_m(axis_I);
        velocity = filter.velocity_sd_m_s(axis_I);
      };
      sds({1.0, 0.0, 0.0}, row.nav_sd_east, row.nav_sd_velocity_east);
      sds({0.0, 1.0, 0.0}, row.nav_sd_north, row.nav_sd_velocity_north);
      sds({0.0, 0.0, 1.0}, row.nav_sd_up, row.nav_sd_velocity_up);
    }
    row.height = watch_.cg_height_m(x.p_L);
    return row;
  } else {
    return {};
  }
}

}  // namespace farside::inline FARSIDE_ISA
