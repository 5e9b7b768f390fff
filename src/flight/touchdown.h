#pragma once
// The touchdown of a block of cases, model `rigid`: hull and four pads on the ground by penalty contact, semi-implicit Euler. A
// stage of the lane scheduler: a lane that has come to rest takes the next case at the next round of steps.
#include "flight/contact.h"
#include "flight/ground_under.h"
#include "flight/lane_scheduler.h"
#include "flight/touchdown_start.h"

namespace farside::inline FARSIDE_ISA {

// `patches`: as in GroundUnder.
template <class Real, bool products, int patches>
class TouchdownLoop {
 public:
  explicit TouchdownLoop(const DescentWorld& world) : w_(world), dt_(world.options.touchdown.step_s) {
    const TouchdownOptions& o = world.options.touchdown;
    window_ = whole_steps(o.load_window_s, dt_);
    round_ = window_ * whole_steps(64.0, window_);
    steps_max_ = whole_steps(o.time_max_s, dt_);
    still_max_ = whole_steps(still_time_s, dt_);
  }

  // Cases `list[0..count-1]` of the block; ends[i] is how case i ended. False when it was told to stop before.
  bool land(const CaseBlock& block, const int* list, int count, const DescentEnd* descents, TouchdownEnd* ends, Tracer<Real>& trace) {
    block_ = &block;
    descents_ = descents;
    ends_ = ends;
    return fly_lanes(*this, block, list, count, trace);
  }

  // What the lane scheduler asks for.
  void start_case(int lane, int index);
  void run_round(LaneSlots<Real>& slots, Tracer<Real>& trace);
  MaskOf<Real> finite() const { return norm2(s_.p_L) + norm2(s_.v_L) + norm2(s_.w_B) + norm2(s_.q_LB) < Real(1e30); }
  void fail_case(int lane, int index) { put_end(lane, index, false); }
  int rounds_max() const { return steps_max_ / round_ + 2; }

 private:
  static constexpr double still_time_s = 0.5;         // at rest for so long is at rest
  static constexpr double still_speed2_m2_s2 = 2e-3;  // 1e-3 J/kg
  static constexpr double still_rate2_rad2_s2 = (0.01 * unit::degree_rad) * (0.01 * unit::degree_rad);
  using Mask = MaskOf<Real>;

  void step();
  void remember_contact(Mask now, const Real& t_s, const Real& cosine, const Vec3<Real>& z_L);
  void touch_hull(const BodyPlane<Real>& plane, const Vec3<Real>& v_B, Wrench<Real>& sum) const;
  void put_end(int lane, int index, bool finite);
  Real time_s() const { return fma(m_.steps, Real(dt_), c_.start_s); }
  BodyPlane<Real> plane_of(const GroundPatch<Real>& patch, const Mat3<Real>& R_LB) const {
    return {transposed_times(R_LB, patch.normal_L), dot(patch.normal_L, s_.p_L) - patch.offset_m, dot(patch.normal_L, s_.v_L)};
  }

  const DescentWorld& w_;
  double dt_;
  int window_, round_, steps_max_, still_max_;  // steps

  CaseParams<Real> params_;
  GroundUnder<Real, patches> ground_;
  TouchdownConstants<Real> c_;
  TouchdownMemory<Real> m_;
  TouchdownState<Real> s_;
  RotationConstants<Real, products> rotation_;
  Soil<Real> soil_;
  Mask burning_ = Mask(false);
  const CaseBlock* block_ = nullptr;
  const DescentEnd* descents_ = nullptr;
  TouchdownEnd* ends_ = nullptr;
};

template <class Real, bool products, int patches>
void TouchdownLoop<Real, products, patches>::run_round(LaneSlots<Real>& slots, [[maybe_unused]] Tracer<Real>& trace) {
  const Mat3<Real> R_LB = rotation(s_.q_LB);
  ground_.look_up([&](int i) { return s_.p_L + R_LB * (i < leg_count ? pad_position(c_.pads, i) - c_.cg_B : c_.hull_centre_B); });
  if constexpr (LaneTraits<Real>::count == 1) {
    if (trace.sink) trace.add(touchdown_row(time_s(), s_, c_, m_));
  }
  for (int n = 0; n < round_; ++n) {
    step();
    if ((n + 1) % window_ == 0) {
      m_.peak2_N2 = max(norm2(m_.window_N), m_.peak2_N2);
      m_.window_N = {Real(0.0), Real(0.0), Real(0.0)};
    }
    Mask done = (m_.steps >= Real(double(steps_max_))) | (m_.least_cosine < c_.end_cosine);
    if (w_.options.touchdown.stop_at_rest) done = done | (m_.still_steps >= Real(double(still_max_)));
    done = done & slots.active();
    if (any(done)) {
      const Mask good = finite();
      slots.end(done, [&](int i, int index) { put_end(i, index, lane(good, i)); });
    }
  }
}

template <class Real, bool products, int patches>
void TouchdownLoop<Real, products, patches>::start_case(int i, int index) {
  const CaseParams<double>& p = params_of(*block_, index);
  const TouchdownStart start = descents_ ? start_of_touchdown(w_, p, descents_[index]) : start_above_ground(w_, p);
  put_lane(params_, i, p);
  put_lane(c_, i, start.constants);
  put_lane(s_, i, start.state);
  put_lane(m_, i, memory_at_start());
  put_lane(soil_, i, soil_of(p.moon.regolith));
  set_rotation(rotation_, i, rotation_constants<products>(start.inertia));
  ground_.start(i, make_ground(w_.view, p.moon.terrain, w_.site.radius_m), start.state.p_L);
  set_lane(burning_, i, start.engine_on);
}

template <class Real, bool products, int patches>
FARSIDE_INLINE void TouchdownLoop<Real, products, patches>::step() {
  const Real dt(dt_), zero(0.0);
  const Mat3<Real> R_LB = rotation(s_.q_LB);
  const Vec3<Real> v_B = transposed_times(R_LB, s_.v_L);
  Wrench<Real> sum{{zero, zero, zero}, {zero, zero, zero}};
  const BodyPlane<Real> hull = plane_of(ground_.hull(), R_LB);
  BodyPlane<Real> plane = hull;
  Real* const depths[] = {&m_.depth0_m, &m_.depth1_m, &m_.depth2_m, &m_.depth3_m};
  Real deepest(-1e30);
  for (int i = 0; i < leg_count; ++i) {
    if constexpr (patches > 1) plane = plane_of(ground_.pad(i), R_LB);
    const Real depth = touch(soil_, plane, pad_position(c_.pads, i) - c_.cg_B, v_B, s_.w_B, sum);
    *depths[i] = depth;
    deepest = max(depth, deepest);
  }

  const Vec3<Real> z_L{R_LB.row0.z, R_LB.row1.z, R_LB.row2.z};
  const Real cosine = dot(z_L, c_.up_L);
  const Mask untouched = !(m_.contact_s >= zero);
  const Mask contact = (deepest > zero) & untouched;
  if (any(contact)) remember_contact(contact, time_s(), cosine, z_L);
  const Mask touched = m_.contact_s >= zero;
  m_.least_cosine = select(touched, min(cosine, m_.least_cosine), m_.least_cosine);
  const Mask tips = touched & (cosine < c_.tip_cosine) & !(m_.tip_s >= zero);
  if (any(tips)) m_.tip_s = select(tips, time_s(), m_.tip_s);

  // lowest point of the hull ring, a circle in the body's xy plane
  const Real across2 = fma(hull.normal_B.y, hull.normal_B.y, hull.normal_B.x * hull.normal_B.x);
  const Real clearance = fma(-c_.hull_radius_m, sqrt(across2), hull.distance_m + dot(hull.normal_B, c_.hull_centre_B));
  m_.clearance_m = min(clearance, m_.clearance_m);
  if (any(clearance < zero)) {
    const Mask strikes = (clearance < zero) & !(m_.hull_s >= zero);
    m_.hull_s = select(strikes, time_s(), m_.hull_s);
    touch_hull(hull, v_B, sum);
  }

  m_.window_N = m_.window_N + sum.force_B;
  if (any(s_.thrust_N > zero)) {  // the engine may still burn, or tail off
    burning_ = burning_ & (untouched | (time_s() < m_.contact_s + c_.cutoff_delay_s));
    sum.force_B = axpy(s_.thrust_N, c_.thrust_axis_B, sum.force_B);
    sum.torque_B = axpy(s_.thrust_N, c_.thrust_torque_B, sum.torque_B);
    m_.burnt_kg = fma(s_.thrust_N * dt, c_.per_exhaust_speed_s_m, m_.burnt_kg);
    s_.thrust_N = select(burning_, s_.thrust_N, s_.thrust_N * c_.tail_factor);
    s_.thrust_N = select(s_.thrust_N < Real(1e-3), zero, s_.thrust_N);
  }

  s_.v_L = axpy(dt, axpy(c_.per_mass, R_LB * sum.force_B, c_.gravity_L), s_.v_L);
  s_.p_L = axpy(dt, s_.v_L, s_.p_L);
  s_.w_B = axpy(dt, angular_acceleration(rotation_, turn_rate_of(rotation_, sum.torque_B), s_.w_B), s_.w_B);
  const Quat<Real> q = plus_times_pure(s_.q_LB, s_.q_LB, Real(0.5 * dt_) * s_.w_B);
  const Real e = norm2(q) - Real(1.0);
  s_.q_LB = fma(e, fma(Real(0.375), e, Real(-0.5)), Real(1.0)) * q;
  const Mask near = abs(e) < Real(1e-5);
  if (!all(near)) s_.q_LB = select(near, s_.q_LB, normalised(q));

  const Mask quiet = touched & (norm2(s_.v_L) < Real(still_speed2_m2_s2)) & (norm2(s_.w_B) < Real(still_rate2_rad2_s2));
  m_.still_steps = select(quiet, m_.still_steps + Real(1.0), zero);
  const Vec3<Real> moved = s_.p_L - m_.contact_p_L;  // NaN before contact
  const Mask slid =
      norm2(moved) - dot(moved, c_.up_L) * dot(moved, c_.up_L) > params_.vehicle.limits.slide_m * params_.vehicle.limits.slide_m;
  const Mask slides = slid & !(m_.slide_s >= zero);
  if (any(slides)) m_.slide_s = select(slides, time_s(), m_.slide_s);
  m_.steps = m_.steps + Real(1.0);
}

template <class Real, bool products, int patches>
void TouchdownLoop<Real, products, patches>::remember_contact(Mask now, const Real& t_s, const Real& cosine, const Vec3<Real>& z_L) {
  m_.contact_s = select(now, t_s, m_.contact_s);
  m_.contact_p_L = select(now, s_.p_L, m_.contact_p_L);
  m_.contact_v_L = select(now, s_.v_L, m_.contact_v_L);
  m_.contact_w_B = select(now, s_.w_B, m_.contact_w_B);
  m_.contact_tilt_cosine = select(now, cosine, m_.contact_tilt_cosine);
  m_.contact_tilt_sine = select(now, norm(cross(z_L, c_.up_L)), m_.contact_tilt_sine);
}

// Eight points of the ring, so that a hull on the ground is carried by it.
template <class Real, bool products, int patches>
[[gnu::noinline]] void TouchdownLoop<Real, products, patches>::touch_hull(const BodyPlane<Real>& plane, const Vec3<Real>& v_B,
                                                                          Wrench<Real>& sum) const {
  const Real r = c_.hull_radius_m, d = c_.hull_radius_m * Real(0.7071067811865476);  // sqrt(1/2)
  const Real zero(0.0);
  const Vec3<Real> ring[] = {{r, zero, zero},  {d, d, zero},   {zero, r, zero},  {-d, d, zero},
                             {-r, zero, zero}, {-d, -d, zero}, {zero, -r, zero}, {d, -d, zero}};
  for (const Vec3<Real>& point : ring) touch(soil_, plane, c_.hull_centre_B + point, v_B, s_.w_B, sum);
}

template <class Real, bool products, int patches>
void TouchdownLoop<Real, products, patches>::put_end(int i, int index, bool finite) {
  ends_[index] = {finite, lane(ground_.covered(), i), lane(time_s(), i), take_lane(s_, i), take_lane(c_, i), take_lane(m_, i), {}};
}

}  // namespace farside::inline FARSIDE_ISA
