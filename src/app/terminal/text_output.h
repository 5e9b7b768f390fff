#pragma once
// What a command finds out, in a file that an option names or, as `-`, on stdout.
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace farside {

class TextOutput {
 public:
  // `path`: OUT, or empty; `inputs`: what the command reads. UsageError, StoreError where it can't be written.
  TextOutput(std::string path, bool overwrite, const std::vector<std::string>& inputs);
  bool asked() const { return !path_.empty(); }
  // Then nothing else goes there.
  bool to_stdout() const { return path_ == "-"; }
  const std::string& path() const { return path_; }
  void write(const std::string& text) const;

 private:
  std::string path_;
  bool overwrite_;
};

// --json OUT: all of it.
class JsonOutput : public TextOutput {
 public:
  using TextOutput::TextOutput;
  void write(const nlohmann::ordered_json& found) const;
};

// UsageError where two of --csv, --json OUT and --junit OUT would go to one place.
void refuse_two_in_one_place(bool csv, const std::string& json, const std::string& junit);

}  // namespace farside
