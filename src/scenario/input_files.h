#pragma once
// The files that a campaign's results depend on.
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace farside {

struct InputFile {
  std::string name;  // as the configuration has it, or the name of a file that belongs to it
  std::string path;  // its path
  std::string sha256;
};

// Which files may be opened for a configuration. The user's own may name any file. One stored in a campaign file may
// come from anybody: of the files that it names, only those are opened whose content was recorded with it.
class RecordedInputs {
 public:
  RecordedInputs() = default;  // any file
  explicit RecordedInputs(
      const std::string& input_files);  // those of /provenance: SHA-256, two spaces and the name on each line

  // DataError unless `file` is one of these by name and SHA-256. Call it before the file is opened for anything else.
  void check(const InputFile& file) const;
  // Names of the recorded files that are not among `files`, separated by commas.
  std::string missing_in(const std::vector<InputFile>& files) const;

 private:
  std::optional<std::map<std::string, std::string>> sums_;  // by name
};

// The path of `name`: relative to `folder` or, where there is no such file, to the current folder.
std::string find_input(const std::string& name, const std::string& folder);

// A map and the files beside it that belong to it (the image of a label, a projection, a world file, a mask), with
// their sums. Not those that are for display (raster.h). DataError when one can't be read, or is not one of `recorded`.
std::vector<InputFile> map_files(const std::string& name, const std::string& path, const RecordedInputs& recorded = {});

}  // namespace farside
