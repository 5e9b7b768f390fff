#pragma once
// The sensors of the lanes: each looks at the truth and fills in its part of the measurements. Most sample when the flight software is to
// guide, the accelerometers add up over a control period, the cutoff sensor answers in each.
#include "lanes/lane_struct.h"
#include "sensors/imu.h"
#include "sensors/measurements.h"
#include "sensors/sensor_params.h"
#include "sensors/truth.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
class SensorSuite {
 public:
  using Mask = MaskOf<Real>;
  // `perfect`: position, velocity and mass are told as they are.
  explicit SensorSuite(bool perfect) : perfect_(perfect) {}

  void start(int lane, const SensorParams<double>& p) { put_lane(params_, lane, p); }

  // What every control period has. Readings that aren't taken are not valid.
  Measurements<Real> sample(const Real& time_s, const Quat<Real>& q_IB, const Vec3<Real>& w_IB_B) const {
    const Mask no(false);
    const Real zero(0.0);
    const Vec3<Real> none{zero, zero, zero};
    return {time_s,
            q_IB,
            w_IB_B,
            reading(no, none),
            reading(no, zero),
            reading(no, none),
            reading(no, zero),
            reading(no, zero),
            reading(no, none),
            reading(no, none),
            reading(no, zero)};
  }

  Mask ranges(const Truth<Real>& x) const { return x.level_m <= params_.altimeter.height_max_m; }
  Mask sees_velocity(const Truth<Real>& x) const { return x.level_m <= params_.velocimeter.height_max_m; }

  // Beside it what guidance is told. `pad_height_m`: of the pad plane above the ground.
  void fix(const Truth<Real>& x, const Real& pad_height_m, const Mask& asked, Measurements<Real>& z) const {
    z.mass_kg = reading(Mask(true), x.mass_kg);
    if (perfect_) {
      z.position_L = reading(Mask(true), x.motion.p_L);
      z.velocity_L = reading(Mask(true), x.motion.v_L);
      z.pad_height_m = reading(asked, pad_height_m);
      return;
    }
    const Real height_m = pad_height_m + params_.altimeter.bias_m;
    const Mask answers = ranges(x), sees = sees_velocity(x);
    z.height_m = reading(answers, height_m);
    z.pad_height_m = reading(asked, height_m);
    if (any(sees)) {
      const VelocimeterParams<Real>& p = params_.velocimeter;
      const Vec3<Real> bias_B{p.bias_x_m_s, p.bias_y_m_s, p.bias_z_m_s};
      z.velocity_I = reading(sees, x.velocity_I() + turned(x.q_IB, bias_B, Real(2.0) * bias_B));
    }
  }

  // Accelerometers over a control period, in which the velocity changed by `change_B` beside gravity's part.
  VectorReading<Real> feel(const Vec3<Real>& change_B, const Real& period_s) const {
    return reading(Mask(true), measured_velocity_change(params_.imu, change_B, period_s));
  }

 private:
  bool perfect_;
  SensorParams<Real> params_;
};

}  // namespace farside::inline FARSIDE_ISA
