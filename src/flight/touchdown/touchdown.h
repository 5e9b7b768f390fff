#pragma once
// The touchdown of a block of cases, model `rigid`: hull and four pads on the ground by penalty contact, semi-implicit
// Euler. A stage of the lane scheduler: a lane that has come to rest takes the next case at the next round of steps.
#include "flight/lane_scheduler.h"
#include "flight/touchdown/contact.h"
#include "flight/touchdown/ground_under.h"
#include "flight/touchdown/powered_touchdown.h"
#include "flight/touchdown/stable_step.h"
#include "flight/touchdown/touchdown_start.h"

namespace farside::inline FARSIDE_ISA {

// `patches`: as in GroundUnder.
template <class Real, bool products, int patches>
class TouchdownLoop {
 public:
  explicit TouchdownLoop(const DescentWorld& world)
      : w_(world),
        dt_(world.options.touchdown.step_s),
        legs_(world.options.vehicle.legs.count),
        power_(world, world.options.touchdown.step_s) {
    const TouchdownOptions& o = world.options.touchdown;
    window_ = whole_steps(o.load_window_s, dt_);
    watch_ = watch_steps(window_, dt_);
    const std::int64_t longer = window_ > watch_ ? window_ : watch_;
    round_ = longer * whole_steps(64.0, static_cast<double>(longer));
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
  using Mask = MaskOf<Real>;

  void step();
  Mask watch();
  Real fastest_pad2() const;
  void remember_contact(Mask now, const Real& t_s, const Real& cosine, const Vec3<Real>& z_L);
  void thrust(const BodyPlane<Real>& hull, const Vec3<Real>& v_B, Wrench<Real>& sum);
  void touch_hull(const BodyPlane<Real>& plane, const Vec3<Real>& v_B, Wrench<Real>& sum) const;
  void put_end(int lane, int index, bool sound);
  // As the sensors see it; `plane`: of the ground under the hull.
  GroundView<Real> view(const BodyPlane<Real>& plane) const {
    const Real pads_m = plane.distance_m - dot(plane.normal_B, c_.cg_B);
    return {time_s(), s_.p_L, s_.v_L, s_.q_LB, s_.w_B, pads_m / ground_.hull().normal_L.z};
  }
  Real time_s() const { return fma(m_.steps, Real(dt_), c_.start_s); }
  BodyPlane<Real> plane_of(const GroundPatch<Real>& patch, const Mat3<Real>& R_LB) const {
    return {transposed_times(R_LB, patch.normal_L), dot(patch.normal_L, s_.p_L) - patch.offset_m,
            dot(patch.normal_L, s_.v_L)};
  }

  const DescentWorld& w_;
  double dt_;
  int legs_;
  std::int64_t window_, watch_, round_, steps_max_;  // steps

  GroundUnder<Real, patches> ground_;
  TouchdownConstants<Real> c_;
  TouchdownMemory<Real> m_;
  TouchdownState<Real> s_;
  RotationConstants<Real, products> rotation_;
  Inertia<Real> inertia_;
  Soil<Real> soil_;
  Real slide2_m2_;
  PoweredTouchdown<Real> power_;
  const CaseBlock* block_ = nullptr;
  const DescentEnd* descents_ = nullptr;
  TouchdownEnd* ends_ = nullptr;
};

template <class Real, bool products, int patches>
[[gnu::noinline]] void TouchdownLoop<Real, products, patches>::run_round(LaneSlots<Real>& slots,
                                                                         [[maybe_unused]] Tracer<Real>& trace) {
  const auto end = [&](Mask done) {
    if (!any(done & slots.active())) return;
    const Mask good = sound();
    slots.end(done, [&](int i, int index) { put_end(i, index, lane(good, i)); });
    power_.fly_in(slots.active());
  };
  const Mat3<Real> R_LB = rotation(s_.q_LB);
  VehicleOverGround<Real> over;
  over.legs = legs_;
  for (int i = 0; i < legs_; ++i) over.pad_L[i] = s_.p_L + R_LB * (pad_position(c_.pads, i) - c_.cg_B);
  over.on_legs = false;
  over.pad_radius_m = Real(0.0);
  over.hull_L = s_.p_L + R_LB * c_.hull_centre_B;
  over.hull_radius_m = c_.hull_radius_m;
  const Mask off_map = ground_.look_up(over);
  if constexpr (LaneTraits<Real>::count == 1) {
    if (trace.sink) trace.add(touchdown_row(time_s(), s_, c_, m_, legs_));
  }
  if (any(off_map)) {
    m_.off_map_s = select(off_map, time_s(), m_.off_map_s);
    end(off_map);
  }
  power_.fly_in(slots.active());
  std::int64_t to_window = window_, to_watch = watch_;  // counters, since a modulo at every step would cost time
  for (std::int64_t n = 0; n < round_; ++n) {
    step();
    if (--to_window == 0) {
      to_window = window_;
      m_.peak2_N2 = max(norm2(m_.window_N), m_.peak2_N2);
      m_.window_N = {Real(0.0), Real(0.0), Real(0.0)};
    }
    if (--to_watch == 0) {
      to_watch = watch_;
      end(watch());
    }
  }
}

// False where the energy of motion is more than what the case began with, fell by and got from the thrust.
template <class Real, bool products, int patches>
MaskOf<Real> TouchdownLoop<Real, products, patches>::sound() const {
  const Real kinetic = Real(0.5) * fma(c_.mass_kg, norm2(s_.v_L), dot(s_.w_B, inertia_ * s_.w_B));
  const Real fallen = c_.mass_kg * dot(c_.gravity_L, s_.p_L - c_.start_p_L);
  const Real scale = c_.kinetic_J + max(fallen, Real(0.0)) + abs(m_.thrust_J);
  const Real error = fma(Real(energy_error_frac), scale, Real(energy_error_J_kg) * c_.mass_kg);
  return (kinetic <= c_.kinetic_J + fallen + m_.thrust_J + error) & (norm2(s_.q_LB) < Real(2.0));
}

// What need not be exact in time: what has happened by now, and who is done.
template <class Real, bool products, int patches>
[[gnu::noinline]] MaskOf<Real> TouchdownLoop<Real, products, patches>::watch() {
  const Real zero(0.0);
  Mask still =
      (m_.contact_s >= zero) & (norm2(s_.v_L) < Real(still_speed2_m2_s2)) & (norm2(s_.w_B) < Real(swing_rate2_rad2_s2));
  still = still & !power_.powered();  // a vehicle that stands on its thrust is not at rest
  if (any(still)) still = still & (fastest_pad2() <= c_.slip2_m2_s2);
  watch_stillness(still, s_, Real(static_cast<double>(watch_) * dt_), m_);
  const Vec3<Real> moved = s_.p_L - m_.contact_p_L;  // NaN before contact
  const Real rise = dot(moved, c_.up_L);
  const Mask slides = (fma(-rise, rise, norm2(moved)) > slide2_m2_) & !(m_.slide_s >= zero);
  if (any(slides)) m_.slide_s = select(slides, time_s(), m_.slide_s);
  Mask done = (m_.steps >= Real(static_cast<double>(steps_max_))) | (m_.least_cosine < c_.end_cosine);
  if (w_.options.touchdown.stop_at_rest) done = done | at_rest(c_, m_, s_.v_L);
  return done;
}

// Square of the sliding speed of the pad that slides fastest on the ground.
template <class Real, bool products, int patches>
Real TouchdownLoop<Real, products, patches>::fastest_pad2() const {
  const Mat3<Real> R_LB = rotation(s_.q_LB);
  const Vec3<Real> v_B = transposed_times(R_LB, s_.v_L);
  Real fastest2(0.0);
  for (int i = 0; i < legs_; ++i) {
    const BodyPlane<Real> plane = plane_of(ground_.pad(i), R_LB);
    const Vec3<Real> arm_B = pad_position(c_.pads, i) - c_.cg_B, u = v_B + cross(s_.w_B, arm_B);
    const Real outwards = dot(plane.normal_B, u), height = plane.distance_m + dot(plane.normal_B, arm_B);
    fastest2 = select(height < Real(0.0), max(norm2(axpy(-outwards, plane.normal_B, u)), fastest2), fastest2);
  }
  return fastest2;
}

template <class Real, bool products, int patches>
void TouchdownLoop<Real, products, patches>::start_case(int i, int index) {
  const CaseParams<double>& p = params_of(*block_, index);
  TouchdownStart start = descents_ ? start_of_touchdown(w_, p, descents_[index]) : start_above_ground(w_, p);
  const RegolithParams<double>& soil = p.moon.regolith;
  TouchdownConstants<double>& c = start.constants;
  // Below this sliding speed friction holds a pad: a step must not turn it round. And a pad that friction would take
  // more than the time of rest to stop is not held.
  const double brake = soil.friction * norm(c.gravity_L);
  const double lever2 = lever2_m2(c.cg_B, p.vehicle.legs);
  const double turned_round = brake * dt_ * fma(c.mass_kg, lever2 / least_inertia_kg_m2(start.inertia), 1.0);
  Soil<double> contact = soil_of(soil);
  const double holding = max(soil.friction_speed_m_s, turned_round), slip = min(holding, brake * still_time_s);
  contact.friction_speed2_m2_s2 = holding * holding;
  c.slip2_m2_s2 = slip * slip;
  if (!(dt_ <= longest_stable_rigid_step_s({c.cg_B, start.inertia}, c.mass_kg, legs_, p.vehicle.legs, soil)))
    start.state.w_B.x = __builtin_nan("");
  put_lane(c_, i, c);
  put_lane(s_, i, start.state);
  put_lane(m_, i, memory_at_start());
  put_lane(soil_, i, contact);
  put_lane(inertia_, i, start.inertia);
  set_rotation(rotation_, i, rotation_constants<products>(start.inertia));
  set_lane(slide2_m2_, i, p.vehicle.limits.slide_m * p.vehicle.limits.slide_m);
  ground_.start(i, make_ground(w_.view, p.moon.terrain, w_.site.radius_m), start.state.p_L);
  power_.start(i, p, descents_ ? descents_ + index : nullptr, *block_, index);
}

template <class Real, bool products, int patches>
FARSIDE_INLINE void TouchdownLoop<Real, products, patches>::step() {
  const Real dt(dt_), zero(0.0);
  const Mat3<Real> R_LB = rotation(s_.q_LB);
  const Vec3<Real> v_B = transposed_times(R_LB, s_.v_L);
  Wrench<Real> sum{{zero, zero, zero}, {zero, zero, zero}};
  const BodyPlane<Real> hull = plane_of(ground_.hull(), R_LB);
  BodyPlane<Real> plane = hull;
  Real deepest(-1e30);
  for (int i = 0; i < legs_; ++i) {
    if constexpr (patches > 1) plane = plane_of(ground_.pad(i), R_LB);
    const Real depth = touch(soil_, plane, pad_position(c_.pads, i) - c_.cg_B, v_B, s_.w_B, sum);
    m_.depth_m[i] = depth;
    deepest = max(depth, deepest);
  }

  // lowest point of the hull's rings, circles across the body's z axis
  const Real across2 = fma(hull.normal_B.y, hull.normal_B.y, hull.normal_B.x * hull.normal_B.x);
  const Real lowest = dot(hull.normal_B, c_.hull_centre_B) + min(hull.normal_B.z * c_.hull_height_m, zero);
  const Real clearance = fma(-c_.hull_radius_m, sqrt(across2), hull.distance_m + lowest);
  m_.clearance_m = min(clearance, m_.clearance_m);

  const Vec3<Real> z_L{R_LB.row0.z, R_LB.row1.z, R_LB.row2.z};
  const Real cosine = dot(z_L, c_.up_L);
  const Mask untouched = !(m_.contact_s >= zero);
  const Mask contact = (max(deepest, -clearance) > zero) & untouched;
  if (any(contact)) remember_contact(contact, time_s(), cosine, z_L);
  const Mask touched = m_.contact_s >= zero;
  m_.least_cosine = select(touched, min(cosine, m_.least_cosine), m_.least_cosine);
  const Mask tips = touched & (cosine < c_.tip_cosine) & !(m_.tip_s >= zero);
  if (any(tips)) m_.tip_s = select(tips, time_s(), m_.tip_s);
  if (any(clearance < zero)) {
    const Mask strikes = (clearance < zero) & !(m_.hull_s >= zero);
    m_.hull_s = select(strikes, time_s(), m_.hull_s);
    touch_hull(hull, v_B, sum);
  }

  m_.window_N = m_.window_N + sum.force_B;
  s_.thrust_N = zero;
  if (power_.any_power()) thrust(hull, v_B, sum);

  s_.v_L = axpy(dt, axpy(c_.per_mass, R_LB * sum.force_B, c_.gravity_L), s_.v_L);
  s_.p_L = axpy(dt, s_.v_L, s_.p_L);
  s_.w_B = axpy(dt, angular_acceleration(rotation_, turn_rate_of(rotation_, sum.torque_B), s_.w_B), s_.w_B);
  const Quat<Real> q = plus_times_pure(s_.q_LB, s_.q_LB, 0.5 * dt_ * s_.w_B);
  const Real e = norm2(q) - Real(1.0);
  s_.q_LB = fma(e, fma(Real(0.375), e, Real(-0.5)), Real(1.0)) * q;
  const Mask near = abs(e) < Real(1e-5);
  if (!all(near)) s_.q_LB = select(near, s_.q_LB, normalised(q));
  m_.steps = m_.steps + Real(1.0);
}

// Engine and thrusters, where they may give something. Out of the way of the steps without them.
template <class Real, bool products, int patches>
[[gnu::noinline]] void TouchdownLoop<Real, products, patches>::thrust(const BodyPlane<Real>& hull,
                                                                      const Vec3<Real>& v_B, Wrench<Real>& sum) {
  if (const Mask due = power_.due(m_.steps); any(due)) power_.control(due, view(hull), c_, m_);
  s_.thrust_N = power_.thrust_N(c_, time_s(), m_);
  sum.force_B = axpy(s_.thrust_N, c_.thrust_axis_B, sum.force_B);
  const Vec3<Real> torque_B = axpy(s_.thrust_N, c_.thrust_torque_B, power_.torque_B());
  sum.torque_B = sum.torque_B + torque_B;
  m_.thrust_J = fma(Real(dt_), fma(s_.thrust_N, dot(c_.thrust_axis_B, v_B), dot(torque_B, s_.w_B)), m_.thrust_J);
}

template <class Real, bool products, int patches>
void TouchdownLoop<Real, products, patches>::remember_contact(Mask now, const Real& t_s, const Real& cosine,
                                                              const Vec3<Real>& z_L) {
  m_.contact_s = select(now, t_s, m_.contact_s);
  m_.contact_p_L = select(now, s_.p_L, m_.contact_p_L);
  m_.contact_v_L = select(now, s_.v_L, m_.contact_v_L);
  m_.contact_w_B = select(now, s_.w_B, m_.contact_w_B);
  m_.contact_tilt_cosine = select(now, cosine, m_.contact_tilt_cosine);
  m_.contact_tilt_sine = select(now, norm(cross(z_L, c_.up_L)), m_.contact_tilt_sine);
}

// Eight points of each ring, so that a hull on the ground is carried by it; together they are as stiff as four pads.
template <class Real, bool products, int patches>
[[gnu::noinline]] void TouchdownLoop<Real, products, patches>::touch_hull(const BodyPlane<Real>& plane,
                                                                          const Vec3<Real>& v_B,
                                                                          Wrench<Real>& sum) const {
  touch_rings(half_as_stiff(soil_), plane, c_.hull_centre_B, c_.hull_radius_m, c_.hull_height_m, v_B, s_.w_B, sum);
}

template <class Real, bool products, int patches>
void TouchdownLoop<Real, products, patches>::put_end(int i, int index, bool sound) {
  const TouchdownState<double> s = take_lane(s_, i);
  const TouchdownConstants<double> c = take_lane(c_, i);
  const TouchdownMemory<double> m = take_lane(m_, i);
  ends_[index] = {ending_of(c, m, s.v_L, sound), lane(time_s(), i), s, c, m, {}};
}

}  // namespace farside::inline FARSIDE_ISA
