#pragma once
// How a cause goes on along a flight (Maybeck 1979, Stochastic Models, Estimation and Control 1, ch. 6.8: the true
// covariance of a filter whose gains are those of another model; Geller 2006, J. Guidance 29(6):1404).
#include "linear/causes.h"

namespace farside {

// What a cause makes of position, velocity and attitude at a moment; true minus believed, I.
struct CauseAt {
  ShownMatrix covariance = ShownMatrix::Zero();
  Shown mean = Shown::Zero();
  Eigen::MatrixXd with_own;  // covariance with the own states
  Eigen::MatrixXd of_own;    // theirs
};

// At each of the flight's moments.
std::vector<CauseAt> propagated(const ErrorCause& cause, const FlightErrors& flight);

}  // namespace farside
