#include "scenario/thruster_shares.h"

#include <fmt/format.h>

#include <Eigen/Dense>

#include "base/error.h"

namespace farside {
namespace {

using Torques = Eigen::Matrix<double, 3, Eigen::Dynamic>;  // of each thruster, about the CG

// min |t|^2 with A t = e and t >= 0. Its solution is max(0, A' l) where l is the minimum of the convex
// |max(0, A' l)|^2 / 2 - e' l, found by Newton's method with steps that are halved until they descend or, where
// rounding hides that, come nearer to A t = e. Empty where there is none.
Eigen::VectorXd least_shares(const Torques& A, const Eigen::Vector3d& e) {
  const double scale = A.colwise().squaredNorm().maxCoeff();
  if (!(scale > 0.0)) return {};
  const auto shares = [&](const Eigen::Vector3d& l) -> Eigen::VectorXd { return (A.transpose() * l).cwiseMax(0.0); };
  const auto left_of = [&](const Eigen::Vector3d& l) -> Eigen::Vector3d { return e - A * shares(l); };
  const auto cost = [&](const Eigen::Vector3d& l) { return 0.5 * shares(l).squaredNorm() - e.dot(l); };
  Eigen::Vector3d l = e / scale;
  for (int round = 0; round < 200; ++round) {
    const Eigen::Vector3d left = left_of(l);
    if (left.norm() < 1e-12) return shares(l);
    Eigen::Matrix3d slope = 1e-9 * scale * Eigen::Matrix3d::Identity();  // damped where too few thrusters help
    for (Eigen::Index i = 0; i < A.cols(); ++i) {
      if (A.col(i).dot(l) > 0.0) slope += A.col(i) * A.col(i).transpose();
    }
    const Eigen::Vector3d step = slope.ldlt().solve(left);
    double part = 1.0;
    while (part > 1e-6 && cost(l + part * step) > cost(l) - 1e-4 * part * left.dot(step) &&
           left_of(l + part * step).norm() > 0.5 * left.norm())
      part *= 0.5;
    l += part * step;
  }
  return {};
}

}  // namespace

ThrusterTable thruster_table(const std::vector<ThrusterEntry>& entries, const Vec3<double>& cg_B) {
  ThrusterTable table{};
  for (const ThrusterEntry& entry : entries) table.thruster[table.count++] = entry.thruster;
  const Eigen::Vector3d cg(cg_B.x, cg_B.y, cg_B.z);
  for (int set = 1; set <= thruster_sets; ++set) {
    Torques A(3, table.count);
    int own = 0, members[thrusters_max];
    for (int i = 0; i < table.count; ++i) {
      const Thruster& t = table.thruster[i];
      if (t.set != set) continue;
      const Eigen::Map<const Eigen::Vector3d> position(t.position_m), force(t.force_N);
      members[own] = i;
      A.col(own++) = (position - cg).cross(force);
    }
    if (own == 0) continue;
    A.conservativeResize(3, own);
    for (int k = 0; k < 6; ++k) {
      Eigen::Vector3d e = Eigen::Vector3d::Zero();
      e[k / 2] = k % 2 == 0 ? 1.0 : -1.0;
      const Eigen::VectorXd t = least_shares(A, e);
      if (t.size() == 0) {
        throw ConfigError(fmt::format(
            "{}: thrusters of set {} can't turn the vehicle about {}{} (about the centre of gravity at {:.4g}, {:.4g}, "
            "{:.4g} m, none pushing backwards): add one that does",
            entries[static_cast<std::size_t>(members[0])].where, set, k % 2 == 0 ? "+" : "-", "xyz"[k / 2], cg.x(),
            cg.y(), cg.z()));
      }
      for (int i = 0; i < own; ++i) table.share_1_N_m[k][members[i]] = t[i];
    }
  }
  return table;
}

}  // namespace farside
