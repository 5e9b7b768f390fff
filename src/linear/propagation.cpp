#include "linear/propagation.h"

#include <cmath>

#include "linear/product.h"

namespace farside {
namespace {

using Into = Eigen::Matrix<double, filter_states, Eigen::Dynamic>;

// e <- A e + B own, own <- own.
struct Flow {
  Transition A;
  Into B;
};

class Propagation {
 public:
  explicit Propagation(const ErrorCause& cause) : c_(cause), n_(cause.own()), mean_(cause.mean), P_(cause.covariance) {}

  void forget_ground(double left);
  void take(const TakenNumber& taken);
  void renew(double interval_s, double way_m);
  // Over one period more.
  void add(Flow& flow, const FlownPeriod& period, const Transition& transition) const;
  Flow none() const { return {Transition::Identity(), Into::Zero(filter_states, n_)}; }
  void follow(const Flow& flow);
  CauseAt at(const Flow& flow, double ahead_s) const;

 private:
  auto errors() { return P_.topRows<filter_states>(); }

  const ErrorCause& c_;
  Eigen::Index n_;
  Eigen::VectorXd mean_;  // of errors and own states
  Eigen::MatrixXd P_;
};

void Propagation::forget_ground(double left) {
  mean_[of_ground] *= left;
  P_.row(of_ground) *= left;
  P_.col(of_ground) *= left;
}

// e <- e - k (h e + d own + noise)
void Propagation::take(const TakenNumber& taken) {
  const FilterNumber& z = *taken.number;
  Eigen::VectorXd h = Eigen::VectorXd::Zero(filter_states + n_);
  h.head<filter_states>() = Eigen::Map<const Errors>(z.h);
  if (c_.read) h.tail(n_) = c_.read(taken).transpose();
  const double noise = c_.noise ? c_.noise(z, *taken.at) : 0.0;
  const Errors k = Eigen::Map<const Errors>(z.gain);
  const Eigen::VectorXd with = P_ * h;
  const double S = h.dot(with) + noise;
  P_.topRows<filter_states>() -= k * with.transpose();
  P_.leftCols<filter_states>() -= with * k.transpose();
  P_.topLeftCorner<filter_states, filter_states>() += S * k * k.transpose();
  mean_.head<filter_states>() -= k * h.dot(mean_);
}

void Propagation::renew(double interval_s, double way_m) {
  for (Eigen::Index i = 0; i < n_; ++i) {
    const Memory& m = c_.memory[static_cast<std::size_t>(i)];
    if (m.by == Memory::By::for_ever) continue;
    const Eigen::Index j = filter_states + i;
    const double passed = m.by == Memory::By::time ? interval_s : way_m;
    const double left = m.scale > 0.0 ? std::exp(-passed / m.scale) : 0.0;
    mean_[j] *= left;
    P_.row(j) *= left;
    P_.col(j) *= left;
    P_(j, j) += m.scale > 0.0 ? m.variance * (1.0 - left * left) : m.variance / interval_s;
  }
}

// An error of what is felt acts as a bias does while the period lasts.
void Propagation::add(Flow& flow, const FlownPeriod& period, const Transition& transition) const {
  flow.A = times(transition, flow.A);
  if (!c_.felt) return;
  const Felt felt = c_.felt(period);
  const double per_T = 1.0 / period.length_s;
  const Eigen::Matrix3d R_IB = eigen(rotation(quaternion(period.end_IB)));
  const Eigen::Matrix3Xd pull = per_T * felt.change_B - times(R_IB.transpose(), felt.gravity_I);
  flow.B = times(transition, flow.B);
  flow.B.topRows<shown_states>() += per_T * times(transition.block<shown_states, 3>(0, of_gyros), felt.turn_B) +
                                    times(transition.block<shown_states, 3>(0, of_accelerometers), pull);
}

void Propagation::follow(const Flow& flow) {
  const Eigen::MatrixXd e = times(flow.A, P_.topRows(filter_states)) + times(flow.B, P_.bottomRows(n_));
  const Eigen::Index all = filter_states + n_;
  Eigen::MatrixXd P(all, all);
  P.topLeftCorner<filter_states, filter_states>() =
      times_transposed(e.leftCols(filter_states), flow.A) + times_transposed(e.rightCols(n_), flow.B);
  P.topRightCorner(filter_states, n_) = e.rightCols(n_);
  P.bottomLeftCorner(n_, filter_states) = e.rightCols(n_).transpose();
  P.bottomRightCorner(n_, n_) = P_.bottomRightCorner(n_, n_);
  P_ = P;
  mean_.head(filter_states) = times(flow.A, mean_.head(filter_states)) + times(flow.B, mean_.tail(n_));
}

CauseAt Propagation::at(const Flow& flow, double ahead_s) const {
  Propagation then = *this;
  then.follow(flow);
  Eigen::MatrixXd C = Eigen::MatrixXd::Zero(shown_states, filter_states + n_);
  C.leftCols<shown_states>().setIdentity();
  C.block<3, 3>(of_position, of_velocity) = ahead_s * Eigen::Matrix3d::Identity();
  const Eigen::MatrixXd with = times(C, then.P_);
  return {times_transposed(with, C), times(C, then.mean_), with.rightCols(n_), then.P_.bottomRightCorner(n_, n_)};
}

}  // namespace

std::vector<CauseAt> propagated(const ErrorCause& cause, const FlightErrors& flight) {
  std::vector<CauseAt> found;
  Propagation now(cause);
  const std::vector<FlightInterval>& intervals = flight.intervals();
  const std::vector<Moment>& moments = flight.moments();
  for (std::size_t k = 0; k < intervals.size(); ++k) {
    const FlightInterval& interval = intervals[k];
    now.forget_ground(interval.ground_left);
    for (const TakenNumber& taken : interval.numbers) now.take(taken);
    now.renew(flight.interval_s(), interval.way_m);
    Flow flow = now.none();
    for (std::size_t i = 0; i < interval.periods.size(); ++i) {
      for (const Moment& m : moments) {
        if (m.interval == k && m.period == i) found.push_back(now.at(flow, m.ahead_s));
      }
      now.add(flow, *interval.periods[i], interval.transitions[i]);
    }
    now.follow(flow);
  }
  return found;
}

}  // namespace farside
