#include "engine/rejudge.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "aftermath/mission.h"
#include "base/error.h"
#include "config/difference.h"
#include "flight/verdict.h"

namespace farside {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double inner_radius_m = 1.7e6;  // of the Moon; no ground is nearer to its centre
constexpr char limits_path[] = "vehicle.limits.";

int index_of(Criterion criterion) { return static_cast<int>(criterion); }

double margin_of(const LandingRecord& r, Criterion criterion) { return r.margin[index_of(criterion)]; }
double time_of(const LandingRecord& r, Criterion criterion) { return r.time[index_of(criterion)]; }

// Which criteria a limit moves.
struct Moved {
  const char* limit;
  double LimitParams<double>::*value;
  std::array<Criterion, 2> criteria;
};
constexpr Moved moved[] = {
    {"speed_vertical_m_s",
     &LimitParams<double>::speed_vertical_m_s,
     {Criterion::hard_contact_vertical, Criterion::early_cutoff}},
    {"speed_horizontal_m_s",
     &LimitParams<double>::speed_horizontal_m_s,
     {Criterion::hard_contact_horizontal, Criterion::hard_contact_horizontal}},
    {"contact_tilt_deg", &LimitParams<double>::contact_tilt_rad, {Criterion::contact_tilt, Criterion::contact_tilt}},
    {"contact_rate_deg_s",
     &LimitParams<double>::contact_rate_rad_s,
     {Criterion::contact_rate, Criterion::contact_rate}},
    {"tip_over_tilt_deg", &LimitParams<double>::tip_over_tilt_rad, {Criterion::tip_over, Criterion::tip_over}},
    {"final_tilt_deg", &LimitParams<double>::final_tilt_rad, {Criterion::final_tilt, Criterion::final_tilt}},
    {"load_m_s2", &LimitParams<double>::load_m_s2, {Criterion::load_exceeded, Criterion::load_exceeded}},
    {"slide_m", &LimitParams<double>::slide_m, {Criterion::slid, Criterion::slid}},
    {"landing_radius_m", &LimitParams<double>::landing_radius_m, {Criterion::off_corridor, Criterion::off_corridor}},
};

// Of whose sign the verdict's criteria hang in part.
constexpr struct {
  const char* path;
  double& (*of)(CaseParams<double>& p);
} switches[] = {
    {"vehicle.mass.propellant_kg", [](CaseParams<double>& p) -> double& { return p.vehicle.mass.propellant_kg; }},
    {"vehicle.legs.hull_clearance_m", [](CaseParams<double>& p) -> double& { return p.vehicle.legs.hull_clearance_m; }},
    {"vehicle.legs.nozzle_clearance_m",
     [](CaseParams<double>& p) -> double& { return p.vehicle.legs.nozzle_clearance_m; }},
};

// The tilt beyond which a touchdown isn't followed whatever the limit on tip-over (flight/touchdown/touchdown_start.h),
// less what it is followed beyond that limit.
constexpr double tip_followed_rad = 70.0 * unit::degree_rad;

// Of what is judged before a touchdown is computed to its end.
bool loses_before_rest(Criterion criterion) {
  return criterion == Criterion::hard_contact_vertical || criterion == Criterion::hard_contact_horizontal ||
         criterion == Criterion::early_cutoff || criterion == Criterion::off_corridor;
}

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw UsageError("--set " + path + ": " + why + "; fly it again: farside run with this --set");
}

// The angles, least and most, that the row may have had: its degrees are rounded, and its margin says more.
struct Angles {
  double least, most;
};
Angles angles_of(double degrees, double limit_rad, double margin) {
  const auto is_it = [&](double rad) { return rad / unit::degree_rad == degrees; };
  const double near = degrees * unit::degree_rad;
  Angles a{near, near};
  constexpr int reach = 3;  // a product and a quotient, each rounded: two last places
  for (int i = 0; i < reach; ++i) a = {std::nextafter(a.least, -infinity), std::nextafter(a.most, infinity)};
  while (a.least < a.most && !is_it(a.least)) a.least = std::nextafter(a.least, infinity);
  while (a.least < a.most && !is_it(a.most)) a.most = std::nextafter(a.most, -infinity);
  while (a.least < a.most && margin_below(limit_rad, a.least) != margin) a.least = std::nextafter(a.least, infinity);
  while (a.least < a.most && margin_below(limit_rad, a.most) != margin) a.most = std::nextafter(a.most, -infinity);
  return a;
}

// When a case was over, as far as the row says.
struct EndTime {
  double earliest_s, latest_s;
};
EndTime end_of(const LandingRecord& r) {
  for (const Criterion at_end : {Criterion::not_at_rest, Criterion::final_tilt}) {
    if (!std::isnan(time_of(r, at_end))) return {time_of(r, at_end), time_of(r, at_end)};
  }
  return {r.touchdown_time, infinity};
}

double distance_m(double east_m, double north_m) { return sqrt(fma(north_m, north_m, east_m * east_m)); }

}  // namespace

Rejudge::Rejudge(const Configuration& flown, const Configuration& wanted)
    : options_(options_of(flown)),
      nominal_(nominal_of(flown)),
      flown_(nominal_.vehicle.limits),
      wanted_(nominal_of(wanted).vehicle.limits),
      lands_(options_.touchdown.model != TouchdownModel::none),
      relayed_(flown.text("relay.orbit") != "none") {
  for (const PhysicsDifference& d : physics_differences(flown, wanted)) {
    if (!d.path.starts_with(limits_path)) refuse(d.path, "changes the flights, not only what they are judged by");
    if (flown.varies(d.path)) refuse(d.path, "is dispersed, each case has a limit of its own");
    if (d.path.ends_with(".outage_h") || d.path.ends_with(".wake_elevation_deg"))
      refuse(d.path, "is for the time after the landing, which is judged as it was flown");
    if (d.path == std::string(limits_path) + "propellant_reserve_kg") {
      refuse(d.path,
             "hazard avoidance plans with the reserve, and the rows don't say when the tank fell below another one");
    }
    const auto m = std::find_if(std::begin(moved), std::end(moved),
                                [&](const Moved& one) { return d.path == std::string(limits_path) + one.limit; });
    if (m == std::end(moved)) throw InternalError(d.path + ": a limit that nothing here knows");
    const double before = flown_.*m->value, after = wanted_.*m->value;
    if (m->criteria[0] == Criterion::tip_over && std::max(before, after) > tip_followed_rad)
      refuse(d.path, "beyond 70 deg the touchdowns would be followed to another end");
    for (const Criterion criterion : m->criteria) {
      if (std::find(changed_.begin(), changed_.end(), criterion) == changed_.end()) changed_.push_back(criterion);
      if (after < before && loses_before_rest(criterion)) may_lose_erased_ = lands_;
    }
  }
  for (const auto& s : switches) {
    if (flown.varies(s.path)) inputs_.emplace_back(s.path);
  }
}

double Rejudge::margin(Criterion criterion, const LandingRecord& r) const {
  return std::isnan(margin_of(r, criterion)) ? not_available : found(criterion, r).margin;
}

// Of a limit that is passed some time between contact and the end.
Rejudge::Found Rejudge::crossing(Criterion criterion, const LandingRecord& r, double margin, double error,
                                 bool looser) const {
  const double before_s = time_of(r, criterion);
  const EndTime end = end_of(r);
  Found f{margin, margin - error, margin + error, r.touchdown_time, end.latest_s};
  if (!std::isnan(before_s)) (looser ? f.earliest_s : f.latest_s) = before_s;
  return f;
}

// Where it was at contact isn't stored, but how far it got from there, and that it was within the limit; or the margin.
Rejudge::Found Rejudge::corridor(const LandingRecord& r) const {
  const double before = margin_of(r, Criterion::off_corridor), radius = wanted_.landing_radius_m;
  const double ratio = flown_.landing_radius_m / radius, scaled = 1.0 - (1.0 - before) * ratio;
  const double stored_s = time_of(r, Criterion::off_corridor);
  const double end_s = std::isnan(stored_s) ? r.end_time : stored_s, at_end = distance_m(r.end_east, r.end_north);
  const auto sure = [](double margin, double time_s) { return Found{margin, margin, margin, time_s, time_s}; };
  if (std::isnan(r.touchdown_time)) {
    if (margin_of(r, Criterion::not_at_rest) < 0.0) return sure(std::min(scaled, -1.0), end_s);  // hovers, flies away
    const double reached = margin_below(radius, at_end), unreached = std::min(reached, -1.0);
    const double if_reached = margin_below(flown_.landing_radius_m, at_end);
    if (before != if_reached) return sure(unreached, end_s);
    if (before > -1.0) return sure(reached, end_s);
    return {unreached, unreached, reached, end_s, end_s};
  }
  if (!lands_ || std::isnan(r.landing_east)) return sure(margin_below(radius, at_end), end_s);

  const double rest_m = distance_m(r.landing_east, r.landing_north), at_rest = margin_below(radius, rest_m);
  double least_m = 0.0, most_m = 0.0;  // at contact
  if (before < 0.0 && stored_s == r.touchdown_time) {
    const double contact_m = flown_.landing_radius_m * (1.0 - before), error_m = 1e-14 * contact_m;
    least_m = contact_m - error_m;
    most_m = contact_m + error_m;
  } else {
    // what it sank on the way to rest, 20 m and its slide at most, counts as well: verticals differ
    const double moved_m = r.slide_distance + (r.slide_distance + 20.0) * std::min(1.0, rest_m / inner_radius_m);
    least_m = rest_m - moved_m;
    most_m = std::min(rest_m + moved_m, flown_.landing_radius_m);
  }
  if (least_m > radius) return sure(margin_below(radius, 0.5 * (least_m + most_m)), r.touchdown_time);
  const EndTime end = end_of(r);
  if (most_m <= radius) return {at_rest, at_rest, at_rest, end.earliest_s, end.latest_s};
  const double at_contact = margin_below(radius, most_m);
  return {at_rest, std::min(at_contact, at_rest), at_rest, r.touchdown_time, end.latest_s};
}

Rejudge::Found Rejudge::found(Criterion criterion, const LandingRecord& r) const {
  const double before = margin_of(r, criterion);
  const auto at_contact = [&](double margin) {
    return Found{margin, margin, margin, r.touchdown_time, r.touchdown_time};
  };
  const auto of_angle = [&](double degrees, double flown_rad, double wanted_rad, double time_s) {
    const Angles a = angles_of(degrees, flown_rad, before);
    return Found{margin_below(wanted_rad, a.least), margin_below(wanted_rad, a.most), margin_below(wanted_rad, a.least),
                 time_s, time_s};
  };
  // 1 - value / limit, of a value that isn't stored
  const auto scaled = [&](double ratio) { return 1.0 - (1.0 - before) * ratio; };
  const auto error = [&](double ratio) { return 1e-15 * (2.0 + 4.0 * std::fabs(1.0 - before) * ratio); };
  switch (criterion) {
    case Criterion::hard_contact_vertical:
      return at_contact(margin_below(wanted_.speed_vertical_m_s, r.touchdown_speed_vertical));
    case Criterion::hard_contact_horizontal:
      return at_contact(margin_below(wanted_.speed_horizontal_m_s, r.touchdown_speed_horizontal));
    case Criterion::contact_tilt:
      return of_angle(r.touchdown_tilt, flown_.contact_tilt_rad, wanted_.contact_tilt_rad, r.touchdown_time);
    case Criterion::contact_rate:
      return of_angle(r.touchdown_rate, flown_.contact_rate_rad_s, wanted_.contact_rate_rad_s, r.touchdown_time);
    case Criterion::final_tilt:  // the last of all, and behind all others at its time
      static_assert(static_cast<int>(Criterion::final_tilt) == criterion_count - 1);
      return of_angle(r.final_tilt, flown_.final_tilt_rad, wanted_.final_tilt_rad, infinity);
    case Criterion::slid:
      return crossing(criterion, r, margin_below(wanted_.slide_m, r.slide_distance), 0.0,
                      wanted_.slide_m > flown_.slide_m);
    case Criterion::load_exceeded:
      return crossing(criterion, r, margin_below(wanted_.load_m_s2, r.peak_load), 0.0,
                      wanted_.load_m_s2 > flown_.load_m_s2);
    case Criterion::tip_over: {
      const double ratio = flown_.tip_over_tilt_rad / wanted_.tip_over_tilt_rad;
      return crossing(criterion, r, scaled(ratio), error(ratio), ratio < 1.0);
    }
    case Criterion::early_cutoff: {
      const double speeds = flown_.speed_vertical_m_s / wanted_.speed_vertical_m_s, ratio = speeds * speeds;
      const float rounded_s = r.phase_time[static_cast<int>(Phase::free_fall)];
      Found f{scaled(ratio), scaled(ratio) - error(ratio), scaled(ratio) + error(ratio), 0.0, infinity};
      const double stored_s = time_of(r, criterion);
      if (!std::isnan(stored_s)) {
        f.earliest_s = f.latest_s = stored_s;
      } else if (!std::isnan(rounded_s)) {
        f.earliest_s = std::nextafter(rounded_s, -std::numeric_limits<float>::infinity());
        f.latest_s = std::nextafter(rounded_s, std::numeric_limits<float>::infinity());
      }
      return f;
    }
    case Criterion::off_corridor:
      return corridor(r);
    default:
      throw InternalError("a criterion that no limit moves");
  }
}

Rejudge::Verdict Rejudge::judge(const LandingRecord& flown, const double* inputs) const {
  const auto verdict_of = [&](LandingRecord r, bool certain) {
    std::copy(std::begin(flown.mission_margin), std::end(flown.mission_margin), r.mission_margin);
    std::copy(std::begin(flown.mission_time), std::end(flown.mission_time), r.mission_time);
    judge_mission(r, relayed_);
    return Verdict{r.status, r.outcome, r.first_cause, r.failure_mask, r.mission, r.mission_cause, certain};
  };
  const bool failed = flown.status == static_cast<std::int8_t>(Status::numerical_failure);
  if (flown.status == static_cast<std::int8_t>(Status::not_run) ||
      flown.first_cause == static_cast<std::int8_t>(Cause::invalid_draw) ||
      flown.first_cause == static_cast<std::int8_t>(Cause::flight_software))
    return verdict_of(flown, true);
  // Of a touchdown that could not be computed nothing is kept, unless it was lost by what came before.
  if (failed && std::all_of(std::begin(flown.margin), std::end(flown.margin), [](double m) { return std::isnan(m); }))
    return verdict_of(flown, !may_lose_erased_);

  CaseParams<double> p = nominal_;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    for (const auto& s : switches) {
      if (inputs_[i] == s.path) s.of(p) = inputs[i];
    }
  }
  LandingRecord early = flown;
  early.failure_mask = 0;
  LandingRecord late = early;
  std::vector<Criterion> unsure;  // of their time
  bool certain = true;
  for (const Criterion criterion : changed_) {
    const int i = index_of(criterion);
    if (std::isnan(flown.margin[i])) continue;
    const Found f = found(criterion, flown);
    certain = certain && (f.least < 0.0) == (f.most < 0.0);
    set_margin(early, criterion, f.margin, f.earliest_s);
    set_margin(late, criterion, f.margin, f.latest_s);
    if (f.margin < 0.0 && f.earliest_s != f.latest_s) unsure.push_back(criterion);
  }

  const bool was_lost = is_lost(flown), stopped = lands_ && std::isnan(margin_of(flown, Criterion::tip_over)) &&
                                                  std::isnan(margin_of(flown, Criterion::not_at_rest));
  if (stopped && was_lost && !is_lost(early)) {
    // the touchdown could not be computed, and the case isn't lost by what came before any more
    const bool off_map = margin_of(flown, Criterion::off_map) < 0.0;
    return verdict_of(numerical_failure(flown.case_number), certain && !off_map);
  }
  const CriterionMask applicable = applicable_criteria(options_, options_.moon.terrain.model, p);
  const auto judged = [&](LandingRecord r) {
    farside::judge(r, applicable);
    return verdict_of(r, true);
  };
  const auto same = [](const Verdict& a, const Verdict& b) {
    return a.outcome == b.outcome && a.first_cause == b.first_cause;
  };
  Verdict verdict = judged(early);
  // In whatever order they came: what is first when it is as late as may be, and all others as early, is first.
  if (!unsure.empty()) certain = certain && same(verdict, judged(late));
  for (const Criterion criterion : unsure) {
    LandingRecord one = early;
    one.time[index_of(criterion)] = late.time[index_of(criterion)];
    certain = certain && same(verdict, judged(one));
  }
  verdict.certain = certain;
  return verdict;
}

const std::vector<std::string>& rejudged_columns() {
  static const std::vector<std::string> columns = [] {
    std::vector<std::string> names{"case",           "status",         "outcome",
                                   "first_cause",    "failure_mask",   "touchdown_time",
                                   "touchdown_rate", "touchdown_tilt", "touchdown_speed_vertical",
                                   "end_time",       "end_east",       "touchdown_speed_horizontal",
                                   "end_north",      "landing_east",   "landing_north",
                                   "final_tilt",     "peak_load",      "slide_distance",
                                   "phase_time"};
    for (const CriterionInfo& c : criteria) {
      names.push_back(std::string("margin_") + c.name);
      names.push_back(std::string("time_") + c.name);
    }
    for (const MissionNeedInfo& need : mission_needs) {
      names.push_back(std::string("mission_margin_") + need.name);
      names.push_back(std::string("mission_time_") + need.name);
    }
    return names;
  }();
  return columns;
}

const std::vector<std::string>& margin_columns(Criterion criterion) {
  static const std::vector<std::vector<std::string>> all = [] {
    const std::pair<Criterion, std::vector<std::string>> of[] = {
        {Criterion::hard_contact_vertical, {"touchdown_speed_vertical"}},
        {Criterion::hard_contact_horizontal, {"touchdown_speed_horizontal"}},
        {Criterion::contact_tilt, {"touchdown_tilt"}},
        {Criterion::contact_rate, {"touchdown_rate"}},
        {Criterion::final_tilt, {"final_tilt"}},
        {Criterion::slid, {"slide_distance"}},
        {Criterion::load_exceeded, {"peak_load"}},
        {Criterion::off_corridor,
         {"touchdown_time", "end_time", "end_east", "end_north", "landing_east", "landing_north", "slide_distance",
          "margin_not_at_rest", "time_off_corridor"}}};
    std::vector<std::vector<std::string>> columns(criterion_count);
    for (int i = 0; i < criterion_count; ++i) columns[i].push_back(std::string("margin_") + criteria[i].name);
    for (const auto& [moves, names] : of) {
      std::vector<std::string>& its = columns[index_of(moves)];
      its.insert(its.end(), names.begin(), names.end());
    }
    return columns;
  }();
  return all[index_of(criterion)];
}

}  // namespace farside
