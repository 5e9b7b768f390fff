#include "exports/landings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.h"
#include "base/nan.h"
#include "base/xml.h"
#include "scenario/maps/geotiff.h"
#include "stats/json_number.h"
#include "stats/samples/representative_part.h"
#include "stats/verdicts/mission.h"

namespace farside {
namespace {

// How the cases ended, in the colours of the other pictures (analysis/farside/palette.py).
struct Ended {
  Ending ending;
  const char* colour;  // as KML has it: opaque, then blue, green, red
};
constexpr Ended endings[] = {{Ending::safe, "ffc0682b"},
                             {Ending::degraded, "ff00568f"},
                             {Ending::lost, "ff2e10c8"},
                             {Ending::unknown, "ffa0426f"},
                             {Ending::numerical_failure, "ff2e10c8"}};

// Safe, and the mission fails.
constexpr char stranded_style[] = "mission_fails", stranded_colour[] = "ff7b6b5b";

// 1, 2 or 5 times a power of ten, at least x.
double round_up(double x) {
  const double power = std::pow(10.0, std::floor(std::log10(x)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (step * power >= x) return step * power;
  }
  return 10.0 * power;
}

struct Extent {
  double west = std::numeric_limits<double>::infinity(), east = -west, south = west, north = -west;
  void add(const Landing& landing) {
    west = std::min(west, landing.east_m), east = std::max(east, landing.east_m);
    south = std::min(south, landing.north_m), north = std::max(north, landing.north_m);
  }
  double longest() const { return std::max(east - west, north - south); }
};

}  // namespace

void for_each_landing(const ColumnSource& source, const Cases& cases, const std::function<void(const Landing&)>& take) {
  std::vector<std::string> columns{"landing_lat", "landing_lon", "landing_east", "landing_north"};
  for (const std::string& name : columns) {
    const ColumnInfo* column = source.find(name);
    if (column == nullptr || column->extent != 1)
      throw DataError(source.name() + ": has no column " + name + ", so that it isn't known where its cases landed");
  }
  const auto add = [&](const std::string& name) {
    const ColumnInfo* column = source.find(name);
    if (column == nullptr || column->extent != 1) return std::size_t{0};
    columns.push_back(name);
    return columns.size() - 1;
  };
  const std::size_t number = add("case"), cause = cases.has_first_cause ? add("first_cause") : 0,
                    mission = has_mission(source) ? add(mission_column) : 0,
                    mission_cause = mission != 0 ? add(mission_cause_column) : 0, margins = columns.size();
  for (const ColumnInfo& column : source.columns()) {
    if (column.name.starts_with("margin_")) add(column.name);
  }
  for_each_block(source, cases, columns, [&](const RowBlock& block, const std::vector<Mark>& marks) {
    for (std::size_t i = 0; i < block.rows; ++i) {
      const auto value = [&](std::size_t column) { return block.values[column][i]; };
      const Ending ending = cases.endings[block.first + i];
      if (ending == Ending::not_run || !std::isfinite(value(0)) || !std::isfinite(value(1))) continue;
      Landing landing{number != 0 ? static_cast<std::uint64_t>(value(number)) : block.first + i,
                      value(0),
                      value(1) > 180.0 ? value(1) - 360.0 : value(1),
                      value(2),
                      value(3),
                      nan,
                      cases.weighted ? marks[i].weight : 1.0,
                      ending,
                      cause_meanings[0]};
      for (std::size_t m = margins; m < columns.size(); ++m)
        landing.margin_least = std::fmin(landing.margin_least, value(m));
      if (cause != 0) {
        const double code = value(cause);
        landing.cause =
            name_of_cause(source, first_cause(ending, code >= 0 ? static_cast<std::int8_t>(code) : std::int8_t{-1}));
      }
      if (mission != 0) {
        const Told goes_on = mission_goes_on(value(mission), ending);
        landing.mission = mission_meanings[static_cast<int>(goes_on == Told::yes  ? Mission::goes_on
                                                            : goes_on == Told::no ? Mission::fails
                                                                                  : Mission::unknown)];
        landing.mission_cause = mission_cause_name(value(mission), value(mission_cause));
      }
      take(landing);
    }
  });
}

void write_geojson(const ColumnSource& source, const Cases& cases, const std::string& title, const TakeText& take) {
  using Json = nlohmann::ordered_json;
  take("{\"type\":\"FeatureCollection\",\"name\":" + Json(title).dump(-1, ' ', false, Json::error_handler_t::replace) +
       ",\"body\":\"Moon\",\"features\":[");
  bool first = true;
  for_each_landing(source, cases, [&](const Landing& l) {
    Json feature{{"type", "Feature"},
                 {"geometry", {{"type", "Point"}, {"coordinates", {l.lon_deg, l.lat_deg}}}},
                 {"properties",
                  {{"case", l.number},
                   {"outcome", outcome_name(l.ending)},
                   {"first_cause", l.cause},
                   {"margin_least", json_number(l.margin_least)}}}};
    if (!l.mission.empty()) feature["properties"].update({{"mission", l.mission}, {"mission_cause", l.mission_cause}});
    take((first ? "\n" : ",\n") + feature.dump());
    first = false;
  });
  take("\n]}\n");
}

void write_kml(const ColumnSource& source, const Cases& cases, const std::string& title, const TakeText& take) {
  take(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\" "
      "hint=\"target=moon\">\n" +
      fmt::format("<Document>\n<name>{}</name>\n", xml_text(title)));
  for (const Ended& ended : endings) {
    take(fmt::format("<Style id=\"{}\"><IconStyle><color>{}</color></IconStyle></Style>\n", outcome_name(ended.ending),
                     ended.colour));
  }
  if (has_mission(source))
    take(fmt::format("<Style id=\"{}\"><IconStyle><color>{}</color></IconStyle></Style>\n", stranded_style,
                     stranded_colour));
  for_each_landing(source, cases, [&](const Landing& l) {
    const std::string outcome = outcome_name(l.ending);
    std::string told = l.cause == cause_meanings[0] ? outcome : outcome + ": " + l.cause;
    const bool stranded = l.ending == Ending::safe && l.mission == mission_meanings[static_cast<int>(Mission::fails)];
    if (l.ending == Ending::safe && !l.mission.empty())
      told += ", mission " + l.mission + (stranded ? ": " + l.mission_cause : "");
    take(
        fmt::format("<Placemark><name>{}</name><description>{}</description><styleUrl>#{}</styleUrl>"
                    "<Point><coordinates>{},{}</coordinates></Point></Placemark>\n",
                    l.number, xml_text(told), stranded ? stranded_style : outcome, l.lon_deg, l.lat_deg));
  });
  take("</Document>\n</kml>\n");
}

double write_landing_geotiff(const ColumnSource& whole, const SiteOptions& site, double pixel_m,
                             const std::string& path, Existing existing) {
  const RepresentativePart part(whole);  // forced faults have weights, which shares go by
  const ColumnSource& source = part.table();
  const Cases cases = read_cases(source);
  Extent extent;
  for_each_landing(source, cases, [&](const Landing& landing) { extent.add(landing); });
  if (!std::isfinite(extent.longest())) throw DataError(source.name() + ": no case landed anywhere");
  constexpr double across = 200.0, least_m = 0.1;
  if (pixel_m == 0.0) pixel_m = round_up(std::max(extent.longest() / across, least_m));
  // Edges at whole pixels from the target, so that rasters of two campaigns lie upon each other.
  const auto cell = [&](double place_m) { return std::floor(place_m / pixel_m); };
  const double west = cell(extent.west), south = cell(extent.south), columns = cell(extent.east) - west + 1,
               rows = cell(extent.north) - south + 1;
  constexpr double side_max = 4000;  // half a gigabyte in memory
  if (std::max(columns, rows) > side_max)
    throw UsageError(
        fmt::format("{}: pixels of {} m make {:.0f} by {:.0f} of them, at most {} a side; take larger ones", path,
                    pixel_m, columns, rows, side_max));
  const RasterPlace place{
      site, west * pixel_m, (south + rows) * pixel_m, pixel_m, static_cast<int>(columns), static_cast<int>(rows)};

  const std::size_t pixels = static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows);
  std::vector<float> count(pixels, 0.0f);
  std::vector<double> all(pixels, 0.0), safe(pixels, 0.0), lost(pixels, 0.0), goes_on(pixels, 0.0);
  for_each_landing(source, cases, [&](const Landing& l) {
    const double row = south + rows - 1 - cell(l.north_m), column = cell(l.east_m) - west;
    const std::size_t at =
        static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column);
    count[at] += 1.0f;
    all[at] += l.weight;
    if (l.ending == Ending::safe) safe[at] += l.weight;
    if (l.mission == mission_meanings[static_cast<int>(Mission::goes_on)]) goes_on[at] += l.weight;
    if (l.ending == Ending::lost || l.ending == Ending::numerical_failure) lost[at] += l.weight;
  });
  std::vector<RasterBand> bands{{"landings", "1", "number of cases that came to rest in the pixel"},
                                {"p_safe", "1", "share of them that is safe"},
                                {"p_lost", "1", "share of them that is lost"}};
  if (has_mission(source)) bands.push_back({"p_mission", "1", "share of them whose mission goes on"});
  RasterFacts facts{{"campaign", source.name()}};
  if (part.of() != PartOf::all) facts.emplace_back("values_of", part.values_of());
  write_geotiff(path, existing, place, bands, facts, [&](int first, int many, const std::vector<float*>& out) {
    const std::size_t begin = static_cast<std::size_t>(first) * static_cast<std::size_t>(columns),
                      size = static_cast<std::size_t>(many) * static_cast<std::size_t>(columns);
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t at = begin + i;
      out[0][i] = count[at];
      out[1][i] = static_cast<float>(all[at] > 0.0 ? safe[at] / all[at] : nan);
      out[2][i] = static_cast<float>(all[at] > 0.0 ? lost[at] / all[at] : nan);
      if (bands.size() > 3) out[3][i] = static_cast<float>(all[at] > 0.0 ? goes_on[at] / all[at] : nan);
    }
  });
  return pixel_m;
}

}  // namespace farside
