#pragma once
// The statistics as a table: UTF-8, no colour, ends in a newline.
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace farside {

struct SummaryTitle {
  std::string campaign;  // its name, or empty
  std::string file;      // as the user calls it: stands in the commands that the table suggests; may be empty
  // Of the terminal, 60 or more: a table that is wider stands closer, and what has no room goes below its line. Without
  // it, as in a pipe, tables have one layout.
  std::optional<std::size_t> columns{};
};

// `statistics` as compute_statistics() returns them; parts that are absent are left out.
std::string summarise(const nlohmann::ordered_json& statistics, const SummaryTitle& title);

}  // namespace farside
