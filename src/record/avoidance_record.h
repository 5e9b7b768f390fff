#pragma once
// Of hazard avoidance, a part of LandingRecord: what was seen and what was true at the place that it chose, and at the
// one where the case would have come down without it.
#include <cstdint>

namespace farside {

inline constexpr const char* avoidance_result_meanings[] = {"not_looked", "found", "least_bad", "unreachable"};
inline constexpr const char* blind_outcome_meanings[] = {"safe", "degraded", "lost", "unknown"};  // as `outcome`

// A hazard index is the largest of slope, highest point and highest point under the nozzle over its limit: above 1 the
// place isn't safe.
struct AvoidanceRecord {
  double divert_distance, site_east, site_north, first_site_east, first_site_north, site_clearance;
  double hazard_seen, hazard_true, slope_seen, slope_true, roughness_seen, roughness_true;
  double ahead_hazard_seen, ahead_hazard_true;

  template <class V>
  static void columns(V& v) {
    v.column("divert_distance", &AvoidanceRecord::divert_distance, "m",
             "horizontal way from the place under the hover to the one that was chosen");
    v.column("site_east", &AvoidanceRecord::site_east, "m",
             "the ground that was chosen at the last look, east of the target");
    v.column("site_north", &AvoidanceRecord::site_north, "m", "and north of it");
    v.column("first_site_east", &AvoidanceRecord::first_site_east, "m",
             "the ground that was chosen at the first look, east of the target");
    v.column("first_site_north", &AvoidanceRecord::first_site_north, "m", "and north of it");
    v.column("site_clearance", &AvoidanceRecord::site_clearance, "m",
             "distance from the chosen place to the nearest unsafe one, as seen");
    v.column("hazard_seen", &AvoidanceRecord::hazard_seen, "1",
             "largest of slope and heights over their limits at the chosen place, as seen at the last look; above 1: a "
             "hazard");
    v.column("hazard_true", &AvoidanceRecord::hazard_true, "1", "the same of the ground that is there");
    v.column("slope_seen", &AvoidanceRecord::slope_seen, "deg", "slope under the pads at the chosen place, as seen");
    v.column("slope_true", &AvoidanceRecord::slope_true, "deg", "the same of the ground that is there");
    v.column("roughness_seen", &AvoidanceRecord::roughness_seen, "m",
             "highest point above the plane under the pads at the chosen place, as seen");
    v.column("roughness_true", &AvoidanceRecord::roughness_true, "m", "the same of the ground that is there");
    v.column("ahead_hazard_seen", &AvoidanceRecord::ahead_hazard_seen, "1",
             "hazard_seen where the case would have come down without avoidance, as seen from the hover");
    v.column("ahead_hazard_true", &AvoidanceRecord::ahead_hazard_true, "1", "the same of the ground that is there");
  }
};

struct AvoidanceResultRecord {
  std::int8_t avoidance_result, blind_outcome;

  template <class V>
  static void columns(V& v) {
    v.category("avoidance_result", &AvoidanceResultRecord::avoidance_result, avoidance_result_meanings,
               "what hazard avoidance chose at its last look; least_bad: no place was safe, unreachable: none within "
               "reach");
    v.category("blind_outcome", &AvoidanceResultRecord::blind_outcome, blind_outcome_meanings,
               "how the same case ends without avoidance (gnc.avoidance.blind_twin)");
  }
};

}  // namespace farside
