#pragma once
// A user's own flight software (gnc.library) as kernels call it. The host stands behind it (engine/library_flight.h).
#include <farside/flight_software.h>

#include <cstddef>

namespace farside {

struct FlightLibrary {
  // Case `index` of the block begins, has a control period, or its scan. False: its software has failed, now or before;
  // nothing is commanded then.
  bool (*begin)(void* host, std::size_t index, const farside_known&);
  bool (*step)(void* host, std::size_t index, const farside_measurements&, farside_commands&);
  bool (*see)(void* host, std::size_t index, const farside_measurements&, const farside_scan&, farside_site&);
  void* host;
};

}  // namespace farside
