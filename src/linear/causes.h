#pragma once
// What navigation errors come from: numbers of a case that differ from what the filter takes them to be, and what comes
// and goes in flight. Each cause is independent of the others and has states of its own beside the errors.
#include <functional>
#include <string>
#include <vector>

#include "linear/flight_errors.h"
#include "scenario/scenario.h"

namespace farside {

// How long an own state stays what it is; renewed at each guidance epoch, first-order Gauss-Markov.
struct Memory {
  enum class By { for_ever, time, way } by = By::for_ever;
  double scale = 0.0;     // correlation time or length; 0: none at all
  double variance = 0.0;  // of what is renewed; of white noise that of an interval of a second
};

// What the own states do over a control period, a column each.
struct Felt {
  Eigen::Matrix3Xd turn_B, change_B;  // measured more than true
  Eigen::Matrix3Xd gravity_I;         // true more than reckoned with
};
Felt nothing_felt(int own);

struct ErrorCause {
  std::string name;
  Eigen::VectorXd mean;               // of the errors and, after them, the own states, at the start
  Eigen::MatrixXd covariance;         // of the same
  std::vector<Memory> memory;         // of the own states
  std::vector<std::int32_t> slots{};  // of the case's parameters whose departures the own states are; may be empty

  std::function<Felt(const FlownPeriod&)> felt{};                // empty: nothing is felt
  std::function<Eigen::RowVectorXd(const TakenNumber&)> read{};  // what is read more than true; empty: nothing
  std::function<double(const FilterNumber&, const FlownPeriod&)> noise{};  // variance of a reading; empty: none
  int own() const { return static_cast<int>(memory.size()); }
};

// Everything that a scenario has in it and that has a derivative. `quiet`: parameters with which the filter makes no
// errors (linear/reference.h).
struct ErrorCauses {
  std::vector<ErrorCause> list;
  std::vector<std::string> left_out;  // dispersed keys of sensors, Moon and navigation of which nothing is known here
};
ErrorCauses causes_of(const Scenario& scenario, const CaseParams<double>& quiet);

// Several as one.
ErrorCause merged(const std::vector<ErrorCause>& causes);

}  // namespace farside
