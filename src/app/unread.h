#pragma once
// Dispersions and columns of a cloud that change nothing, since the chosen models never read them.
#include <cstddef>
#include <string>
#include <vector>

#include "config/configuration.h"

namespace farside {

// A line each on stderr; with `strict` they are a ConfigError. Those of included files, which campaigns share, are named in one line, and
// are no error.
void tell_unread_inputs(const Configuration& configuration, bool strict, bool quiet);

// How many inputs differ from case to case and are read.
std::size_t count_read_inputs(const Configuration& configuration);

}  // namespace farside
