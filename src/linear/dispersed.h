#pragma once
// First and second moments of the inputs of cases. What is drawn once is the same in all: it has no spread.
#include <Eigen/Core>
#include <string>
#include <vector>

#include "scenario/scenario.h"

namespace farside {

// Inputs that depend on each other, and on no others.
struct DispersedGroup {
  std::vector<std::string> paths;
  std::vector<std::int32_t> slots;
  Eigen::VectorXd mean;        // SI
  Eigen::MatrixXd covariance;  // SI
};
std::vector<DispersedGroup> dispersed_groups(const Scenario& scenario);

}  // namespace farside
