#pragma once
// How many legs a vehicle may have, for those who choose and those who keep them.
namespace farside {

inline constexpr int legs_least = 3, legs_max = 8;

}  // namespace farside
