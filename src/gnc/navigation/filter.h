#pragma once
// Navigation mode `filter`: a multiplicative error-state Kalman filter (M12; Lefferts, Markley and Shuster 1982, J.
// Guidance 5(5):417; Sola 2017, arXiv:1711.02508). Gyros and accelerometers carry attitude, velocity and position on
// from one control period to the next; once a guidance interval the covariance follows, and star tracker, altimeter,
// velocimeter and camera are taken in, a number at a time. What doesn't fit is rejected; what goes on not to fit is
// believed in the end, where the filter is told to.
#include "gnc/navigation/covariance.h"
#include "gnc/navigation/filter_history.h"
#include "gnc/navigation/inertial.h"
#include "gnc/navigation/onboard_map.h"
#include "lanes/attitude.h"
#include "lanes/lane_struct.h"
#include "sensors/beams.h"
#include "sensors/measurements.h"

namespace farside::inline FARSIDE_ISA {

// What it believes beside position and velocity (InertialState). Nothing but Reals.
template <class Real>
struct FilterState {
  Quat<Real> q_IB;
  Vec3<Real> gyro_bias_B, accelerometer_bias_B;
  Real ground_m;  // above the map
};

// All that it believes.
template <class Real>
struct Believed {
  InertialState<Real>& x;
  FilterState<Real>& s;
};

inline FilterState<double> filter_at_start(const Quat<double>& aligned_IB) {
  return {aligned_IB, {0.0, 0.0, 0.0}, {0.0, 0.0, 0.0}, 0.0};
}

inline constexpr double lasting_s = 100.0;  // of unknown gravity: longer than a filter of velocity remembers

// Readings rejected in a row. Nothing but Reals.
template <class Real>
struct Rejections {
  Real stars, range, speed, place;
};

// The last readings. One that comes again to the last bit is stuck and isn't used. Nothing but Reals.
template <class Real>
struct Heard {
  Real star_x, range_m[altimeter_beams], closing_m_s[velocimeter_beams], place_m;
};

// Squared lengths of the errors of position, velocity and attitude by the filter's own covariance: 3 each in the mean,
// where it is right (normalised estimation error squared). Nothing but Reals.
template <class Real>
struct Consistency {
  Real position, velocity, attitude;
};

template <class Real>
class Filter {
 public:
  using Mask = MaskOf<Real>;
  explicit Filter(const OnboardModel& known) : known_(known), site_(site_of_lanes<Real>(known.site)) {}

  // `aligned_IB`: the attitude that it begins with. Without this, what is believed goes on by the inertial sensors
  // alone (a touchdown).
  void start(int lane, const NavigationParams<double>& p, const Quat<double>& aligned_IB);
  // Over a control period: turns the attitude, and gives the velocity change without gravity.
  Vec3<Real> feel(const Measurements<Real>& z, const Real& period_s, FilterState<Real>& s);
  // At guidance's epochs.
  void correct(const Measurements<Real>& z, const Believed<Real>& b);

  Consistency<Real> consistency(const InertialState<Real>& error_I, const Vec3<Real>& attitude_error_I) const;
  // Standard deviations along an axis of I.
  Real position_sd_m(const Vec3<Real>& axis_I) const { return sqrt(max(along(of_position, axis_I), Real(0.0))); }
  Real velocity_sd_m_s(const Vec3<Real>& axis_I) const { return sqrt(max(along(of_velocity, axis_I), Real(0.0))); }
  const Covariance<Real>& covariance() const { return P_; }
  // Puts down what it does, of a single case; null: nowhere.
  void tell(FilterSink* sink) { sink_ = sink; }

 private:
  void follow(const Believed<Real>& b, const Real& time_s);
  void take_stars(const Measurements<Real>& z, const Believed<Real>& b);
  void take_range(const Measurements<Real>& z, const Believed<Real>& b);
  void take_speeds(const Measurements<Real>& z, const Believed<Real>& b);
  void take_place(const Measurements<Real>& z, const Believed<Real>& b);
  // Returns the correction of the attitude. A reading that is rejected too often is believed in the end: then what was
  // believed may be as far off along that axis of the first block as it seems to be. Without an axis (null) never.
  Vec3<Real> take_number(const Sensitivity<Real>& h, const Real& surprise, const Real& variance, const Mask& valid,
                         const Vec3<Real>* doubted_I, Real& rejected, const Believed<Real>& b);
  // What the next number is, and how it was taken.
  void name(FilterSensor sensor, int index, const Real& expected) {
    if constexpr (LaneTraits<Real>::count == 1) next_ = {before_s_, sensor, index, expected, 0.0, {}, {}};
  }
  void tell_taken(const Sensitivity<Real>& h, const Corrections<Real>& gain, const Real& variance);
  // Does it answer, and other than the last time?
  static Mask fresh(const Mask& valid, const Real& value, Real& heard) {
    const Mask is = valid & !(value == heard);
    heard = select(valid, value, heard);
    return is;
  }
  // Centre of the pad plane, as it is believed.
  Vec3<Real> pads_I(const Believed<Real>& b) const {
    return axpy(-known_.vehicle.mass.cg_z_m, body_z(b.s.q_IB), b.x.p_I);
  }
  Real along(int block, const Vec3<Real>& axis_I) const;

  const OnboardModel& known_;
  SiteFrame<Real> site_;
  bool corrects_ = false;

  // a case a lane
  FilterParams<Real> p_;
  Real map_error_m_;
  Covariance<Real> P_;
  Rejections<Real> rejected_;
  Heard<Real> heard_;
  Vec3<Real> change_I_;     // felt since the covariance stands
  Quat<Real> q_before_IB_;  // attitude then
  Real before_s_;           // and when that was
  Quat<Real> start_IB_;     // at the start
  Real turned2_;            // the largest turn since then, rad^2
  Real lasting2_;           // of unknown gravity, the part that lasts: its share of the variance

  FilterSink* sink_ = nullptr;
  FilterNumber next_;
  double ground_left_ = 1.0;
};

// Covariance of the state at the start.
inline Covariance<double> start_covariance(const FilterParams<double>& p, const InertialState<double>& x) {
  const FilterStartParams<double>& s = p.start;
  const double sd[6] = {s.radial_m, s.along_m, s.cross_m, s.radial_m_s, s.along_m_s, s.cross_m_s};
  double with[6][6] = {};
  for (int i = 0; i < 6; ++i) with[i][i] = 1.0;
  with[0][1] = s.radial_with_along, with[0][3] = s.radial_with_radial_speed, with[0][4] = s.radial_with_along_speed;
  with[1][3] = s.along_with_radial_speed, with[1][4] = s.along_with_along_speed, with[3][4] = s.speeds;
  const TrackAxes axes = track_axes(x);
  const Vec3<double> axis[3] = {axes.radial, axes.along, axes.across};
  const auto component = [](const Vec3<double>& a, int i) { return i == 0 ? a.x : i == 1 ? a.y : a.z; };
  Covariance<double> P{};
  for (int a = 0; a < 6; ++a) {
    for (int b = 0; b < 6; ++b) {
      const double both = sd[a] * sd[b] * (a <= b ? with[a][b] : with[b][a]);
      for (int i = 0; i < 3; ++i) {
        for (int j = 0; j < 3; ++j)
          P.p[(a / 3) * 3 + i][(b / 3) * 3 + j] += both * component(axis[a % 3], i) * component(axis[b % 3], j);
      }
    }
  }
  for (int i = 1; i < 6; ++i) {
    for (int j = 0; j < i; ++j) P.p[j][i] = P.p[i][j];
  }
  const auto put = [&](int block, double spread) {
    for (int i = 0; i < 3; ++i) P.p[block + i][block + i] = spread * spread;
  };
  const auto both = [](double a, double b) { return sqrt(a * a + b * b); };
  put(of_attitude, s.attitude_rad);
  put(of_gyros, both(p.gyro_bias_rad_s, p.gyro_drift_rad_s));
  put(of_accelerometers, both(p.accelerometer_bias_m_s2, p.accelerometer_drift_m_s2));
  P.p[of_ground][of_ground] = p.terrain_m * p.terrain_m;
  return P;
}

template <class Real>
void Filter<Real>::start(int i, const NavigationParams<double>& p, const Quat<double>& aligned_IB) {
  const Vec3<double> none{0.0, 0.0, 0.0};
  corrects_ = true;
  put_lane(p_, i, p.filter);
  set_lane(map_error_m_, i, p.map_error_m);
  put_lane(P_, i, start_covariance(p.filter, known_.start));
  constexpr double never = __builtin_nan("");
  put_lane(heard_, i, Heard<double>{never, {never, never}, {never, never, never, never}, never});
  put_lane(rejected_, i, Rejections<double>{0.0, 0.0, 0.0, 0.0});
  put_lane(change_I_, i, none);
  put_lane(q_before_IB_, i, aligned_IB);
  set_lane(before_s_, i, 0.0);
  put_lane(start_IB_, i, aligned_IB);
  set_lane(turned2_, i, 0.0);
  set_lane(lasting2_, i, 1.0);
}

template <class Real>
Vec3<Real> Filter<Real>::feel(const Measurements<Real>& z, const Real& period_s, FilterState<Real>& s) {
  const Vec3<Real> turn_B = axpy(-period_s, s.gyro_bias_B, z.angle_change_B.value);
  s.q_IB = normalised(s.q_IB * quaternion_of_rotation_vector(turn_B));
  const Vec3<Real> change_B = axpy(-period_s, s.accelerometer_bias_B, z.velocity_change_B.value);
  const Vec3<Real> change_I = turned(s.q_IB, change_B, 2.0 * change_B);
  change_I_ = change_I_ + change_I;
  return change_I;
}

template <class Real>
void Filter<Real>::correct(const Measurements<Real>& z, const Believed<Real>& b) {
  if (!corrects_) return;
  follow(b, z.time_s);
  take_stars(z, b);
  take_range(z, b);
  take_speeds(z, b);
  take_place(z, b);
  if constexpr (LaneTraits<Real>::count == 1) {
    if (!sink_) return;
    FilterEpoch epoch{z.time_s, ground_left_, {}};
    for (int i = 0; i < filter_states; ++i) {
      for (int j = 0; j < filter_states; ++j) epoch.covariance[i][j] = P_.p[i][j];
    }
    sink_->epochs.add(epoch);
  }
}

template <class Real>
void Filter<Real>::tell_taken(const Sensitivity<Real>& h, const Corrections<Real>& gain, const Real& variance) {
  if constexpr (LaneTraits<Real>::count == 1) {
    if (!sink_) return;
    FilterNumber number = next_;
    number.variance = variance;
    for (int b = 0; b < h.blocks; ++b) {
      number.h[h.block[b]] = h.h[b].x;
      number.h[h.block[b] + 1] = h.h[b].y;
      number.h[h.block[b] + 2] = h.h[b].z;
    }
    number.h[of_ground] = h.of_ground_too ? h.ground : 0.0;
    for (int i = 0; i < filter_states; ++i) number.gain[i] = gain.of[i];
    sink_->numbers.add(number);
  }
}

// The covariance up to now; the ground below is another than before.
template <class Real>
void Filter<Real>::follow(const Believed<Real>& b, const Real& time_s) {
  const Real T = time_s - before_s_, zero(0.0), two(2.0);
  const Mat3<Real> before = rotation(q_before_IB_), now = rotation(b.s.q_IB);
  const Real per_r = Real(1.0) / norm(b.x.p_I);
  const Vec3<Real> up = per_r * b.x.p_I;
  const Real k = Real(known_.moon_options.gravity.model == GravityModel::uniform ? 0.0 : known_.moon.gravity.gm_m3_s2) *
                 (per_r * (per_r * per_r));
  const Vec3<Real> over = relative_velocity(Real(known_.turning_rad_s), b.x.p_I, b.x.v_I);
  const Real across_m_s = norm(axpy(-dot(over, up), up, over)), way_m = across_m_s * T;
  // Unknown gravity: what changes on the way within lasting_s is white noise, what lasts is like a bias of the
  // accelerometers, and is added to theirs as the flight slows down.
  const Real passing = across_m_s * Real(lasting_s) / p_.gravity_length_m, one(1.0);
  const Real lasting = one / (one + passing), lasting2 = lasting * lasting;
  const Real gravity2 = p_.gravity_m_s2 * p_.gravity_m_s2;
  const Real gravity_white = two * gravity2 * Real(lasting_s) * (one - lasting2) / max(passing, one);
  const Real gravity_bias = gravity2 * max(lasting2 - lasting2_, zero);
  const Real left = exp(-way_m / p_.terrain_length_m);
  const Real turned2 = max(norm2(rotation_vector(b.s.q_IB * conjugate(start_IB_))), turned2_);
  // what turns to and fro leaves less behind than what turns on
  const Real turned2_now = norm2(rotation_vector(b.s.q_IB * conjugate(q_before_IB_)));
  // a spread that stays for a time, as white noise of the same integral
  const auto drift = [&](const Real& sd, const Real& time_s_) { return two * sd * sd * T / time_s_; };
  const Interval<Real> t{
      T,
      change_I_,
      {Real(0.5) * (before.row0 + now.row0), Real(0.5) * (before.row1 + now.row1),
       Real(0.5) * (before.row2 + now.row2)},
      central_slope(k, up),
      T * fma(p_.accelerometer_random_walk_m_s_rts, p_.accelerometer_random_walk_m_s_rts, gravity_white),
      fma(T * p_.gyro_random_walk_rad_rts, p_.gyro_random_walk_rad_rts,
          p_.gyro_misalignment_rad * p_.gyro_misalignment_rad * max(turned2 - turned2_, Real(0.25) * turned2_now)),
      drift(p_.gyro_drift_rad_s, p_.gyro_drift_time_s),
      drift(p_.accelerometer_drift_m_s2, p_.accelerometer_drift_time_s) + gravity_bias,
      left,
      p_.terrain_m * p_.terrain_m * fnma(left, left, Real(1.0))};
  b.s.ground_m = left * b.s.ground_m;
  if constexpr (LaneTraits<Real>::count == 1) ground_left_ = left;
  propagate(P_, t);
  const Vec3<Real> none{zero, zero, zero};
  change_I_ = none;
  q_before_IB_ = b.s.q_IB;
  before_s_ = time_s;
  turned2_ = turned2;
  lasting2_ = lasting2;
}

template <class Real>
Vec3<Real> Filter<Real>::take_number(const Sensitivity<Real>& h, const Real& surprise, const Real& variance,
                                     const Mask& valid, const Vec3<Real>* doubted_I, Real& rejected,
                                     const Believed<Real>& b) {
  const Real zero(0.0);
  Spread<Real> spread = spread_of(P_, h);
  Real S = spread.variance + variance;
  const Real gate2 = p_.gate_sd * p_.gate_sd, surprise2 = surprise * surprise;
  Mask taken = valid & (surprise2 <= gate2 * S);
  rejected = select(valid, select(taken, zero, rejected + Real(1.0)), rejected);
  const Mask again = valid & !taken & (p_.reacquire_after > zero) & (rejected >= p_.reacquire_after);
  if (doubted_I && any(again)) {  // it may be as far off as it seems to be
    const Real more = select(again, surprise2, zero);
    const Real axis[3] = {doubted_I->x, doubted_I->y, doubted_I->z};
    const int block = h.block[0];
    for (int i = 0; i < 3; ++i) {
      for (int j = 0; j < 3; ++j) P_.p[block + i][block + j] += more * (axis[i] * axis[j]);
    }
    if (h.of_ground_too) P_.p[of_ground][of_ground] += more;
    spread = spread_of(P_, h);
    S = spread.variance + variance;
    taken = taken | again;
    rejected = select(again, zero, rejected);
  }
  const Vec3<Real> none{zero, zero, zero};
  if (!any(taken)) return none;
  const Real per_S = Real(1.0) / S;
  Corrections<Real> gain;
  for (int i = 0; i < filter_states; ++i) gain.of[i] = per_S * spread.with.of[i];
  if (known_.options.navigation.ground == GroundHeight::considered) gain.of[of_ground] = zero;
  take(P_, gain, spread.with, S, taken);
  tell_taken(h, gain, variance);
  const Real told = select(taken, surprise, zero);
  const auto correction = [&](int block) {
    return Vec3<Real>{gain.of[block] * told, gain.of[block + 1] * told, gain.of[block + 2] * told};
  };
  // only where it is taken: what a lane believes doesn't depend on what its neighbours are told
  const Vec3<Real> turn_I = correction(of_attitude);
  b.x.p_I = select(taken, b.x.p_I + correction(of_position), b.x.p_I);
  b.x.v_I = select(taken, b.x.v_I + correction(of_velocity), b.x.v_I);
  b.s.q_IB = select(taken, normalised(quaternion_of_rotation_vector(turn_I) * b.s.q_IB), b.s.q_IB);
  b.s.gyro_bias_B = b.s.gyro_bias_B + correction(of_gyros);
  b.s.accelerometer_bias_B = b.s.accelerometer_bias_B + correction(of_accelerometers);
  b.s.ground_m = fma(gain.of[of_ground], told, b.s.ground_m);
  return turn_I;
}

template <class Real>
void Filter<Real>::take_stars(const Measurements<Real>& z, const Believed<Real>& b) {
  const Mask sees = fresh(answers(z.star_tracker_IB), z.star_tracker_IB.value.x, heard_.star_x);
  if (!any(sees)) return;
  const Quat<Real> said = select(sees, z.star_tracker_IB.value, b.s.q_IB);
  Vec3<Real> off_I = rotation_vector(said * conjugate(b.s.q_IB));
  const Mat3<Real> axes = transposed(rotation(b.s.q_IB));  // its axes are those of the body: rows x, y, z in I
  const Vec3<Real> axis[3] = {axes.row0, axes.row1, axes.row2};
  const Vec3<Real> none{Real(0.0), Real(0.0), Real(0.0)};
  for (int i = 0; i < 3; ++i) {
    const Real sd = i == 0 ? p_.star_roll_rad : p_.star_cross_rad;
    const Sensitivity<Real> h{1, {of_attitude, of_attitude}, {axis[i], none}, Real(0.0), false};
    name(FilterSensor::stars, i, Real(0.0));
    off_I = off_I - take_number(h, dot(axis[i], off_I), sd * sd, sees, nullptr, rejected_.stars, b);
  }
}

template <class Real>
void Filter<Real>::take_range(const Measurements<Real>& z, const Believed<Real>& b) {
  const Mask second = fresh(answers(z.range_m[1]), z.range_m[1].value, heard_.range_m[1]);
  Mask answered = fresh(answers(z.range_m[0]), z.range_m[0].value, heard_.range_m[0]) | second;
  if (!any(answered)) return;
  const Real zero(0.0), one(1.0);
  const AltimeterParams<double>& built = known_.sensors.altimeter;
  const Vec3<double> first_B = altimeter_beam_B(built, 0), second_B = altimeter_beam_B(built, 1);
  const Vec3<Real> beam_B = select(second, in_all_lanes<Real>(second_B), in_all_lanes<Real>(first_B));
  const Real said_m = select(second, z.range_m[1].value, z.range_m[0].value);
  const Vec3<Real> p_I = pads_I(b), beam_I = turned(b.s.q_IB, beam_B, 2.0 * beam_B);
  const TurnZ<Real> turn = known_.moon_turn(z.time_s);
  // where the beam meets the map: the sphere of the height that it shows there, twice
  const Real nearest = -dot(p_I, beam_I), p2 = norm2(p_I);
  Real range_m = zero;
  Mask meets(true);
  for (int i = 0; i < 2; ++i) {
    const Vec3<Real> there_L = site_from_moon(site_, turn * axpy(range_m, beam_I, p_I));
    const Real level_m = map_radius_m(known_, there_L) + (map_error_m_ + b.s.ground_m);
    const Real left = fma(nearest, nearest, fma(level_m, level_m, -p2));
    meets = (left >= zero) & (nearest > zero);
    range_m = select(meets, (p2 - level_m * level_m) / (nearest + sqrt(max(left, zero))), zero);
  }
  const Vec3<Real> there_I = axpy(range_m, beam_I, p_I), up_I = (one / norm(there_I)) * there_I;
  const Real steep = -dot(beam_I, up_I);
  answered = answered & meets & (steep > Real(0.1));
  if (!any(answered)) return;
  const Real per_steep = one / max(steep, Real(0.1));
  const Sensitivity<Real> h{
      2, {of_position, of_attitude}, {per_steep * up_I, (range_m * per_steep) * cross(beam_I, up_I)}, -per_steep, true};
  const Vec3<Real> aside = h.h[1];  // what a turn of the beam does
  const Real part_m = p_.altimeter_frac * range_m;
  name(FilterSensor::range, any(second) ? 1 : 0, range_m);
  take_number(
      h, select(answered, said_m, range_m) - range_m,
      fma(p_.altimeter_m, p_.altimeter_m, fma(part_m, part_m, p_.mounting_rad * p_.mounting_rad * norm2(aside))),
      answered, &up_I, rejected_.range, b);
}

template <class Real>
void Filter<Real>::take_speeds(const Measurements<Real>& z, const Believed<Real>& b) {
  const VelocimeterParams<double>& built = known_.sensors.velocimeter;
  for (int i = 0; i < velocimeter_beams; ++i) {
    const Mask sees = fresh(answers(z.closing_m_s[i]), z.closing_m_s[i].value, heard_.closing_m_s[i]);
    if (!any(sees)) continue;
    const Vec3<double> one_B = velocimeter_beam_B(built, i);
    const Vec3<Real> beam_B = in_all_lanes<Real>(one_B), beam_I = turned(b.s.q_IB, beam_B, 2.0 * beam_B);
    const Vec3<Real> v_I = relative_velocity(Real(known_.turning_rad_s), b.x.p_I, b.x.v_I);
    const Vec3<Real> arm_B{Real(0.0), Real(0.0), Real(-known_.vehicle.mass.cg_z_m)};
    const Real expected = dot(beam_I, v_I) + dot(beam_B, cross(z.w_IB_B - b.s.gyro_bias_B, arm_B));
    const Sensitivity<Real> h{2, {of_velocity, of_attitude}, {beam_I, cross(beam_I, v_I)}, Real(0.0), false};
    const Real part = p_.velocimeter_frac * expected;
    name(FilterSensor::speed, i, expected);
    take_number(
        h, select(sees, z.closing_m_s[i].value, expected) - expected,
        fma(p_.velocimeter_m_s, p_.velocimeter_m_s, fma(part, part, p_.mounting_rad * p_.mounting_rad * norm2(h.h[1]))),
        sees, &beam_I, rejected_.speed, b);
  }
}

template <class Real>
void Filter<Real>::take_place(const Measurements<Real>& z, const Believed<Real>& b) {
  const Mask sees = fresh(answers(z.place_L), z.place_L.value.x, heard_.place_m);
  if (!any(sees)) return;
  const TurnZ<Real> turn = known_.moon_turn(z.time_s);
  const Vec3<Real> none{Real(0.0), Real(0.0), Real(0.0)};
  for (int i = 0; i < 2; ++i) {
    const Vec3<Real> p_L = site_from_moon(site_, turn * b.x.p_I);
    const Vec3<Real> axis_I = transposed_times(turn, i == 0 ? site_.R_LM.row0 : site_.R_LM.row1);
    const Real here = i == 0 ? p_L.x : p_L.y, said = i == 0 ? z.place_L.value.x : z.place_L.value.y;
    const Sensitivity<Real> h{1, {of_position, of_position}, {axis_I, none}, Real(0.0), false};
    const Real part_m = p_.place_frac * p_L.z;
    name(FilterSensor::place, i, here);
    take_number(h, select(sees, said, here) - here, fma(p_.place_m, p_.place_m, part_m * part_m), sees, &axis_I,
                rejected_.place, b);
  }
}

template <class Real>
Real Filter<Real>::along(int block, const Vec3<Real>& a) const {
  const auto& p = P_.p;
  const int x = block, y = block + 1, z = block + 2;
  return dot(a, Vec3<Real>{dot(Vec3<Real>{p[x][x], p[x][y], p[x][z]}, a), dot(Vec3<Real>{p[y][x], p[y][y], p[y][z]}, a),
                           dot(Vec3<Real>{p[z][x], p[z][y], p[z][z]}, a)});
}

// e^T P^-1 e of a block.
template <class Real>
Real normalised_square(const Covariance<Real>& c, int block, const Vec3<Real>& e) {
  const auto& p = c.p;
  const int x = block, y = block + 1, z = block + 2;
  const Vec3<Real> a{p[x][x], p[x][y], p[x][z]}, b{p[x][y], p[y][y], p[y][z]}, d{p[x][z], p[y][z], p[z][z]};
  const Vec3<Real> bd = cross(b, d), da = cross(d, a), ab = cross(a, b);
  const Real per = Real(1.0) / dot(a, bd);
  return per * fma(e.x, dot(bd, e), fma(e.y, dot(da, e), e.z * dot(ab, e)));
}

template <class Real>
Consistency<Real> Filter<Real>::consistency(const InertialState<Real>& error_I,
                                            const Vec3<Real>& attitude_error_I) const {
  return {normalised_square(P_, of_position, error_I.p_I), normalised_square(P_, of_velocity, error_I.v_I),
          normalised_square(P_, of_attitude, attitude_error_I)};
}

}  // namespace farside::inline FARSIDE_ISA
