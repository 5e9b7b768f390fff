#include "sky/halo.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <cmath>

#include "base/error.h"

namespace farside {
namespace {

using State = Eigen::Matrix<double, 6, 1>;
using WithPartials = Eigen::Matrix<double, 6, 7>;  // a state, and beside it its derivatives by the first one

constexpr double mu = moon_mass_share;
constexpr int steps_a_half = 2048;

// The equations of motion, and those of the derivatives where there are any (Szebehely 1967, chapter 1).
template <int columns>
Eigen::Matrix<double, 6, columns> derivative(const Eigen::Matrix<double, 6, columns>& s) {
  const Eigen::Vector3d p = s.template block<3, 1>(0, 0), v = s.template block<3, 1>(3, 0);
  const Eigen::Vector3d from_earth = p - Eigen::Vector3d(-mu, 0.0, 0.0),
                        from_moon = p - Eigen::Vector3d(1.0 - mu, 0.0, 0.0);
  const double d2 = from_earth.squaredNorm(), r2 = from_moon.squaredNorm();
  const double per_d3 = (1.0 - mu) / (d2 * std::sqrt(d2)), per_r3 = mu / (r2 * std::sqrt(r2));
  Eigen::Matrix<double, 6, columns> out;
  out.template block<3, 1>(0, 0) = v;
  out.template block<3, 1>(3, 0) =
      Eigen::Vector3d(2.0 * v.y() + p.x(), -2.0 * v.x() + p.y(), 0.0) - per_d3 * from_earth - per_r3 * from_moon;
  if constexpr (columns > 1) {
    Eigen::Matrix3d by_place = 3.0 * per_d3 / d2 * from_earth * from_earth.transpose() +
                               3.0 * per_r3 / r2 * from_moon * from_moon.transpose() -
                               (per_d3 + per_r3) * Eigen::Matrix3d::Identity();
    by_place(0, 0) += 1.0;
    by_place(1, 1) += 1.0;
    Eigen::Matrix3d by_speed = Eigen::Matrix3d::Zero();
    by_speed(0, 1) = 2.0;
    by_speed(1, 0) = -2.0;
    out.template block<3, 6>(0, 1) = s.template block<3, 6>(3, 1);
    out.template block<3, 6>(3, 1) = by_place * s.template block<3, 6>(0, 1) + by_speed * s.template block<3, 6>(3, 1);
  }
  return out;
}

// Runge-Kutta 4.
template <class S>
S stepped(const S& s, double step) {
  const S k1 = derivative(s), k2 = derivative(S(s + 0.5 * step * k1)), k3 = derivative(S(s + 0.5 * step * k2)),
          k4 = derivative(S(s + step * k3));
  return s + step / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
}

// What an orbit that begins upright to the plane of Earth, Moon and pole begins with: x, speed along y.
using Free = Eigen::Vector2d;

WithPartials start_of(const Free& free, double z) {
  WithPartials s = WithPartials::Zero();
  s(0, 0) = free.x();
  s(2, 0) = z;
  s(4, 0) = free.y();
  s.block<6, 6>(0, 1).setIdentity();
  return s;
}

// Until it comes back to that plane.
struct Half {
  double time = 0.0;
  WithPartials end = WithPartials::Zero();
};
Half half_of(const Free& free, double z) {
  constexpr double step = 1e-3;
  constexpr int steps_max = 4000;  // a revolution of Earth and Moon takes 6,283
  Half half{0.0, start_of(free, z)};
  const double side = free.y() < 0.0 ? -1.0 : 1.0;
  for (int i = 0; i < steps_max; ++i) {
    const WithPartials next = stepped(half.end, step);
    if (i > 0 && side * next(1, 0) < 0.0) break;
    half.end = next;
    half.time += step;
  }
  double rest = 0.0;
  WithPartials crossing = half.end;
  for (int i = 0; i < 8; ++i) {  // Newton
    rest -= crossing(1, 0) / crossing(4, 0);
    crossing = stepped(half.end, rest);
  }
  return {half.time + rest, crossing};
}

// Changes the start until it comes back upright: speeds along x and z are 0 there (Howell 1984).
Half corrected(Free& free, double z) {
  constexpr int rounds_max = 20;
  constexpr double near = 1e-12;
  for (int round = 0; round < rounds_max; ++round) {
    const Half half = half_of(free, z);
    const Eigen::Vector2d off(half.end(3, 0), half.end(5, 0));
    if (off.norm() < near) return half;
    const State rate = derivative(State(half.end.col(0)));
    const auto by = [&](int row, int column) {
      return half.end(row, column) - rate(row) / rate(1) * half.end(1, column);
    };
    Eigen::Matrix2d matrix;
    matrix << by(3, 1), by(3, 5), by(5, 1), by(5, 5);
    free -= matrix.fullPivLu().solve(off);
    if (!free.allFinite()) break;
  }
  throw InternalError(fmt::format("no halo orbit found with an amplitude of {:.6g} Earth-Moon distances", -z));
}

Vec3<double> vector_of(const State& s, int first) { return {s(first), s(first + 1), s(first + 2)}; }
HaloState mirrored(const HaloState& s) { return {{s.p.x, -s.p.y, s.p.z}, {-s.v.x, s.v.y, -s.v.z}}; }

// The cubic through places and speeds at both ends, and its derivative; `share` of a step.
HaloState between(const HaloState& a, const HaloState& b, double share, double step) {
  const double s = share, s2 = s * s, s3 = s2 * s;
  const double pa = 2.0 * s3 - 3.0 * s2 + 1.0, va = s3 - 2.0 * s2 + s, vb = s3 - s2;
  const double dpa = (6.0 * s2 - 6.0 * s) / step, dva = 3.0 * s2 - 4.0 * s + 1.0, dvb = 3.0 * s2 - 2.0 * s;
  return {pa * a.p + (1.0 - pa) * b.p + (va * step) * a.v + (vb * step) * b.v,
          dpa * (a.p - b.p) + dva * a.v + dvb * b.v};
}

}  // namespace

Halo::Halo(double amplitude_m) {
  // From an orbit that is known roughly, A_z = 13,000 km, along the family in steps that the correction bears.
  constexpr double known_m = 1.3e7, step_m = 1e6;
  Free free(1.18, -0.162), before = free;
  const int hops = static_cast<int>(std::ceil(std::abs(amplitude_m - known_m) / step_m));
  Half half;
  double z = 0.0;
  for (int hop = 0; hop <= hops; ++hop) {
    const double share = hops == 0 ? 0.0 : static_cast<double>(hop) / hops;
    z = -(known_m + share * (amplitude_m - known_m)) / earth_moon_distance_m;
    const Free guess = hop < 2 ? free : Free(2.0 * free - before);
    before = free;
    free = guess;
    half = corrected(free, z);
  }
  period_ = 2.0 * half.time;
  State s = start_of(free, z).col(0);
  const double step = half.time / steps_a_half;
  for (int i = 0; i <= steps_a_half; ++i) {
    half_.push_back({vector_of(s, 0), vector_of(s, 3)});
    s = stepped(s, step);
  }
}

HaloState Halo::at(double phase) const {
  const double of_period = phase - std::floor(phase);
  const bool back = of_period > 0.5;
  const double along = 2.0 * (back ? 1.0 - of_period : of_period) * steps_a_half;
  const int node = std::min(static_cast<int>(along), steps_a_half - 1);
  const auto i = static_cast<std::size_t>(node);
  const HaloState found = between(half_[i], half_[i + 1], along - node, 0.5 * period_ / steps_a_half);
  return back ? mirrored(found) : found;
}

double jacobi_constant(const HaloState& s) {
  const double d = std::hypot(s.p.x + mu, s.p.y, s.p.z), r = std::hypot(s.p.x - 1.0 + mu, s.p.y, s.p.z);
  return s.p.x * s.p.x + s.p.y * s.p.y + 2.0 * (1.0 - mu) / d + 2.0 * mu / r - norm2(s.v);
}

}  // namespace farside
