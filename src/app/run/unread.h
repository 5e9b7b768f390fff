#pragma once
// What a user should look at before flying: dispersions, columns of a cloud and faults that change nothing, since the
// chosen models never read them, and maps that may not be what the user meant.
#include <cstddef>

#include "scenario/scenario.h"

namespace farside {

// A line each on stderr; with `strict` unread inputs are a ConfigError. Those of included files, which campaigns share,
// are named in one line, and are no error.
void tell_doubts(const Scenario& scenario, bool strict, bool quiet);

// How many inputs are dispersed and read, and faults.
std::size_t count_read_inputs(const Configuration& configuration);
// Those of them that differ between the cases that count alike: not what is constant, or drawn once, or drawn for the
// outer draws (campaign.sampling.outer).
std::size_t count_varying_inputs(const Configuration& configuration);
std::size_t count_read_faults(const Configuration& configuration);

}  // namespace farside
