#pragma once
// Limit states in standard normal space whose probability has a closed form.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "rare/limit_state.h"

namespace farside {

inline double normal_tail(double beta) { return 0.5 * std::erfc(beta / std::sqrt(2.0)); }

class ClosedLimit : public LimitState {
 public:
  using G = std::function<double(const RarePoint&)>;
  ClosedLimit(std::size_t d, double probability, G g) : d_(d), probability_(probability), g_(std::move(g)) {}

  double probability() const { return probability_; }
  std::size_t coordinates() const override { return d_; }
  std::uint64_t draws() const override { return 1'000'000; }
  std::vector<RareEnding> judge(const std::vector<RarePoint>& points) override {
    std::vector<RareEnding> endings;
    endings.reserve(points.size());
    for (const RarePoint& p : points) endings.push_back({g_(p), true, 0});
    return endings;
  }

 private:
  std::size_t d_;
  double probability_;
  G g_;
};

// beta from the middle, all coordinates alike.
inline ClosedLimit linear_limit(std::size_t d, double beta) {
  return {d, normal_tail(beta), [d, beta](const RarePoint& p) {
            double sum = 0;
            for (const double z : p.z) sum += z;
            return beta - sum / std::sqrt(static_cast<double>(d));
          }};
}
// Both fail.
inline ClosedLimit parallel_limit(std::size_t d, double beta) {
  return {d, normal_tail(beta) * normal_tail(beta),
          [beta](const RarePoint& p) { return beta - std::min(p.z[0], p.z[1]); }};
}
// One of them fails, the first one either way.
inline ClosedLimit series_limit(std::size_t d, double beta) {
  const double one = 2 * normal_tail(beta), other = normal_tail(beta);
  return {d, one + other - one * other,
          [beta](const RarePoint& p) { return beta - std::max(std::fabs(p.z[0]), p.z[1]); }};
}
// What is drawn by number decides as well: one of a hundred may fail.
inline ClosedLimit number_limit(std::size_t d, double beta) {
  return {d, normal_tail(beta) * 0.01, [beta](const RarePoint& p) {
            return std::max(beta - p.z[0], (static_cast<double>(p.draw) - 9999.5) * 1e-5);
          }};
}

}  // namespace farside
