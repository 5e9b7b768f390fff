#include "app/estimate.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace farside {
namespace {

constexpr char alike_text[] = "all cases alike";

}  // namespace

SafeEstimate safe_estimate(const Tally& tally, bool alike) {
  if (tally.flown() == 0) return {0.0, 0.0, {0.0, 1.0}};
  const ShareRange range = share_range({tally.safe, tally.safe + tally.unknown + tally.numerical_failure},
                                       tally.flown(), SafeEstimate::confidence);
  return {range.low, range.high, range.interval, alike};
}

std::string text_of(const SafeEstimate& safe) {
  const std::string high = safe.high > safe.low ? fmt::format("..{:.4f}", safe.high) : "";
  const std::string share = fmt::format("P(safe) {:.4f}{}", safe.low, high);
  return share + (safe.alike ? fmt::format(", {}", alike_text)
                             : fmt::format(" [{:.4f}, {:.4f}]", safe.interval.lower, safe.interval.upper));
}

nlohmann::ordered_json json_of(const SafeEstimate& safe) {
  using Json = nlohmann::ordered_json;
  Json json{{"estimate", safe.low},
            {"estimate_high", safe.high},
            {"lower", safe.alike ? Json() : Json(safe.interval.lower)},
            {"upper", safe.alike ? Json() : Json(safe.interval.upper)},
            {"confidence", SafeEstimate::confidence}};
  if (safe.alike) json["reason"] = alike_text;
  return json;
}

nlohmann::ordered_json json_of(const Tally& tally) {
  return {{"done", tally.done()}, {"safe", tally.safe},       {"degraded", tally.degraded},
          {"lost", tally.lost},   {"unknown", tally.unknown}, {"numerical_failure", tally.numerical_failure}};
}

}  // namespace farside
