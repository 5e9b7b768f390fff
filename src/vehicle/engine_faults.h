#pragma once
// An engine that breaks (M15): off for good, a throttle that is stuck, a part of the thrust lost. What broke stays
// broken.
#include "lanes/lane_struct.h"
#include "vehicle/engine.h"

namespace farside::inline FARSIDE_ISA {

// What is broken: 1, else 0. Nothing but Reals.
template <class Real>
struct EngineFailures {
  Real off, stuck, lost;
};

// Where the thrust acts, and its direction, without and with the loss.
template <class Real>
inline Vec3<Real> thrust_point_B(const EngineParams<Real>& p, bool lost) {
  if (!lost) return p.position_B;
  return {p.position_B.x + p.fault.loss_shift_x_m, p.position_B.y + p.fault.loss_shift_y_m, p.position_B.z};
}
template <class Real>
inline Vec3<Real> thrust_direction(const EngineParams<Real>& p, bool lost) {
  if (!lost) return thrust_direction(p);
  EngineParams<Real> turned = p;
  turned.misalignment_x_rad = p.misalignment_x_rad + p.fault.loss_turn_x_rad;
  turned.misalignment_y_rad = p.misalignment_y_rad + p.fault.loss_turn_y_rad;
  return thrust_direction(turned);
}

// The failures of the lanes' engines.
template <class Real>
class EngineFaults {
 public:
  using Mask = MaskOf<Real>;

  void start(int lane, const EngineFaultParams<double>& p, const EngineFailures<double>& before) {
    put_lane(p_, lane, p);
    put_lane(broken_, lane, before);
    set_lane(left_, lane, before.lost > 0.0 ? p.loss_left_frac : 1.0);
    const bool may = p.off_from_s < never_breaks_s || p.off_below_m > 0.0 || p.stuck_from_s < never_breaks_s ||
                     p.stuck_below_m > 0.0 || p.loss_from_s < never_breaks_s || p.loss_below_m > 0.0;
    set_lane(may_, lane, may);
    some_ = any(may_);
  }
  EngineFailures<double> state(int lane) const { return take_lane(broken_, lane); }

  bool some() const { return some_; }  // some lane's engine may break, or is broken
  // Breaks what is due at the start of a control period, where `asked`.
  void strike(const Mask& asked, const Real& time_s, const Real& level_m, EngineState<Real>& engine) {
    const Real zero(0.0);
    if (const Mask off = due(asked, time_s, level_m, p_.off_from_s, p_.off_below_m, broken_.off); any(off)) {
      engine.target_N = select(off, zero, engine.target_N);
      engine.last_target_N = select(off, zero, engine.last_target_N);
      engine.delay_left_s = select(off, zero, engine.delay_left_s);
      engine.on = engine.on & !off;
    }
    if (const Mask stuck = due(asked, time_s, level_m, p_.stuck_from_s, p_.stuck_below_m, broken_.stuck); any(stuck)) {
      const Mask burns = stuck & engine.on & (engine.thrust_N > zero);  // others come to their next thrust and stay
      engine.target_N = select(burns, engine.thrust_N, engine.target_N);
      engine.last_target_N = select(burns, engine.thrust_N, engine.last_target_N);
      engine.delay_left_s = select(burns, zero, engine.delay_left_s);
    }
    newly_lost_ = due(asked, time_s, level_m, p_.loss_from_s, p_.loss_below_m, broken_.lost);
    left_ = select(newly_lost_, p_.loss_left_frac, left_);
  }
  // Lanes that have lost thrust with the last strike().
  const Mask& newly_lost() const { return newly_lost_; }

  // Which commands reach an engine: none ignites one that is off, none but a cutoff moves one that is stuck.
  Mask ignites(const Mask& on) const { return on & (broken_.off <= Real(0.0)); }
  Mask heard(const EngineState<Real>& engine, const Mask& on) const {
    return !(on & engine.on & (broken_.stuck > Real(0.0)));
  }
  // Part of the thrust that is there.
  const Real& left() const { return left_; }

 private:
  Mask due(const Mask& asked, const Real& time_s, const Real& level_m, const Real& from_s, const Real& below_m,
           Real& broken) const {
    const Real zero(0.0);
    const Mask low = level_m <= select(below_m > zero, below_m, Real(-1e30));
    const Mask now = asked & (broken <= zero) & ((time_s >= from_s) | low);
    broken = select(now, Real(1.0), broken);
    return now;
  }

  EngineFaultParams<Real> p_{};
  EngineFailures<Real> broken_{};
  Real left_ = Real(1.0);
  Mask may_ = Mask(false), newly_lost_ = Mask(false);
  bool some_ = false;
};

}  // namespace farside::inline FARSIDE_ISA
