#include "stats/samples/selection.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace farside {
namespace {

// Size of a random part of a gap's values: the bounds that it gives enclose about a hundredth of them.
constexpr std::size_t part_max = std::size_t{1} << 18;
// With fewer a part might be too small to narrow its bounds.
constexpr std::size_t held_least = 4096;

}  // namespace

Selection::Selection(std::size_t held_max) : held_max_(std::max(held_max, held_least)) {
  begin_pass({{std::numeric_limits<Key>::min(), std::numeric_limits<Key>::max()}});  // keys of NaN alone
}

// The bits of a double ascend with it where it is positive and descend where it is negative.
Selection::Key Selection::key_of(double value) {
  const Key bits = std::bit_cast<Key>(value);
  return bits < 0 ? bits ^ std::numeric_limits<Key>::max() : bits;
}

double Selection::value_of(Key key) {
  return std::bit_cast<double>(key < 0 ? key ^ std::numeric_limits<Key>::max() : key);
}

void Selection::begin_pass(const std::vector<Bounds>& searched) {
  bounds_.clear();
  for (const Bounds& b : searched) bounds_.insert(bounds_.end(), {b.low, b.high});
  std::sort(bounds_.begin(), bounds_.end());
  bounds_.erase(std::unique(bounds_.begin(), bounds_.end()), bounds_.end());
  cells_.assign(2 * bounds_.size() + 1, {0, 0});
  searched_.assign(bounds_.size() + 1, false);
  for (std::size_t gap = 1; gap < bounds_.size(); ++gap) {
    searched_[gap] = std::any_of(searched.begin(), searched.end(),
                                 [&](const Bounds& b) { return b.low <= bounds_[gap - 1] && b.high >= bounds_[gap]; });
  }
  kept_ = std::vector<Kept>(searched_.size());
  held_ = 0;
}

void Selection::add(const double* values, std::size_t count) {
  if (complete_) return;
  const Key* const bounds = bounds_.data();
  const std::size_t size = bounds_.size();
  for (std::size_t i = 0; i < count; ++i) {
    const Key key = key_of(values[i]);
    std::size_t below = 0;  // bounds below the key; a search without branches, which nobody could predict
    for (std::size_t rest = size; rest > 0;) {
      const std::size_t half = (rest + 1) / 2;
      below += bounds[below + half - 1] < key ? half : 0;
      rest -= half;
    }
    const std::size_t cell = 2 * below + (below < size && bounds[below] == key);
    ++cells_[cell].count;
    if (cell % 2 == 0 && searched_[cell / 2]) keep(cell / 2, key);
  }
}

void Selection::keep(std::size_t gap, Key key) {
  if (held_ >= held_max_) thin_out();
  const std::size_t before = kept_[gap].values().size();
  kept_[gap].add(key);
  held_ += kept_[gap].values().size() - before;
}

// Halves the largest part, which gives the narrowest bounds.
void Selection::thin_out() {
  const auto smaller = [](const Kept& a, const Kept& b) { return a.values().size() < b.values().size(); };
  Kept& largest = *std::max_element(kept_.begin(), kept_.end(), smaller);
  held_ -= largest.values().size();
  do {
    largest.halve();
  } while (largest.values().size() > part_max);
  held_ += largest.values().size();
}

std::size_t Selection::cell_of_rank(std::uint64_t rank) const {
  const auto above = std::partition_point(cells_.begin(), cells_.end(), [&](const Cell& c) { return c.below < rank; });
  return static_cast<std::size_t>(above - cells_.begin()) - 1;
}

// Bounds of the value of this rank, from the random part of its gap: 5 standard deviations of the rank's place in that
// part to either side. The whole gap where it was not searched.
Selection::Bounds Selection::narrowed(std::size_t gap, std::uint64_t rank, std::vector<Nth<Key>>& ordered) const {
  Bounds b{gap == 0 ? std::numeric_limits<Key>::min() : bounds_[gap - 1],
           gap == bounds_.size() ? std::numeric_limits<Key>::max() : bounds_[gap]};
  if (!searched_[gap]) return b;
  const Cell& cell = cells_[2 * gap];
  const double size = static_cast<double>(ordered[gap].count());
  const double share = (static_cast<double>(rank - cell.below) - 0.5) / static_cast<double>(cell.count);
  const double reach = 5 * std::sqrt(size * share * (1 - share)) + 5;
  const double low = std::floor(size * share - reach), high = std::ceil(size * share + reach);
  if (low >= 0) b.low = ordered[gap].at(static_cast<std::size_t>(low));
  if (high < size) b.high = ordered[gap].at(static_cast<std::size_t>(high));
  return b;
}

void Selection::end_pass(const std::set<std::uint64_t>& wanted) {
  if (complete_) return;
  count_ = 0;
  for (Cell& cell : cells_) {
    cell.below = count_;
    count_ += cell.count;
  }
  std::vector<Nth<Key>> ordered;
  for (Kept& part : kept_) ordered.emplace_back(part.values());
  std::vector<Bounds> open;
  for (const std::uint64_t rank : wanted) {
    if (found_.contains(rank)) continue;
    const std::size_t cell = cell_of_rank(rank), gap = cell / 2;
    if (cell % 2 == 1) found_[rank] = value_of(bounds_[cell / 2]);
    else if (searched_[gap] && kept_[gap].is_whole())
      found_[rank] = value_of(ordered[gap].at(rank - cells_[cell].below - 1));
    else open.push_back(narrowed(gap, rank, ordered));
  }
  complete_ = open.empty();
  ordered.clear();
  begin_pass(open);
}

}  // namespace farside
