#pragma once
// SHA-256, which identifies the content of a configuration, of an input file, of a campaign.
#include <memory>
#include <string>
#include <string_view>

namespace farside {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256& add(std::string_view bytes);
  std::string hex();  // 64 digits; ends the sum, nothing may be added after it

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

std::string sha256_of_text(std::string_view text);

// DataError, with the path, when the file can't be read.
std::string sha256_of_file(const std::string& path);

}  // namespace farside
