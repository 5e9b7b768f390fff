#include "linear/flight_errors.h"

#include <algorithm>

#include "base/error.h"
#include "flight/flight_options.h"
#include "moon/frames.h"
#include "moon/turning.h"
#include "record/phases.h"

namespace farside {
namespace {

Interval<double> interval_of(const FlownPeriod& period, const MoonOptions& options, const MoonParams<double>& moon) {
  const Mat3<double> R_IB = rotation(quaternion(period.end_IB));
  const Vec3<double> p_I = vec3(period.p_I);
  const double per_r = 1.0 / norm(p_I);
  const double k =
      options.gravity.model == GravityModel::uniform ? 0.0 : moon.gravity.gm_m3_s2 * (per_r * (per_r * per_r));
  return {
      period.length_s, R_IB * vec3(period.change_B), R_IB, central_slope(k, per_r * p_I), 0.0, 0.0, 0.0, 0.0, 1.0, 0.0};
}

ShownMatrix shown(const FilterEpoch& epoch) {
  ShownMatrix c;
  for (int i = 0; i < shown_states; ++i) {
    for (int j = 0; j < shown_states; ++j) c(i, j) = epoch.covariance[i][j];
  }
  return c;
}

}  // namespace

Transition transition_of(const Interval<double>& t) {
  double rows[filter_states][filter_states] = {};
  for (int i = 0; i < filter_states; ++i) rows[i][i] = 1.0;
  each_block(t, [&](int to, const Mat3<double>& m, int from) { add_rows(rows, to, m, from); });
  Transition f;
  for (int i = 0; i < filter_states; ++i) {
    for (int j = 0; j < filter_states; ++j) f(i, j) = rows[i][j];
  }
  return f;
}

FlightErrors::FlightErrors(const LoneFlight& flight, const SiteFrame<double>& site, const MoonOptions& options,
                           const MoonParams<double>& moon)
    : flight_(flight), site_(site), turning_rad_s_(turning_rad_s(options, moon)) {
  if (flight.periods.empty() || flight.epochs.size() < 2) throw InternalError("a flight without what its filter did");
  interval_s_ = flight.epochs[1].time_s - flight.epochs[0].time_s;
  std::size_t number = 0, period = 0;
  for (std::size_t k = 0; k < flight.epochs.size() && period < flight.periods.size(); ++k) {
    const FilterEpoch& epoch = flight.epochs[k];
    const double end_s = k + 1 < flight.epochs.size() ? flight.epochs[k + 1].time_s : 1e300;
    FlightInterval interval{epoch.time_s, epoch.ground_left, {}, {}, {}, 0.0};
    for (; number < flight.numbers.size() && flight.numbers[number].time_s <= epoch.time_s; ++number)
      interval.numbers.push_back({&flight.numbers[number], &flight.periods[period]});
    const std::size_t first = period;
    for (; period < flight.periods.size() && flight.periods[period].time_s < end_s; ++period) {
      const FlownPeriod& p = flight.periods[period];
      interval.periods.push_back(&p);
      interval.transitions.push_back(transition_of(interval_of(p, options, moon)));
      const Vec3<double> p_I = vec3(p.p_I), up = unit_vector(p_I);
      const Vec3<double> over = relative_velocity(turning_rad_s_, p_I, vec3(p.v_I));
      interval.way_m += p.length_s * norm(axpy(-dot(over, up), up, over));
    }
    intervals_.push_back(std::move(interval));
    for (std::size_t i = first; i < period; ++i) {
      if (i > 0 && flight.periods[i].phase == flight.periods[i - 1].phase) continue;
      add_moment(i, first, 0.0, flight.periods[i].phase);
    }
  }
  const FlownPeriod& last = flight.periods.back();
  const std::size_t in_last = intervals_.back().periods.size();
  add_moment(flight.periods.size() - 1, flight.periods.size() - in_last, flight.record.end_time - last.time_s,
             static_cast<int>(Phase::touchdown));
}

void FlightErrors::add_moment(std::size_t period, std::size_t first_of_interval, double ahead_s, int phase) {
  const double time_s = flight_.periods[period].time_s + ahead_s;
  moments_.push_back({intervals_.size() - 1, period - first_of_interval, ahead_s, time_s, phase, to_site(time_s),
                      shown(flight_.epochs[intervals_.size() - 1])});
}

ShownMatrix FlightErrors::to_site(double time_s) const {
  const TurnZ<double> turn = turn_z_by(turning_rad_s_ * time_s);
  const Eigen::Matrix3d R_LI =
      eigen(site_.R_LM) * eigen(Mat3<double>{{turn.cosine, turn.sine, 0.0}, {-turn.sine, turn.cosine, 0.0}, {0, 0, 1}});
  ShownMatrix c = ShownMatrix::Zero();
  for (int block = 0; block < shown_states; block += 3) c.block<3, 3>(block, block) = R_LI;
  const Eigen::Matrix3d w_x = eigen(cross_matrix(Vec3<double>{0.0, 0.0, turning_rad_s_}));
  c.block<3, 3>(of_velocity, of_position) = -R_LI * w_x;
  return c;
}

}  // namespace farside
