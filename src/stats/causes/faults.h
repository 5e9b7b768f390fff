#pragma once
// What faults do to a campaign: P(safe) and P(lost) with each of them and without any, what each adds to P(lost), and,
// where they were forced or are to have other probabilities, P put together again from those.
#include <functional>
#include <nlohmann/json_fwd.hpp>

#include "stats/statistics.h"

namespace farside {

// Of faults that struck by chance: shares of the cases.
nlohmann::ordered_json fault_statistics(const ColumnSource& source, const StatisticsRequest& request,
                                        double confidence);

// All statistics, recombined by the rates of the request. Several faults at once aren't flown: they land at the high
// end of P(safe) and fail at the low one. What is no probability (`dispersion`, `quantities`, `tolerance`, `criteria`,
// `avoidance`) is of the cases without a fault, by `compute`. DataError as FaultTables.
using ComputePlain = std::function<nlohmann::ordered_json(const ColumnSource&, const StatisticsRequest&)>;
nlohmann::ordered_json recombined_statistics(const ColumnSource& source, const StatisticsRequest& request,
                                             double confidence, const ComputePlain& compute);

}  // namespace farside
