#pragma once
// The flight software of the lanes. It sees `Measurements` and what it holds to be true (OnboardModel), and answers in
// `Commands`.
//   once a guidance interval    navigation takes in altimeter and velocimeter, guidance says thrust and direction
//   once a control period       phase changes and burns that end within it take effect, cutoff sensor and contact
//                               switches are read, attitude is controlled
//   after a control period      navigation and the thrust estimate integrate the accelerometers
//   twice near the ground       hazard avoidance takes in a scan and chooses a place, lane by lane
// Where a user's own software flies (gnc.library), that is asked once a control period, in place of guidance and of
// what stops the engine; navigation and control go on.
#include "gnc/allocation.h"
#include "gnc/commands.h"
#include "gnc/control.h"
#include "gnc/guidance/phased.h"
#include "gnc/hazard/avoidance.h"
#include "gnc/navigation/filter.h"
#include "gnc/navigation/onboard_gravity.h"
#include "gnc/navigation/thrust_estimate.h"
#include "gnc/onboard_model.h"
#include "gnc/own_software.h"
#include "lanes/lane_struct.h"
#include "sensors/measurements.h"
#include "vehicle/thrusters.h"

namespace farside::inline FARSIDE_ISA {

// State of the flight software in a lane. Only Reals, so that a lane can be copied as an array.
template <class Real>
struct SoftwareState {
  InertialState<Real> believed;
  FilterState<Real> filter;
  Vec3<Real> field_I;  // gravity beyond point mass and oblateness, held over a guidance interval
  ThrustEstimate<Real> thrust;
  PhasedState<Real> phased;
  Vec3<Real> direction_L;  // last command of guidance: direction, thrust, on (1 or 0)
  Real thrust_N, on;
  Vec3<Real> direction_I, heading_I;
  ThrustTrim<Real> trim;
  Real cut;                 // 1 once the engine has been cut off for good
  Real saturated_s;         // time during which guidance was saturated
  Real short_of_torque_s;   // and attitude control
  Estimate<Real> estimate;  // of the last guidance
  Real estimate_s;          // when that was
  Real phase;               // as of then
  ControlGains<Real> gains;
  Commands<Real> out;
};

template <class Real>
class FlightSoftware {
 public:
  using Mask = MaskOf<Real>;
  explicit FlightSoftware(const OnboardModel& known)
      : known_(known),
        site_(site_of_lanes<Real>(known.site)),
        engine_(onboard_engine(known.vehicle.engine, known.control_s)),
        own_(known_),
        phased_(!own_.used() && known.options.guidance.law == GuidanceLaw::phased),
        timed_(phased_ || (!own_.used() && known.options.guidance.law == GuidanceLaw::open_loop)),
        reckons_(known.options.navigation.mode != NavigationMode::perfect),
        filters_(known.options.navigation.mode == NavigationMode::filter),
        knows_field_(reckons_ && known.options.navigation.gravity == OnboardGravity::field &&
                     known.moon_options.gravity.model == GravityModel::spherical_harmonic),
        avoids_((phased_ || own_.used()) && known.options.avoidance.mode != AvoidanceMode::none),
        feels_(reckons_ || phased_ || own_.used()),
        asks_(phased_ && !reckons_),
        controls_(known.options.control.mode != ControlMode::off),
        pulses_by_(known.thrusters),
        filter_(known_) {}

  // `q_IB`: attitude at the start, whose heading is held.
  void start(int lane, const GncParams<double>& settings, const Quat<double>& q_IB);
  void guide(const Measurements<Real>& z);
  void control(const Measurements<Real>& z);
  // Which lanes want a scan, after `guide`: in the middle of the hover, and once they descend; a user's own when it
  // likes.
  bool avoids() const { return avoids_; }
  Mask wants_scan(const Real& time_s) const;
  // Takes in the scan of a lane. What it makes of it is in force from the next guidance on.
  Look see(int lane, const Measurements<Real>& z, const Scan& scan, int leg_count, HazardScratch& scratch);
  // Did the last control change the engine command or the phase?
  bool spoke() const { return spoke_; }
  // Integrates the accelerometers over the control period that ends.
  void feel(const Measurements<Real>& z);
  // The state of a lane; starts a lane from such a state; puts lanes of `now` back to an earlier state.
  SoftwareState<double> state(int lane) const { return take_lane(s_, lane); }
  void resume(int lane, const GncParams<double>& settings, const SoftwareState<double>& state);
  const SoftwareState<Real>& state() const { return s_; }
  void restore(const Mask& now, const SoftwareState<Real>& before) { put_where(now, before, s_); }
  // With navigation `perfect`: is the true state needed between two guidance commands, since a phase ends, or always?
  bool wants_fix(const Real& time_s) const { return (asks_ && may_end_soon(time_s)) || (own_.used() && !reckons_); }
  bool uses_height() const { return feels_; }  // above the ground, when guidance is due
  bool feels() const { return feels_; }        // does it use the accelerometers?
  // Does it act on cutoff sensor and contact switches?
  Mask heeds_cutoff() const { return own_.used() ? Mask(true) : settings_.guidance.cutoff_height_m > Real(0.0); }
  bool heeds_contact() const { return own_.used() || known_.options.guidance.contact_stops_engine; }
  // A user's own: which case of the block a lane flies, and which lanes listen and are asked.
  bool is_own() const { return own_.used(); }
  void seat(int lane, const FlightLibrary& library, std::size_t index, bool begins) {
    own_.seat(lane, library, index, begins);
  }
  void attend(const Mask& lanes) { own_.attend(lanes); }

  const Commands<Real>& commands() const { return s_.out; }
  // Of the last control, where thrusters are open or shut.
  const PulseTimes<Real>& pulses() const { return pulses_; }
  bool reckons() const { return reckons_; }  // its position and velocity
  bool filters() const { return filters_; }
  const InertialState<Real>& believed() const { return s_.believed; }
  const Filter<Real>& filter() const { return filter_; }
  void tell(FilterSink* sink) { filter_.tell(sink); }
  // Attitude and rate, as it takes them to be.
  Quat<Real> attitude_IB(const Measurements<Real>& z) const { return filters_ ? s_.filter.q_IB : z.q_IB; }
  Vec3<Real> rate_B(const Measurements<Real>& z) const {
    return filters_ ? z.w_IB_B - s_.filter.gyro_bias_B : z.w_IB_B;
  }
  Mask cut() const { return s_.cut > Real(0.5); }
  const Real& saturated_s() const { return s_.saturated_s; }
  const Real& short_of_torque_s() const { return s_.short_of_torque_s; }
  const Real& phase() const { return s_.phase; }  // of guidance: a Phase
  Real phase_since_s(const Real& time_s) const { return phased_ ? s_.phased.since_s : time_s; }

 private:
  Real phase_of(const Real& time_s) const;
  Estimate<Real> believe(const Measurements<Real>& z) const;
  Real climb_m_s(const Estimate<Real>& x) const {
    const Vec3<Real> from_centre{x.p_LB.x, x.p_LB.y, x.p_LB.z + site_.radius_m};
    return dot(x.v_LB, from_centre) / norm(from_centre);
  }
  // 1 where the vehicle is within 30 deg of upright and turns by less than 20 deg/s.
  Real steady(const Measurements<Real>& z, const Vec3<Real>& up_I) const {
    const Real cosine = dot(body_z(attitude_IB(z)), up_I), rate2 = norm2(rate_B(z));
    return select((cosine > Real(0.8660254037844386)) & (rate2 < Real(0.12184696791468343)), Real(1.0), Real(0.0));
  }
  void correct(const Measurements<Real>& z);
  void correct_by_filter(const Measurements<Real>& z);
  void command(const Measurements<Real>& z, const Estimate<Real>& estimate, const Mask& now);
  void ask_own(const Measurements<Real>& z);
  OwnView<Real> view_of(const Measurements<Real>& z) const;
  Look show_own(int lane, const Measurements<Real>& z, const Scan& scan, int leg_count);
  void move_on(const Measurements<Real>& z);
  void stop_engine(const Measurements<Real>& z);
  void share_out(const Vec3<Real>& torque_B);
  Mask share_pulses(const Vec3<Real>& torque_B);
  bool may_end_soon(const Real& time_s) const;
  Mask armed() const;

  const OnboardModel& known_;
  SiteFrame<Real> site_;
  OnboardEngine engine_;
  OwnSoftware<Real> own_;
  bool phased_, timed_;                               // timed: commands may start or end within a control period
  bool reckons_, filters_, knows_field_;              // where it is; by the filter; with all of the gravity field
  bool avoids_;                                       // looks for a place without hazards
  bool feels_;                                        // uses height and accelerometers
  bool asks_;                                         // may need the true state between guidance commands
  bool controls_;                                     // the attitude
  const ThrusterTable* pulses_by_;                    // null: any torque within limits
  bool holds_heading_ = false, learns_trim_ = false;  // in some lane
  bool spoke_ = false;

  // a case a lane
  GncParams<Real> settings_;
  ThrusterParams<Real> thrusters_;  // as it holds them to be
  InertialGains<Real> nav_gains_;
  Real thrust_gain_;
  SoftwareState<Real> s_;
  Filter<Real> filter_;
  PulseTimes<Real> pulses_;
  Vec3<Real> own_torque_B_;  // of lanes whose own software turns them by torques
  Mask turns_by_own_;
  ThrustTrim<Real> trim_before_;
};

template <class Real>
void FlightSoftware<Real>::resume(int i, const GncParams<double>& settings, const SoftwareState<double>& state) {
  put_lane(settings_, i, settings);
  holds_heading_ = holds_heading_ || settings.control.heading_rad_s > 0.0;
  learns_trim_ = learns_trim_ || settings.control.trim_1_s > 0.0;
  put_lane(thrusters_, i, known_.vehicle.thrusters);
  put_lane(nav_gains_, i, inertial_gains(settings.navigation, known_.interval_s));
  set_lane(thrust_gain_, i, 1.0 - exp(-known_.control_s / settings.navigation.thrust_time_s));
  put_lane(s_, i, state);
}

template <class Real>
void FlightSoftware<Real>::start(int i, const GncParams<double>& settings, const Quat<double>& q_IB) {
  SoftwareState<double> s{};
  s.believed = known_.start;
  s.filter = filter_at_start(q_IB);
  const MassParams<double>& m = known_.vehicle.mass;
  s.thrust.mass_kg = m.dry_mass_kg + (m.propellant_kg + m.rcs_propellant_kg);
  s.phased = phased_at_start(settings.guidance);
  s.direction_L = {0.0, 0.0, 1.0};
  s.heading_I = rotation(q_IB) * Vec3<double>{0.0, 1.0, 0.0};
  if (filters_) filter_.start(i, settings.navigation, q_IB);
  resume(i, settings, s);
}

// Altimeter and velocimeter.
template <class Real>
void FlightSoftware<Real>::correct(const Measurements<Real>& z) {
  const Mask ranges = answers(z.height_m), sees_velocity = answers(z.velocity_B);
  if (!any(ranges | sees_velocity)) return;
  const Vec3<Real>& p_I = s_.believed.p_I;
  // the CG stands above the pad plane by what is known of the vehicle, along its axis
  const Vec3<Real> up_I = (1.0 / norm(p_I)) * p_I;
  const Real cg_m = Real(known_.vehicle.mass.cg_z_m) * turned_back(z.q_IB, up_I).z;
  const Vec3<Real>& v_B = z.velocity_B.value;
  const GroundMeasurement<Real> ground{ranges, sees_velocity, z.height_m.value, turned(z.q_IB, v_B, 2.0 * v_B)};
  const Mask bounded = phased_ ? s_.phased.phase <= phase_number<Real>(Phase::braking) : Mask(false);
  s_.believed = corrected(s_.believed, ground, nav_gains_, site_.radius_m + cg_m, Real(known_.turning_rad_s), bounded);
}

// Places are remembered by where they are from the vehicle: they move along when its own place, of which it knows less
// than of its motion, is corrected.
template <class Real>
void FlightSoftware<Real>::correct_by_filter(const Measurements<Real>& z) {
  const Vec3<Real> before_I = s_.believed.p_I;
  filter_.correct(z, {s_.believed, s_.filter});
  if (!phased_) return;
  const Vec3<Real> moved_L = site_.R_LM * (known_.moon_turn(z.time_s) * (s_.believed.p_I - before_I));
  s_.phased.place_L = s_.phased.place_L + moved_L;
  s_.phased.site_L = s_.phased.site_L + moved_L;
}

template <class Real>
Estimate<Real> FlightSoftware<Real>::believe(const Measurements<Real>& z) const {
  if (!reckons_) {
    const Vec3<Real>& p_L = z.position_L.value;
    if (!phased_) return {p_L, z.velocity_L.value, z.mass_kg.value, z.pad_height_m.value};
    const Vec3<Real> from_centre{p_L.x, p_L.y, p_L.z + site_.radius_m};
    const Vec3<Real> up_I =
        inertial_from_site(site_, known_.moon_turn(z.time_s), (Real(1.0) / norm(from_centre)) * from_centre);
    return {p_L, z.velocity_L.value, s_.thrust.mass_kg, z.pad_height_m.value, steady(z, up_I)};
  }
  const Real rate(known_.turning_rad_s);
  const SiteMotion<Real> b = motion_in_site(site_, known_.moon_turn(z.time_s), rate, s_.believed.p_I, s_.believed.v_I);
  // no height but the believed one: an altimeter that answers has pulled it, or the ground, to where the other is
  const Real radius_m = norm(s_.believed.p_I);
  const Vec3<Real> up_I = (1.0 / radius_m) * s_.believed.p_I;
  const Real cg_m = Real(known_.vehicle.mass.cg_z_m) * turned_back(attitude_IB(z), up_I).z;
  Real level_m = site_.radius_m;
  if (filters_) level_m = map_radius_m(known_, b.p_L) + (settings_.navigation.map_error_m + s_.filter.ground_m);
  return {b.p_L, b.v_L, s_.thrust.mass_kg, radius_m - level_m - cg_m, steady(z, up_I)};
}

template <class Real>
void FlightSoftware<Real>::guide(const Measurements<Real>& z) {
  if (filters_) correct_by_filter(z);
  else if (reckons_) correct(z);
  if (knows_field_) {  // at the middle of the interval: it changes by 1e-5 m/s^2 over a second
    const TurnZ<Real> middle = known_.moon_turn(z.time_s + Real(0.5 * known_.interval_s));
    const Vec3<Real> p_M = middle * axpy(0.5 * known_.interval_s, s_.believed.v_I, s_.believed.p_I);
    s_.field_I =
        transposed_times(middle, beyond_oblateness_M(known_.moon_options.gravity.degree, p_M,
                                                     onboard_gravity_params<Real>(known_.moon_options, known_.moon)));
  }
  s_.estimate = believe(z);
  s_.estimate_s = z.time_s;
  if (own_.used()) own_.hear(z);
  else command(z, s_.estimate, Mask(true));
  s_.saturated_s = fma(s_.phased.saturated, select(cut(), Real(0.0), Real(known_.interval_s)), s_.saturated_s);
  const MassParams<double>& m = known_.vehicle.mass;
  const Real& mass = s_.estimate.mass_kg;
  s_.gains =
      control_gains(settings_.control, axpy(mass, in_all_lanes<Real>(m.gyration_B), in_all_lanes<Real>(m.inertia_B)));
}

// Runs guidance and takes over its command, in the lanes of `now`.
template <class Real>
void FlightSoftware<Real>::command(const Measurements<Real>& z, const Estimate<Real>& estimate, const Mask& now) {
  const GuidanceOptions& o = known_.options.guidance;
  const GuidanceLaw law = o.law;
  const Vec3<Real> believed_m{estimate.p_LB.x, estimate.p_LB.y, estimate.p_LB.z + site_.radius_m};
  const Real per_r = Real(1.0) / norm(believed_m), zero(0.0), one(1.0);
  const Vec3<Real> up_L = per_r * believed_m;
  const GuidanceFrame<Real> frame{onboard_gravity(known_.moon_options, known_.moon, site_, estimate),
                                  up_L,
                                  per_r * norm2(believed_m),
                                  site_.radius_m,
                                  z.time_s,
                                  Real(known_.interval_s),
                                  Real(known_.control_s)};
  const EngineParams<double>& engine = known_.vehicle.engine;
  const GuidanceCommand<Real> last{s_.direction_L, s_.thrust_N, s_.on > zero, zero, Real(for_ever_s)};
  GuidanceCommand<Real> said;
  if (phased_) {
    PhasedState<Real> phased = s_.phased;
    said = PhasedGuidance<Real>(o, settings_.guidance, engine, estimate, frame, last, phased,
                                avoids_ ? &settings_.avoidance.steer_height_m : nullptr)
               .command();
    put_where(now, phased, s_.phased);
  } else {
    said = farside::guide(law, settings_.guidance, engine, estimate, frame, last);
  }
  s_.phase = phase_of(z.time_s);
  s_.direction_L = select(now, said.direction_L, s_.direction_L);
  s_.thrust_N = select(now, said.thrust_N, s_.thrust_N);
  s_.on = select(now, select(said.on, one, zero), s_.on);
  const Vec3<Real> thrust_L = select(cut(), up_L, s_.direction_L);  // falls upright
  s_.direction_I = select(now, inertial_from_site(site_, known_.moon_turn(z.time_s), thrust_L), s_.direction_I);
  s_.out.thrust_N = s_.thrust_N;
  s_.out.engine_on = select(cut(), zero, s_.on);
  s_.out.engine_wait_s = select(now, said.wait_s, s_.out.engine_wait_s);
  s_.out.engine_for_s = select(now, said.for_s, s_.out.engine_for_s);
}

// May a phase or a burn end before the next guidance command?
template <class Real>
bool FlightSoftware<Real>::may_end_soon(const Real& time_s) const {
  return phased_ ? any(s_.phased.due_s < time_s + Real(known_.control_s)) : timed_;
}

// Between two guidance commands: advances the clocks of the last command, and commands anew where a phase or a burn
// ends.
template <class Real>
void FlightSoftware<Real>::move_on(const Measurements<Real>& z) {
  const Mask later = z.time_s > s_.estimate_s;
  if (!any(later)) return;
  s_.out.engine_wait_s = select(later, Real(0.0), s_.out.engine_wait_s);
  s_.out.engine_for_s = select(later, s_.out.engine_for_s - Real(known_.control_s), s_.out.engine_for_s);
  if (!may_end_soon(z.time_s)) return;
  const Estimate<Real> estimate = reckons_ || any(answers(z.position_L)) ? believe(z) : s_.estimate;
  const Mask now = phased_ ? s_.phased.due_s < z.time_s + Real(known_.control_s) : Mask(true);
  command(z, estimate, later & now);
  spoke_ = true;
}

template <class Real>
FARSIDE_INLINE void FlightSoftware<Real>::control(const Measurements<Real>& z) {
  const Real zero(0.0);
  spoke_ = false;
  if (timed_) move_on(z);
  if (own_.used()) ask_own(z);
  else if (any(answers(z.cutoff_m) | answers(z.contact))) stop_engine(z);
  if (!controls_) {
    s_.out.torque_B = {zero, zero, zero};
    if (pulses_by_) share_out(s_.out.torque_B);
    return;
  }
  const Quat<Real> q_IB = attitude_IB(z);
  const auto to_body = [&](const Vec3<Real>& a_I) { return turned_back(q_IB, a_I); };
  Vec3<Real> torque_B = control_torque(s_.gains, to_body(s_.direction_I), rate_B(z));
  if (holds_heading_)
    torque_B.z =
        select(s_.gains.heading_N_m > zero, torque_B.z + heading_torque(s_.gains, to_body(s_.heading_I)), torque_B.z);
  if (learns_trim_) {
    const Mask learns = s_.gains.trim_1_s > zero;
    const Real thrust_N = select((s_.on > zero) & !cut(), s_.thrust_N, zero);
    const Vec3<Real> with_trim =
        trimmed(s_.gains, limit_torque(thrusters_, torque_B), thrust_N, Real(known_.control_s), s_.trim);
    torque_B = select(learns, with_trim, torque_B);
  }
  if (own_.used()) {
    torque_B = select(turns_by_own_, own_torque_B_, torque_B);
    put_where(turns_by_own_, trim_before_, s_.trim);
  }
  s_.out.torque_B = torque_B;
  share_out(torque_B);
}

template <class Real>
OwnView<Real> FlightSoftware<Real>::view_of(const Measurements<Real>& z) const {
  OwnView<Real> view{believe(z), attitude_IB(z), rate_B(z), {}};
  view.gravity_L = onboard_gravity(known_.moon_options, known_.moon, site_, view.estimate);
  return view;
}

// What a user's own software makes of a scan. How it lands isn't known: the legs' stroke is that of a touchdown at the
// limit of the vertical speed.
template <class Real>
[[gnu::noinline]] Look FlightSoftware<Real>::show_own(int i, const Measurements<Real>& z, const Scan& scan,
                                                      int leg_count) {
  const OwnView<Real> view = view_of(z);
  const farside_site said = own_.see(i, z, view, scan);
  const Estimate<double> x = take_lane(view.estimate, i);
  const Nadir nadir = nadir_of(x.p_LB, known_.site.radius_m);
  const Mat3<double> R_LB = attitude_in_site(known_.site, known_.moon_turn(lane(z.time_s, i)), take_lane(view.q_IB, i));
  const Vec3<double> step_L = Vec3<double>{said.position_L.x, said.position_L.y, said.position_L.z} - x.p_LB;
  Look look{};
  GuidanceParams<double> lands{};
  lands.descent.speed_m_s = known_.vehicle.limits.speed_vertical_m_s;
  lands.cutoff_height_m = 0.0;
  look.limits = landing_clearance(known_.vehicle, leg_count, lands, take_lane(settings_, i).avoidance.slope_max_rad,
                                  x.mass_kg, norm(take_lane(view.gravity_L, i)));
  look.choice.result = static_cast<AvoidanceResult>(static_cast<int>(said.result));
  look.choice.index = said.hazard;
  look.choice.slope_rad = said.slope_rad;
  look.choice.roughness_m = said.roughness_m;
  look.choice.clearance_m = said.clearance_m;
  const double unknown = __builtin_nan("");
  look.ahead = {unknown, unknown, unknown};
  look.site_L = x.p_LB + step_L;
  look.site_B = transposed_times(R_LB, step_L);
  look.ahead_B = transposed_times(R_LB, -nadir.up_L);  // straight down
  return look;
}

// What a user's own software says is in force from now on.
template <class Real>
[[gnu::noinline]] void FlightSoftware<Real>::ask_own(const Measurements<Real>& z) {
  spoke_ = true;
  const OwnView<Real> view = view_of(z);
  OwnAnswer<Real> said{s_.out, s_.direction_L, Real(0.0), s_.cut, s_.phase};
  own_.ask(z, view, said);
  s_.out = said.commands;
  s_.thrust_N = said.commands.thrust_N;
  s_.on = said.commands.engine_on;
  s_.direction_L = said.direction_L;
  s_.direction_I = inertial_from_site(site_, known_.moon_turn(z.time_s), said.direction_L);
  s_.cut = said.cut_off;
  s_.phase = said.phase;
  own_torque_B_ = said.commands.torque_B;
  turns_by_own_ = said.by_torque > Real(0.5);
  trim_before_ = s_.trim;
}

// Among the thrusters; more than they can give is remembered.
template <class Real>
FARSIDE_INLINE void FlightSoftware<Real>::share_out(const Vec3<Real>& torque_B) {
  const Vec3<Real>& most = thrusters_.torque_max_B;
  Mask short_of = (abs(torque_B.x) > most.x) | (abs(torque_B.y) > most.y) | (abs(torque_B.z) > most.z);
  if (pulses_by_) short_of = short_of | share_pulses(torque_B);
  if (any(short_of)) s_.short_of_torque_s = s_.short_of_torque_s + select(short_of, Real(known_.control_s), Real(0.0));
}

template <class Real>
[[gnu::noinline]] MaskOf<Real> FlightSoftware<Real>::share_pulses(const Vec3<Real>& torque_B) {
  allocate(*pulses_by_, limit_torque(thrusters_, torque_B), settings_.control.pulse_least_s, known_.control_s, pulses_);
  return pulses_.short_of;
}

template <class Real>
MaskOf<Real> FlightSoftware<Real>::wants_scan(const Real& time_s) const {
  if (own_.used()) return own_.wants_scan();
  const PhasedState<Real>& p = s_.phased;
  const Mask hovers = p.phase == phase_number<Real>(Phase::hover);
  const Mask settled = time_s - p.since_s >= Real(0.5) * settings_.guidance.hover.time_s;
  const Mask descends = (p.phase == phase_number<Real>(Phase::descent)) & !cut() &
                        (s_.estimate.height_m > settings_.avoidance.steer_height_m);
  return (hovers & settled & (p.looks < Real(1.0))) | (descends & (p.looks < Real(2.0)));
}

template <class Real>
Look FlightSoftware<Real>::see(int i, const Measurements<Real>& z, const Scan& scan, int leg_count,
                               HazardScratch& scratch) {
  if (own_.used()) return show_own(i, z, scan, leg_count);
  const PhasedState<double> p = take_lane(s_.phased, i);
  const GncParams<double> settings = take_lane(settings_, i);
  const TurnZ<double> turn = known_.moon_turn(lane(z.time_s, i));
  LookBelief belief;
  belief.estimate = take_lane(s_.estimate, i);
  belief.R_LB = attitude_in_site(known_.site, turn, take_lane(attitude_IB(z), i));
  belief.first = p.phase == phase_number<double>(Phase::hover);
  const TranslationParams<double>& m = settings.guidance.translation;
  const Vec3<double> planned_L = p.place_L + Vec3<double>{m.east_m, m.north_m, 0.0};
  belief.ahead_L = !belief.first ? belief.estimate.p_LB : planned_L;
  const Look look = look_for_site<Real>(scan, known_, leg_count, settings, belief, scratch);
  PhasedState<double> after = p;
  after.looks = belief.first ? 1.0 : 2.0;
  if (look.choice.index == look.choice.index) {  // else nothing was seen: it goes on as before
    after.site_L = look.site_L;
    after.sited = 1.0;
  }
  put_lane(s_.phased, i, after);
  return look;
}

// Where cutoff sensor and contact switches may stop the engine: the law `phased` listens to them in its descent alone.
template <class Real>
MaskOf<Real> FlightSoftware<Real>::armed() const {
  return phased_ ? s_.phased.phase >= phase_number<Real>(Phase::descent) : Mask(true);
}

// The engine goes off for good, at the moment at which the cutoff height will be reached at the speed that is believed.
template <class Real>
void FlightSoftware<Real>::stop_engine(const Measurements<Real>& z) {
  const Mask near = answers(z.cutoff_m), switched = answers(z.contact);
  const Real zero(0.0), soon_s(known_.control_s);
  Real down_m_s = max(-climb_m_s(s_.estimate), zero);
  if (reckons_) {
    const Vec3<Real>& p_I = s_.believed.p_I;
    down_m_s = max(-dot(s_.believed.v_I, p_I) / norm(p_I), zero);
  }
  const Real& height_m = settings_.guidance.cutoff_height_m;
  const Real wait_s = clamp((z.cutoff_m.value - height_m) / max(down_m_s, Real(1e-3)), zero, soon_s);
  const Mask low = near & (height_m > zero) & (wait_s < soon_s);
  Mask stands = Mask(false);
  if (heeds_contact()) stands = switched & (z.contact.value > Real(0.5));
  const Mask now = armed() & !cut() & (low | stands);
  if (!any(now)) return;
  spoke_ = true;
  s_.cut = select(now, Real(1.0), s_.cut);
  s_.out.engine_on = select(now, zero, s_.out.engine_on);
  s_.out.engine_wait_s = select(now, select(stands, zero, wait_s), s_.out.engine_wait_s);
}

template <class Real>
void FlightSoftware<Real>::feel(const Measurements<Real>& z) {
  const Real period(known_.control_s);
  const Vec3<Real>& change_B = z.velocity_change_B.value;
  const Mask on = (s_.on > Real(0.0)) & !cut();
  if (own_.used()) own_.hear(z);
  if (feels_)
    s_.thrust = after_period(s_.thrust, engine_, on, s_.thrust_N, norm(change_B) / period, period, thrust_gain_);
  if (!reckons_) return;
  const Vec3<Real> measured_I =
      filters_ ? filter_.feel(z, period, s_.filter) : turned(z.q_IB, change_B, 2.0 * change_B);
  Vec3<Real> up_I{};  // of the target, which the uniform field alone asks for
  if (known_.moon_options.gravity.model == GravityModel::uniform)
    up_I = transposed_times(turn_z_by(Real(known_.turning_rad_s) * (z.time_s - period)), site_.R_LM.row2);
  s_.believed = after_interval(s_.believed, measured_I, period, [&](const Vec3<Real>& p_I) {
    const Vec3<Real> a_I = onboard_attraction(known_.moon_options, known_.moon, p_I, up_I);
    return knows_field_ ? a_I + s_.field_I : a_I;
  });
}

// As of the last guidance.
template <class Real>
Real FlightSoftware<Real>::phase_of(const Real& time_s) const {
  if (phased_) return s_.phased.phase;
  Real phase = phase_number<Real>(Phase::braking);
  if (known_.options.guidance.law == GuidanceLaw::polynomial) {
    const PolynomialParams<Real>& p = settings_.guidance.polynomial;
    phase = select(time_s < p.braking.end_time_s, phase, phase_number<Real>(Phase::approach));
    phase = select(time_s < p.approach.end_time_s, phase, phase_number<Real>(Phase::descent));
  }
  return phase;
}

}  // namespace farside::inline FARSIDE_ISA
