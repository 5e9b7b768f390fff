#pragma once
// The choices of a campaign, the same for all its cases: those of the rooms in one, as CaseParams holds the numbers.
// Choices are plain data that crosses into the kernels, outside the instruction set's namespace on purpose: host and
// kernels share these very types.
#include "aftermath/aftermath_options.h"
#include "flight/descent/descent_options.h"
#include "flight/start/start_options.h"
#include "flight/touchdown/touchdown_options.h"
#include "gnc/gnc_options.h"
#include "moon/moon_options.h"
#include "moon/site_options.h"
#include "sensors/sensor_options.h"
#include "vehicle/vehicle_options.h"

namespace farside {

struct CampaignOptions {
  SiteOptions site;
  MoonOptions moon;
  VehicleOptions vehicle;
  SensorOptions sensors;
  GncOptions gnc;
  FlightOptions flight;
  TouchdownOptions touchdown;
  StartMode start = StartMode::descent;  // which block of `start` the file has
  OrbitOptions orbit;
  AftermathOptions aftermath;
  RoverOptions rover;

  template <class V>
  static void fields(V& v) {
    v.group("site", &CampaignOptions::site);
    v.group("moon", &CampaignOptions::moon);
    v.group("vehicle", &CampaignOptions::vehicle);
    v.group("sensors", &CampaignOptions::sensors);
    v.group("gnc", &CampaignOptions::gnc);
    v.group("flight", &CampaignOptions::flight);
    v.group("touchdown", &CampaignOptions::touchdown);
    v.group("start.orbit", &CampaignOptions::orbit);
    v.group("aftermath", &CampaignOptions::aftermath);
    v.group("rover", &CampaignOptions::rover);
  }
};

}  // namespace farside
