#pragma once
// The sensors of the lanes: each fills in its part of the measurements from the true state. A reading that is not taken
// is marked as not valid. `sample` begins a set of readings, the others add to it, `readings` returns it.
//   accelerometers, gyros             add up over a control period
//   altimeter, velocimeter and others when guidance is due
//   cutoff sensor, contact switches   once a control period, near the ground
#include "lanes/lane_struct.h"
#include "sensors/filter_sensors.h"
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
  // `raw`: nothing is told but what the sensors themselves say, for a filter; otherwise attitude and rate are known,
  // and altimeter and velocimeter give height and velocity.
  SensorSuite(bool perfect, const SiteFrame<Real>& site, bool raw = false)
      : perfect_(perfect), raw_(raw), site_(site), filter_(site) {}

  void start(int lane, const SensorParams<double>& p, std::uint64_t seed, std::uint64_t case_number) {
    put(lane, p, seed, case_number);
    if (raw_) filter_.start(lane, p, seed, case_number);
  }
  // Goes on with what is remembered.
  void resume(int lane, const SensorParams<double>& p, std::uint64_t seed, std::uint64_t case_number,
              const SensorState<double>& state) {
    put(lane, p, seed, case_number);
    if (raw_) filter_.resume(lane, p, seed, case_number, state);
  }
  bool raw() const { return raw_; }
  SensorState<double> state(int lane) const { return filter_.state(lane); }
  const SensorState<Real>& state() const { return filter_.state(); }
  void restore(const Mask& now, const SensorState<Real>& before) { filter_.restore(now, before); }

  const SensorParams<Real>& params() const { return params_; }

  // Attitude and rate, and nothing else yet.
  void sample(const Real& time_s, const Quat<Real>& q_IB, const Vec3<Real>& w_IB_B) {
    const Real zero(0.0), unknown(__builtin_nan(""));
    z_.time_s = time_s;
    z_.q_IB = raw_ ? Quat<Real>{unknown, unknown, unknown, unknown} : q_IB;
    z_.w_IB_B = raw_ ? filter_.measured_rate(time_s, w_IB_B) : w_IB_B;
    if (told_ == 0) return;
    const Reading<Real> none = reading(Mask(false), zero);
    const VectorReading<Real> nowhere = reading(Mask(false), Vec3<Real>{zero, zero, zero});
    if (told_ & felt) z_.velocity_change_B = z_.angle_change_B = nowhere;
    if (told_ & looked) z_.cutoff_m = z_.contact = none;
    if (told_ & fixed) {
      z_.height_m = z_.mass_kg = z_.pad_height_m = none;
      z_.velocity_B = z_.position_L = z_.velocity_L = z_.place_L = nowhere;
      z_.star_tracker_IB = reading(Mask(false), q_IB);
      for (Reading<Real>& r : z_.range_m) r = none;
      for (Reading<Real>& r : z_.closing_m_s) r = none;
    }
    told_ = 0;
  }
  const Measurements<Real>& readings() const { return z_; }

  // Which lanes need the height of their pad plane, when guidance is due?
  Mask asks_height(const Truth<Real>& x) const {
    return perfect_ ? Mask(true) : raw_ ? reaches(params_.velocimeter.height_max_m, x.level_m) : ranges(x);
  }
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
      const Real then_m = fnma(a.latency_s, x.climb_m_s(), pad_height_m);
      z.height_m = reading(answering, then_m + altimeter_error_m(a, x.time_s));
    }
    const VelocimeterParams<Real>& v = params_.velocimeter;
    if (const Mask sees = reaches(v.height_max_m, x.level_m) & (x.time_s < v.dead_from_s); any(sees))
      z.velocity_B = reading(sees, x.velocity_B(site_) + velocimeter_error_B(v, x.time_s));
  }

  // Of raw sensors, when guidance is due, before `sample`: noise and drift of the interval that begins.
  void begin_interval(const Real& time_s, double interval_s) { filter_.begin_interval(time_s, interval_s); }
  // What guidance's navigation is told beside attitude and rate, by raw sensors (FilterSensors::observe).
  template <class Ranger>
  void observe(const Truth<Real>& x, const Vec3<Real>& cg_B, const Real& pad_height_m,
               const Ranger& range_to_ground_m) {
    told_ |= fixed;
    filter_.observe(x, cg_B, pad_height_m, range_to_ground_m, z_);
  }

  // Accelerometers over a control period, in which the velocity changed by `change_B` beside gravity's part.
  void feel(const Vec3<Real>& change_B, const Real& period_s) {
    told_ |= felt;
    if (raw_) z_.velocity_change_B = filter_.feel(z_.time_s, change_B, period_s);
    else z_.velocity_change_B = reading(Mask(true), perfect_ ? change_B : measured_change(change_B, period_s));
  }
  // Gyros over a control period, raw: from one attitude to another.
  void turn(const Quat<Real>& before_IB, const Quat<Real>& q_IB, const Real& period_s) {
    told_ |= felt;
    z_.angle_change_B = filter_.turn(z_.time_s, before_IB, q_IB, period_s);
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
  void put(int lane, const SensorParams<double>& p, std::uint64_t seed, std::uint64_t case_number) {
    seed_ = seed;
    put_lane(params_, lane, p);
    set_lane(case_, lane, case_number);
  }
  Mask ranges(const Truth<Real>& x) const {
    const AltimeterParams<Real>& a = params_.altimeter;
    return reaches(a.height_max_m, x.level_m) & (x.time_s < a.dead_from_s);
  }
  Vec3<Real> measured_change(const Vec3<Real>& change_B, const Real& period_s) const {
    const ImuParams<Real>& a = params_.imu;
    const Mask silent = (z_.time_s >= a.dead_from_s) | is_reset(a, z_.time_s);
    const Vec3<Real> none{Real(0.0), Real(0.0), Real(0.0)};
    return select(silent, none, measured_velocity_change(a, z_.time_s, change_B, period_s));
  }

  bool perfect_, raw_;
  SiteFrame<Real> site_;
  FilterSensors<Real> filter_;
  enum : unsigned { felt = 1, looked = 2, fixed = 4 };
  unsigned told_ = felt | looked | fixed;  // what there is to forget in the readings
  Measurements<Real> z_;
  std::uint64_t seed_ = 0;  // of the campaign
  SensorParams<Real> params_;
  WordsOf<Real> case_;
};

}  // namespace farside::inline FARSIDE_ISA
