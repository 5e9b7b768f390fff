#pragma once
#include "config/configuration.h"
#include "config/instant.h"

namespace farside {

// When time 0 of a flight is: site.epoch_utc or, of an orbit that is left by range, the ignition that this plans.
Instant time_zero_of(const Configuration& configuration);

}  // namespace farside
