#pragma once
// How fast a case's Moon turns about its pole.
#include "moon/moon_options.h"
#include "moon/moon_params.h"

namespace farside::inline FARSIDE_ISA {

inline double turning_rad_s(const MoonOptions& options, const MoonParams<double>& moon) {
  return options.rotation ? moon.rotation_rate_rad_s : 0.0;
}

}  // namespace farside::inline FARSIDE_ISA
