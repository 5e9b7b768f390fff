#pragma once
// A campaign of a Saltelli design (columns saltelli_sample, saltelli_matrix): which inputs own the variance.
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "stats/cases.h"
#include "stats/statistics.h"

namespace farside {

// Indices of quantities, each `safe`, `lost`, `degraded`, `failed` or a first cause (an event: 1 or 0), `margin_least`,
// or a column with one number a case:
//   base_samples; confidence; resamples of the bootstrap
//   of: {QUANTITY: {base_samples, left_out, mean, variance, first_sum,
//        indices: [{paths, first, first_lower, first_upper, total, total_lower, total_upper}], the largest total
//        first}}
// `left_out` are base samples with a case that can't be told, wasn't flown or has no such value. What isn't in the
// table is left out. DataError where the columns of the design aren't what they should be.
nlohmann::ordered_json sobol_json(const ColumnSource& source, const Cases& cases,
                                  const std::vector<std::string>& quantities);

// All statistics are of the independent cases, of the matrices A and B, by `compute`, but for `cases`, which counts
// all. Beside them `sobol`, of the safe landing, the least margin and the quantities of requirements.
nlohmann::ordered_json saltelli_statistics(const ColumnSource& source, const StatisticsRequest& request,
                                           const ComputePart& compute);

}  // namespace farside
