#pragma once
// The files that a campaign's results depend on.
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace farside {

struct InputFile {
  std::string name;  // as the configuration has it, or the name of a file that belongs to it
  std::string path;  // where it was found
  std::string sha256;
};

// What may be opened for a configuration. One that a user named may name any file. One that a campaign file holds may
// be anybody's: of the files that it names only those are opened whose content is the one that was recorded with it.
class RecordedInputs {
 public:
  RecordedInputs() = default;  // any file
  explicit RecordedInputs(
      const std::string& input_files);  // those of /provenance: SHA-256, two spaces and the name on each line

  // DataError unless `file`, whose sum is known and which is not yet opened otherwise, is one of these.
  void check(const InputFile& file) const;
  // Names of those that are not among `files`, with commas.
  std::string missing_in(const std::vector<InputFile>& files) const;

 private:
  std::optional<std::map<std::string, std::string>> sums_;  // by name
};

// Where `name` is: as seen from `folder` or, where there is no such file, from the current folder.
std::string find_input(const std::string& name, const std::string& folder);

// A map and the files beside it that belong to it (the image of a label, a projection, a world file, a mask), with
// their sums. Not those that are for display (raster.h). DataError when one can't be read, or is not one of `recorded`.
std::vector<InputFile> map_files(const std::string& name, const std::string& path, const RecordedInputs& recorded = {});

}  // namespace farside
