#pragma once
// Keywords in the label of a planetary image (PDS3, ISIS2, ISIS3) that GDAL passes over.
#include <string>
#include <vector>

namespace farside {

class ImageLabel {
 public:
  // `path` is the label, or an image that begins with one. A file that is no label has no keywords.
  explicit ImageLabel(const std::string& path);

  // The value of `keyword` in the first object or group of that name that has it, all in capitals, without quotes and
  // the unit in <>; "" without one.
  std::string value(const std::string& object, const std::string& keyword) const;

 private:
  struct Entry {
    std::string object, keyword, value;
  };
  std::vector<Entry> entries_;
};

}  // namespace farside
