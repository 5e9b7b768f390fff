#pragma once
// The running estimate of P(safe).
#include <nlohmann/json.hpp>
#include <string>

#include "record/tally.h"

namespace farside {

// Of the cases flown so far, a numerical failure counting as lost; its two-sided interval is Clopper and Pearson's.
struct SafeEstimate {
  double estimate, lower, upper;
  static constexpr double confidence = 0.95;
};
SafeEstimate safe_estimate(const Tally& tally);

std::string text_of(const SafeEstimate& safe);  // P(safe) 0.9600 [0.9389, 0.9754]
nlohmann::ordered_json json_of(const SafeEstimate& safe);

}  // namespace farside
