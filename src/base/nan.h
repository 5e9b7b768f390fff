#pragma once
// What stands for a number that isn't known or doesn't apply.
#include <limits>

namespace farside {

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace farside
