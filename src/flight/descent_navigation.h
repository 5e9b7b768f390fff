#pragma once
// What the flight software of a lane is told: sensors and navigation. Part of flight/descent.h, which includes it.
#include "flight/descent.h"

namespace farside::inline FARSIDE_ISA {

template <class Real, bool products>
void DescentLoop<Real, products>::start_navigation(int i, const CaseParams<double>& p, const DescentState<double>& truth) {
  put_lane(nav_error_I_, i, inertial() ? start_believed_.p_I - truth.p_I : Vec3<double>{0.0, 0.0, 0.0});
  if (!inertial()) return;
  put_lane(believed_, i, start_believed_);
  put_lane(nav_gains_, i, inertial_gains(p.gnc.navigation, w_.interval_s));
}

// Once an interval. `above_m` is the true height above the target's level, which decides what the sensors see.
template <class Real, bool products>
Estimate<Real> DescentLoop<Real, products>::navigate(const InSite& x, const TurnZ<Real>& turn, const Real& t_s, const Real& mass_kg,
                                                     const Real& above_m) {
  const Real zero(0.0);
  const bool phased = w_.options.gnc.guidance.law == GuidanceLaw::phased;
  const bool braked = phased && any(phased_.phase > phase_number<Real>(Phase::braking));  // from then on heights are asked for
  if (!inertial()) return navigate_perfectly(Measurement<Real>{x.p_L, x.v_L, mass_kg, braked ? measured_height(x, turn) : zero});

  const SensorParams<Real>& s = params_.sensors;
  const Mask ranges = above_m <= s.altimeter.height_max_m, sees_velocity = above_m <= s.velocimeter.height_max_m;
  const Real height = braked || any(ranges) ? measured_height(x, turn) + s.altimeter.bias_m : zero;
  const Real rate(turning_believed_rad_s_);
  if (any(ranges | sees_velocity)) {
    const Vec3<Real> bias_B{s.velocimeter.bias_x_m_s, s.velocimeter.bias_y_m_s, s.velocimeter.bias_z_m_s};
    const Vec3<Real> v_I = transposed_times(turn, transposed_times(site_.R_LM, x.v_L));
    const GroundMeasurement<Real> z{ranges, sees_velocity, height, v_I + to_inertial(bias_B)};
    // the CG stands above the pad plane by what is known of the vehicle, along its axis
    const Vec3<Real> up_I = (Real(1.0) / norm(believed_.p_I)) * believed_.p_I;
    const Real cg_m = Real(w_.known.vehicle.mass.cg_z_m) * to_body(up_I).z;
    believed_ = corrected(believed_, z, nav_gains_, site_.radius_m + cg_m, rate);
  }
  nav_error_I_ = believed_.p_I - state().p_I;
  const InSite b = in_site(believed_.p_I, believed_.v_I, turn_z_by(rate * t_s), rate);
  return {b.p_L, b.v_L, mass_kg, height};
}

// After a control period that began at `before`: what the accelerometers added up in it, and where that leads.
template <class Real, bool products>
void DescentLoop<Real, products>::feel(const InertialState<Real>& before, const Real& t_s) {
  const Real period(w_.control_s);
  const Vec3<Real> middle_I = Real(0.5) * (before.p_I + state().p_I);
  const Vec3<Real> gravity_I = gravity_on(central_rate(middle_I, constants_.gm_m3_s2), constants_.j2_term_m2, middle_I, input_.field_I);
  const Vec3<Real> change_I = axpy(-period, gravity_I, state().v_I - before.v_I);
  const Vec3<Real> measured_I = to_inertial(measured_velocity_change(params_.sensors.imu, to_body(change_I), period));
  Vec3<Real> up_I{};  // of the target, which the uniform field alone asks for
  if (w_.options.moon.gravity.model == GravityModel::uniform)
    up_I = transposed_times(turn_z_by(Real(turning_believed_rad_s_) * t_s), site_.R_LM.row2);
  believed_ = after_interval(believed_, measured_I, period,
                             [&](const Vec3<Real>& p_I) { return onboard_attraction(w_.options.moon, w_.known.moon, p_I, up_I); });
  nav_error_I_ = believed_.p_I - state().p_I;
}

}  // namespace farside::inline FARSIDE_ISA
