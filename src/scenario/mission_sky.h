#pragma once
// Sun and relay over the target for as long as a mission is judged by them, as the table that kernels read.
#include <vector>

#include "aftermath/sky_table.h"
#include "config/configuration.h"
#include "moon/site_options.h"

namespace farside {

struct MissionSky {
  SkyTable table;  // but for the arrays, which view() puts in
  std::vector<double> sun_L, sunlight_W_m2, relay_origin_L, relay_axes_L, halo;

  SkyTable view() const;
};

// An empty table where aftermath.model is `none`. ConfigError: an epoch outside of the series for Sun and Earth.
MissionSky mission_sky(const Configuration& configuration, const SiteOptions& site, int relay_days);

}  // namespace farside
