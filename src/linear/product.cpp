#include "linear/product.h"

namespace farside {

Eigen::MatrixXd times(const MatrixView& a, const MatrixView& b) { return a * b; }
Eigen::MatrixXd times_transposed(const MatrixView& a, const MatrixView& b) { return a * b.transpose(); }
Eigen::MatrixXd turned(const MatrixView& a, const MatrixView& P) { return times_transposed(times(a, P), a); }

}  // namespace farside
