#include "risk/risk_file.h"

#include <fmt/format.h>

#include <cmath>
#include <sstream>

#include "moon/frames.h"
#include "stats/text_page.h"

namespace farside {
namespace {

struct NamedAim {
  const char* name;
  const JudgedAim& aim;
};
std::vector<NamedAim> judged(const RiskMap& map) {
  if (!map.has_best) return {{"target", map.target}};
  return {{"best", map.best}, {"target", map.target}, {"worst", map.worst}};
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

std::string place_text(double east_m, double north_m) {
  return fmt::format("{:.0f} m {}, {:.0f} m {}", std::abs(east_m), east_m < 0 ? "west" : "east", std::abs(north_m),
                     north_m < 0 ? "south" : "north");
}

// A text in lines of at most `columns`, those after the first indented.
std::string wrapped(const std::string& text, const std::string& indent, std::size_t columns) {
  std::istringstream words(text);
  std::string word, lines, line;
  while (words >> word) {
    if (!line.empty() && indent.size() + line.size() + 1 + word.size() > columns) {
      lines += line + "\n" + indent;
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return lines + line;
}

}  // namespace

LatLon lat_lon_of(const SiteOptions& site, double east_m, double north_m) {
  const double radius_m = moon_radius_m + site.elevation_m;
  const double across2 = east_m * east_m + north_m * north_m;
  const double up_m = -across2 / (radius_m + std::sqrt(radius_m * radius_m - across2));
  const auto frame = site_frame(site.lat_rad, site.lon_rad, site.elevation_m);
  const Geographic<double> g = geographic(moon_from_site(frame, Vec3<double>{east_m, north_m, up_m}));
  return {g.lat_rad / unit::degree_rad, g.lon_rad / unit::degree_rad};
}

std::string interval_text(const RiskMap& map) {
  return fmt::format(
      "lower and upper: Clopper-Pearson bounds of 95 % confidence for each aim point by itself and for the ground or "
      "grounds that were drawn, of {:.0f} effective touchdowns (neighbours by weight, and as if all touchdowns with "
      "one member of the cloud ended alike); what can't be told fails in the lower one and lands in the upper one",
      map.effective);
}

MapFile map_file_of(const RiskMap& map, const SiteOptions& site, const std::vector<std::string>& conditions) {
  const AimLattice& aims = map.aims;
  MapFile file;
  MapFile::Axis north{"north", "m", "aim point, north of the target", {}},
      east{"east", "m", "aim point, east of the target", {}};
  for (std::size_t r = 0; r < aims.rows; ++r) north.values.push_back(aims.north_m(r));
  for (std::size_t c = 0; c < aims.columns; ++c) east.values.push_back(aims.east_m(c));
  MapFile::Axis ground{"ground", "1", "grounds of the same law", {}};
  for (std::size_t g = 0; g < map.grounds; ++g) ground.values.push_back(static_cast<double>(g));
  MapFile::Axis aim{"aim", "1", "aim points that were judged by touchdowns of their own", {}};
  for (const NamedAim& named : judged(map)) {
    aim.values.push_back(static_cast<double>(aim.values.size()));
    aim.meanings.emplace_back(named.name);
  }
  file.axes = {north, east, ground, aim};

  std::vector<double> lat, lon;
  for (const double n : north.values) {
    for (const double e : east.values) {
      const LatLon place = lat_lon_of(site, e, n);
      lat.push_back(place.lat_deg);
      lon.push_back(place.lon_deg);
    }
  }
  const std::vector<std::string> plane{"north", "east"}, stack{"ground", "north", "east"};
  file.fields.push_back({"lat", "degrees_north", "planetocentric latitude of the aim point", plane, lat});
  file.fields.push_back({"lon", "degrees_east", "longitude of the aim point, 0 to 360", plane, lon});
  const auto share = [&](const char* name, const char* text, const std::vector<double>& values) {
    file.fields.push_back({name, "1", text, plane, values, "lat lon"});
  };
  share("p_safe", "P(safe) of a landing that aims at the point; what can't be told fails. Empty: no knowledge",
        map.safe);
  share("p_safe_high", "the same if what can't be told lands", map.safe_high);
  share("p_safe_lower", "lower end of the 95 % interval of p_safe", map.lower);
  share("p_safe_upper", "upper end of the 95 % interval of p_safe_high", map.upper);
  share("p_unknown", "share of the landings of which the models can't tell, as off the maps", map.unknown);
  share("p_safe_between_grounds",
        "standard deviation of P(safe) between grounds of the same law, without that of the sampling",
        map.between_grounds);
  file.fields.push_back({"p_safe_on_ground", "1", "P(safe) on each of the grounds, of its own touchdowns alone", stack,
                         map.safe_on_ground, "lat lon"});

  const auto of_aims = [&](const char* name, const char* units, const char* text, auto&& value) {
    std::vector<double> values;
    for (const NamedAim& named : judged(map)) values.push_back(value(named.aim));
    file.fields.push_back({name, units, text, {"aim"}, values});
  };
  of_aims("aim_east", "m", "aim point, east of the target", [](const JudgedAim& a) { return a.east_m; });
  of_aims("aim_north", "m", "aim point, north of the target", [](const JudgedAim& a) { return a.north_m; });
  of_aims("aim_lat", "degrees_north", "planetocentric latitude of the aim point",
          [&](const JudgedAim& a) { return lat_lon_of(site, a.east_m, a.north_m).lat_deg; });
  of_aims("aim_lon", "degrees_east", "longitude of the aim point, 0 to 360",
          [&](const JudgedAim& a) { return lat_lon_of(site, a.east_m, a.north_m).lon_deg; });
  of_aims("aim_p_safe", "1", "P(safe) there, by touchdowns that had no part in the map",
          [](const JudgedAim& a) { return a.safe.low; });
  of_aims("aim_p_safe_high", "1", "the same if what can't be told lands",
          [](const JudgedAim& a) { return a.safe.high; });
  of_aims("aim_p_safe_lower", "1", "lower end of its exact 95 % interval",
          [](const JudgedAim& a) { return a.safe.interval.lower; });
  of_aims("aim_p_safe_upper", "1", "upper end of its exact 95 % interval",
          [](const JudgedAim& a) { return a.safe.interval.upper; });
  of_aims("aim_touchdowns", "1", "touchdowns that it was judged by",
          [](const JudgedAim& a) { return static_cast<double>(a.touchdowns); });

  const auto one = [&](const char* name, const char* units, const char* text, double value) {
    file.fields.push_back({name, units, text, {}, {value}});
  };
  const PrincipalAxes axes = principal_axes(map.cloud.covariance);
  one("touchdowns", "1", "direct touchdowns that the map is made of", static_cast<double>(map.touchdowns));
  one("effective_touchdowns", "1", "touchdowns that the interval of an aim point rests on", map.effective);
  one("smoothing", "m", "standard deviation of the weights by which neighbouring aim points are pooled",
      map.smoothing_m);
  one("cloud_members", "1", "flights of the cloud that the map is made of", static_cast<double>(map.cloud.members));
  one("cloud_landing", "1", "those of them that came to the ground", static_cast<double>(map.cloud.landing));
  one("cloud_mean_east", "m", "mean place of contact, east of the aim point", map.cloud.mean_east_m);
  one("cloud_mean_north", "m", "mean place of contact, north of the aim point", map.cloud.mean_north_m);
  one("cloud_sd_major", "m", "standard deviation of the place of contact along the longer axis", axes.major_m);
  one("cloud_sd_minor", "m", "the same along the shorter axis", axes.minor_m);
  one("p_safe_mean", "1", "mean of p_safe over the window", map.mean_safe);
  one("no_knowledge_share", "1", "share of the aim points without knowledge", map.no_knowledge_frac);
  one("between_grounds", "1", "standard deviation of P(safe) between grounds, root mean square over the window",
      map.between_grounds_rms);
  file.texts = {{"conditional_on", joined(conditions)}, {"interval", interval_text(map)}};
  return file;
}

std::string risk_table(const RiskMap& map, const SiteOptions& site, const std::vector<std::string>& conditions,
                       std::size_t columns) {
  const AimLattice& aims = map.aims;
  const auto extent = [&](std::size_t points) { return static_cast<double>(points - 1) * aims.spacing_m; };
  std::string text =
      fmt::format("Aim points   {} x {}, {:.6g} m apart: {:.6g} m west to east, {:.6g} m south to north\n",
                  aims.columns, aims.rows, aims.spacing_m, extent(aims.columns), extent(aims.rows));
  const PrincipalAxes axes = principal_axes(map.cloud.covariance);
  text += fmt::format("Cloud        {} flights, {} came to the ground; they scatter by {:.6g} m and {:.6g} m\n",
                      map.cloud.members, map.cloud.landing, axes.major_m, axes.minor_m);
  text += fmt::format("Touchdowns   {}, on {} ground{}\n", map.touchdowns, map.grounds, map.grounds > 1 ? "s" : "");
  text += "\nAim point      P(safe)    95 % interval            where\n";
  for (const NamedAim& named : judged(map)) {
    const JudgedAim& a = named.aim;
    const LatLon place = lat_lon_of(site, a.east_m, a.north_m);
    text += fmt::format("  {:<10} {:>9}    {:>9} to {:>9}   {}\n", named.name, percent(a.safe.low),
                        percent(a.safe.interval.lower, Rounding::down), percent(a.safe.interval.upper, Rounding::up),
                        place_text(a.east_m, a.north_m));
    text += fmt::format("{:50}{:.5f} deg, {:.5f} deg east\n", "", place.lat_deg, place.lon_deg);
  }
  text += fmt::format("  {:<10} {:>9}    mean over the aim points with knowledge\n", "window", percent(map.mean_safe));
  text += fmt::format("\nwithout knowledge   {} of the aim points\n", percent(map.no_knowledge_frac));
  text +=
      std::isnan(map.between_grounds_rms)
          ? std::string("between grounds     not looked at, there is one ground\n")
          : fmt::format("between grounds     P(safe) of an aim point differs by {} (standard deviation, {} grounds)\n",
                        percent(map.between_grounds_rms), map.grounds);
  std::string given = "given     ";
  const std::string indent(given.size(), ' ');
  for (const std::string& condition : conditions) {
    text += given + wrapped(condition, indent, columns) + "\n";
    given = indent;
  }
  return text;
}

}  // namespace farside
