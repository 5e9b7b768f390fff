#include "stats/intervals/tolerance.h"

#include <fmt/format.h>

#include <cmath>

#include "base/nan.h"
#include "stats/intervals/distributions.h"
#include "stats/samples/normality.h"

namespace farside {

std::uint64_t wilks_upper_rank(std::uint64_t n, double content, double confidence) {
  return binomial_quantile(n, content, confidence) + 1;
}

std::uint64_t wilks_two_sided_rank(std::uint64_t n, double content, double confidence) {
  // What lies between holds less than `content` if fewer than 2 r cases of the population's share outside fell outside.
  return (n + 1 - wilks_upper_rank(n, content, confidence)) / 2;
}

namespace {

// The least n for which `has` is true; it stays true for more.
template <class Has>
std::uint64_t least_count(const Has& has) {
  std::uint64_t enough = 1, few = 0;
  for (; !has(enough); enough *= 2) few = enough;
  while (enough - few > 1) {
    const std::uint64_t middle = few + (enough - few) / 2;
    (has(middle) ? enough : few) = middle;
  }
  return enough;
}

}  // namespace

std::uint64_t wilks_count(double content, double confidence) {
  return least_count([&](std::uint64_t n) { return wilks_upper_rank(n, content, confidence) <= n; });
}

std::uint64_t wilks_two_sided_count(double content, double confidence) {
  return least_count([&](std::uint64_t n) { return wilks_two_sided_rank(n, content, confidence) >= 1; });
}

std::string name_of(const ToleranceLevel& level) {
  return fmt::format("{:.10g}_{:.10g}", 100 * level.content, 100 * level.confidence);
}

double normal_tolerance_factor(std::uint64_t n, double content, double confidence) {
  const double count = static_cast<double>(n);
  const double shift = standard_normal_quantile(content) * std::sqrt(count);
  return noncentral_t_quantile(count - 1, shift, confidence) / std::sqrt(count);
}

Tolerance tolerance(RankedSample& sample, const Moments& m, const ToleranceLevel& level) {
  const auto& [share, confidence] = level;
  Tolerance t{nan, nan, {nan, nan}, normality_p(m), nan, nan};
  const std::uint64_t n = sample.count();
  if (n == 0) return t;
  if (const std::uint64_t rank = wilks_upper_rank(n, share, confidence); rank <= n) {
    t.wilks_upper = sample.rank(rank);
    t.wilks_lower = sample.rank(n + 1 - rank);
  }
  if (const std::uint64_t rank = wilks_two_sided_rank(n, share, confidence); rank >= 1) {
    t.wilks_between[0] = sample.rank(rank);
    t.wilks_between[1] = sample.rank(n + 1 - rank);
  }
  if (n <= normal_count_max && t.normality_p >= 0.05) {
    const double reach = normal_tolerance_factor(n, share, confidence) * m.sd;
    t.normal_upper = m.mean + reach;
    t.normal_lower = m.mean - reach;
  }
  return t;
}

}  // namespace farside
