#pragma once
// The attitude thrusters of a vehicle by either model (M6): a torque within limits, or pulses of each.
#include "vehicle/thruster_set.h"
#include "vehicle/thrusters.h"
#include "vehicle/vehicle_options.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
class AttitudeThrusters {
 public:
  AttitudeThrusters(const ThrusterOptions& options, const ThrusterTable& table)
      : pulses_(options.model == ThrusterModel::pulses), uses_propellant_(options.uses_propellant), set_(table) {}

  void start(int i, const ThrusterParams<double>& p, std::uint64_t seed, std::uint64_t case_number) {
    if (pulses_) set_.start(i, p, seed, case_number);
    some_fail_ = some_fail_ || p.fault.from_s < never_breaks_s;
    set_lane(flow_per_N_m_, i, uses_propellant_ ? 1.0 / (p.arm_m * p.isp_s * standard_gravity_m_s2) : 0.0);
  }

  bool pulses() const { return pulses_; }
  // About the CG, of thrusters that give any torque within limits, in a control period that begins at `time_s`.
  FARSIDE_INLINE Vec3<Real> torque_B(const ThrusterParams<Real>& p, const Real& time_s,
                                     const Vec3<Real>& wanted_B) const {
    const Vec3<Real> torque_B = limit_torque(p, wanted_B);
    return some_fail_ ? torque_left(p, time_s, torque_B) : torque_B;
  }
  // Of propellant for it; none where it isn't counted.
  FARSIDE_INLINE Real flow_kg_s(const Vec3<Real>& torque_B) const {
    return flow_per_N_m_ * (abs(torque_B.x) + abs(torque_B.y) + abs(torque_B.z));
  }
  // What the pulses of a control period do, averaged over it, about the CG.
  [[gnu::noinline]] ThrusterAction<Real> act(const PulseTimes<Real>& pulses, const Vec3<Real>& cg_B,
                                             double period_s) const {
    ThrusterAction<Real> action = set_.act(pulses, cg_B, period_s);
    if (!uses_propellant_) action.flow_kg_s = Real(0.0);
    return action;
  }

 private:
  bool pulses_, uses_propellant_, some_fail_ = false;
  ThrusterSet<Real> set_;
  Real flow_per_N_m_;  // a case a lane
};

}  // namespace farside::inline FARSIDE_ISA
