#include "app/estimate.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace farside {
namespace {

constexpr char
    alike_text[] = "all cases alike",
    designed_text[] = "of cases that aren't independent draws; `farside reduce` on a finished file tells the interval",
    forced_text[] = "faults are forced; `farside reduce` recombines a finished file",
    two_levels_text[] =
        "cases are of several draws of what isn't known; `farside reduce` on a finished file tells it at the "
        "best guess, and its band",
    saltelli_text[] =
        "cases are drawn by a Saltelli design; `farside reduce` on a finished file tells it of the independent ones";

// Why there is no estimate; null where there is one.
const char* untold(Mix mix) {
  switch (mix) {
    case Mix::forced:
      return forced_text;
    case Mix::two_levels:
      return two_levels_text;
    case Mix::saltelli:
      return saltelli_text;
    default:
      return nullptr;
  }
}

}  // namespace

SafeEstimate safe_estimate(const Tally& tally, Mix mix) {
  if (tally.flown() == 0) return {0.0, 0.0, {0.0, 1.0}, untold(mix) ? mix : Mix::drawn};
  const ShareRange range = share_range({tally.safe, tally.safe + tally.unknown + tally.numerical_failure},
                                       tally.flown(), SafeEstimate::confidence);
  return {range.low, range.high, range.interval, mix};
}

std::string text_of(const SafeEstimate& safe) {
  if (const char* reason = untold(safe.mix)) return fmt::format("P(safe): {}", reason);
  const std::string high = safe.high > safe.low ? fmt::format("..{:.4f}", safe.high) : "";
  const std::string share = fmt::format("P(safe) {:.4f}{}", safe.low, high);
  if (safe.mix == Mix::designed) return share;
  return share + (safe.mix == Mix::alike ? fmt::format(", {}", alike_text)
                                         : fmt::format(" [{:.4f}, {:.4f}]", safe.interval.lower, safe.interval.upper));
}

nlohmann::ordered_json json_of(const SafeEstimate& safe) {
  using Json = nlohmann::ordered_json;
  const char* const no_estimate = untold(safe.mix);
  const bool told = no_estimate == nullptr, bounded = safe.mix == Mix::drawn;
  Json json{{"estimate", told ? Json(safe.low) : Json()},
            {"estimate_high", told ? Json(safe.high) : Json()},
            {"lower", bounded ? Json(safe.interval.lower) : Json()},
            {"upper", bounded ? Json(safe.interval.upper) : Json()},
            {"confidence", SafeEstimate::confidence}};
  if (!bounded) json["reason"] = !told ? no_estimate : safe.mix == Mix::designed ? designed_text : alike_text;
  return json;
}

nlohmann::ordered_json json_of(const Tally& tally) {
  return {{"done", tally.done()}, {"safe", tally.safe},       {"degraded", tally.degraded},
          {"lost", tally.lost},   {"unknown", tally.unknown}, {"numerical_failure", tally.numerical_failure}};
}

}  // namespace farside
