#pragma once
// What a row says of a number that isn't known.
#include "lanes/lanes.h"

namespace farside::inline FARSIDE_ISA {

constexpr double not_available = __builtin_nan("");

// A NaN that was computed has a sign of its own on each instruction set.
inline double known(double x) { return x == x ? x : not_available; }

}  // namespace farside::inline FARSIDE_ISA
