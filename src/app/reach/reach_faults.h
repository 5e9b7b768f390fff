#pragma once
// Faults, for `whatif --reach`: what rarer ones would do for P(safe), and inputs without what a fault did to them.
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "app/reach/reach_cases.h"
#include "probe/spread.h"

namespace farside {

// A change for each fault of the campaign: with what smaller probability P(safe) is reached. Of strata by their shares,
// as `reduce --fault-rates` has it; of faults by chance by weighing the cases that it struck and those that it didn't.
void add_faults(const ReachCases& cases, double wanted, nlohmann::ordered_json& changes);

// `values`: of each input of the group, a row's as it flew. Those that a fault set or multiplied are drawn again.
void undo_faults(const ReachCases& cases, const SpreadGroup& group, std::vector<std::vector<double>>& values);

}  // namespace farside
