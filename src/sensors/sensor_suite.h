#pragma once
// The sensors of the lanes: each fills in its part of the measurements from the true state. A reading that is not taken
// is marked as not valid. `sample` begins a set of readings, the others add to it, `readings` returns it.
//   accelerometers                    add up over a control period
//   altimeter, velocimeter            when guidance is due
//   cutoff sensor, contact switches   once a control period, near the ground
#include "lanes/lane_struct.h"
#include "random/normal_quantile.h"
#include "random/uniform.h"
#include "sensors/imu.h"
#include "sensors/measurements.h"
#include "sensors/sensor_params.h"
#include "sensors/truth.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
class SensorSuite {
 public:
  using Mask = MaskOf<Real>;
  // `perfect`: position, velocity, mass and height are told as they are, and accelerometers have no errors.
  SensorSuite(bool perfect, const SiteFrame<Real>& site) : perfect_(perfect), site_(site) {}

  void start(int lane, const SensorParams<double>& p, std::uint64_t seed, std::uint64_t case_number) {
    seed_ = seed;
    put_lane(params_, lane, p);
    set_lane(case_, lane, case_number);
  }

  // Attitude and rate, and nothing else yet.
  void sample(const Real& time_s, const Quat<Real>& q_IB, const Vec3<Real>& w_IB_B) {
    z_.time_s = time_s, z_.q_IB = q_IB, z_.w_IB_B = w_IB_B;
    if (told_ == 0) return;
    const Real zero(0.0);
    const Reading<Real> none = reading(Mask(false), zero);
    const VectorReading<Real> nowhere = reading(Mask(false), Vec3<Real>{zero, zero, zero});
    if (told_ & felt) z_.velocity_change_B = nowhere;
    if (told_ & looked) z_.cutoff_m = z_.contact = none;
    if (told_ & fixed) {
      z_.height_m = z_.mass_kg = z_.pad_height_m = none;
      z_.velocity_B = z_.position_L = z_.velocity_L = nowhere;
    }
    told_ = 0;
  }
  const Measurements<Real>& readings() const { return z_; }

  // Does some lane need the height of its pad plane, when guidance is due?
  bool asks_height(const Truth<Real>& x) const { return perfect_ || any(ranges(x)); }
  // Up to which height of the pad plane the sensors of `look` may say something that is heeded, before anything has
  // touched the ground; -1e30: nothing.
  Real look_height_m(const Mask& cutoff_heeded, bool contact_heeded) const {
    const Real nothing(-1e30), zero(0.0);
    const Real cutoff_m =
        select(cutoff_heeded, max(params_.cutoff.range_max_m, params_.cutoff.false_height_m), nothing);
    if (!contact_heeded) return cutoff_m;
    return max(cutoff_m, select(params_.contact.false_height_m > zero, params_.contact.false_height_m, nothing));
  }

  // What guidance is told beside it. `pad_height_m`: of the pad plane above the ground; NaN where nobody looked.
  void fix(const Truth<Real>& x, const Real& pad_height_m) {
    Measurements<Real>& z = z_;
    told_ |= fixed;
    if (perfect_) {
      const Mask yes(true);
      z.mass_kg = reading(yes, x.mass_kg);
      z.position_L = reading(yes, x.motion.p_L);
      z.velocity_L = reading(yes, x.motion.v_L);
      z.pad_height_m = reading(pad_height_m == pad_height_m, pad_height_m);
      return;
    }
    const AltimeterParams<Real>& a = params_.altimeter;
    if (const Mask answering = ranges(x); any(answering)) {
      const Real since_s = x.time_s - a.step_time_s;
      const Mask stepped = (since_s >= Real(0.0)) & (since_s < a.step_duration_s);
      const Real error_m = a.bias_m + select(stepped, a.step_m, Real(0.0));
      z.height_m = reading(answering, fnma(a.latency_s, x.climb_m_s(), pad_height_m) + error_m);
    }
    const VelocimeterParams<Real>& v = params_.velocimeter;
    if (const Mask sees = reaches(v.height_max_m, x.level_m); any(sees))
      z.velocity_B = reading(sees, x.velocity_B(site_) + v.bias_B);
  }

  // Accelerometers over a control period, in which the velocity changed by `change_B` beside gravity's part.
  void feel(const Vec3<Real>& change_B, const Real& period_s) {
    told_ |= felt;
    z_.velocity_change_B =
        reading(Mask(true), perfect_ ? change_B : measured_velocity_change(params_.imu, change_B, period_s));
  }

  // Near the ground, where `asked`. `touched_s`: for how long some part has touched it, negative before.
  void look(const Truth<Real>& x, const Real& pad_height_m, const Real& touched_s, const Mask& asked) {
    told_ |= looked;
    const Real zero(0.0);
    const CutoffSensorParams<Real>& c = params_.cutoff;
    Real height_m = fnma(c.latency_s, x.climb_m_s(), pad_height_m) + c.bias_m;
    if (any(asked & (c.noise_m > zero)))
      height_m = fma(c.noise_m,
                     normal_quantile(uniform<Real>(seed_, stream("sensors.cutoff.noise"), case_, tick_of(x.time_s))),
                     height_m);
    const Mask tripped = pad_height_m <= select(c.false_height_m > zero, c.false_height_m, Real(-1e30));
    z_.cutoff_m = reading(asked & (tripped | reaches(c.range_max_m, pad_height_m)), select(tripped, zero, height_m));
    const ContactSensorParams<Real>& k = params_.contact;
    const Mask closed = (k.works > Real(0.5)) & (touched_s >= k.delay_s) & (touched_s >= zero);
    const Mask false_alarm = pad_height_m <= select(k.false_height_m > zero, k.false_height_m, Real(-1e30));
    z_.contact = reading(asked, select(closed | false_alarm, Real(1.0), zero));
  }

 private:
  // Of the clock: counts the draws of noise.
  static WordsOf<Real> tick_of(const Real& time_s) {
    return bits_of(fma(time_s, Real(1.0 / tick_s), Real(0x1p52))) & WordsOf<Real>((std::uint64_t{1} << 52) - 1);
  }
  // A sensor of range 0 is dead, also below the level that it is told by.
  static Mask reaches(const Real& range_m, const Real& height_m) {
    return (height_m <= range_m) & (range_m > Real(0.0));
  }
  Mask ranges(const Truth<Real>& x) const { return reaches(params_.altimeter.height_max_m, x.level_m); }

  bool perfect_;
  SiteFrame<Real> site_;
  enum : unsigned { felt = 1, looked = 2, fixed = 4 };
  unsigned told_ = felt | looked | fixed;  // what there is to forget in the readings
  Measurements<Real> z_;
  std::uint64_t seed_ = 0;  // of the campaign
  SensorParams<Real> params_;
  WordsOf<Real> case_;
};

}  // namespace farside::inline FARSIDE_ISA
