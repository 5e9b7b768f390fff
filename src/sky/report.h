#pragma once
// The sky of a site as JSON and as a table for a terminal.
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "moon/site_options.h"
#include "sky/relay_options.h"
#include "sky/timeline.h"

namespace farside {

// Where the horizon is from.
struct HorizonFacts {
  double eye_m = 0.0, reach_m = 0.0;
  std::string ground;           // whose it is, as "case 3"; empty: the level one
  std::size_t unknown = 0;      // azimuths at which no map shows ground: level there
  std::optional<Extent> end_m;  // how far from the target the maps show ground, by azimuth; none: as far as reach_m
};

struct SkyReport {
  std::string name;
  SiteOptions site;
  HorizonFacts horizon;
  SkyQuestion question;
  RelayOptions relay;
  Timeline timeline;
};

nlohmann::ordered_json sky_json(const SkyReport& report);
std::string sky_table(const SkyReport& report);

}  // namespace farside
