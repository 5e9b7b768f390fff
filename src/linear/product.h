#pragma once
// Products of matrices of any size, compiled once: to multiply two types of its own takes Eigen a second of compile
// time.
#include <Eigen/Core>

namespace farside {

using MatrixView = Eigen::Ref<const Eigen::MatrixXd>;

Eigen::MatrixXd times(const MatrixView& a, const MatrixView& b);
Eigen::MatrixXd times_transposed(const MatrixView& a, const MatrixView& b);  // a b^T
Eigen::MatrixXd turned(const MatrixView& a, const MatrixView& P);            // a P a^T

}  // namespace farside
