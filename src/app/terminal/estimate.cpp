#include "app/terminal/estimate.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "stats/text_page.h"

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

Estimates estimates_of(const Tally& tally, Mix mix, bool mission) {
  const auto share = [&](CountRange counts) -> ShareEstimate {
    if (tally.flown() == 0) return {0.0, 0.0, {0.0, 1.0}, untold(mix) ? mix : Mix::drawn};
    const ShareRange range = share_range(counts, tally.flown(), ShareEstimate::confidence);
    return {range.low, range.high, range.interval, mix};
  };
  Estimates both{share({tally.safe, tally.safe + tally.unknown + tally.numerical_failure})};
  if (mission) both.mission = share({tally.goes_on, tally.goes_on + tally.mission_unknown});
  return both;
}

std::string text_of(const Estimates& e, Detail detail) {
  if (const char* reason = untold(e.safe.mix))
    return fmt::format("P(safe){}: {}", e.mission ? ", P(mission)" : "", reason);
  const auto text = [&](const char* name, const ShareEstimate& share) {
    const bool bounded = share.mix == Mix::drawn && detail == Detail::intervals;
    return fmt::format("{} {}{}", name, percent(share.low), share.high > share.low ? ".." + percent(share.high) : "") +
           (bounded ? fmt::format(" [{}, {}]", percent(share.interval.lower, Rounding::down),
                                  percent(share.interval.upper, Rounding::up))
                    : "");
  };
  return text("P(safe)", e.safe) + (e.mission ? ", " + text("P(mission)", *e.mission) : "") +
         (e.safe.mix == Mix::alike ? fmt::format(", {}", alike_text) : "");
}

nlohmann::ordered_json json_of(const ShareEstimate& share) {
  using Json = nlohmann::ordered_json;
  const char* const no_estimate = untold(share.mix);
  const bool told = no_estimate == nullptr, bounded = share.mix == Mix::drawn;
  Json json{{"estimate", told ? Json(share.low) : Json()},
            {"estimate_high", told ? Json(share.high) : Json()},
            {"lower", bounded ? Json(share.interval.lower) : Json()},
            {"upper", bounded ? Json(share.interval.upper) : Json()},
            {"confidence", ShareEstimate::confidence}};
  if (!bounded) json["reason"] = !told ? no_estimate : share.mix == Mix::designed ? designed_text : alike_text;
  return json;
}

nlohmann::ordered_json json_of(const Tally& tally) {
  return {{"done", tally.done()}, {"safe", tally.safe},       {"degraded", tally.degraded},
          {"lost", tally.lost},   {"unknown", tally.unknown}, {"numerical_failure", tally.numerical_failure}};
}

}  // namespace farside
