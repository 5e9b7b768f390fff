#pragma once
// A number as JSON has it: null where it isn't finite.
#include <cmath>
#include <nlohmann/json.hpp>

namespace farside {

inline nlohmann::ordered_json json_number(double x) {
  return std::isfinite(x) ? nlohmann::ordered_json(x) : nlohmann::ordered_json(nullptr);
}

}  // namespace farside
