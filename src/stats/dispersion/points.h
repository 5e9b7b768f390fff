#pragma once
// Points in a plane, read block by block, in the same order each time.
#include <cstddef>
#include <functional>
#include <vector>

namespace farside {

using TakePoints = std::function<void(const double* east, const double* north, std::size_t count)>;
using Points = std::function<void(const TakePoints& take)>;

// Of coordinates in memory, which must outlive them.
inline Points points_of(const std::vector<double>& east, const std::vector<double>& north) {
  return [&east, &north](const TakePoints& take) { take(east.data(), north.data(), east.size()); };
}

}  // namespace farside
