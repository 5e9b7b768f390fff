#include "probe/timeline.h"

#include <algorithm>
#include <cmath>

#include "moon/frames.h"
#include "record/phases.h"

namespace farside {
namespace {

const TraceRecord* state_at(const std::vector<TraceRecord>& history, double time_s) {
  const auto after = std::upper_bound(history.begin(), history.end(), time_s,
                                      [](double t, const TraceRecord& row) { return t < row.time; });
  return after == history.begin() ? &history.front() : &*(after - 1);
}

// From the start on, where it is always there.
double strikes_at_s(const FaultOfCase& fault, const std::vector<TraceRecord>& history) {
  if (std::isfinite(fault.time_s)) return fault.time_s;
  if (fault.awaited.size() == 1 && std::isinf(fault.awaited[0].time_s)) return std::nan("");
  if (!std::isfinite(fault.height_m)) return history.front().time;
  const auto below =
      std::find_if(history.begin(), history.end(), [&](const TraceRecord& s) { return s.height <= fault.height_m; });
  return below == history.end() ? std::nan("") : below->time;
}

// `radius_m`: of the sphere through the target.
Event event_at(double time_s, std::string text, const TraceRecord& s, double radius_m) {
  const double r[3] = {s.east, s.north, radius_m + s.up}, v[3] = {s.velocity_east, s.velocity_north, s.velocity_up};
  const double length = std::hypot(r[0], r[1], r[2]);
  const double up = (r[0] * v[0] + r[1] * v[1] + r[2] * v[2]) / length;
  double across[3];
  for (int k = 0; k < 3; ++k) across[k] = v[k] - up * r[k] / length;
  return {time_s,
          std::move(text),
          s.height,
          -up,
          std::hypot(across[0], across[1], across[2]),
          s.tilt,
          std::hypot(s.nav_error_east, s.nav_error_north, s.nav_error_up)};
}

}  // namespace

std::vector<Event> timeline_of(const Scenario& scenario, const Replay& replay) {
  const LandingRecord& r = replay.record;
  const double radius_m = moon_radius_m + scenario.options.site.elevation_m;
  std::vector<Event> events;
  const auto add = [&](double time_s, std::string text) {
    if (std::isfinite(time_s) && !replay.history.empty())
      events.push_back(event_at(time_s, std::move(text), *state_at(replay.history, time_s), radius_m));
  };
  if (replay.fault.code > 0 && !replay.history.empty())
    add(strikes_at_s(replay.fault, replay.history), fault_name(replay.fault.code, fault_names(scenario.configuration)));
  for (int c = 0; c < criterion_count; ++c) {
    if (!(r.margin[c] < 0.0)) continue;
    const bool first = r.first_cause == static_cast<std::int8_t>(criteria[c].cause);
    add(r.time[c], std::string(first ? "first cause: " : "") + criteria[c].name);
  }
  for (int p = 0; p < phase_count; ++p) {
    if (static_cast<Phase>(p) == Phase::touchdown) add(r.touchdown_time, "first pad on the ground");
    else if (static_cast<Phase>(p) != Phase::end)
      add(static_cast<double>(r.phase_time[p]), std::string(phase_names[p]) + " begins");
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.time_s < b.time_s; });
  // what is judged in the end is so after the last sample
  const double last_s = events.empty() ? 0.0 : events.back().time_s;
  if (!replay.history.empty()) add(std::max(replay.history.back().time, last_s), "end");
  return events;
}

}  // namespace farside
