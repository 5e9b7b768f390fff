#pragma once
// Which block of start_params.h all cases begin with.
#include <cstdint>

namespace farside {

enum class StartMode : std::int32_t { descent, site, touchdown };

// Spelled as in YAML, in the order of the enum.
inline constexpr const char* start_mode_names[] = {"descent", "site", "touchdown"};

}  // namespace farside
