#pragma once
// The shared object of gnc.library: what it must have, tried in a process of its own, and taken in by one that flies.
#include <cstddef>
#include <string>

#include "gnc/flight_library.h"
#include "scenario/input_files.h"

namespace farside {

struct LibraryFile {
  InputFile file;
  std::size_t state_bytes = 0;
  double call_s = 0.0;  // processor time that it may take for one call
};

// `scans`: it has to take in scans of the hazard lidar. Of a file that exists, by a child that can't write and has no
// network: whatever its constructors do, this program goes on. DataError with place and remedy: it can't be loaded,
// lacks a function, or is of another version of the interface.
LibraryFile try_library(InputFile file, double call_s, bool scans);

// Its functions, in this process; call it in a child that is confined. DataError where it isn't what it was.
class LoadedLibrary {
 public:
  explicit LoadedLibrary(const LibraryFile& library);
  decltype(&farside_flight_software_init) init;
  decltype(&farside_flight_software_step) step;
  decltype(&farside_flight_software_see) see;  // null where there is none
};

}  // namespace farside
