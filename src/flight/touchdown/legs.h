#pragma once
// The touchdown of a block of cases, model `legs` (M19): rigid hull, four pads as point masses, crushable struts,
// plastic soil; semi-implicit Euler. A stage of the lane scheduler, as model `rigid` (flight/touchdown/touchdown.h):
// what has to be exact in time is done every step, what is watched every window of `load_window_s`, and maps are asked
// for the ground under the pads every few windows.
#include "flight/lane_scheduler.h"
#include "flight/touchdown/ground_under.h"
#include "flight/touchdown/legs_start.h"
#include "flight/touchdown/powered_touchdown.h"

namespace farside::inline FARSIDE_ISA {

// q turned by a small rotation vector in body axes, of which half is given.
template <class Real>
FARSIDE_INLINE Quat<Real> turned_by(const Quat<Real>& q_LB, const Vec3<Real>& half_turn_B) {
  const Quat<Real> q = plus_times_pure(q_LB, q_LB, half_turn_B);
  const MaskOf<Real> near = abs(norm2(q) - Real(1.0)) < Real(1e-5);
  const Quat<Real> close = renormalised(q);
  if (all(near)) return close;
  return select(near, close, normalised(q));
}

// `patches`: as in GroundUnder.
template <class Real, int patches>
class LegsLoop {
 public:
  explicit LegsLoop(const DescentWorld& world)
      : w_(world),
        dt_(world.options.touchdown.legs_step_s),
        legs_(world.options.vehicle.legs.count),
        power_(world, world.options.touchdown.legs_step_s) {
    const TouchdownOptions& o = world.options.touchdown;
    window_ = whole_steps(o.load_window_s, dt_);
    watch_ = watch_steps(window_, dt_);
    const std::int64_t longer = window_ > watch_ ? window_ : watch_;
    round_ = longer * whole_steps(round_s, static_cast<double>(longer) * dt_);
    steps_max_ = whole_steps(o.time_max_s, dt_);
  }

  // Cases `list[0..count-1]` of the block; ends[i] is how case i ended. False when it was told to stop before.
  bool land(const CaseBlock& block, const int* list, int count, const DescentEnd* descents, TouchdownEnd* ends,
            Tracer<Real>& trace) {
    block_ = &block;
    descents_ = descents;
    ends_ = ends;
    return fly_lanes(*this, block, list, count, trace);
  }

  // What the lane scheduler asks for.
  void start_case(int lane, int index);
  void run_round(LaneSlots<Real>& slots, Tracer<Real>& trace);
  MaskOf<Real> sound() const;
  void fail_case(int lane, int index) { put_end(lane, index, false); }
  std::int64_t rounds_max() const { return steps_max_ / round_ + 2; }

 private:
  static constexpr double round_s = 0.016;  // at 1 m/s a pad moves 16 mm before the ground under it is looked up again
  using Mask = MaskOf<Real>;

  void step();
  Vec3<Real> stand(int i, const Mat3<Real>& R_LB, Wrench<Real>& hull, Real& depth_m);
  void meet_rock(int i, Vec3<Real>& ground_L, Real& depth_m);
  void know_rocks();
  void thrust(const Mat3<Real>& R_LB, const Vec3<Real>& n_B, const Real& height, Wrench<Real>& sum);
  void touch_hull(const BodyPlane<Real>& plane, const Vec3<Real>& v_B, Wrench<Real>& sum);
  void remember_contact(Mask now, const Mat3<Real>& R_LB);
  void end_window();
  Mask slips() const;
  Mask watch();
  void put_end(int lane, int index, bool sound);
  // As the sensors see it; `height`: of the hull's CG above the plane with the normal `n_B`.
  GroundView<Real> view(const Mat3<Real>& R_LB, const Vec3<Real>& n_B, const Real& height) const {
    const TouchdownState<Real>& hull = s_.hull;
    const Real pads_m = height - dot(n_B, c_.hull_cg_B + c_.vehicle.cg_B);
    return {time_s(), hull.p_L - R_LB * c_.hull_cg_B,    hull.v_L - R_LB * cross(hull.w_B, c_.hull_cg_B), hull.q_LB,
            hull.w_B, pads_m / ground_.hull().normal_L.z};
  }
  // Of the lowest point of the nozzle's exit. `n_B`, `height`, `across`: as of the hull.
  FARSIDE_INLINE Real nozzle_clearance(const Mat3<Real>& R_LB, const Vec3<Real>& n_B, const Real& height,
                                       const Real& across) const {
    if constexpr (patches == flat_ground)
      return fnma(c_.nozzle_radius_m, across, height + dot(n_B, c_.nozzle_centre_B));
    const GroundPatch<Real>& patch = ground_.nozzle();
    const Vec3<Real> own_B = transposed_times(R_LB, patch.normal_L);
    const Real above = dot(patch.normal_L, s_.hull.p_L) - patch.offset_m + dot(own_B, c_.nozzle_centre_B);
    return fnma(c_.nozzle_radius_m, sqrt(fma(own_B.y, own_B.y, own_B.x * own_B.x)), above);
  }
  VehicleOverGround<Real> over_ground() const {
    VehicleOverGround<Real> v;
    const Mat3<Real> R_LB = rotation(s_.hull.q_LB);
    v.on_legs = true;
    v.legs = legs_;
    for (int i = 0; i < legs_; ++i) v.pad_L[i] = s_.leg[i].p_L;
    v.pad_radius_m = c_.pad_face_m;
    v.hull_L = s_.hull.p_L + R_LB * c_.hull_centre_B;
    v.nozzle_L = s_.hull.p_L + R_LB * c_.nozzle_centre_B;
    v.hull_radius_m = c_.vehicle.hull_radius_m;
    v.nozzle_radius_m = c_.nozzle_radius_m;
    return v;
  }
  Real time_s() const { return fma(m_.vehicle.steps, Real(dt_), c_.vehicle.start_s); }
  // Keeps in `when_s` the first time at which `now` holds.
  void remember(Mask now, Real& when_s) const { when_s = select(now & !(when_s >= Real(0.0)), time_s(), when_s); }

  const DescentWorld& w_;
  double dt_;
  int legs_;
  std::int64_t window_, watch_, round_, steps_max_;  // steps

  GroundUnder<Real, patches> ground_;
  LegsConstants<Real> c_;
  LegsMemory<Real> m_;
  LegsState<Real> s_;
  Bearing<Real> rock_bears_[legs_max];  // of the rock near a pad
  Real slide2_m2_;
  PoweredTouchdown<Real> power_;
  const CaseBlock* block_ = nullptr;
  const DescentEnd* descents_ = nullptr;
  TouchdownEnd* ends_ = nullptr;
};

template <class Real, int patches>
[[gnu::noinline]] void LegsLoop<Real, patches>::run_round(LaneSlots<Real>& slots,
                                                          [[maybe_unused]] Tracer<Real>& trace) {
  const auto end = [&](Mask done) {
    if (!any(done & slots.active())) return;
    const Mask good = sound();
    slots.end(done, [&](int i, int index) { put_end(i, index, lane(good, i)); });
    power_.fly_in(slots.active());
  };
  const Mask off_map = ground_.look_up(over_ground());
  if constexpr (patches == uneven_ground) know_rocks();
  if constexpr (LaneTraits<Real>::count == 1) {
    if (trace.sink) trace.add(touchdown_row(time_s(), vehicle_state(s_, c_, legs_), c_.vehicle, m_.vehicle, legs_));
  }
  if (any(off_map)) {
    m_.vehicle.off_map_s = select(off_map, time_s(), m_.vehicle.off_map_s);
    end(off_map);
  }
  power_.fly_in(slots.active());
  std::int64_t to_window = window_, to_watch = watch_;  // counters, since a modulo at every step would cost time
  for (std::int64_t n = 0; n < round_; ++n) {
    step();
    if (--to_window == 0) {
      to_window = window_;
      end_window();
    }
    if (--to_watch == 0) {
      to_watch = watch_;
      end(watch());
    }
  }
}

// The energy ledger of a vehicle is closed, and what is in it a number.
template <class Real, int patches>
MaskOf<Real> LegsLoop<Real, patches>::sound() const {
  const TouchdownMemory<Real>& m = m_.vehicle;
  const EnergyLedger<Real> ledger = energy_ledger(s_, c_, m_, legs_);
  const Real open = ledger.residual_J + (m_.struts_J + m_.soil_J + m_.friction_J) - ledger.energy_J;
  const Real scale = max(ledger.energy_J, c_.vehicle.kinetic_J) + abs(m.thrust_J);
  const Real error = fma(Real(energy_error_frac), scale, Real(energy_error_J_kg) * c_.vehicle.mass_kg);
  return (abs(open) <= error) & (norm2(s_.hull.q_LB) < Real(2.0));
}

template <class Real, int patches>
void LegsLoop<Real, patches>::start_case(int i, int index) {
  const CaseParams<double>& p = params_of(*block_, index);
  const TouchdownStart start = descents_ ? start_of_touchdown(w_, p, descents_[index]) : start_above_ground(w_, p);
  const LegsStart legs = stand_on_legs(start, p, legs_, dt_, has_relief(w_.view.relief));
  put_lane(c_, i, legs.constants);
  put_lane(s_, i, legs.state);
  put_lane(m_, i, legs_memory_at_start());
  set_lane(slide2_m2_, i, p.vehicle.limits.slide_m * p.vehicle.limits.slide_m);
  ground_.start(i, make_ground(w_.view, p.moon.terrain, w_.site.radius_m), start.state.p_L);
  power_.start(i, p, descents_ ? descents_ + index : nullptr, *block_, index);
}

// Leg i on its pad: adds what its struts give the hull, returns what struts and ground give the pad. All three struts
// end in the pad, so their torque on the hull is that of their sum at the pad.
template <class Real, int patches>
FARSIDE_INLINE Vec3<Real> LegsLoop<Real, patches>::stand(int i, const Mat3<Real>& R_LB, Wrench<Real>& hull,
                                                         Real& depth_m) {
  const LegGeometry<Real>& g = c_.leg[i];
  LegState<Real>& leg = s_.leg[i];
  const Real zero(0.0), dt(dt_), half_dt(0.5 * dt_);

  // pad relative to the hull, body axes
  const Vec3<Real> r_B = transposed_times(R_LB, leg.p_L - s_.hull.p_L);
  const Vec3<Real> v_B = transposed_times(R_LB, leg.v_L - s_.hull.v_L) - cross(s_.hull.w_B, r_B);
  Vec3<Real> push_B{zero, zero, zero};  // of the struts on the pad
  for (int j = 0; j < struts_a_leg; ++j) {
    const Vec3<Real> d_B = r_B - g.hinge_B[j];
    const Real length2 = norm2(d_B);
    const Real length = sqrt(length2), per_length = Real(1.0) / length;
    const Real x = c_.length_m[j] - length, rate = -(per_length * dot(d_B, v_B));
    const Real force = j == primary ? primary_force(c_.strut, g.primary, x, rate, leg.crush_m[j])
                                    : secondary_force(c_.strut, g.secondary, x, rate, leg.crush_m[j], leg.stretch_m[j]);
    push_B = axpy(per_length * force, d_B, push_B);
    // work by the trapezoidal rule; `rate` is that of the step that ends here
    m_.struts_J = fma(half_dt * (leg.force_N[j] + force), rate, m_.struts_J);
    leg.force_N[j] = force;
  }
  leg.stroke_m = max(leg.crush_m[primary], leg.stroke_m);
  hull.force_B = hull.force_B - push_B;
  hull.torque_B = hull.torque_B - cross(r_B, push_B);

  const GroundPatch<Real>& patch = ground_.pad(i);
  const Real depth = patch.offset_m - dot(patch.normal_L, leg.p_L), rising = dot(patch.normal_L, leg.v_L);
  const Vec3<Real> slide_L = axpy(-rising, patch.normal_L, leg.v_L);
  const PadSoil<Real>& soil = c_.soil[i];
  const GroundForce<Real> ground = press(soil, soil.bears, depth, -rising, slide_L, dt, leg.footprint);
  Vec3<Real> ground_L = axpy(ground.normal_N, patch.normal_L, ground.friction_N);
  const Vec3<Real> both = leg.ground_N + ground_L;
  m_.soil_J = fma(half_dt * dot(patch.normal_L, both), -rising, m_.soil_J);
  m_.friction_J = fnma(half_dt, dot(both, slide_L), m_.friction_J);
  leg.ground_N = ground_L;
  depth_m = depth;
  if constexpr (patches == uneven_ground) {
    if (ground_.any_rock()) meet_rock(i, ground_L, depth_m);
  }
  return R_LB * push_B + ground_L;
}

// What the rock nearest to pad i does to it; the pad's depth is the greater one in soil or rock. Lanes without a rock
// near are left as they are: whether others have one is nothing to them.
template <class Real, int patches>
[[gnu::noinline]] void LegsLoop<Real, patches>::meet_rock(int i, Vec3<Real>& ground_L, Real& depth_m) {
  const RockPatch<Real>& rock = ground_.rock(i);
  LegState<Real>& leg = s_.leg[i];
  const Real half_dt(0.5 * dt_);
  const Real depth = rock.offset_m - dot(rock.normal_L, leg.p_L), rising = dot(rock.normal_L, leg.v_L);
  const Vec3<Real> slide_L = axpy(-rising, rock.normal_L, leg.v_L);
  Footprint<Real> print = leg.on_rock;
  const GroundForce<Real> force = press(c_.rock, rock_bears_[i], depth, -rising, slide_L, Real(dt_), print);
  const Vec3<Real> force_L = axpy(force.normal_N, rock.normal_L, force.friction_N), both = leg.rock_N + force_L;
  const Real along = dot(rock.normal_L, both);
  put_where(rock.near, print, leg.on_rock);
  m_.soil_J = select(rock.near, fma(half_dt * along, -rising, m_.soil_J), m_.soil_J);
  m_.friction_J = select(rock.near, fnma(half_dt, dot(both, slide_L), m_.friction_J), m_.friction_J);
  leg.rock_N = select(rock.near, force_L, leg.rock_N);
  ground_L = select(rock.near, ground_L + force_L, ground_L);
  depth_m = select(rock.near, max(depth_m, depth), depth_m);
}

// A pad that has no rock near any more has forgotten it.
template <class Real, int patches>
void LegsLoop<Real, patches>::know_rocks() {
  const Real zero(0.0);
  const Vec3<Real> none{zero, zero, zero};
  for (int i = 0; i < legs_; ++i) {
    LegState<Real>& leg = s_.leg[i];
    const Mask near = ground_.rock(i).near;
    leg.rock_N = select(near, leg.rock_N, none);
    leg.on_rock.sinkage_m = select(near, leg.on_rock.sinkage_m, zero);
    leg.on_rock.bristle_m = select(near, leg.on_rock.bristle_m, none);
    rock_bears_[i] = bearing_of_rock(c_.rock_hold, ground_.rock(i));
  }
}

template <class Real, int patches>
FARSIDE_INLINE void LegsLoop<Real, patches>::step() {
  const Real dt(dt_), zero(0.0);
  TouchdownState<Real>& hull = s_.hull;
  TouchdownMemory<Real>& m = m_.vehicle;
  const Mat3<Real> R_LB = rotation(hull.q_LB);
  Wrench<Real> sum{{zero, zero, zero}, {zero, zero, zero}};
  Vec3<Real> force_L[legs_max];
  Real deepest(-1e30);
  for (int i = 0; i < legs_; ++i) {
    force_L[i] = stand(i, R_LB, sum, m.depth_m[i]);
    deepest = max(m.depth_m[i], deepest);
  }

  // lowest points of the hull's rings and of the nozzle's exit, circles across the body's z axis
  const GroundPatch<Real>& patch = ground_.hull();
  const Vec3<Real> n_B = transposed_times(R_LB, patch.normal_L);
  const Real height = dot(patch.normal_L, hull.p_L) - patch.offset_m;
  const Real across = sqrt(fma(n_B.y, n_B.y, n_B.x * n_B.x));
  const Real lowest = dot(n_B, c_.hull_centre_B) + min(n_B.z * c_.vehicle.hull_height_m, zero);
  const Real clearance = fnma(c_.vehicle.hull_radius_m, across, height + lowest);
  const Real nozzle = nozzle_clearance(R_LB, n_B, height, across);
  m.clearance_m = min(clearance, m.clearance_m);
  m_.nozzle_clearance_m = min(nozzle, m_.nozzle_clearance_m);
  const Mask contact = (max(deepest, -min(clearance, nozzle)) > zero) & !(m.contact_s >= zero);
  if (any(contact)) remember_contact(contact, R_LB);
  if (any(min(clearance, nozzle) < zero)) {
    remember(nozzle < zero, m_.nozzle_s);
    remember(clearance < zero, m.hull_s);
    touch_hull({n_B, height, dot(patch.normal_L, hull.v_L)}, transposed_times(R_LB, hull.v_L), sum);
  }

  m.window_N = m.window_N + sum.force_B;
  hull.thrust_N = zero;
  if (power_.any_power()) thrust(R_LB, n_B, height, sum);

  const Vec3<Real>& gravity_L = c_.vehicle.gravity_L;
  for (int i = 0; i < legs_; ++i) {
    LegState<Real>& leg = s_.leg[i];
    leg.v_L = axpy(dt, axpy(c_.per_pad_mass, force_L[i], gravity_L), leg.v_L);
    leg.p_L = axpy(dt, leg.v_L, leg.p_L);
  }
  hull.v_L = axpy(dt, axpy(c_.per_hull_mass, R_LB * sum.force_B, gravity_L), hull.v_L);
  hull.p_L = axpy(dt, hull.v_L, hull.p_L);
  hull.w_B = axpy(dt, c_.inverse * (sum.torque_B - cross(hull.w_B, c_.inertia * hull.w_B)), hull.w_B);
  hull.q_LB = turned_by(hull.q_LB, 0.5 * dt_ * hull.w_B);
  m.steps = m.steps + Real(1.0);
}

// Engine and thrusters, where they may give something. Out of the way of the steps without them.
template <class Real, int patches>
[[gnu::noinline]] void LegsLoop<Real, patches>::thrust(const Mat3<Real>& R_LB, const Vec3<Real>& n_B,
                                                       const Real& height, Wrench<Real>& sum) {
  TouchdownState<Real>& hull = s_.hull;
  TouchdownMemory<Real>& m = m_.vehicle;
  if (const Mask due = power_.due(m.steps); any(due)) power_.control(due, view(R_LB, n_B, height), c_.vehicle, m);
  hull.thrust_N = power_.thrust_N(c_.vehicle, time_s(), m);
  sum.force_B = axpy(hull.thrust_N, c_.vehicle.thrust_axis_B, sum.force_B);
  const Vec3<Real> torque_B = axpy(hull.thrust_N, c_.thrust_torque_B, power_.torque_B());
  sum.torque_B = sum.torque_B + torque_B;
  const Real power = hull.thrust_N * dot(R_LB * c_.vehicle.thrust_axis_B, hull.v_L) + dot(torque_B, hull.w_B);
  m.thrust_J = fma(Real(dt_), power, m.thrust_J);
}

// Eight points of each ring, so that a hull on the ground is carried by it; a nozzle that strikes crumples and carries
// nothing.
template <class Real, int patches>
[[gnu::noinline]] void LegsLoop<Real, patches>::touch_hull(const BodyPlane<Real>& plane, const Vec3<Real>& v_B,
                                                           Wrench<Real>& sum) {
  const Real zero(0.0);
  Wrench<Real> own{{zero, zero, zero}, {zero, zero, zero}};
  touch_rings(c_.hull_soil, plane, c_.hull_centre_B, c_.vehicle.hull_radius_m, c_.vehicle.hull_height_m, v_B,
              s_.hull.w_B, own);
  m_.soil_J = fma(Real(-dt_), dot(own.force_B, v_B) + dot(own.torque_B, s_.hull.w_B), m_.soil_J);
  sum = {sum.force_B + own.force_B, sum.torque_B + own.torque_B};
}

template <class Real, int patches>
[[gnu::noinline]] void LegsLoop<Real, patches>::remember_contact(Mask now, const Mat3<Real>& R_LB) {
  const TouchdownState<Real>& hull = s_.hull;
  TouchdownMemory<Real>& m = m_.vehicle;
  const Vec3<Real> z_L{R_LB.row0.z, R_LB.row1.z, R_LB.row2.z}, up_L = c_.vehicle.up_L;
  m.contact_s = select(now, time_s(), m.contact_s);
  m.contact_p_L = select(now, hull.p_L - R_LB * c_.hull_cg_B, m.contact_p_L);
  m.contact_v_L = select(now, hull.v_L - R_LB * cross(hull.w_B, c_.hull_cg_B), m.contact_v_L);
  m.contact_w_B = select(now, hull.w_B, m.contact_w_B);
  m.contact_tilt_cosine = select(now, dot(z_L, up_L), m.contact_tilt_cosine);
  m.contact_tilt_sine = select(now, norm(cross(z_L, up_L)), m.contact_tilt_sine);
}

// The load of a window, and strokes.
template <class Real, int patches>
[[gnu::noinline]] void LegsLoop<Real, patches>::end_window() {
  const Real zero(0.0);
  TouchdownMemory<Real>& m = m_.vehicle;
  const Real window2 = norm2(m.window_N);
  m.window_N = {zero, zero, zero};
  m.peak2_N2 = max(window2, m.peak2_N2);
  const double steps = static_cast<double>(window_);
  remember(window2 > c_.load2_N2 * Real(steps * steps), m_.load_s);
}

// A pad that friction does not hold, and that moves.
template <class Real, int patches>
MaskOf<Real> LegsLoop<Real, patches>::slips() const {
  Mask slips = Mask(false);
  for (int i = 0; i < legs_; ++i) {
    const Vec3<Real>&n_L = ground_.pad(i).normal_L, &v_L = s_.leg[i].v_L, &ground_N = s_.leg[i].ground_N;
    const Real normal_N = dot(n_L, ground_N), hold_N = Real(0.999) * s_.leg[i].footprint.hold_N;
    const Mask full = (normal_N > Real(0.0)) & (norm2(axpy(-normal_N, n_L, ground_N)) >= hold_N * hold_N);
    slips = slips | (full & (norm2(axpy(-dot(n_L, v_L), n_L, v_L)) > c_.vehicle.slip2_m2_s2));
  }
  return slips;
}

// What need not be exact in time: what has happened by now, and who is done.
template <class Real, int patches>
[[gnu::noinline]] MaskOf<Real> LegsLoop<Real, patches>::watch() {
  const Real zero(0.0);
  const TouchdownState<Real>& hull = s_.hull;
  TouchdownMemory<Real>& m = m_.vehicle;
  const Mask touched = m.contact_s >= zero;
  const Real cosine = dot(body_z(hull.q_LB), c_.vehicle.up_L);
  m.least_cosine = select(touched, min(cosine, m.least_cosine), m.least_cosine);
  remember(touched & (cosine < c_.vehicle.tip_cosine), m.tip_s);

  Mask out = Mask(false);
  for (int i = 0; i < legs_; ++i) {
    const LegState<Real>& leg = s_.leg[i];
    const LegGeometry<Real>& g = c_.leg[i];
    out = out | (leg.stroke_m > g.primary.stroke_m);
    for (int j = secondary_left; j < struts_a_leg; ++j)
      out = out | (max(leg.crush_m[j], leg.stretch_m[j]) > g.secondary.stroke_m);
  }
  remember(out, m_.stroke_s);

  const Vec3<Real> p_L = hull.p_L - rotation(hull.q_LB) * c_.hull_cg_B;
  const Vec3<Real> moved = p_L - m.contact_p_L;  // NaN before contact
  const Real rise = dot(moved, c_.vehicle.up_L);
  remember(fnma(rise, rise, norm2(moved)) > slide2_m2_, m.slide_s);

  Real fastest2 = norm2(hull.v_L);
  for (int i = 0; i < legs_; ++i) fastest2 = max(norm2(s_.leg[i].v_L), fastest2);
  Mask still = touched & (fastest2 < Real(still_speed2_m2_s2)) & (norm2(hull.w_B) < Real(swing_rate2_rad2_s2));
  still = still & !power_.powered();  // a vehicle that stands on its thrust is not at rest
  if (any(still)) still = still & !slips();
  watch_stillness(still, hull, Real(static_cast<double>(watch_) * dt_), m);

  Mask done = (m.steps >= Real(static_cast<double>(steps_max_))) | (m.least_cosine < c_.vehicle.end_cosine);
  if (w_.options.touchdown.stop_at_rest) done = done | at_rest(c_.vehicle, m, hull.v_L);
  return done;
}

template <class Real, int patches>
[[gnu::noinline]] void LegsLoop<Real, patches>::put_end(int i, int index, bool sound) {
  const LegsState<double> s = take_lane(s_, i);
  const LegsConstants<double> c = take_lane(c_, i);
  const LegsMemory<double> m = take_lane(m_, i);
  ends_[index] = {ending_of(c.vehicle, m.vehicle, s.hull.v_L, sound),
                  lane(time_s(), i),
                  vehicle_state(s, c, legs_),
                  c.vehicle,
                  m.vehicle,
                  legs_end(s, c, m, legs_, static_cast<double>(window_))};
}

}  // namespace farside::inline FARSIDE_ISA
