#include "stats/causes/sobol_indices.h"

#include <algorithm>

#include "base/nan.h"
#include "stats/intervals/proportions.h"
#include "stats/intervals/quantiles.h"
#include "stats/samples/random_part.h"

namespace farside {
namespace {

constexpr std::size_t blocks_needed = 10;  // for a bootstrap
constexpr double changes_needed = 10.0;    // of an event

// Places of the sums of a block: number of samples, A, B, the squares of both; then, of each input, with d the
// difference that it makes to A: d, B d, d d.
enum Place : std::size_t { count, sum_a, sum_b, squares, of_inputs };
enum InputPlace : std::size_t { differences, products, squared_differences, per_input };

double percentile(std::vector<double>& values, double p) {
  OrderStatistics ordered(values);
  return quantile(ordered, p);
}

}  // namespace

// The estimates from sums.
struct SobolSums::OfSums {
  OfSums(const double* s, std::size_t input_count) : sums(s) {
    const double n = s[count], k = static_cast<double>(input_count);
    double all = (1.0 + k) * s[sum_a] + s[sum_b];
    for (std::size_t i = 0; i < input_count; ++i) all += s[of_inputs + per_input * i + differences];
    centre = all / (n * (2.0 + k));
    mean = 0.5 * (s[sum_a] + s[sum_b]) / n;
    variance = 0.5 * s[squares] / n - mean * mean;
  }
  double first(std::size_t i) const {
    const double* const s = sums + of_inputs + per_input * i;
    return variance > 0.0 ? (s[products] - centre * s[differences]) / (sums[count] * variance) : nan;
  }
  double total(std::size_t i) const {
    const double* const s = sums + of_inputs + per_input * i;
    return variance > 0.0 ? 0.5 * s[squared_differences] / (sums[count] * variance) : nan;
  }
  const double* sums;
  double centre, mean, variance;
};

SobolSums::SobolSums(std::size_t inputs) : inputs_(inputs), sums_(blocks_max * width()) {
  static_assert(of_inputs == 4 && per_input == 3);
}

void SobolSums::add(std::uint64_t sample, double a, double b, const double* mixed) {
  if (!any_) shift_ = a;
  any_ = true;
  a -= shift_;
  b -= shift_;
  double* const s = &sums_[static_cast<std::size_t>(sample % blocks_max) * width()];
  s[count] += 1.0;
  s[sum_a] += a;
  s[sum_b] += b;
  s[squares] += a * a + b * b;
  for (std::size_t i = 0; i < inputs_; ++i) {
    double* const of_input = s + of_inputs + per_input * i;
    const double d = mixed[i] - shift_ - a;
    of_input[differences] += d;
    of_input[products] += b * d;
    of_input[squared_differences] += d * d;
  }
}

SobolIndices SobolSums::indices(bool event) const {
  std::vector<const double*> blocks;
  std::vector<double> sums(width());
  for (std::size_t block = 0; block < blocks_max; ++block) {
    const double* const s = &sums_[block * width()];
    if (s[count] == 0.0) continue;
    blocks.push_back(s);
    for (std::size_t i = 0; i < width(); ++i) sums[i] += s[i];
  }
  SobolIndices found;
  found.samples = static_cast<std::uint64_t>(sums[count]);
  const OfSums whole(sums.data(), inputs_);
  found.mean = shift_ + whole.mean;
  found.variance = whole.variance;
  for (std::size_t i = 0; i < inputs_; ++i)
    found.inputs.push_back({whole.first(i), nan, nan, whole.total(i), nan, nan});
  if (blocks.size() < blocks_needed) return found;

  std::vector<std::vector<double>> first(inputs_), total(inputs_);
  std::vector<double> times(blocks.size()), drawn(width());
  for (std::uint64_t resample = 0; resample < resamples; ++resample) {
    std::fill(times.begin(), times.end(), 0.0);
    std::fill(drawn.begin(), drawn.end(), 0.0);
    const std::uint64_t salt = mix(resample);
    for (std::size_t i = 0; i < blocks.size(); ++i) times[((mix(salt ^ i) >> 32) * blocks.size()) >> 32] += 1.0;
    for (std::size_t block = 0; block < blocks.size(); ++block) {
      if (times[block] == 0.0) continue;
      for (std::size_t i = 0; i < width(); ++i) drawn[i] += times[block] * blocks[block][i];
    }
    const OfSums part(drawn.data(), inputs_);
    if (!(part.variance > 0.0)) return found;
    for (std::size_t i = 0; i < inputs_; ++i) {
      first[i].push_back(part.first(i));
      total[i].push_back(part.total(i));
    }
  }
  const double tail = 0.5 * (1.0 - confidence);
  for (std::size_t i = 0; i < inputs_; ++i) {
    SobolIndex& index = found.inputs[i];
    index.total_lower = percentile(total[i], tail);
    index.total_upper = percentile(total[i], 1.0 - tail);
    const double changes = sums[of_inputs + per_input * i + squared_differences];
    if (event && changes < changes_needed) {
      const Interval share = clopper_pearson(static_cast<std::uint64_t>(changes), found.samples, confidence);
      index.total_lower = std::min(index.total_lower, 0.5 * share.lower / whole.variance);
      index.total_upper = std::max(index.total_upper, 0.5 * share.upper / whole.variance);
      continue;
    }
    index.first_lower = percentile(first[i], tail);
    index.first_upper = percentile(first[i], 1.0 - tail);
  }
  return found;
}

}  // namespace farside
