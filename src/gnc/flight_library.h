#pragma once
// A user's own flight software (gnc.library) as kernels call it. The host stands behind it (engine/library_flight.h).
#include <farside/flight_software.h>

#include <cstddef>

namespace farside {

struct FlightLibrary {
  // Case `index` of the block begins, or has a control period. False: its software has failed, now or before; nothing
  // is commanded then.
  bool (*begin)(void* host, std::size_t index, const farside_known&);
  bool (*step)(void* host, std::size_t index, const farside_measurements&, farside_commands&);
  void* host;
};

}  // namespace farside
