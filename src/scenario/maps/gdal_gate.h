#pragma once
// What GDAL may do. While it reads a map, little: labels of planetary images name other files, of any format, anywhere,
// also by GDAL's own file systems, some of which are the network.
#include <string>
#include <utility>

namespace farside {

// Formats that hold their pixels themselves, or in files beside them; no other is there (VRT, WMS, ... point to other
// files or the network). Ends with a null pointer.
extern const char* const map_drivers[];

// Once a program: the drivers, GDAL's options, its file systems.
void start_gdal();

// While one lives, GDAL opens regular files of one folder, to read them, and nothing else; what it would say on the
// terminal is kept.
class GdalGate {
 public:
  // The folder is that of `map`.
  explicit GdalGate(const std::string& map);
  ~GdalGate();
  GdalGate(const GdalGate&) = delete;
  GdalGate& operator=(const GdalGate&) = delete;

  // The first name that was not opened because it leads elsewhere, or nothing.
  const std::string& refused() const;
  // A name that was asked for and isn't there, and that of a file which differs from it in small and capital letters
  // alone; or two empty ones.
  std::pair<std::string, std::string> other_spelling() const;
};

// While one lives, GDAL has all of its drivers, to write rasters of ours, never to open a file of somebody else; what
// it would say on the terminal is kept.
class GdalWriting {
 public:
  GdalWriting();
  ~GdalWriting();
  GdalWriting(const GdalWriting&) = delete;
  GdalWriting& operator=(const GdalWriting&) = delete;

  // The first failure that was told of, or nothing. Some are told of only when a file is closed.
  const std::string& failure() const { return failure_; }

 private:
  std::string failure_;
};

}  // namespace farside
