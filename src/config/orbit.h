#pragma once
// start.orbit: from the determination of an orbit, as keys or as an OEM file, to nominal values and a dispersion of its
// errors. Internal to config/.
#include "config/sections.h"

namespace farside {

// Takes over what a file says and checks the keys of the state.
void read_orbit(Reading& reading, const ReadOrbit& read);

// Adds the errors as a dispersion in radial, along-track and cross-track axes, the last of the list. `emptied`: the
// command line has taken the dispersions away.
void disperse_orbit(Reading& reading, bool emptied);

// Sets what of options.orbit follows from the keys.
void place_ignition(const Configuration& configuration, CampaignOptions& options);

// What must hold of the nominal orbit.
void check_orbit(const Reading& reading);

}  // namespace farside
