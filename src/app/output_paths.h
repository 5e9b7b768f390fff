#pragma once
// The files that a command was told to write.
#include <string>
#include <vector>

#include "store/files.h"

namespace farside {

// Before anything is done for them; empty: not asked for. UsageError, StoreError where one can't be written, or two
// have one name.
void check_output_paths(const std::vector<std::string>& paths, Existing existing);

}  // namespace farside
