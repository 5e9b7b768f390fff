#pragma once
// A flight as CCSDS messages in keyword = value notation: Orbit Ephemeris Message (502.0-B-2, section 5) of the centre
// of gravity, Attitude Ephemeris Message (504.0-B-1, section 4) of the body axes. Both against the Moon-fixed
// mean-Earth axes.
#include <string>

#include "config/instant.h"
#include "moon/site_options.h"
#include "store/hdf5/trajectories.h"

namespace farside {

// What messages say of a flight beside its samples.
struct EphemerisFacts {
  SiteOptions site;
  Instant ignition;         // time 0 of the samples
  std::string object_name;  // OBJECT_NAME; empty: UNKNOWN
  std::string object_id;    // OBJECT_ID, such as 2018-103A; empty: UNKNOWN
  std::string comment;      // what is said of the flight, on one line
  std::string created;      // UTC, 2031-02-28T12:00:00
};

// Of the trajectory at `index`. DataError: it has no samples, or a time or value is NaN.
std::string orbit_message(const Trajectories& histories, std::size_t index, const EphemerisFacts& facts);
// The rotation from the axes A, MOON_ME, to B, SC_BODY_1; the scalar last.
std::string attitude_message(const Trajectories& histories, std::size_t index, const EphemerisFacts& facts);

}  // namespace farside
