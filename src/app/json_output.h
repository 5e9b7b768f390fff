#pragma once
// --json OUT: all that a command finds out, in a file or, as `-`, on stdout.
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace farside {

class JsonOutput {
 public:
  // `path`: OUT, or empty. UsageError, StoreError where it can't be written.
  JsonOutput(std::string path, bool overwrite);
  // Then nothing else goes there.
  bool to_stdout() const { return path_ == "-"; }
  void write(const nlohmann::ordered_json& found) const;

 private:
  std::string path_;
  bool overwrite_;
};

}  // namespace farside
