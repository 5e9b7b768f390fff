#pragma once
// What a search for a rare event found, as JSON and as a table, with the command that flies what it found.
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "rare/flown_limit.h"
#include "rare/importance.h"
#include "rare/subset.h"

namespace farside {

struct RareFindings {
  const Scenario& scenario;
  const FlownLimit& limit;
  const RareTarget& target;
  const SubsetResult& subset;                 // by which the failures were found
  const ImportanceResult* importance;         // null: the estimate is that of the subsets
  std::string campaign;                       // configuration and --set as they were given, quoted, to paste
  std::vector<std::string> conditional_on{};  // what all landings share although it isn't known

  RareEstimate probability() const { return importance ? importance->probability() : subset.probability(); }
  std::uint64_t flights() const { return importance ? importance->flights() : subset.flights; }
  std::vector<RareFailure> failures() const { return importance ? importance->failures : subset.failures(); }
};

nlohmann::ordered_json rare_json(const RareFindings& found);
// `columns`: of the terminal, if there is one.
std::string rare_table(const RareFindings& found, std::optional<std::size_t> columns);

}  // namespace farside
