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

// Merges the files that `root` includes, and those that they include, and takes the keys away. A path is taken from the
// folder of the file that names it (`file` for `root`). Sections are merged key by key; a file's own keys win over what
// it includes, and of that those of the file that is named last. Lists are taken whole, except `dispersions`: those of
// an included file are appended, without those of paths that are dispersed by what wins over it. Of an included `start`
// a block is left out, with the dispersions of its keys, where what wins over it begins in another way. DataError: one
// can't be read. `read` gives the text of a file by its path; it is called as the files are met, from the top down.
inline constexpr int included_files_max = 32;
using ReadText = std::function<std::string(const std::string& path)>;
void include_files(Node& root, const std::string& file, Problems& problems,
                   const ReadText& read = read_configuration_file);

// For a text without a folder: an include in it is an error, and the key is removed.
void refuse_include(Node& root, Problems& problems);

}  // namespace farside
