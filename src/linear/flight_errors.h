#pragma once
// A flight as its navigation errors see it: what each interval and each reading does to them, to first order, with the
// derivatives and the gains of the filter that flew it.
#include <Eigen/Core>
#include <vector>

#include "engine/lone_flight.h"
#include "gnc/navigation/covariance.h"
#include "moon/moon_options.h"
#include "moon/moon_params.h"
#include "moon/site_motion.h"

namespace farside {

using Errors = Eigen::Matrix<double, filter_states, 1>;
using Transition = Eigen::Matrix<double, filter_states, filter_states>;
// Position, velocity and attitude, three each.
inline constexpr int shown_states = 9;
using Shown = Eigen::Matrix<double, shown_states, 1>;
using ShownMatrix = Eigen::Matrix<double, shown_states, shown_states>;

// A number that the filter took in, and what there was at that time.
struct TakenNumber {
  const FilterNumber* number;
  const FlownPeriod* at;
};

// From a guidance epoch, at which numbers were taken in, to the next one.
struct FlightInterval {
  double time_s;
  double ground_left;                // of what is believed of the ground, since the epoch before
  std::vector<TakenNumber> numbers;  // at its start, in their order
  std::vector<const FlownPeriod*> periods;
  std::vector<Transition> transitions;  // over each of the periods
  double way_m;                         // over the ground, in the whole interval
};

// A moment at which the errors are told: `ahead_s` after the start of a period of an interval, which may be its last
// one.
struct Moment {
  std::size_t interval, period;
  double ahead_s;
  double time_s;
  int phase;               // that begins then, a Phase
  ShownMatrix to_site;     // from errors in I to those of the site's axes, velocities relative to the Moon
  ShownMatrix covariance;  // that the filter had of them, I
};

class FlightErrors {
 public:
  // The flight must outlive it, and have a filter.
  FlightErrors(const LoneFlight& flight, const SiteFrame<double>& site, const MoonOptions& options,
               const MoonParams<double>& moon);

  const std::vector<FlightInterval>& intervals() const { return intervals_; }
  const std::vector<Moment>& moments() const { return moments_; }  // starts of phases, and the end of the descent
  double interval_s() const { return interval_s_; }                // between guidance epochs

 private:
  ShownMatrix to_site(double time_s) const;
  void add_moment(std::size_t period, std::size_t interval, double ahead_s, int phase);

  const LoneFlight& flight_;
  SiteFrame<double> site_;
  double turning_rad_s_, interval_s_;
  std::vector<FlightInterval> intervals_;
  std::vector<Moment> moments_;
};

// Components of vectors and rotations of the lanes' world.
inline Eigen::Vector3d eigen(const Vec3<double>& a) { return {a.x, a.y, a.z}; }
inline Eigen::Matrix3d eigen(const Mat3<double>& m) {
  Eigen::Matrix3d r;
  r << m.row0.x, m.row0.y, m.row0.z, m.row1.x, m.row1.y, m.row1.z, m.row2.x, m.row2.y, m.row2.z;
  return r;
}
inline Vec3<double> vec3(const double (&a)[3]) { return {a[0], a[1], a[2]}; }
inline Quat<double> quaternion(const double (&q)[4]) { return {q[0], q[1], q[2], q[3]}; }

// What `t` does to the errors.
Transition transition_of(const Interval<double>& t);

}  // namespace farside
