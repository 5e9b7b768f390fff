#pragma once
// start.orbit.oem: an Orbit Ephemeris Message (CCSDS 502.0-B, sections 5.2 and 7) in keyword = value notation.
#include <string>

#include "config/configuration.h"

namespace farside {

// Of a message with one segment about the Moon that has one covariance: the state at the covariance's epoch. Inertial
// frames ICRF, EME2000, J2000 and GCRF (0.1 m apart), Moon-fixed ones MOON_ME and IAU_MOON, of the covariance RTN and
// RSW as well; velocities of Moon-fixed frames are relative to the turning Moon. DataError, with line: no such file,
// what the standard doesn't have, what isn't read here, no state at that epoch.
OrbitDetermination read_oem(const std::string& path);

}  // namespace farside
