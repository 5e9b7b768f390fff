#pragma once
// A user's own probabilities of faults, for `farside reduce --fault-rates`.
#include <string>
#include <vector>

#include "record/fault_rates.h"

namespace farside {

// A file of `name: probability`, one for each of `names`, in their order. ConfigError: all that is wrong with it, also
// where they leave nothing for cases with fewer than two faults; DataError: it can't be read.
std::vector<FaultRate> read_fault_rates(const std::string& path, const std::vector<std::string>& names);

}  // namespace farside
