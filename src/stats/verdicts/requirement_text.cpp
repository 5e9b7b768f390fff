#include "stats/verdicts/requirement_text.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "stats/text_page.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

bool at_most(const Json& requirement) { return requirement.contains("max_probability"); }

}  // namespace

std::string requirement_asks(const Json& q) {
  std::string what = q.contains("event") ? q.at("event").get<std::string>() : q.at("quantity").get<std::string>();
  if (q.contains("max")) what += " ≤ " + fmt::format("{}", q.at("max").get<double>());
  if (q.contains("min")) what += " ≥ " + fmt::format("{}", q.at("min").get<double>());
  return fmt::format("{} in {} {} of the cases", what, at_most(q) ? "≤" : "≥",
                     percent_name(q.at(at_most(q) ? "max_probability" : "probability").get<double>()));
}

std::string requirement_evidence(const Json& q) {
  if (q.contains("reason")) return q.at("reason").get<std::string>();
  const std::string verdict = q.at("verdict"), how_sure = percent_name(q.at("confidence").get<double>());
  const std::string lower = percent(q.at("lower"), Rounding::down), upper = percent(q.at("upper"), Rounding::up);
  const std::string observed = estimate_of(q);
  if (verdict != "inconclusive") {
    const bool tells_least = at_most(q) == (verdict == "fail");
    return fmt::format("observed {}; at {} {} with {} confidence", observed, tells_least ? "least" : "most",
                       tells_least ? lower : upper, how_sure);
  }
  std::string text = fmt::format("observed {}; {} to {}, each with {} confidence", observed, lower, upper, how_sure);
  if (is_finite(q.at("consumer_risk")))
    text += fmt::format("; consumer risk {} if accepted now", percent(q.at("consumer_risk"), Rounding::up));
  if (q.at("cases_needed").is_number())
    text += fmt::format("; about {} would decide", counted_cases(count_of(q.at("cases_needed"))));
  else if (q.at("estimate") != q.at("estimate_high"))
    text += "; it hangs on cases that can't be told (unknown, numerical)";
  return text;
}

}  // namespace farside
