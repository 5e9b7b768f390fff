#pragma once
// The statistics as a table for a terminal of 80 columns or more: UTF-8, no colour, ends in a newline.
#include <nlohmann/json.hpp>
#include <string>

namespace farside {

struct SummaryTitle {
  std::string campaign;  // its name, or empty
  std::string file;      // as the user calls it: stands in the commands that the table suggests; may be empty
};

// `statistics` as compute_statistics() returns them; parts that are absent are left out.
std::string summarise(const nlohmann::ordered_json& statistics, const SummaryTitle& title);

}  // namespace farside
