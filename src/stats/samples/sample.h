#pragma once
// The statistics of one quantity, of any number of values: they are given pass by pass, and only a bounded number of
// them is held in memory. Where that is all of them, one pass is enough.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "stats/intervals/quantiles.h"
#include "stats/samples/moments.h"
#include "stats/samples/selection.h"

namespace farside {

// Values that one sample holds (8 MB), and all that are looked at together (32 MB).
inline constexpr std::size_t sample_held_max = std::size_t{1} << 20, samples_held_max = std::size_t{1} << 22;

class Sample {
 public:
  // Asks for every rank that will be wanted in the end; called once the number of values is known. `expected`: about so
  // many.
  using Ask = std::function<void(RankedSample& sample)>;
  Sample(std::size_t held_max, std::uint64_t expected, Ask ask) : held_max_(held_max), ask_(std::move(ask)) {
    held_.reserve(std::min<std::uint64_t>(held_max, expected));
  }
  Sample(const Sample&) = delete;
  Sample& operator=(const Sample&) = delete;

  void add(const double* values,
           std::size_t count);  // finite; in the same order in every pass. More passes than needed do no harm
  void end_pass();
  bool needs_pass() const { return sums_.needs_pass() || (selection_ && selection_->needs_pass()); }

  // After the last pass.
  const Moments& moments() const { return sums_.moments(); }
  RankedSample& ranked() { return selection_ ? static_cast<RankedSample&>(*selection_) : *ordered_; }

 private:
  std::size_t held_max_;
  Ask ask_;
  MomentSums sums_;
  std::vector<double> held_;                // all, as long as there are no more than held_max_
  std::optional<OrderStatistics> ordered_;  // of those, after the only pass
  std::optional<Selection> selection_;      // where there are more
};

}  // namespace farside
