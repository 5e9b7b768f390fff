#include "scenario/thruster_shares.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <random>
#include <string>
#include <vector>

#include "base/error.h"

namespace farside::thruster_shares_test {
namespace {

using Vector = Vec3<double>;

ThrusterEntry thruster(const Vector& at_m, const Vector& force_N, int set = 1) {
  return {{{at_m.x, at_m.y, at_m.z}, {force_N.x, force_N.y, force_N.z}, set}, "a.yaml:1:1: vehicle.thrusters.list[0]"};
}

// Four clusters on an arm, up, down, and round about.
std::vector<ThrusterEntry> clusters(double arm_m, double force_N, int set = 1) {
  std::vector<ThrusterEntry> all;
  const Vector places[] = {{arm_m, 0, 1}, {-arm_m, 0, 1}, {0, arm_m, 1}, {0, -arm_m, 1}};
  for (const Vector& p : places) {
    all.push_back(thruster(p, {0, 0, force_N}, set));
    all.push_back(thruster(p, {0, 0, -force_N}, set));
    for (const double way : {1.0, -1.0})
      all.push_back(thruster(p, {-way * p.y * force_N / arm_m, way * p.x * force_N / arm_m, 0}, set));
  }
  return all;
}

Vector torque_of(const ThrusterTable& t, int k, const Vector& cg_B) {
  Vector sum{0, 0, 0};
  for (int i = 0; i < t.count; ++i) {
    const Thruster& one = t.thruster[i];
    const Vector p{one.position_m[0], one.position_m[1], one.position_m[2]};
    const Vector f{one.force_N[0], one.force_N[1], one.force_N[2]};
    sum = axpy(t.share_1_N_m[k][i], cross(p - cg_B, f), sum);
  }
  return sum;
}

void expect_unit_torques(const ThrusterTable& t, const Vector& cg_B) {
  for (int k = 0; k < 6; ++k) {
    const Vector torque = torque_of(t, k, cg_B);
    const double sign = k % 2 == 0 ? 1.0 : -1.0, found[] = {torque.x, torque.y, torque.z};
    for (int axis = 0; axis < 3; ++axis)
      EXPECT_NEAR(found[axis], axis == k / 2 ? sign : 0.0, 1e-9) << k << ", " << axis;
    for (int i = 0; i < t.count; ++i) EXPECT_GE(t.share_1_N_m[k][i], 0.0);
  }
}

TEST(ThrusterShares, OfClustersAreTheirCouples) {
  const Vector cg_B{0, 0, 1};
  const ThrusterTable t = thruster_table(clusters(1.25, 10.0), cg_B);
  ASSERT_EQ(t.count, 16);
  expect_unit_torques(t, cg_B);
  // about x: the one up on the side of +y and the one down on that of -y, a half each; about z: all four that go round
  for (int i = 0; i < t.count; ++i) {
    EXPECT_NEAR(t.share_1_N_m[0][i], i == 8 || i == 13 ? 0.5 / 12.5 : 0.0, 1e-9) << i;
    EXPECT_NEAR(t.share_1_N_m[4][i], i % 4 == 2 ? 0.25 / 12.5 : 0.0, 1e-9) << i;
  }
}

TEST(ThrusterShares, GiveATorqueAloneWithTheCentreOfGravityAside) {
  const Vector cg_B{0.05, -0.08, 1.45};
  expect_unit_torques(thruster_table(clusters(1.25, 10.0), cg_B), cg_B);
}

// Kuhn and Tucker: the shares are those of one l, t = A' l, where a thruster is open, and one that is shut has A' l <=
// 0.
TEST(ThrusterShares, HaveTheLeastSumOfSquares) {
  std::mt19937_64 words(7);
  std::uniform_real_distribution<double> any(-1.0, 1.0);
  const Vector cg_B{0, 0, 1};
  int solved = 0;
  for (int trial = 0; trial < 50; ++trial) {
    std::vector<ThrusterEntry> all;
    for (int i = 0; i < 12; ++i) {
      const Vector at{any(words), any(words), any(words)}, force{10 * any(words), 10 * any(words), 10 * any(words)};
      all.push_back(thruster(at, force));
    }
    ThrusterTable t;
    try {
      t = thruster_table(all, cg_B);
    } catch (const ConfigError&) {
      continue;
    }
    ++solved;
    expect_unit_torques(t, cg_B);
    for (int k = 0; k < 6; ++k) {
      Eigen::Matrix<double, 12, 3> torques;
      Eigen::Matrix<double, 12, 1> shares;
      for (int i = 0; i < 12; ++i) {
        const ThrusterEntry& e = all[static_cast<std::size_t>(i)];
        const double *const p = e.thruster.position_m, *const f = e.thruster.force_N;
        const Vector torque = cross(Vector{p[0], p[1], p[2]} - cg_B, Vector{f[0], f[1], f[2]});
        torques.row(i) << torque.x, torque.y, torque.z;
        shares[i] = t.share_1_N_m[k][i];
      }
      const Eigen::Array<bool, 12, 1> open = shares.array() > 0.0;
      Eigen::Matrix<double, 12, 3> of_open = torques;
      for (int i = 0; i < 12; ++i) {
        if (!open[i]) of_open.row(i).setZero();
      }
      const Eigen::Vector3d l = of_open.colPivHouseholderQr().solve(shares);
      for (int i = 0; i < 12; ++i) {
        const double pull = torques.row(i).dot(l);
        if (open[i]) EXPECT_NEAR(pull, shares[i], 1e-9);
        else EXPECT_LE(pull, 1e-9);
      }
    }
  }
  EXPECT_GT(solved, 10);
}

TEST(ThrusterShares, EachSetTurnsTheVehicleByItself) {
  std::vector<ThrusterEntry> all = clusters(1.3, 10.0);
  const std::vector<ThrusterEntry> strong = clusters(1.3, 150.0, 2);
  all.insert(all.end(), strong.begin(), strong.end());
  const ThrusterTable t = thruster_table(all, {0, 0, 1.45});
  for (int k = 0; k < 6; ++k) {
    double torque[2] = {0, 0};
    for (int i = 0; i < t.count; ++i) torque[t.thruster[i].set - 1] += t.share_1_N_m[k][i];
    EXPECT_NEAR(torque[0] / torque[1], 15.0, 1e-6);
  }
}

TEST(ThrusterShares, ThatDontExistAreRefusedWithTheAxis) {
  std::vector<ThrusterEntry> all = clusters(1.25, 10.0);
  for (ThrusterEntry& entry : all) {
    if (entry.thruster.force_N[2] == 0.0 && entry.thruster.position_m[0] * entry.thruster.force_N[1] -
                                                    entry.thruster.position_m[1] * entry.thruster.force_N[0] <
                                                0.0)
      for (double& f : entry.thruster.force_N) f = -f;  // all go round the same way
  }
  try {
    thruster_table(all, {0, 0, 1});
    FAIL();
  } catch (const ConfigError& e) {
    EXPECT_NE(std::string(e.what()).find("can't turn the vehicle about -z"), std::string::npos) << e.what();
  }
}

}  // namespace
}  // namespace farside::thruster_shares_test
