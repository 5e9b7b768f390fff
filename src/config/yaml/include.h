#pragma once
// `include: FILE` at the top of a configuration: the other file's values hold for keys that this one doesn't have.
#include <functional>
#include <iosfwd>
#include <string>

#include "config/yaml/document.h"

namespace farside {

// The text of a configuration file, or of standard input. DataError: it can't be read.
std::string read_configuration_file(const std::string& path);
std::string read_configuration_text(std::istream& in, const std::string& name);

// Merges the file that `root` includes, its path taken from the folder of `file`, and takes the key away. Sections are
// merged key by key, and the configuration's own keys win. Lists are taken from the configuration, except
// `dispersions`: those of the included file are appended, without those of paths that the configuration disperses
// itself. An included file includes no other. DataError: it can't be read. `read` gives the text of a file by its path.
using ReadText = std::function<std::string(const std::string& path)>;
void include_file(Node& root, const std::string& file, Problems& problems,
                  const ReadText& read = read_configuration_file);

// For a text without a folder: an include in it is an error, and the key is removed.
void refuse_include(Node& root, Problems& problems);

}  // namespace farside
