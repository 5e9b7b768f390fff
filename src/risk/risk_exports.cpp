#include "risk/risk_exports.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/xml.h"
#include "risk/risk_file.h"
#include "stats/text_page.h"

namespace farside {
namespace {

// Colours of Moreland's and Smith's kind, by which more is lighter for every eye and in grey as well: from dark blue by
// green to yellow.
constexpr std::array<std::array<double, 3>, 5> colours{
    {{68, 1, 84}, {59, 82, 139}, {33, 145, 140}, {94, 201, 98}, {253, 231, 37}}};

std::array<std::uint8_t, 3> colour_of(double share) {
  const double at = std::clamp(share, 0.0, 1.0) * static_cast<double>(colours.size() - 1);
  const std::size_t below = std::min(colours.size() - 2, static_cast<std::size_t>(at));
  const double part = at - static_cast<double>(below);
  std::array<std::uint8_t, 3> bytes{};
  for (std::size_t i = 0; i < 3; ++i)
    bytes[i] = static_cast<std::uint8_t>(std::lround((1.0 - part) * colours[below][i] + part * colours[below + 1][i]));
  return bytes;
}

// KML's longitudes go from -180 to 180.
std::string coordinates(const LatLon& place) {
  return fmt::format("{:.7f},{:.7f},0", place.lon_deg > 180.0 ? place.lon_deg - 360.0 : place.lon_deg, place.lat_deg);
}

std::string share_text(const JudgedAim& aim) {
  return fmt::format("P(safe) {}, 95 % interval {} to {}; {} touchdowns", percent(aim.safe.low),
                     percent(aim.safe.interval.lower, Rounding::down), percent(aim.safe.interval.upper, Rounding::up),
                     aim.touchdowns);
}

std::string placemark(const std::string& name, const JudgedAim& aim, const SiteOptions& site) {
  return fmt::format(
      "  <Placemark>\n    <name>{}</name>\n    <description>{}; {:.6g} m east, {:.6g} m north of the "
      "target</description>\n    <Point><coordinates>{}</coordinates></Point>\n  </Placemark>\n",
      name, share_text(aim), aim.east_m, aim.north_m, coordinates(lat_lon_of(site, aim.east_m, aim.north_m)));
}

// An aim point a pixel, in its middle.
RasterPlace raster_of(const AimLattice& aims, const SiteOptions& site) {
  return {site,           aims.east_min_m - 0.5 * aims.spacing_m, aims.north_m(aims.rows - 1) + 0.5 * aims.spacing_m,
          aims.spacing_m, static_cast<int>(aims.columns),         static_cast<int>(aims.rows)};
}

// A folder with a placemark for each level that the map has.
std::string contour_folder(const std::vector<ContourLine>& contours, const SiteOptions& site) {
  if (contours.empty()) return "";
  std::string text = "  <Folder>\n    <name>contours of P(safe)</name>\n";
  for (auto line = contours.begin(); line != contours.end();) {
    const double level = line->level;
    text += fmt::format(
        "    <Placemark>\n      <name>P(safe) = {:g} %</name>\n"
        "      <Style><LineStyle><color>ffffffff</color><width>2</width></LineStyle></Style>\n      <MultiGeometry>\n",
        100.0 * level);
    for (; line != contours.end() && line->level == level; ++line) {
      std::string places;
      for (const auto& [east_m, north_m] : line->places)
        places += (places.empty() ? "" : " ") + coordinates(lat_lon_of(site, east_m, north_m));
      text += "        <LineString><tessellate>1</tessellate><coordinates>" + places + "</coordinates></LineString>\n";
    }
    text += "      </MultiGeometry>\n    </Placemark>\n";
  }
  return text + "  </Folder>\n";
}

}  // namespace

void write_risk_geotiff(const RiskMap& map, const SiteOptions& site, const std::string& path, Existing existing) {
  const AimLattice& aims = map.aims;
  const RasterPlace place = raster_of(aims, site);
  const std::vector<RasterBand> bands{
      {"p_safe", "1", "P(safe) of a landing that aims at the point; what can't be told fails"},
      {"p_safe_lower", "1", "lower end of the 95 % interval"},
      {"p_safe_upper", "1", "upper end of the 95 % interval"},
      {"p_unknown", "1", "share of the landings of which the models can't tell"},
      {"p_safe_between_grounds", "1", "standard deviation of P(safe) between grounds of the same law"}};
  const std::vector<double>* const values[] = {&map.safe, &map.lower, &map.upper, &map.unknown, &map.between_grounds};
  const RasterFacts facts{{"interval", interval_text(map)}};
  write_geotiff(path, existing, place, bands, facts, [&](int first, int count, const std::vector<float*>& out) {
    for (std::size_t b = 0; b < out.size(); ++b) {
      for (int r = 0; r < count; ++r) {
        const std::size_t row = aims.rows - 1 - static_cast<std::size_t>(first + r);
        for (std::size_t c = 0; c < aims.columns; ++c)
          out[b][static_cast<std::size_t>(r) * aims.columns + c] =
              static_cast<float>((*values[b])[row * aims.columns + c]);
      }
    }
  });
}

std::vector<ContourLine> risk_contours(const RiskMap& map, const SiteOptions& site, const std::string& path) {
  const AimLattice& aims = map.aims;
  std::vector<double> from_north;
  for (std::size_t row = aims.rows; row-- > 0;) {
    const auto first = map.safe.begin() + static_cast<std::ptrdiff_t>(row * aims.columns);
    from_north.insert(from_north.end(), first, first + static_cast<std::ptrdiff_t>(aims.columns));
  }
  return contour_lines(path, raster_of(aims, site), from_north, {std::begin(contour_levels), std::end(contour_levels)});
}

Picture risk_picture(const RiskMap& map, int pixels) {
  const AimLattice& aims = map.aims;
  double low = 1.0, high = 0.0;
  for (const double p : map.safe) {
    if (std::isnan(p)) continue;
    low = std::min(low, p);
    high = std::max(high, p);
  }
  Picture picture{static_cast<int>(aims.columns) * pixels, static_cast<int>(aims.rows) * pixels, 4, {}};
  picture.bytes.reserve(static_cast<std::size_t>(picture.columns) * static_cast<std::size_t>(picture.rows) * 4);
  for (int y = 0; y < picture.rows; ++y) {
    for (int x = 0; x < picture.columns; ++x) {
      const std::size_t row = aims.rows - 1 - static_cast<std::size_t>(y / pixels);
      const double p = map.safe[row * aims.columns + static_cast<std::size_t>(x / pixels)];
      const bool known = !std::isnan(p);
      const auto colour = colour_of(known && high > low ? (p - low) / (high - low) : 1.0);
      for (const std::uint8_t byte : colour) picture.bytes.push_back(known ? byte : std::uint8_t{0});
      picture.bytes.push_back(known ? 255 : 0);
    }
  }
  return picture;
}

std::string risk_kml(const RiskMap& map, const SiteOptions& site, const std::string& title, const std::string& picture,
                     const std::vector<ContourLine>& contours) {
  const AimLattice& aims = map.aims;
  const double half = 0.5 * aims.spacing_m, west = aims.east_min_m - half, south = aims.north_min_m - half,
               east = aims.east_m(aims.columns - 1) + half, north = aims.north_m(aims.rows - 1) + half;
  std::string corners;  // from the south-west, against the clock, as an overlay has them
  for (const auto& [x, y] : {std::pair{west, south}, {east, south}, {east, north}, {west, north}})
    corners += (corners.empty() ? "" : " ") + coordinates(lat_lon_of(site, x, y));
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<kml xmlns=\"http://www.opengis.net/kml/2.2\" xmlns:gx=\"http://www.google.com/kml/ext/2.2\" "
      "hint=\"target=moon\">\n<Document>\n  <name>{}</name>\n",
      xml_text(title));
  if (!picture.empty()) {
    text += fmt::format(
        "  <GroundOverlay>\n    <name>P(safe) by aim point</name>\n    <Icon><href>{}</href></Icon>\n"
        "    <gx:LatLonQuad><coordinates>{}</coordinates></gx:LatLonQuad>\n  </GroundOverlay>\n",
        xml_text(picture), corners);
  }
  text += fmt::format(
      "  <Placemark>\n    <name>window</name>\n    <LineString><tessellate>1</tessellate>"
      "<coordinates>{} {}</coordinates></LineString>\n  </Placemark>\n",
      corners, coordinates(lat_lon_of(site, west, south)));
  text += contour_folder(contours, site);
  if (map.has_best) text += placemark("best aim point", map.best, site);
  text += placemark("target", map.target, site);
  return text + "</Document>\n</kml>\n";
}

}  // namespace farside
