#pragma once
// Values by their place in ascending order.
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>
#include <vector>

namespace farside {

// Each value is put in its place when it is first asked for: a fraction of the time that sorting a million takes.
template <class Value>
class Nth {
 public:
  // Reorders `values`, which must outlive it.
  explicit Nth(std::vector<Value>& values) : values_(values) {
    if (!values_.empty()) at((values_.size() - 1) / 2);  // the median first halves all later searches
  }
  std::size_t count() const { return values_.size(); }
  Value at(std::size_t index) {
    const auto above = placed_.lower_bound(index);
    if (above == placed_.end() || *above != index) {
      const auto place = [&](std::size_t i) { return values_.begin() + static_cast<std::ptrdiff_t>(i); };
      std::nth_element(place(above == placed_.begin() ? 0 : *std::prev(above) + 1), place(index),
                       above == placed_.end() ? values_.end() : place(*above));
      placed_.insert(above, index);
    }
    return values_[index];
  }

 private:
  std::vector<Value>& values_;
  std::set<std::size_t> placed_;
};

}  // namespace farside
