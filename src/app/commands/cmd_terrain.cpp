// farside terrain: the ground that a case flies over, as a GeoTIFF and a shaded picture.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <limits>
#include <numbers>

#include "app/arguments/options.h"
#include "app/rows/selection.h"
#include "app/run/machine.h"
#include "app/terminal/console.h"
#include "app/terminal/output_paths.h"
#include "base/version.h"
#include "engine/campaign.h"
#include "engine/case_ground.h"
#include "engine/dispatch.h"
#include "engine/ground_layers.h"
#include "scenario/maps/geotiff.h"

namespace farside {
namespace {

struct TerrainArguments {
  std::string config, output, at = "0,0", isa = "auto";
  std::vector<std::string> sets;
  std::optional<std::uint64_t> case_number, threads, horizon;
  std::optional<double> width_m, pixel_m, sun_elevation_deg, sun_azimuth_deg, horizon_eye_m, horizon_reach_km;
  bool overwrite = false, quiet = false;
};

constexpr int picture_side_max = 4000;
constexpr int side_preset = 401, raster_side_least = 3;  // pixels
constexpr double horizon_reach_preset_km = 300.0;        // the highest mountains are below the horizon by then

// "12.5,-3" or UsageError.
StandPlace read_place(const std::string& text) {
  StandPlace place{};
  const char* const end = text.data() + text.size();
  const auto east = std::from_chars(text.data(), end, place.east_m);
  if (east.ec == std::errc() && east.ptr != end && *east.ptr == ',') {
    const auto north = std::from_chars(east.ptr + 1, end, place.north_m);
    if (north.ec == std::errc() && north.ptr == end && std::isfinite(place.east_m) && std::isfinite(place.north_m))
      return place;
  }
  throw UsageError("--at: expected EAST,NORTH in metres from the target, such as --at 120.5,-30, not '" + text + "'");
}

// A tenth of the footprint, rounded down to 1, 2 or 5 times a power of ten.
double pixel_preset(double footprint_m) {
  const double unit = std::pow(10.0, std::floor(std::log10(0.1 * footprint_m))), steps = 0.1 * footprint_m / unit;
  return unit * (steps >= 5.0 ? 5.0 : steps >= 2.0 ? 2.0 : 1.0);
}

// An odd number of pixels, so that the middle of one is at the place asked for.
RasterPlace place_of_raster(const TerrainArguments& a, const Scenario& s, double footprint_m) {
  const StandPlace middle = read_place(a.at);
  RasterPlace place;
  place.site = s.options.site;
  place.pixel_m = a.pixel_m.value_or(pixel_preset(footprint_m));
  const double side = a.width_m ? 2.0 * std::floor(0.5 * *a.width_m / place.pixel_m + 1e-9) + 1.0 : side_preset;
  if (a.width_m && side < raster_side_least) {
    throw UsageError(fmt::format(
        "--width {:g} at --pixel {:g}: a single pixel; choose --pixel {:g} or less, or --width {:g} or more",
        *a.width_m, place.pixel_m, *a.width_m / (raster_side_least - 1), place.pixel_m * (raster_side_least - 1)));
  }
  if (side > raster_side_max) {
    throw UsageError(fmt::format(
        "--width {:g} at --pixel {:g}: {:.0f} x {:.0f} pixels, more than {} x {}; choose --pixel {:.3g} or more, or "
        "--width {:g} or less",
        *a.width_m, place.pixel_m, side, side, raster_side_max, raster_side_max,
        std::ceil(1e3 * *a.width_m / (raster_side_max - 2)) / 1e3, place.pixel_m * (raster_side_max - 2)));
  }
  const double half_m = 0.5 * side * place.pixel_m, radius_m = place.sphere_radius_m();
  if (std::hypot(std::abs(middle.east_m) + half_m, std::abs(middle.north_m) + half_m) > 0.95 * radius_m) {
    throw UsageError(fmt::format(
        "--at {}: a corner of this raster is more than {:.0f} km from the target, where the projection folds over; "
        "choose a place, or a --width, nearer to it",
        a.at, 0.95e-3 * radius_m));
  }
  place.columns = place.rows = static_cast<int>(side);
  place.west_m = middle.east_m - half_m;
  place.north_m = middle.north_m + half_m;
  return place;
}

std::string picture_path(const std::string& output) {
  std::filesystem::path path(output);
  return path.replace_filename(path.stem().string() + "_hillshade.png").string();
}

std::string shown_number(double x) { return fmt::format("{:.17g}", x); }

// Where the light comes from: the sun, if it is given, or as maps are shaded.
struct Shading {
  bool is_sun = false;
  double elevation_rad = 45.0 * unit::degree_rad, azimuth_rad = 315.0 * unit::degree_rad;
};
Shading light_of(const TerrainArguments& a) {
  if (a.sun_elevation_deg.has_value() != a.sun_azimuth_deg.has_value())
    throw UsageError("--sun-elevation and --sun-azimuth go together; give both or neither");
  if (!a.sun_elevation_deg) return {};
  return {true, *a.sun_elevation_deg * unit::degree_rad, *a.sun_azimuth_deg * unit::degree_rad};
}

// A horizon by azimuth, evenly from north on.
std::vector<HorizonView> horizon_of(const TerrainArguments& a) {
  if (!a.horizon) {
    if (a.horizon_eye_m || a.horizon_reach_km)
      throw UsageError("--horizon-eye and --horizon-reach go with --horizon, such as --horizon 8");
    return {};
  }
  std::vector<HorizonView> views;
  const double turn_rad = 2.0 * std::numbers::pi / static_cast<double>(*a.horizon);
  for (std::uint64_t i = 0; i < *a.horizon; ++i)
    views.push_back({static_cast<double>(i) * turn_rad, a.horizon_eye_m.value_or(0.0),
                     1e3 * a.horizon_reach_km.value_or(horizon_reach_preset_km)});
  return views;
}

std::vector<RasterBand> bands(const Shading& light, const std::vector<HorizonView>& horizon) {
  std::string masks, meanings, texts;
  for (const HazardInfo& h : hazards) {
    masks += fmt::format("{}{}", masks.empty() ? "" : ", ", static_cast<int>(h.hazard));
    meanings += fmt::format("{}{}", meanings.empty() ? "" : " ", h.name);
    texts += fmt::format("{}{}: {}", texts.empty() ? "" : "; ", h.name, h.text);
  }
  std::vector<RasterBand> all{
      {"height", "m", "height of the ground, without rocks, above the sphere through the target"},
      {"rock", "m", "height of a rock above that; 0 beside rocks"},
      {"slope", "deg", "slope of the plane that fits the ground under the lander's footprint best"},
      {"roughness", "m", "root mean square distance of that ground from that plane"},
      {"obstacle", "m", "highest point of ground and rocks under the footprint above that plane"},
      {"hazard",
       "1",
       "which limits the lander would break, standing on that plane without sinking, its struts unused: " + texts,
       {{"flag_masks", masks}, {"flag_meanings", meanings}}}};
  if (light.is_sun)
    all.push_back(
        {"sunlit", "1",
         fmt::format("1 where the sun's middle is seen at elevation {:g} deg, azimuth {:g} deg, 0 where ground "
                     "hides it; rocks throw no shadow",
                     light.elevation_rad / unit::degree_rad, light.azimuth_rad / unit::degree_rad)});
  for (const HorizonView& view : horizon) {
    const double azimuth_deg = view.azimuth_rad / unit::degree_rad;
    all.push_back({fmt::format("horizon_{:g}", std::round(1e3 * azimuth_deg) / 1e3),
                   "deg",
                   fmt::format("elevation of the highest ground at azimuth {:g} deg, from the local horizontal, seen "
                               "from {:g} m above the ground; up to {:g} km along the ground, nothing where no map "
                               "covers it; without rocks",
                               azimuth_deg, view.eye_m, 1e-3 * view.reach_m),
                   {{"azimuth_deg", shown_number(azimuth_deg)},
                    {"eye_m", shown_number(view.eye_m)},
                    {"reach_m", shown_number(view.reach_m)}}});
  }
  return all;
}

// Grey by how much light a slope gets.
std::uint8_t shade(const Shading& light, double slope_east, double slope_north) {
  const double across = std::cos(light.elevation_rad);
  const double towards = std::sin(light.elevation_rad) - across * std::sin(light.azimuth_rad) * slope_east -
                         across * std::cos(light.azimuth_rad) * slope_north;
  const double share = towards / std::sqrt(1.0 + slope_east * slope_east + slope_north * slope_north);
  if (std::isnan(share)) return 0;  // nothing known
  return static_cast<std::uint8_t>(std::lround(1.0 + 254.0 * std::clamp(share, 0.0, 1.0)));
}

// Computes the layers strip by strip, and on the way the picture and what is told of them.
class Layers {
 public:
  Layers(const CaseGround& ground, const RasterPlace& place, const Shading& light,
         const std::vector<HorizonView>& horizon, bool shows_progress)
      : ground_(ground),
        place_(place),
        light_(light),
        views_(horizon),
        shows_progress_(shows_progress),
        step_((std::max(place.columns, place.rows) + picture_side_max - 1) / picture_side_max),
        picture_{(place.columns + step_ - 1) / step_, (place.rows + step_ - 1) / step_, 1, {}} {}

  void fill(int first_row, int rows, const std::vector<float*>& out) {
    compute_strip(first_row, rows);
    std::vector<StandPlace> places(static_cast<std::size_t>(place_.columns));
    for (int row = 0; row < rows; ++row) {
      for (int c = 0; c < place_.columns; ++c)
        places[static_cast<std::size_t>(c)] = {place_.east_of_m(c), place_.north_of_m(first_row + row)};
      const std::vector<Stand> stands = stands_of(ground_, places);
      for (int c = 0; c < place_.columns; ++c) {
        const std::size_t from = in_strip(row, c), to = static_cast<std::size_t>(row) * places.size();
        const Stand& stand = stands[static_cast<std::size_t>(c)];
        std::vector<double>& values = values_;
        values = {height_m_[from],   rock_m_[from],    stand.slope_rad / unit::degree_rad,
                  stand.roughness_m, stand.obstacle_m, stand.hazard};
        if (light_.is_sun) values.push_back(sunlit_[from]);
        for (const std::vector<double>& angle_rad : horizon_rad_) values.push_back(angle_rad[from] / unit::degree_rad);
        for (std::size_t b = 0; b < out.size(); ++b) {
          out[b][to + static_cast<std::size_t>(c)] = static_cast<float>(values[b]);
          if (std::isnan(values[b])) continue;
          low_[b] = std::min(low_[b], values[b]);
          high_[b] = std::max(high_[b], values[b]);
        }
        count(stand.hazard, sunlit_[from]);
      }
      add_to_picture(first_row + row, row);
      if (shows_progress_)
        print_progress(fmt::format("\r{:3d} %\033[K{}", 100 * (first_row + row + 1) / place_.rows,
                                   first_row + row + 1 == place_.rows ? "\n" : ""));
    }
  }

  const Picture& picture() const { return picture_; }
  std::string table() const {
    std::string text;
    const std::vector<RasterBand> all = bands(light_, views_);
    const auto range = [&](std::size_t b) {
      text += low_[b] <= high_[b]
                  ? fmt::format("  {:<10} {:>9.4g} to {:<9.4g} {}\n", all[b].name, low_[b], high_[b], all[b].unit)
                  : fmt::format("  {:<10} nowhere known\n", all[b].name);
    };
    for (std::size_t b = 0; b < hazard_band; ++b) range(b);
    if (judged_ > 0) {
      text += fmt::format("  {:<10} none at {:.2f} % of the places", "hazard", share(safe_, judged_));
      for (std::size_t h = 0; h < std::size(hazards); ++h)
        text += fmt::format("{} {} {:.2f} %", h == 0 ? ";" : ",", hazards[h].name, share(broken_[h], judged_));
      const std::uint64_t places = static_cast<std::uint64_t>(place_.columns) * static_cast<std::uint64_t>(place_.rows);
      text += judged_ < places ? fmt::format("; of the {} of {} that are known\n", judged_, places) : "\n";
    }
    if (light_.is_sun && lit_ + dark_ > 0)
      text += fmt::format("  {:<10} {:.2f} % of the places\n", "sunlit", share(lit_, lit_ + dark_));
    for (std::size_t b = all.size() - views_.size(); b < all.size(); ++b) range(b);
    return text;
  }

 private:
  static constexpr std::size_t hazard_band = 5;
  static double share(std::uint64_t places, std::uint64_t of) {
    return 100.0 * static_cast<double>(places) / static_cast<double>(of);
  }

  // The strip's arrays have a pixel more on each side.
  std::size_t strip_columns() const { return static_cast<std::size_t>(place_.columns) + 2; }
  std::size_t in_strip(int row, int column) const {
    return (static_cast<std::size_t>(row) + 1) * strip_columns() + static_cast<std::size_t>(column) + 1;
  }

  void compute_strip(int first_row, int rows) {
    height_m_.resize(strip_columns() * (static_cast<std::size_t>(rows) + 2));
    rock_m_.resize(height_m_.size());
    sunlit_.resize(height_m_.size());
    GroundTile strip{place_.west_m, place_.north_m, place_.pixel_m, -1, first_row - 1, 0, rows + 2, 0,
                     nullptr,       nullptr};
    strip.columns = static_cast<std::int32_t>(strip_columns());
    strip.stride = strip.columns;
    strip.height_m = height_m_.data();
    strip.rock_m = rock_m_.data();
    ground_.fill({strip});
    if (light_.is_sun) ground_.light(strip, light_.elevation_rad, light_.azimuth_rad, sunlit_.data());
    for (std::size_t i = 0; i < views_.size(); ++i) {
      horizon_rad_[i].resize(height_m_.size());
      ground_.horizon(strip, views_[i], horizon_rad_[i].data());
    }
  }

  void count(double hazard, double sunlit) {
    if (light_.is_sun && !std::isnan(sunlit)) ++(sunlit == 1.0 ? lit_ : dark_);
    if (std::isnan(hazard)) return;
    ++judged_;
    if (hazard == 0.0) ++safe_;
    for (std::size_t h = 0; h < std::size(hazards); ++h) {
      if ((static_cast<unsigned>(hazard) & static_cast<unsigned>(hazards[h].hazard)) != 0) ++broken_[h];
    }
  }

  void add_to_picture(int row, int row_of_strip) {
    if (row % step_ != 0) return;
    const auto top = [&](std::size_t i) { return height_m_[i] + rock_m_[i]; };
    for (int c = 0; c < place_.columns; c += step_) {
      const std::size_t i = in_strip(row_of_strip, c), down = strip_columns();
      const std::uint8_t grey = shade(light_, (top(i + 1) - top(i - 1)) / (2.0 * place_.pixel_m),
                                      (top(i - down) - top(i + down)) / (2.0 * place_.pixel_m));
      picture_.bytes.push_back(light_.is_sun && sunlit_[i] == 0.0 ? std::min<std::uint8_t>(grey, 1) : grey);
    }
  }

  const CaseGround& ground_;
  const RasterPlace& place_;
  const Shading light_;
  const std::vector<HorizonView> views_;
  bool shows_progress_;
  int step_;
  Picture picture_;
  std::vector<double> height_m_, rock_m_, sunlit_, values_;
  std::vector<std::vector<double>> horizon_rad_ = std::vector<std::vector<double>>(views_.size());
  const std::size_t band_count_ = bands(light_, views_).size();
  static constexpr double infinity = std::numeric_limits<double>::infinity();
  std::vector<double> low_ = std::vector<double>(band_count_, infinity),
                      high_ = std::vector<double>(band_count_, -infinity);
  std::uint64_t judged_ = 0, safe_ = 0, broken_[std::size(hazards)] = {}, lit_ = 0, dark_ = 0;
};

RasterFacts facts_of(const Scenario& s, std::uint64_t case_number, const CaseGround& ground, const RasterPlace& place) {
  const SiteOptions& site = place.site;
  return {{"title", s.name},
          {"case", std::to_string(case_number)},
          {"campaign_id", s.campaign_id},
          {"model_version", std::to_string(model_version)},
          {"relief_ground", shown_number(ground.params().moon.terrain.relief.ground)},
          {"site_lat_deg", shown_number(site.lat_rad / unit::degree_rad)},
          {"site_lon_deg", shown_number(site.lon_rad / unit::degree_rad)},
          {"site_elevation_m", shown_number(site.elevation_m)},
          {"sphere_radius_m", shown_number(place.sphere_radius_m())},
          {"footprint_radius_m", shown_number(footprint_radius_m(ground.params().vehicle))}};
}

void refuse_outputs(const TerrainArguments& a) {
  const std::string ending = ending_of_name(a.output);
  if (ending != ".tif" && ending != ".tiff")
    throw UsageError(a.output + ": a GeoTIFF is written; give it a name that ends in .tif");
  if (!writes_rasters) throw UsageError(a.output + ": " + no_raster_writer);
  check_output_path(a.output, existing_file(a.overwrite));
  check_output_path(picture_path(a.output), existing_file(a.overwrite));
}

ExitCode run(const TerrainArguments& a) {
  refuse_outputs(a);
  read_place(a.at);
  const Shading light = light_of(a);
  const std::vector<HorizonView> horizon = horizon_of(a);
  const Kernel& kernel = choose_kernel(a.isa.c_str());
  const int threads = usable_threads(a.threads, [&](const std::string& text) { tell(Remark::note, text, a.quiet); });
  const Scenario s = load_scenario(a.config, a.sets);
  refuse_inputs_as_outputs({a.output, picture_path(a.output)}, a.config, s);
  for (const std::string& doubt : s.doubts) tell(Remark::warning, doubt, a.quiet);
  const std::uint64_t case_number = asked_case(s, a.case_number);
  if (s.options.moon.terrain.model == TerrainModel::facet) {
    throw UsageError(a.config +
                     ": moon.terrain.model: facet is no surface: it is inclined alike wherever a case lands; for a "
                     "raster choose another, such as --set moon.terrain.model=plane");
  }
  const CaseGround ground(s, case_number, kernel, threads);
  const RasterPlace place = place_of_raster(a, s, footprint_radius_m(ground.params().vehicle));
  Layers layers(ground, place, light, horizon, !a.quiet && terminal_columns(STDERR_FILENO).has_value());
  write_geotiff(a.output, existing_file(a.overwrite), place, bands(light, horizon),
                facts_of(s, case_number, ground, place),
                [&](int first_row, int rows, const std::vector<float*>& out) { layers.fill(first_row, rows, out); });
  write_png(picture_path(a.output), existing_file(a.overwrite), layers.picture());
  if (a.quiet) return ExitCode::ok;
  print(fmt::format(
      "{}: the ground of case {}, {} x {} pixels of {:g} m about {:g} m east, {:g} m north\n{}{}: the same, "
      "shaded\n",
      a.output, case_number, place.columns, place.rows, place.pixel_m, place.east_of_m(place.columns / 2),
      place.north_of_m(place.rows / 2), layers.table(), picture_path(a.output)));
  return ExitCode::ok;
}

}  // namespace

void add_terrain(CLI::App& app, Invocation& invocation) {
  auto [command, a] =
      declare<TerrainArguments>(app, invocation, "terrain", "the ground that a case flies over, as a GeoTIFF", run);
  command.argument("CONFIG", a->config, "campaign (YAML)").required();
  command
      .value("-o,--output", a->output, "OUT.tif",
             "height, rocks, slope, roughness, obstacles and hazard as bands; OUT_hillshade.png is written beside it")
      .required();
  command.case_number(a->case_number, "number of the case; 0 otherwise");
  command.value("--at", a->at, "EAST,NORTH", "middle of the raster, metres from the target; 0,0 otherwise");
  command.number("--width", a->width_m, 1e-3, 4e6, "METRES", "of the raster; 401 pixels otherwise");
  command.number("--pixel", a->pixel_m, 1e-3, 1e5, "METRES",
                 "of a pixel; otherwise about a tenth of the lander's footprint");
  command.number("--sun-elevation", a->sun_elevation_deg, 0.1, 90, "DEG",
                 "of the sun's middle: a band `sunlit`, and the picture as the sun shades it");
  command.number("--sun-azimuth", a->sun_azimuth_deg, -360, 720, "DEG", "of the same, from north, clockwise");
  command.whole(
      "--horizon", a->horizon, 1, 72,
      "number of azimuths, evenly from north, clockwise, such as 8: a band each with the horizon's elevation");
  command.number("--horizon-eye", a->horizon_eye_m, 0, 1e4, "METRES", "above the ground, of who sees it; 0 otherwise");
  command.number("--horizon-reach", a->horizon_reach_km, 1e-3, 1e-3 * horizon_reach_max_m, "KM",
                 "how far away ground may be that makes it; 300 otherwise");
  command.sets(a->sets);
  command.threads(a->threads);
  command.isa(a->isa);
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  command.footer(
      "Example:\n    farside terrain configs/change4.yaml --case 13 -o case13.tif\n    gdallocationinfo -geoloc "
      "case13.tif 3.5 -2");
}

}  // namespace farside
