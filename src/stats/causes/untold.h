#pragma once
// Where among the inputs the cases lie of which can't be told how they end: unknown ones and numerical failures, by
// which P lies between a low and a high end.
#include <cstdint>
#include <nlohmann/json_fwd.hpp>

#include "stats/cases.h"

namespace farside {

inline constexpr std::uint64_t untold_needed = 5;  // for a comparison of their inputs

// Of the first `rows_max` judged rows, those with finite inputs:
//   told, cases (of those that aren't), unknown, numerical, invalid_draws (of the numerical)
//   ks_chance: what chance alone exceeds, of any input, in one campaign of twenty
//   inputs: [{path, ks, ks_p, stands_out, untold: {least, median, largest}, told: the same}], those that differ most
//           first, at most 10: the largest difference between the distributions in cases that are told and that aren't
// Null where fewer than `untold_needed` can't be told, or all.
// `unread`: paths of inputs that nothing reads; left out.
nlohmann::ordered_json untold_json(const ColumnSource& source, const Cases& cases, std::uint64_t rows_max,
                                   const std::vector<std::string>& unread);

}  // namespace farside
