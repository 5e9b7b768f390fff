#pragma once
// How the descent is computed: choices that all cases share.
#include <cstdint>

#include "base/field.h"

namespace farside {

enum class ContactLocation : std::int32_t { hermite, linear };

// Spelled as in YAML, in the order of the enum.
inline constexpr const char* contact_location_names[] = {"hermite", "linear"};

struct FlightOptions {
  std::int32_t step_ticks = 10;
  std::int32_t time_max_ticks = 200000;
  ContactLocation contact_location = ContactLocation::hermite;

  template <class V>
  static void fields(V& v) {
    v.duration("step_s", &FlightOptions::step_ticks, {0.01, 10}, "integration step of the descent (Runge-Kutta 4)");
    v.duration("time_max_s", &FlightOptions::time_max_ticks, {0.01, 20000},
               "a descent that has not ended by then is off_corridor");
    v.choice("contact_location", &FlightOptions::contact_location, contact_location_names,
             "how the end of the descent is found inside its step");
  }
};

}  // namespace farside
