// farside sky: sun, Earth and relay over the target for a span.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "app/arguments/options.h"
#include "app/rows/selection.h"
#include "app/run/machine.h"
#include "app/terminal/console.h"
#include "app/terminal/output_paths.h"
#include "app/terminal/text_output.h"
#include "config/time_zero.h"
#include "engine/campaign.h"
#include "engine/case_ground.h"
#include "engine/dispatch.h"
#include "sampling/sampler.h"
#include "sky/report.h"

namespace farside {
namespace {

constexpr double days_max = 3660.0, days_preset = 30.0, day_s = 86400.0, hour_s = 3600.0;
constexpr double eye_preset_m = 2.0, reach_preset_km = 300.0;
constexpr int azimuths = 720;
constexpr double moments_max = 100000;

struct SkyArguments {
  std::string config, from, json, isa = "auto";
  std::vector<std::string> sets;
  std::optional<double> days, every_h, horizon_eye_m, horizon_reach_km;
  std::optional<std::uint64_t> case_number, threads;
  bool overwrite = false, quiet = false;
};

// "2019-01-03", or with hours and minutes, or seconds.
Instant instant_of(const std::string& text) {
  for (const char* rest : {"", ":00", "T00:00:00"}) {
    const std::string whole = text.ends_with('Z') ? text.substr(0, text.size() - 1) + rest : text + rest;
    if (const auto time = read_instant(whole, TimeScale::utc)) return *time;
  }
  throw UsageError("--from: expected a time in UTC such as 2019-01-03T02:26:00Z or 2019-01-03, not '" + text + "'");
}

// An hour within two days, else whole days, some thirty moments.
double every_hours(const SkyArguments& a, double days) {
  constexpr double moments = 31.0, hours_a_day = 24.0;
  if (a.every_h) return *a.every_h;
  return days <= 2.0 ? 1.0 : hours_a_day * std::ceil(days / moments);
}

// How far from the target the maps show ground, the least and the most of all azimuths; none where it is `reach_m`.
std::optional<Extent> map_end(const CaseGround& ground, double radius_m, double reach_m) {
  constexpr int ways = 72;
  constexpr double first_m = 1.0, growth = 1.05, pixel_m = 1.0;
  std::vector<double> away_m;
  for (double d = first_m; d < reach_m; d *= growth) away_m.push_back(d);
  away_m.push_back(reach_m);
  const std::size_t count = away_m.size();
  std::vector<double> height_m(ways * count), rock_m(ways * count);
  std::vector<GroundTile> places;
  for (std::size_t i = 0; i < ways * count; ++i) {
    const double azimuth_rad = 2.0 * pi * static_cast<double>(i / count) / ways,
                 off_m = radius_m * std::sin(away_m[i % count] / radius_m);
    places.push_back({off_m * std::sin(azimuth_rad) - 0.5 * pixel_m, off_m * std::cos(azimuth_rad) + 0.5 * pixel_m,
                      pixel_m, 0, 0, 1, 1, 1, &height_m[i], &rock_m[i]});
  }
  ground.fill(places);
  Extent end{reach_m, 0.0};
  for (std::size_t i = 0; i < ways * count; i += count) {
    std::size_t known = 0;
    while (known < count && !std::isnan(height_m[i + known])) ++known;
    const double here_m = known > 0 ? away_m[known - 1] : 0.0;
    end = {std::min(end.least, here_m), std::max(end.most, here_m)};
  }
  return end.least < reach_m ? std::optional(end) : std::nullopt;
}

// The ground's edge as the campaign's maps have it.
void look_around(SkyReport& r, const Scenario& s, const SkyArguments& a, std::uint64_t case_number,
                 const Kernel& kernel) {
  if (s.options.moon.terrain.model != TerrainModel::dem) {
    if (!a.horizon_eye_m && !a.horizon_reach_km) return;
    throw UsageError("--horizon-eye and --horizon-reach are for a campaign over a map (moon.terrain.model: dem); " +
                     s.configuration.file + " has none, and the horizon is level");
  }
  const int threads = usable_threads(a.threads, a.quiet);
  r.horizon.eye_m = a.horizon_eye_m.value_or(eye_preset_m);
  r.horizon.reach_m = 1e3 * a.horizon_reach_km.value_or(reach_preset_km);
  const CaseGround ground(s, case_number, kernel, threads);
  std::vector<double> edge = ground.horizon_around(0.0, 0.0, azimuths, r.horizon.eye_m, r.horizon.reach_m);
  constexpr double nothing_below_rad = -80.0 * unit::degree_rad;
  for (double& x : edge) {
    if (x > nothing_below_rad) continue;
    x = 0.0;
    ++r.horizon.unknown;
  }
  if (r.horizon.unknown == edge.size())
    throw DataError(s.configuration.file + ": moon.terrain.layers: no map shows the ground at the target");
  r.horizon.ground = fmt::format("the ground of case {}", case_number);
  r.horizon.end_m = map_end(ground, moon_radius_m + s.options.site.elevation_m, r.horizon.reach_m);
  r.question.horizon.elevation_rad = std::move(edge);
}

ExitCode run(const SkyArguments& a) {
  const JsonOutput json(a.json, a.overwrite, {a.config});
  const Kernel& kernel = choose_kernel(a.isa.c_str());
  const Scenario s = load_scenario(a.config, a.sets);
  refuse_inputs_as_outputs({a.json}, a.config, s);
  for (const std::string& doubt : s.doubts) tell(Remark::warning, doubt, a.quiet);
  const std::uint64_t case_number = asked_case(s, a.case_number);

  SkyReport r;
  r.name = s.name;
  r.site = s.options.site;
  SkyQuestion& q = r.question;
  q.site = site_frame(r.site.lat_rad, r.site.lon_rad, r.site.elevation_m);
  q.lat_rad = r.site.lat_rad;
  q.from = a.from.empty() ? time_zero_of(s.configuration) : instant_of(a.from);
  q.span_s = day_s * a.days.value_or(days_preset);
  q.every_s = hour_s * every_hours(a, a.days.value_or(days_preset));
  if (!is_within_series(q.from) || !is_within_series(later(q.from, q.span_s)))
    throw UsageError(fmt::format("--from {}: the series for Sun and Earth hold from {} to {}", utc_text(q.from),
                                 first_year, last_year));
  if (q.span_s / q.every_s > moments_max)
    throw UsageError(
        fmt::format("--every {:g}: more than {:g} moments; choose more hours", q.every_s / hour_s, moments_max));

  r.relay = relay_options_of(s.configuration);
  std::optional<Relay> relay;
  if (r.relay.is_there) {
    CaseParams<double> params = s.nominal;
    Sampler(s).draw(case_number, reinterpret_cast<double*>(&params));
    relay.emplace(r.relay.amplitude_m, params.relay.phase, r.relay.epoch);
    q.relay = &*relay;
    q.mask_rad = r.relay.mask_rad;
  }
  look_around(r, s, a, case_number, kernel);
  r.timeline = timeline_of(q);
  json.write(sky_json(r));
  if (!a.quiet && !json.to_stdout()) print(sky_table(r));
  return ExitCode::ok;
}

}  // namespace

void add_sky(CLI::App& app, Invocation& invocation) {
  auto [command, a] = declare<SkyArguments>(app, invocation, "sky", "sun, Earth and relay over the target", run);
  command.argument("CONFIG", a->config, "campaign (YAML)").required();
  command.value(
      "--from", a->from, "UTC",
      "first moment, such as 2019-01-03T02:26:00Z or 2019-01-03; otherwise site.epoch_utc or, of an orbit that is left "
      "by range, its ignition");
  command.number("--days", a->days, 1e-3, days_max, "N", "how long; 30 otherwise");
  command.number("--every", a->every_h, 1e-3, 24 * days_max, "HOURS",
                 "between the lines of the last table; an hour within two days, else whole days, some thirty lines");
  command.case_number(a->case_number, "whose ground, and whose relay.phase where it is dispersed; 0 otherwise");
  command.number("--horizon-eye", a->horizon_eye_m, 0, 1e4, "METRES",
                 "above the ground, of who sees the horizon; 2 otherwise");
  command.number("--horizon-reach", a->horizon_reach_km, 1e-3, 1e-3 * horizon_reach_max_m, "KM",
                 "how far away ground may be that makes it; 300 otherwise");
  command.value("--json", a->json, "OUT", "write all of it as JSON; `-`: to stdout, instead of the table");
  command.sets(a->sets);
  command.threads(a->threads);
  command.isa(a->isa);
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  command.footer("Example:\n    farside sky configs/change4.yaml --from 2019-01-03 --days 30");
}

}  // namespace farside
