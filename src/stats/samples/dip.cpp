#include "stats/samples/dip.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace farside {
namespace {

using Index = std::int64_t;
using Indices = std::vector<std::uint32_t>;

// The empirical distribution function, in steps of one, with its hulls over a shrinking interval of indices.
class Dip {
 public:
  explicit Dip(const std::vector<double>& x)
      : x_(x), n_(static_cast<Index>(x.size())), below_(neighbours(true)), above_(neighbours(false)) {}

  double value() {
    double largest = 1;
    for (Index low = 0, high = n_ - 1;;) {
      convex_ = knots(below_, high, low);
      concave_ = knots(above_, low, high);
      const double between = gap_between_hulls();
      if (between < largest) break;
      largest = std::max(largest, std::max(gap_below(), gap_above()));
      if (low == convex_[convex_at_] && high == concave_[concave_at_]) break;
      low = convex_[convex_at_];
      high = concave_[concave_at_];
    }
    return largest / (2 * static_cast<double>(n_));
  }

 private:
  double x(Index i) const { return x_[static_cast<std::size_t>(i)]; }

  // For each point, the previous knot of the greatest convex minorant that ends there (upwards), or the next knot of
  // the least concave majorant that begins there.
  Indices neighbours(bool upwards) const {
    Indices next(x_.size());
    const Index first = upwards ? 0 : n_ - 1, step = upwards ? 1 : -1;
    next[static_cast<std::size_t>(first)] = static_cast<std::uint32_t>(first);
    for (Index j = first + step; j >= 0 && j < n_; j += step) {
      Index m = j - step;
      while (m != first) {
        const Index before = next[static_cast<std::size_t>(m)];
        if ((x(j) - x(m)) * static_cast<double>(m - before) < (x(m) - x(before)) * static_cast<double>(j - m)) break;
        m = before;
      }
      next[static_cast<std::size_t>(j)] = static_cast<std::uint32_t>(m);
    }
    return next;
  }

  static std::vector<Index> knots(const Indices& next, Index from, Index to) {
    std::vector<Index> k{from};
    while (k.back() != to) {
      const Index following = next[static_cast<std::size_t>(k.back())];
      k.push_back(to > from ? std::min(following, to) : std::max(following, to));
    }
    return k;
  }

  // Largest vertical distance between the two hulls; leaves the knots between which it lies.
  double gap_between_hulls() {
    std::size_t g = convex_.size() - 1, l = 0;
    convex_at_ = g;
    concave_at_ = concave_.size() - 1;
    if (convex_.size() == 2 && concave_.size() == 2) return 1;
    double gap = 0;
    g -= 1;
    l += 1;
    for (;;) {
      const Index gi = convex_[g], li = concave_[l];
      if (gi > li) {
        const Index from = convex_[g + 1];
        const double d =
            static_cast<double>(li - from + 1) - (x(li) - x(from)) * static_cast<double>(gi - from) / (x(gi) - x(from));
        ++l;
        if (d >= gap) {
          gap = d;
          convex_at_ = g + 1;
          concave_at_ = l - 1;
        }
      } else {
        const Index from = concave_[l - 1];
        const double d =
            (x(gi) - x(from)) * static_cast<double>(li - from) / (x(li) - x(from)) - static_cast<double>(gi - from - 1);
        if (d >= gap) {
          gap = d;
          convex_at_ = g;
          concave_at_ = l;
        }
        if (g > 0) --g;
      }
      l = std::min(l, concave_.size() - 1);
      if (convex_[g] == concave_[l]) return gap;
    }
  }

  // Largest distance of the distribution function from the convex minorant left of the modal interval ...
  double gap_below() const {
    double gap = 0;
    for (std::size_t j = convex_at_; j + 1 < convex_.size(); ++j) {
      const Index from = convex_[j + 1], to = convex_[j];
      double largest = 1;
      if (to - from > 1 && x(to) != x(from)) {
        const double slope = static_cast<double>(to - from) / (x(to) - x(from));
        for (Index i = from; i <= to; ++i)
          largest = std::max(largest, static_cast<double>(i - from + 1) - (x(i) - x(from)) * slope);
      }
      gap = std::max(gap, largest);
    }
    return gap;
  }

  // ... and from the concave majorant right of it.
  double gap_above() const {
    double gap = 0;
    for (std::size_t j = concave_at_; j + 1 < concave_.size(); ++j) {
      const Index from = concave_[j], to = concave_[j + 1];
      double largest = 1;
      if (to - from > 1 && x(to) != x(from)) {
        const double slope = static_cast<double>(to - from) / (x(to) - x(from));
        for (Index i = from; i <= to; ++i)
          largest = std::max(largest, (x(i) - x(from)) * slope - static_cast<double>(i - from - 1));
      }
      gap = std::max(gap, largest);
    }
    return gap;
  }

  const std::vector<double>& x_;
  Index n_;
  Indices below_, above_;
  std::vector<Index> convex_, concave_;         // knots, downwards and upwards
  std::size_t convex_at_ = 0, concave_at_ = 0;  // where the hulls are farthest apart
};

}  // namespace

double dip(const std::vector<double>& sorted) {
  if (sorted.front() == sorted.back()) return 1 / (2 * static_cast<double>(sorted.size()));
  return Dip(sorted).value();
}

bool is_multimodal(const std::vector<double>& sorted) {
  return !sorted.empty() && dip(sorted) * std::sqrt(static_cast<double>(sorted.size())) > dip_limit;
}

}  // namespace farside
