#pragma once
// The files that a campaign's results depend on.
#include <string>
#include <vector>

namespace farside {

struct InputFile {
  std::string name;  // as the configuration has it, or the name of a file that belongs to it
  std::string path;  // where it was found
  std::string sha256;
};

// Where `name` is: as seen from `folder` or, where there is no such file, from the current folder.
std::string find_input(const std::string& name, const std::string& folder);

// A map and the files beside it that belong to it (the image of a label, a projection, a world file), with their sums. Not those
// that programs derive from a map for display, such as .aux.xml and .ovr. DataError when one can't be read.
std::vector<InputFile> map_files(const std::string& name, const std::string& path);

}  // namespace farside
