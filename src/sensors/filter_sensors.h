#pragma once
// What the navigation mode `filter` is told: gyros and accelerometers with noise and drift, star tracker, the beams of
// altimeter and velocimeter, the place by camera (M8-M11). Noise is drawn by name, case and time; what has to be
// remembered is drift and, for what sticks, the last reading.
#include "lanes/attitude.h"
#include "lanes/lane_struct.h"
#include "moon/site_motion.h"
#include "random/draws.h"
#include "sensors/beams.h"
#include "sensors/imu.h"
#include "sensors/measurements.h"
#include "sensors/sensor_params.h"
#include "sensors/truth.h"

namespace farside::inline FARSIDE_ISA {

// Nothing but Reals.
template <class Real>
struct SensorState {
  Vec3<Real> felt_drift_B, turn_drift_B;  // in-run bias of accelerometers, gyros
  Vec3<Real> felt_noise_B, turn_noise_B;  // white noise of this guidance interval, spread over it
  Vec3<Real> felt_B, turning_B;           // last readings, as rates; NaN: none yet
  Real range_m[altimeter_beams], closing_m_s[velocimeter_beams];
  Quat<Real> star_IB;
  Vec3<Real> place_L;
};

// The attitude that a flight begins with, as it is known.
inline Quat<double> aligned(const GyroParams<double>& p, const Quat<double>& q_IB) {
  const Vec3<double> off_B = p.alignment_B;
  return q_IB * quaternion_of_rotation_vector(off_B);
}

template <class Real>
class FilterSensors {
 public:
  using Mask = MaskOf<Real>;
  explicit FilterSensors(const SiteFrame<Real>& site) : site_(site) {}

  // The drift begins anywhere in its spread.
  void start(int lane, const SensorParams<double>& p, std::uint64_t seed, std::uint64_t case_number);
  // Goes on from such a state.
  void resume(int lane, const SensorParams<double>& p, std::uint64_t seed, std::uint64_t case_number,
              const SensorState<double>& state);
  SensorState<double> state(int lane) const { return take_lane(s_, lane); }
  const SensorState<Real>& state() const { return s_; }
  void restore(const Mask& now, const SensorState<Real>& before) { put_where(now, before, s_); }

  // Noise and drift of the guidance interval that begins: its noise comes evenly spread, with the whole interval's
  // variance, which is all that a filter of that cadence can tell.
  void begin_interval(const Real& time_s, double interval_s);
  // Rate that the gyros measure; a turn and a velocity change over a control period, which ends at `time_s`.
  Vec3<Real> measured_rate(const Real& time_s, const Vec3<Real>& w_B) const;
  VectorReading<Real> turn(const Real& time_s, const Quat<Real>& before_IB, const Quat<Real>& q_IB,
                           const Real& period_s);
  VectorReading<Real> feel(const Real& time_s, const Vec3<Real>& change_B, const Real& period_s);
  // All others. `cg_B`: of the vehicle from the centre of its pad plane; `range_to_ground_m(p_L, direction_L,
  // longest_m, footprint_m)`: what a beam of that width finds, NaN where it finds nothing.
  template <class Ranger>
  void observe(const Truth<Real>& x, const Vec3<Real>& cg_B, const Real& pad_height_m, const Ranger& range_to_ground_m,
               Measurements<Real>& z);

 private:
  struct View;
  template <class Ranger>
  void range(const View& v, const Ranger& range_to_ground_m, Measurements<Real>& z);
  void see_speeds(const View& v, Measurements<Real>& z);
  void see_stars(const View& v, Measurements<Real>& z);
  void see_place(const View& v, Measurements<Real>& z);

  Draws<Real> draws(const Real& time_s) const { return {seed_, case_, tick_of(time_s)}; }
  // Of a spread with a constant part and another.
  static Real both_parts(const Real& a, const Real& b) { return sqrt(fma(a, a, b * b)); }
  // What a sensor says that fails: nothing from `dead_s` on, its last reading from `stuck_s` on.
  static Reading<Real> kept(const Mask& valid, const Real& value, const Real& time_s, const Real& dead_s,
                            const Real& stuck_s, Real& last) {
    const Mask stuck = time_s >= stuck_s;
    const Real said = select(stuck, last, select(valid, value, Real(__builtin_nan(""))));
    last = said;
    return reading((said == said) & (time_s < dead_s), said);
  }

  SiteFrame<Real> site_;
  std::uint64_t seed_ = 0;
  SensorParams<Real> p_;
  WordsOf<Real> case_;
  SensorState<Real> s_;
};

// The truth as the beams have it.
template <class Real>
struct FilterSensors<Real>::View {
  const Truth<Real>& x;
  Draws<Real> draws;
  Vec3<Real> p_L, v_B;  // of the centre of the pad plane
  Vec3<Real> up_B;
  Real pad_height_m, climb_m_s;

  // Probability that a beam gets through from such a height of the pad plane.
  Real through_dust(const DustParams<Real>& dust, const Real& height_m) const {
    return Real(1.0) - select(height_m < dust.height_m, dust.dropout_prob, Real(0.0));
  }
  Vec3<Real> in_site(const SiteFrame<Real>& site, const Vec3<Real>& a_B) const {
    return site.R_LM * (x.turn * turned(x.q_IB, a_B, 2.0 * a_B));
  }
};

template <class Real>
void FilterSensors<Real>::resume(int i, const SensorParams<double>& p, std::uint64_t seed, std::uint64_t case_number,
                                 const SensorState<double>& state) {
  seed_ = seed;
  put_lane(p_, i, p);
  set_lane(case_, i, case_number);
  put_lane(s_, i, state);
}

template <class Real>
void FilterSensors<Real>::start(int i, const SensorParams<double>& p, std::uint64_t seed, std::uint64_t case_number) {
  const Draws<double> d{seed, case_number, 0};
  constexpr double none = __builtin_nan("");
  SensorState<double> s;
  double* const first = reinterpret_cast<double*>(&s);
  for (std::size_t k = 0; k < sizeof s / sizeof(double); ++k) first[k] = none;
  s.felt_drift_B = p.imu.drift_m_s2 * d.three_normals(stream("sensors.imu.drift.start"));
  s.turn_drift_B = p.imu.gyro.drift_rad_s * d.three_normals(stream("sensors.gyro.drift.start"));
  s.felt_noise_B = s.turn_noise_B = {0.0, 0.0, 0.0};
  resume(i, p, seed, case_number, s);
}

template <class Real>
void FilterSensors<Real>::begin_interval(const Real& time_s, double interval_s) {
  const Real zero(0.0), per_root_s(1.0 / sqrt(interval_s)), T(interval_s);
  const Draws<Real> d = draws(time_s);
  const ImuParams<Real>& a = p_.imu;
  const GyroParams<Real>& g = a.gyro;
  if (any(a.random_walk_m_s_rts > zero))
    s_.felt_noise_B = (a.random_walk_m_s_rts * per_root_s) * d.three_normals(stream("sensors.imu.noise"));
  if (any(g.random_walk_rad_rts > zero))
    s_.turn_noise_B = (g.random_walk_rad_rts * per_root_s) * d.three_normals(stream("sensors.gyro.noise"));
  const auto drift = [&](Vec3<Real>& drift_B, const Real& sd, const Real& time, StreamId id) {
    if (!any(sd > zero)) return;
    const Real left = exp(-T / time), added = sd * sqrt(max(fnma(left, left, Real(1.0)), zero));
    drift_B = axpy(added, d.three_normals(id), left * drift_B);
  };
  drift(s_.felt_drift_B, a.drift_m_s2, a.drift_time_s, stream("sensors.imu.drift"));
  drift(s_.turn_drift_B, g.drift_rad_s, g.drift_time_s, stream("sensors.gyro.drift"));
}

template <class Real>
Vec3<Real> FilterSensors<Real>::measured_rate(const Real& time_s, const Vec3<Real>& w_B) const {
  const GyroParams<Real>& g = p_.imu.gyro;
  const Vec3<Real> rate_B = measured_turn_rate(g, time_s, w_B, s_.turn_drift_B, s_.turn_noise_B);
  const Vec3<Real> none{Real(0.0), Real(0.0), Real(0.0)};
  return select((time_s >= g.dead_from_s) | is_reset(p_.imu, time_s), none,
                select((time_s >= g.stuck_from_s) & (s_.turning_B.x == s_.turning_B.x), s_.turning_B, rate_B));
}

template <class Real>
VectorReading<Real> FilterSensors<Real>::turn(const Real& time_s, const Quat<Real>& before_IB, const Quat<Real>& q_IB,
                                              const Real& period_s) {
  // mean rate of the period: its rotation vector is exact where the axis stays
  const Vec3<Real> turned_B = rotation_vector(conjugate(before_IB) * q_IB);
  const Vec3<Real> rate_B = measured_rate(time_s, (Real(1.0) / period_s) * turned_B);
  s_.turning_B = rate_B;
  return reading(Mask(true), period_s * rate_B);
}

template <class Real>
VectorReading<Real> FilterSensors<Real>::feel(const Real& time_s, const Vec3<Real>& change_B, const Real& period_s) {
  const ImuParams<Real>& a = p_.imu;
  const Vec3<Real> measured_B =
      axpy(period_s, s_.felt_drift_B + s_.felt_noise_B, measured_velocity_change(a, time_s, change_B, period_s));
  const Mask stuck = (time_s >= a.stuck_from_s) & (s_.felt_B.x == s_.felt_B.x);
  const Vec3<Real> none{Real(0.0), Real(0.0), Real(0.0)};
  const Mask silent = (time_s >= a.dead_from_s) | is_reset(a, time_s);
  const Vec3<Real> said_B = select(silent, none, select(stuck, period_s * s_.felt_B, measured_B));
  s_.felt_B = (Real(1.0) / period_s) * said_B;
  return reading(Mask(true), said_B);
}

template <class Real>
template <class Ranger>
void FilterSensors<Real>::observe(const Truth<Real>& x, const Vec3<Real>& cg_B, const Real& pad_height_m,
                                  const Ranger& range_to_ground_m, Measurements<Real>& z) {
  View v{x, draws(x.time_s), {}, {}, {}, pad_height_m, x.climb_m_s()};
  v.p_L = x.motion.p_L - v.in_site(site_, cg_B);
  v.v_B = x.velocity_B(site_) - cross(x.w_IB_B, cg_B);
  const Vec3<Real> up_I = inertial_from_site(site_, x.turn, x.up_L);
  v.up_B = turned_back(x.q_IB, up_I);
  range(v, range_to_ground_m, z);
  see_speeds(v, z);
  see_stars(v, z);
  see_place(v, z);
}

template <class Real>
template <class Ranger>
void FilterSensors<Real>::range(const View& v, const Ranger& range_to_ground_m, Measurements<Real>& z) {
  const AltimeterParams<Real>& a = p_.altimeter;
  const Real zero(0.0), one(1.0);
  const Vec3<Real> turn_B{a.mounting_x_rad, a.mounting_y_rad, zero};
  const Vec3<Real> first_B = mounted(altimeter_beam_B(a, 0), turn_B),
                   second_B = mounted(altimeter_beam_B(a, 1), turn_B);
  const Real first_down = -dot(first_B, v.up_B), second_down = -dot(second_B, v.up_B);
  const Mask second = (a.second_beam_rad > zero) & (second_down > first_down);
  const Real down = select(second, second_down, first_down);
  const Mask looks =
      reaches(a.height_max_m, v.x.level_m) & (down >= cos(a.incidence_max_rad)) & (v.x.time_s < a.dead_from_s);
  Real said(__builtin_nan(""));
  if (any(looks)) {
    const Vec3<Real> beam_B = select(second, second_B, first_B), beam_L = v.in_site(site_, beam_B);
    const Real footprint_m = a.divergence_rad * max(v.x.level_m, zero) / max(down, Real(1e-3));
    const Real found_m = range_to_ground_m(v.p_L, beam_L, select(looks, a.range_max_m, zero), footprint_m);
    const Pair<Real> noise = v.draws.normals(stream("sensors.altimeter.noise"), 0);
    const Pair<Real> fate = v.draws.uniforms(stream("sensors.altimeter.fate"), 0);
    const Pair<Real> where = v.draws.uniforms(stream("sensors.altimeter.outlier"), 0);
    const Real error_m = altimeter_error_m(a, v.x.time_s), sd_m = both_parts(a.noise_m, a.noise_frac * found_m);
    const Real late_m = a.latency_s * v.climb_m_s / max(down, Real(1e-3));
    const Real measured_m = fma(sd_m, noise.first, (found_m - late_m) + error_m);
    const Mask outlier = fate.second < a.outlier_prob;
    const Real anywhere_m = fma(where.first, a.range_max_m - a.range_min_m, a.range_min_m);
    const Mask meets = (found_m >= a.range_min_m) & (found_m <= a.range_max_m);
    // where the velocimeter is out of reach nobody looked how high the pad plane is, but over where the beam ends
    const Real height_m = select(v.pad_height_m == v.pad_height_m, v.pad_height_m, found_m * down);
    const Mask comes = looks & (fate.first < (one - a.dropout_prob) * v.through_dust(p_.dust, height_m));
    said = select(comes & (meets | outlier), select(outlier, anywhere_m, measured_m), said);
  }
  for (int b = 0; b < altimeter_beams; ++b) {
    const Mask mine = b == 1 ? second : !second;
    z.range_m[b] = kept(mine, said, v.x.time_s, a.dead_from_s, a.stuck_from_s, s_.range_m[b]);
  }
}

template <class Real>
void FilterSensors<Real>::see_speeds(const View& v, Measurements<Real>& z) {
  const VelocimeterParams<Real>& p = p_.velocimeter;
  const Real zero(0.0), one(1.0), half(0.5);
  const Mask near = reaches(p.height_max_m, v.x.level_m);
  const Vec3<Real> turn_B{p.mounting_x_rad, p.mounting_y_rad, p.mounting_z_rad},
      bias_B = velocimeter_error_B(p, v.x.time_s);
  const Real steepest = cos(p.incidence_max_rad), nothing(__builtin_nan(""));
  const bool looks = any(near & (v.x.time_s < p.dead_from_s));
  for (int b = 0; b < velocimeter_beams; ++b) {
    Real said = nothing;
    if (looks) {
      const Vec3<Real> beam_B = mounted(velocimeter_beam_B(p, b), turn_B);
      const Real down = -dot(beam_B, v.up_B), range_m = v.pad_height_m / max(down, Real(1e-3));
      const Mask meets = near & (down >= steepest) & (range_m >= p.range_min_m) & (range_m <= p.range_max_m);
      const Real true_m_s = dot(beam_B, v.v_B), spread = both_parts(p.noise_m_s, p.noise_frac * true_m_s);
      const Pair<Real> noise = v.draws.normals(stream("sensors.velocimeter.noise"), b);
      const Pair<Real> fate = v.draws.uniforms(stream("sensors.velocimeter.fate"), b);
      const Real wrong = (fate.second - half * p.outlier_prob) / max(half * p.outlier_prob, Real(1e-300));  // -1..1
      const Real outlier_m_s = select(fate.second < p.outlier_prob, wrong * p.outlier_m_s, zero);
      const Real measured = fma(p.scale, true_m_s, dot(beam_B, bias_B)) + fma(spread, noise.first, outlier_m_s);
      const Mask comes = meets & (fate.first < (one - p.dropout_prob) * v.through_dust(p_.dust, v.pad_height_m));
      said = select(comes, measured, nothing);
    }
    z.closing_m_s[b] = kept(Mask(true), said, v.x.time_s, p.dead_from_s, p.stuck_from_s, s_.closing_m_s[b]);
  }
}

template <class Real>
void FilterSensors<Real>::see_stars(const View& v, Measurements<Real>& z) {
  const StarTrackerParams<Real>& p = p_.star_tracker;
  const Pair<Real> cross_noise = v.draws.normals(stream("sensors.star_tracker.noise"), 0),
                   roll_noise = v.draws.normals(stream("sensors.star_tracker.noise"), 1);
  const Vec3<Real> mounting_B = error_from(p.mounting_from_s, p.mounting_B, v.x.time_s);
  const Vec3<Real> error_B =
      mounting_B + Vec3<Real>{p.noise_roll_rad * roll_noise.first, p.noise_cross_rad * cross_noise.first,
                              p.noise_cross_rad * cross_noise.second};
  const Quat<Real> seen = v.x.q_IB * quaternion_of_rotation_vector(error_B);
  const Mask still = norm2(v.x.w_IB_B) <= p.rate_max_rad_s * p.rate_max_rad_s;
  const Mask stuck = v.x.time_s >= p.stuck_from_s, sees = (still | stuck) & (v.x.time_s < p.dead_from_s);
  const Quat<Real> said = select(stuck & (s_.star_IB.w == s_.star_IB.w), s_.star_IB, seen);
  s_.star_IB = select(sees, said, s_.star_IB);
  z.star_tracker_IB = reading(sees, said);
}

template <class Real>
void FilterSensors<Real>::see_place(const View& v, Measurements<Real>& z) {
  const TerrainCameraParams<Real>& p = p_.terrain_camera;
  const Real zero(0.0), one(1.0), two(2.0);
  const Mask high = reaches(p.height_max_m, v.x.level_m) & (v.x.level_m >= p.height_min_m);
  const Mask stuck = v.x.time_s >= p.stuck_from_s, sees = high & (v.x.time_s < p.dead_from_s);
  z.place_L = reading(Mask(false), v.p_L);
  if (!any(sees)) return;
  const Pair<Real> noise = v.draws.normals(stream("sensors.terrain_camera.noise"), 0);
  const Pair<Real> fate = v.draws.uniforms(stream("sensors.terrain_camera.fate"), 0);
  const Pair<Real> where = v.draws.uniforms(stream("sensors.terrain_camera.false_match"), 0);
  const Real sd_m = both_parts(p.noise_m, p.noise_frac * v.x.level_m);
  const Real off = select(fate.second < p.false_match_prob, p.false_match_m, zero);
  const Vec3<Real>& at = v.x.motion.p_L;
  const Vec3<Real> seen{at.x + p.bias_east_m + fma(sd_m, noise.first, off * fma(two, where.first, -one)),
                        at.y + p.bias_north_m + fma(sd_m, noise.second, off * fma(two, where.second, -one)), zero};
  const Mask comes = sees & (stuck | (fate.first < one - p.dropout_prob));
  const Vec3<Real> said = select(stuck & (s_.place_L.x == s_.place_L.x), s_.place_L, seen);
  s_.place_L = select(comes, said, s_.place_L);
  z.place_L = reading(comes, said);
}

}  // namespace farside::inline FARSIDE_ISA
