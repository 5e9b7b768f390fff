#pragma once
// Which inputs, alone and in pairs, a failure goes with. It describes the cases that were flown; nothing is decided by
// it.
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "stats/cases.h"

namespace farside {

struct DriversRequest {
  // What is asked about: `lost`, `degraded`, `failed` (all but safe), a cause that came first, or an event of the
  // mission (mission.h): `mission`, that it fails, or a need that isn't met. A numerical failure is lost; an ending, or
  // a mission, that isn't known is left out.
  std::string failure = "lost";
  std::uint64_t rows_max = 100000;    // the first of the table, of those that are judged
  std::size_t deciles_max = 1000;     // inputs that have deciles, the clearest
  std::vector<std::string> unread{};  // paths of inputs that nothing reads; left out
};

// Is an ending such a failure, given the name of its first cause? Not of the mission.
bool has_failed(const std::string& failure, Ending ending, const std::string& cause);

// Of the inputs (inputs.h) that are read and differ:
//   failure, cases, failures, effective_cases
//   prcc_chance, ks_chance: what chance alone exceeds, of any input, in one campaign of twenty
//   inputs: [{path, spearman, prcc, prcc_p, ks, ks_p, stands_out,
//             deciles: {least, largest, cases, failures, estimate, lower, upper: [of each tenth]}}], the clearest first
//   pairs: [{paths, p, stands_out, cells: [[{cases, failures, estimate, expected}]]}], the clearest first, at most 10;
//          pairs_tried; cells by the thirds of the first input, and in each by those of the second
//   unread: how many inputs are left out, since nothing reads them
//   untold: where the cases lie that can't be told (untold.h)
//   values_of: added by who asks of a part of the cases (representative_part.h)
// README.md: what each number is, and what it can't see. Null where it can't be told, as where nothing failed.
// DataError: no column `outcome`, or none of the mission that is asked about.
nlohmann::ordered_json compute_drivers(const ColumnSource& source, const Cases& cases, const DriversRequest& request);

}  // namespace farside
