#pragma once
// Everything that is said about a campaign as a whole, as `farside reduce --json` writes it (the names of its parts are
// fixed).
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "record/fault_rates.h"
#include "stats/intervals/tolerance.h"
#include "stats/table.h"
#include "stats/verdicts/requirements.h"
#include "stats/verdicts/stop_rule.h"

namespace farside {

struct StatisticsRequest {
  std::vector<Requirement> requirements{};
  // What every case of the campaign shares although it isn't known, such as "terrain: plane, level": the probabilities
  // hold given that.
  std::vector<std::string> conditional_on{};
  // No input differs from case to case: where no result does either, many cases say no more than one, and there is no
  // interval.
  bool inputs_alike = false;
  // Of a campaign with faults. `recombine`: P is put together from the cases without a fault and those with each alone,
  // weighted by these rates (stats/causes/faults.h); otherwise they struck by chance, and all cases count alike.
  std::vector<FaultRate> faults{};
  bool recombine = false;
  // By which the campaign was to end; then intervals and verdicts hold at every number of cases, and what has no such
  // interval is null.
  StopRule stop{};
  // Paths of inputs that nothing reads: they are told of as of no driver.
  std::vector<std::string> unread{};
  // Tolerance limits that are wanted beside those of 95 % with 95 %.
  std::vector<ToleranceLevel> tolerance{};
  // The ground is one of those that the laws of the relief allow.
  bool ground_by_law = false;
  Looks looks() const { return stop.is_set() ? Looks::many : Looks::once; }
};

// `status` missing: all cases are done. A part whose columns are missing is absent or null, as is what can't be
// computed. DataError where a value can't be what its column says. The same table gives the same bits.
nlohmann::ordered_json compute_statistics(const ColumnSource& source, const StatisticsRequest& request);

// The same of some cases of a campaign, for who puts its statistics together.
using ComputePart = std::function<nlohmann::ordered_json(const ColumnSource&, const StatisticsRequest&)>;

// Of all requirements in the result: fail if one fails, else inconclusive if one is, else pass (also if there are
// none).
Verdict overall_verdict(const nlohmann::ordered_json& statistics);

}  // namespace farside
