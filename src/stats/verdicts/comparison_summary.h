#pragma once
// A comparison of two campaigns as text: UTF-8, no colour, ends in a newline.
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace farside {

struct ComparisonTitle {
  std::string first, second;             // what A and B are
  std::vector<std::string> remarks{};    // of the two, said before anything else
  std::optional<std::size_t> columns{};  // of the terminal, as SummaryTitle has them
};

// `comparison` as compare_campaigns() returns it; with `differences` [{path, first, second}], those too.
std::string summarise_comparison(const nlohmann::ordered_json& comparison, const ComparisonTitle& title);

// What its verdict rests on: P(safe) -12.00 %; with 95 % confidence at least 9.31 % lower, p < 0.0001
std::string verdict_evidence(const nlohmann::ordered_json& comparison);

}  // namespace farside
