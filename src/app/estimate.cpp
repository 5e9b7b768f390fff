#include "app/estimate.h"

#include <fmt/format.h>

namespace farside {

SafeEstimate safe_estimate(const Tally& tally) {
  if (tally.flown() == 0) return {0.0, 0.0, {0.0, 1.0}};
  const ShareRange range =
      share_range({tally.safe, tally.safe + tally.unknown + tally.numerical_failure}, tally.flown(), SafeEstimate::confidence);
  return {range.low, range.high, range.interval};
}

std::string text_of(const SafeEstimate& safe) {
  const std::string high = safe.high > safe.low ? fmt::format("..{:.4f}", safe.high) : "";
  return fmt::format("P(safe) {:.4f}{} [{:.4f}, {:.4f}]", safe.low, high, safe.interval.lower, safe.interval.upper);
}

nlohmann::ordered_json json_of(const SafeEstimate& safe) {
  return {{"estimate", safe.low},
          {"estimate_high", safe.high},
          {"lower", safe.interval.lower},
          {"upper", safe.interval.upper},
          {"confidence", SafeEstimate::confidence}};
}

nlohmann::ordered_json json_of(const Tally& tally) {
  return {{"done", tally.done()}, {"safe", tally.safe},       {"degraded", tally.degraded},
          {"lost", tally.lost},   {"unknown", tally.unknown}, {"numerical_failure", tally.numerical_failure}};
}

}  // namespace farside
