#pragma once
// `include: FILE` or `include: [FILE, ...]` at the top of a configuration: the other files' values hold for keys that
// this one doesn't have, those of a later file before those of an earlier one.
#include <functional>
#include <iosfwd>
#include <string>

#include "config/yaml/document.h"

namespace farside {

// The text of a configuration file, or of standard input. DataError: it can't be read.
std::string read_configuration_file(const std::string& path);
std::string read_configuration_text(std::istream& in, const std::string& name);

// Merges the files that `root` includes, their paths taken from the folder of `file`, and takes the key away. Sections
// are merged key by key; the configuration's own keys win, then those of the file that is named last. Lists are taken
// whole, except `dispersions`: those of an included file are appended, without those of paths that are dispersed by
// what wins over it. An included file includes no other, so none can include itself. DataError: one can't be read.
// `read` gives the text of a file by its path, called in the order of the list.
using ReadText = std::function<std::string(const std::string& path)>;
void include_files(Node& root, const std::string& file, Problems& problems,
                   const ReadText& read = read_configuration_file);

// For a text without a folder: an include in it is an error, and the key is removed.
void refuse_include(Node& root, Problems& problems);

}  // namespace farside
