#pragma once
// Linear covariance of a campaign's navigation errors: how large they are at the starts of the phases and at the end of
// the descent, and what they come from.
#include <string>
#include <vector>

#include "linear/causes.h"
#include "linear/reference.h"

namespace farside {

// Errors are believed minus true, site axes, velocities relative to the Moon: position, velocity, attitude (a rotation
// vector) east, north, up. SI.
inline constexpr int error_blocks = 3;

struct CauseErrors {
  Shown mean = Shown::Zero();
  ShownMatrix covariance = ShownMatrix::Zero();
  Eigen::Vector3d nees = Eigen::Vector3d::Zero();  // expected squared error by the filter's own covariance, a block
};

struct MomentErrors {
  int phase;  // that begins then; Phase::touchdown: the end of the descent
  double time_s;
  Shown filter_sd;                  // what the filter takes them to be
  Shown reference;                  // what the flight without any cause was off
  std::vector<CauseErrors> causes;  // in the order of LinearCovariance::causes
  CauseErrors total;                // of the flight and all causes
};

// What an input that differs from case to case does to the errors at the end of the descent, to first order.
struct InputEffect {
  std::int32_t slot;
  double mean;  // SI
  Shown per_unit;
};

struct LinearCovariance {
  std::vector<std::string> causes;
  std::vector<MomentErrors> moments;  // in their order
  std::vector<InputEffect> inputs;
  Eigen::MatrixXd input_covariance;  // SI, of `inputs`
  std::vector<std::string> left_out;
  std::uint64_t flights = 0, grounds = 0;
};

// ConfigError: the navigation of the campaign isn't the filter, or the nominal flight doesn't come down, or its own
// belief goes astray.
LinearCovariance linear_covariance(const Scenario& scenario, const ReferenceOptions& options);

}  // namespace farside
