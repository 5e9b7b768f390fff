#pragma once
// Files that users name as input. Check them here before they are opened: opening a named pipe waits for a writer that
// may never come, and reading a device has no end; files of /proc and /sys tell of the machine, and a file from
// elsewhere may name them.
#include <string>

namespace farside {

// DataError "PATH: can't be read: REASON" unless it is a regular file on a disk that may be read, itself or at the end
// of its links.
void check_input_file(const std::string& path);

}  // namespace farside
