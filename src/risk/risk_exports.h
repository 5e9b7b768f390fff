#pragma once
// A map of risk for programs that show maps: GeoTIFF, PNG, KML.
#include <string>

#include "moon/site_options.h"
#include "risk/risk_map.h"
#include "scenario/maps/geotiff.h"

namespace farside {

// Bands p_safe, p_safe_lower, p_safe_upper, p_unknown, p_safe_between_grounds; an aim point a pixel, in its middle.
void write_risk_geotiff(const RiskMap& map, const SiteOptions& site, const std::string& path, Existing existing);

// P(safe) in colours from the map's least (dark) to its largest (light), north up; nothing where there is no knowledge.
// `pixels`: of an aim point.
Picture risk_picture(const RiskMap& map, int pixels);

// Lines of equal P(safe), by contour_levels; `path`: of the output that they are for.
inline constexpr double contour_levels[] = {0.5, 0.75, 0.9, 0.95, 0.99};
std::vector<ContourLine> risk_contours(const RiskMap& map, const SiteOptions& site, const std::string& path);

// For Google Earth's Moon and the like: the picture laid on the ground, contours, the window, best point and target.
// `picture`: the picture's path as seen from the file; empty: without it. `title` stands above.
std::string risk_kml(const RiskMap& map, const SiteOptions& site, const std::string& title, const std::string& picture,
                     const std::vector<ContourLine>& contours);

}  // namespace farside
