#pragma once
// A configuration and the files that it includes as one text, which needs no other.
#include <string>

#include "config/yaml/include.h"

namespace farside {

// `text`, the content of `file`, with its included files merged in as include_files() does; comments stay with their
// keys, those at the heads of the included files stand where `include:` was. Text that includes nothing stays as it is.
// The first lines name the files that it needs beside it, such as maps. ConfigError, DataError as include_files().
std::string whole_text(const std::string& text, const std::string& file,
                       const ReadText& read = read_configuration_file);

}  // namespace farside
