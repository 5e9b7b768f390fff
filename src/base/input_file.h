#pragma once
// Files that users name as input. Whoever opens one has it checked here first: opening a named pipe waits for a writer that may never come,
// and reading a device has no end.
#include <string>

namespace farside {

// DataError "PATH: can't be read: REASON" unless it is a regular file that may be read.
void check_input_file(const std::string& path);

}  // namespace farside
