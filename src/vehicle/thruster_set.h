#pragma once
// What thrusters that are open or shut do to the vehicle (M6): force, torque and flow, averages over a control period.
// Each of them is a little stronger or weaker and points a little aside, the same in all pulses of a case. Within a
// control period their pulses are not told apart: they give its impulse.
#include "lanes/lane_struct.h"
#include "lanes/math.h"
#include "random/draws.h"
#include "vehicle/mass.h"
#include "vehicle/pulse_times.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr double pulse_steady_s = 0.05;  // so long open, a thruster has its steady specific impulse

template <class Real>
struct ThrusterAction {
  Vec3<Real> force_B, torque_B;  // about the CG
  Real flow_kg_s;
};

template <class Real>
class ThrusterSet {
 public:
  explicit ThrusterSet(const ThrusterTable& table) : table_(table) {}

  void start(int lane, const ThrusterParams<double>& p, std::uint64_t seed, std::uint64_t case_number);
  ThrusterAction<Real> act(const PulseTimes<Real>& pulses, const Vec3<Real>& cg_B, double period_s) const;

 private:
  const ThrusterTable& table_;
  // a case a lane
  Vec3<Real> force_B_[thrusters_max], moment_B_[thrusters_max];  // about the origin
  Real strength_N_[thrusters_max];
  Real isp_pulse_s_, isp_gain_;  // of the shortest pulse; more of it a second that a pulse lasts
};

template <class Real>
void ThrusterSet<Real>::start(int i, const ThrusterParams<double>& p, std::uint64_t seed, std::uint64_t case_number) {
  set_lane(isp_pulse_s_, i, p.pulse.isp_s);
  set_lane(isp_gain_, i, (p.isp_s - p.pulse.isp_s) / pulse_steady_s);
  for (int k = 0; k < table_.count; ++k) {
    const Thruster& t = table_.thruster[k];
    const Draws<double> draws{seed, case_number, static_cast<std::uint64_t>(k)};
    const Vec3<double> turn = p.pulse.misalignment_sd_rad * draws.three_normals(stream("vehicle.thrusters.direction"));
    const double scale = fma(p.pulse.force_sd_frac, draws.normals(stream("vehicle.thrusters.force"), 0).first, 1.0);
    const bool dead = p.pulse.dead == static_cast<double>(k + 1);
    const Vec3<double> nominal{t.force_N[0], t.force_N[1], t.force_N[2]};
    const Vec3<double> force = (dead ? 0.0 : max(scale, 0.0)) * (nominal + cross(turn, nominal));
    put_lane(force_B_[k], i, force);
    put_lane(moment_B_[k], i, cross(Vec3<double>{t.position_m[0], t.position_m[1], t.position_m[2]}, force));
    set_lane(strength_N_[k], i, norm(force));
  }
}

template <class Real>
ThrusterAction<Real> ThrusterSet<Real>::act(const PulseTimes<Real>& pulses, const Vec3<Real>& cg_B,
                                            double period_s) const {
  const Real zero(0.0), per_period(1.0 / period_s);
  Vec3<Real> force{zero, zero, zero}, moment = force;
  Real flow = zero;
  for (int k = 0; k < table_.count; ++k) {
    const Real& open_s = pulses.open_s[k];
    const Real share = per_period * open_s;
    force = axpy(share, force_B_[k], force);
    moment = axpy(share, moment_B_[k], moment);
    const Real isp_s = fma(isp_gain_, min(open_s, Real(pulse_steady_s)), isp_pulse_s_);
    flow = flow + (share * strength_N_[k]) / (isp_s * Real(standard_gravity_m_s2));
  }
  return {force, moment - cross(cg_B, force), flow};
}

}  // namespace farside::inline FARSIDE_ISA
