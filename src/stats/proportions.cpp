#include "stats/proportions.h"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace farside {

double lower_bound(double k, double n, double confidence) {
  if (k <= 0) return 0;
  return boost::math::quantile(boost::math::beta_distribution<>(k, n - k + 1), 1 - confidence);
}

double upper_bound(double k, double n, double confidence) {
  if (k >= n) return 1;
  return boost::math::quantile(boost::math::complement(boost::math::beta_distribution<>(k + 1, n - k), 1 - confidence));
}

Interval clopper_pearson(std::uint64_t k, std::uint64_t n, double confidence) {
  const double each = 1 - (1 - confidence) / 2;
  return {lower_bound(static_cast<double>(k), static_cast<double>(n), each),
          upper_bound(static_cast<double>(k), static_cast<double>(n), each)};
}

ShareRange share_range(CountRange counts, std::uint64_t n, double confidence) {
  const double cases = static_cast<double>(n), low = static_cast<double>(counts.low),
               high = static_cast<double>(counts.high);
  return {low / cases,
          high / cases,
          {clopper_pearson(counts.low, n, confidence).lower, clopper_pearson(counts.high, n, confidence).upper}};
}

Interval paired_difference(std::uint64_t gained, std::uint64_t lost, std::uint64_t n, double confidence) {
  if (n == 0) return {-1, 1};
  const double z = boost::math::quantile(boost::math::complement(boost::math::normal(), (1 - confidence) / 2));
  const double more = static_cast<double>(n) + 2;
  const double one = (static_cast<double>(gained) + 1) / more, other = (static_cast<double>(lost) + 1) / more;
  const double middle = one - other, half = z * std::sqrt((one + other - middle * middle) / more);
  return {std::max(-1.0, middle - half), std::min(1.0, middle + half)};
}

Interval wilson(std::uint64_t k, std::uint64_t n, double confidence) {
  if (n == 0) return {0, 1};
  const double z = boost::math::quantile(boost::math::complement(boost::math::normal(), (1 - confidence) / 2));
  const double count = static_cast<double>(n), share = static_cast<double>(k) / count, z2 = z * z / count;
  const double middle = (share + z2 / 2) / (1 + z2);
  const double half = z / (1 + z2) * std::sqrt(share * (1 - share) / count + z2 / (4 * count));
  return {k == 0 ? 0 : std::max(0.0, middle - half), k == n ? 1 : std::min(1.0, middle + half)};
}

}  // namespace farside
