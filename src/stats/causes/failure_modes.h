#pragma once
// Every cause that occurred, whether or not it came first, and which of them befell the same cases.
#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "stats/cases.h"

namespace farside {

// Those that occurred, in the order of the bits of `failure_mask`.
struct FailureModes {
  std::vector<std::string> names;
  std::vector<EventRange> events;
  std::vector<std::vector<std::uint64_t>> together;  // cases with both; of one with itself, its own
};
// None without the column.
std::optional<FailureModes> count_failure_modes(const ColumnSource& source, const Cases& cases);

// modes: [{name, count, estimate, estimate_high, lower, upper}]; together: their matrix of counts.
// `share_json`: the estimates and bounds of an event.
nlohmann::ordered_json failure_modes_json(const FailureModes& modes,
                                          const std::function<nlohmann::ordered_json(const EventRange&)>& share_json);

}  // namespace farside
