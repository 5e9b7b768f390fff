// farside map: the probability of a safe landing by aim point.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "app/arguments/options.h"
#include "app/rows/taken_cloud.h"
#include "app/run/conditions.h"
#include "app/run/machine.h"
#include "app/run/provenance.h"
#include "app/run/stopping.h"
#include "app/run/unread.h"
#include "app/terminal/console.h"
#include "app/terminal/output_paths.h"
#include "app/terminal/progress.h"
#include "engine/dispatch.h"
#include "risk/risk_exports.h"
#include "risk/risk_file.h"
#include "risk/survey.h"

namespace farside {
namespace {

struct MapArguments {
  std::string config, output, cloud, geotiff, png, kml, isa = "auto", progress = "auto", command_line;
  std::vector<std::string> sets;
  std::optional<std::uint64_t> threads;
  bool overwrite = false, reproducible = false, strict = false, quiet = false;
};

void note(const MapArguments& arguments, const std::string& text) {
  tell(Remark::note, "farside: " + text, arguments.quiet);
}

// What no single key can tell.
void check(const Scenario& s, const RiskOptions& o) {
  const auto wrong = [&](const std::string& key, const std::string& what) {
    throw ConfigError(fmt::format("{}: error: {}: {}", s.configuration.file, key, what));
  };
  if (s.options.touchdown.model == TouchdownModel::none)
    wrong("touchdown.model", "none: a map of risk is made of touchdowns; choose rigid or legs");
  if (s.configuration.forces_faults())
    wrong("campaign.strata", "faults: a map has faults by chance, not forced; --set campaign.strata=none");
  for (const Fault& f : s.configuration.faults)
    if (f.onset == Onset::phase)
      wrong(f.entry + ".when.phase",
            "aim points are landed at with faults at times or heights; give it as when: {time_s: [FROM, TO]}");
  if (s.configuration.design().method != SamplingMethod::random)
    wrong("campaign.sampling.method",
          fmt::format("{}: the intervals of a map are of random draws; --set campaign.sampling.method=random",
                      s.configuration.text("campaign.sampling.method")));
  if (s.configuration.design().outer > 0)
    wrong("campaign.sampling.outer", "a map has one level of draws; --set campaign.sampling.outer=0");
  const double margin_m = 6.0 * o.smoothing_m;  // of the aim points that are pooled with those of the window
  const double aims = ((o.width_m + margin_m) / o.spacing_m + 1.0) * ((o.height_m + margin_m) / o.spacing_m + 1.0);
  constexpr double aims_max = 1e6, touchdowns_max = 1e9;
  if (aims > aims_max)
    wrong("map.spacing_m", fmt::format("{:.0f} aim points, at most {:.0f}; widen it", aims, aims_max));
  if (aims * static_cast<double>(o.touchdowns * o.grounds) > touchdowns_max)
    wrong("map.touchdowns",
          fmt::format("more than {:.0f} touchdowns; take fewer, or fewer aim points", touchdowns_max));
  if (s.cloud.rows > 0 && o.cloud_cases > s.cloud.rows)
    wrong("map.cloud_cases", fmt::format("{} flights, but {} has {} rows; --set map.cloud_cases={}", o.cloud_cases,
                                         s.configuration.cloud.path, s.cloud.rows, s.cloud.rows));
}

std::vector<std::string> conditions_of_map(const Scenario& s, Pool pool, std::size_t grounds,
                                           const std::vector<CloudMember>& cloud,
                                           const std::vector<std::string>& of_cloud) {
  std::vector<std::string> conditions = of_cloud;
  if (grounds == 1) conditions.emplace_back("ground: the same for all touchdowns");
  else if (pool == Pool::first_ground)
    conditions.emplace_back("ground: the one with the number of the configuration, the same for all touchdowns");
  else
    conditions.push_back(fmt::format(
        "ground: drawn; P is a mean over {} grounds of the same law, since it isn't known which one is there",
        grounds));
  std::size_t powered = 0;
  for (const CloudMember& m : cloud) powered += m.powered && m.arrival == Arrival::lands ? 1 : 0;
  if (powered > 0)
    conditions.push_back(fmt::format("engine: {} of {} flights met the ground before the cutoff; here it is off",
                                     powered, cloud.size()));
  for (const std::string& condition : conditions_of(s.configuration)) conditions.push_back(condition);
  return conditions;
}

// All that is written, before anything is flown.
void check_outputs(const MapArguments& arguments) {
  check_output_paths({arguments.output, arguments.geotiff, arguments.png, arguments.kml},
                     existing_file(arguments.overwrite));
  if (!writes_rasters && !(arguments.geotiff.empty() && arguments.png.empty())) throw UsageError(no_raster_writer);
}

// The picture's path as a file in another folder names it.
std::string seen_from(const std::string& file, const std::string& picture) {
  if (picture.empty()) return "";
  const std::filesystem::path folder = std::filesystem::absolute(file).parent_path();
  return std::filesystem::absolute(picture).lexically_relative(folder).generic_string();
}

void write_exports(const MapArguments& arguments, const RiskMap& map, const Scenario& scenario) {
  const Existing existing = existing_file(arguments.overwrite);
  const SiteOptions& site = scenario.options.site;
  if (!arguments.geotiff.empty()) write_risk_geotiff(map, site, arguments.geotiff, existing);
  if (!arguments.png.empty()) {
    constexpr std::size_t side_px = 800;  // about, so that a coarse map can be looked at
    const std::size_t longest = std::max(map.aims.columns, map.aims.rows);
    write_png(arguments.png, existing,
              risk_picture(map, static_cast<int>(std::max<std::size_t>(1, side_px / longest))));
  }
  if (!arguments.kml.empty())
    write_text_file(arguments.kml,
                    risk_kml(map, site, scenario.name, seen_from(arguments.kml, arguments.png),
                             risk_contours(map, site, arguments.kml)),
                    existing);
}

ExitCode run(const MapArguments& arguments) {
  Stopping stopping(0.0);
  stopping.leave_at_once("farside: stopped; no map was written, and nothing is left of it\n");
  check_outputs(arguments);
  const std::optional<FileIdentity> replaced = identity_of(arguments.output);
  tell_misleading_name(arguments.output, arguments.quiet);
  const ProgressStyle style = progress_style(arguments.progress, arguments.quiet);
  FlyOptions options;
  options.kernel = &choose_kernel(arguments.isa.c_str());
  options.threads = usable_threads(arguments.threads, arguments.quiet);
  const RunFacts facts{arguments.command_line, options.kernel->isa, utc_now(), thread_count(options)};

  const Scenario scenario = load_scenario(arguments.config, arguments.sets);
  const std::vector<std::string> outputs{arguments.output, arguments.geotiff, arguments.png, arguments.kml};
  refuse_inputs_as_outputs(outputs, arguments.config, scenario);
  refuse_inputs_as_outputs(outputs, {arguments.cloud});
  tell_doubts(scenario, arguments.strict, arguments.quiet);
  const RiskOptions risk = risk_options_of(scenario.configuration);
  check(scenario, risk);
  const bool relief = scenario.options.moon.terrain.relief.model != ReliefModel::none;
  const std::vector<double> grounds = ground_numbers(scenario, relief ? risk.grounds : 1);
  const Pool pool = draws_ground(scenario) ? Pool::all_grounds : Pool::first_ground;

  const Survey survey(scenario, options);
  const auto begin = [&](const std::string& what) {
    note(arguments, what);
    options.report = ProgressReport(style);
  };
  TakenCloud taken;
  if (arguments.cloud.empty()) {
    begin("flights to the target, for the cloud");
    taken.cloud.members = survey.fly_cloud(risk.cloud_cases);
  } else {
    taken = take_cloud(arguments.cloud, scenario, risk.cloud_cases);
  }
  const std::vector<CloudMember>& cloud = taken.cloud.members;
  const CloudFigures figures = figures_of(cloud.data(), cloud.size() / 2);
  if (figures.landing < 2)
    throw UsageError(fmt::format("{}: {} of {} flights came to the ground, so there is no cloud to make a map of",
                                 arguments.cloud.empty() ? arguments.config : arguments.cloud, figures.landing,
                                 figures.members));
  int flown = 0;
  const RiskMap map = make_risk_map(
      risk, cloud, grounds.size(), pool, scenario.seed,
      [&](std::size_t count, const std::function<Touchdown(std::size_t)>& which) {
        begin(flown++ == 0 ? "touchdowns for the map" : "touchdowns at aim points to choose from, or to judge");
        return survey.land(cloud, taken.cloud.inputs, grounds, count, which);
      });
  if (map.smoothing_m < risk.smoothing_m)
    note(arguments,
         fmt::format("map.smoothing_m is {:.6g}, but the cloud allows {:.3g} m", risk.smoothing_m, map.smoothing_m));
  const std::vector<std::string> conditions =
      conditions_of_map(scenario, pool, grounds.size(), cloud, taken.conditions);
  const CampaignHeader header = make_header(scenario, {{0, risk.cloud_cases}}, facts);
  write_map_file(header, map_file_of(map, scenario.options.site, conditions), arguments.output,
                 {existing_file(arguments.overwrite), arguments.reproducible, scenario.compression, replaced});
  write_exports(arguments, map, scenario);
  if (!arguments.quiet) print(risk_table(map, scenario.options.site, conditions, table_columns().value_or(90)));
  return ExitCode::ok;
}

}  // namespace

void add_map(CLI::App& app, Invocation& invocation) {
  auto [command, a] = declare<MapArguments>(app, invocation, "map", "map P(safe) by aim point", run);
  command.argument("CONFIG", a->config, "campaign (YAML); its section `map` says which window").required();
  command.value("-o,--output", a->output, "FILE", "map to write (HDF5)").required();
  command.value("--cloud", a->cloud, "FILE",
                "take the first map.cloud_cases flights of this finished campaign (HDF5) for the cloud, in place of "
                "flying it");
  command.value("--geotiff", a->geotiff, "TIF", "write it as GeoTIFF, too");
  command.value("--png", a->png, "PNG", "write a picture of P(safe), north up, from the least (dark) to the largest");
  command.value(
      "--kml", a->kml, "KML",
      "write best aim point, target, window and contours of P(safe) for programs that show the Moon; with --png the "
      "picture, too");
  command.threads(a->threads);
  command.sets(a->sets);
  command.isa(a->isa);
  command.value("--progress", a->progress, "STYLE", "on stderr: auto, bar, json (one object a line) or none")
      .words(progress_words());
  command.flag("--strict", a->strict, "refuse dispersions that the chosen models never read");
  command.flag("--reproducible", a->reproducible,
               "equal bytes for equal maps: leave out dates, host, threads and their like");
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  a->command_line = invocation.command_line;
  command.footer(
      "Example:\n    farside map configs/vonkarman_map.yaml -o map.h5 --geotiff map.tif --png map.png --kml map.kml");
}

}  // namespace farside
