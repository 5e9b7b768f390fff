#pragma once
// Ranks of values, with ties in the middle of theirs.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace farside {

// Places of the values in ascending order; of equal ones the first comes first.
inline std::vector<std::uint32_t> ascending_order(const std::vector<double>& values) {
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
  return order;
}

// Calls `take` with begin and end, in such an order, of each run of equal values.
template <class Take>
void for_each_tie(const std::vector<double>& values, const std::vector<std::uint32_t>& order, const Take& take) {
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    for (end = begin; end < order.size() && values[order[end]] == values[order[begin]];) ++end;
    take(begin, end);
  }
}

// Of each value the weight of those below and half of that of the equal ones: its rank, where all weigh 1, less a half.
inline std::vector<double> ranks_of(const std::vector<double>& values, const std::vector<std::uint32_t>& order,
                                    const std::vector<double>& weight) {
  std::vector<double> ranks(values.size());
  double below = 0.0;
  for_each_tie(values, order, [&](std::size_t begin, std::size_t end) {
    double here = 0.0;
    for (std::size_t i = begin; i < end; ++i) here += weight[order[i]];
    for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = below + 0.5 * here;
    below += here;
  });
  return ranks;
}

}  // namespace farside
