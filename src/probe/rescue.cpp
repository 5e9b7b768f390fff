#include "probe/rescue.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "base/nan.h"
#include "config/keys/reads.h"
#include "config/keys/registry.h"
#include "engine/point_flights.h"
#include "probe/ending.h"
#include "sampling/fault_draws.h"
#include "sampling/sampler.h"

namespace farside {
namespace {

using Point = CaseParams<double>;
using Group = std::vector<std::size_t>;

constexpr int part_steps = 20;
constexpr std::size_t closer_groups = 20;  // groups that are looked at more closely
constexpr std::uint64_t others_flown = 32;

double* values_of(Point& p) { return reinterpret_cast<double*>(&p); }
const double* values_of(const Point& p) { return reinterpret_cast<const double*>(&p); }

// How a case departs from the nominal one, and what it is with some of that put back.
class Departures {
 public:
  Departures(const Scenario& s, std::uint64_t case_number)
      : nominal_(s.nominal), faults_(s.configuration), planned_(Sampler(s).planned(case_number)) {
    const Sampler sampler(s);
    const std::vector<double> as_drawn(sampler.drawn_count(), nan);
    sampler.place(case_number, as_drawn.data(), values_of(sound_));
    add_inputs(s);
    add_fault(s);
  }

  std::size_t size() const { return told_.size(); }
  const std::vector<Departure>& told() const { return told_; }
  bool holds_fault(const Group& group) const {
    return has_fault_ && std::find(group.begin(), group.end(), size() - 1) != group.end();
  }

  // `part` of the way back to nominal, of this group.
  Point put_back(const Group& group, double part = 1.0) const {
    Point p = sound_;
    for (const std::size_t d : group) {
      for (const std::size_t slot : slots_[d]) {
        const double from = values_of(sound_)[slot], to = values_of(nominal_)[slot];
        values_of(p)[slot] = part == 1.0 ? to : from + part * (to - from);
      }
    }
    if (has_fault_ && !holds_fault(group)) faults_.strike(planned_.draw, planned_.stratum, values_of(p));
    return p;
  }

 private:
  void add(std::string name, std::string units, double drawn, double nominal, std::vector<std::size_t> slots) {
    told_.push_back({std::move(name), std::move(units), drawn, nominal});
    slots_.push_back(std::move(slots));
  }

  // The row of a file is one departure, each drawn input another.
  void add_inputs(const Scenario& s) {
    std::vector<std::size_t> row;
    for (std::size_t i = 0; i < s.inputs.size(); ++i) {
      const auto slot = static_cast<std::size_t>(s.dispersed_slots[i]);
      const std::string& path = s.inputs[i].path;
      const double drawn = values_of(sound_)[slot], nominal = values_of(nominal_)[slot];
      // a ground's number is no amount: no ground is nominal
      if (drawn == nominal || path == "moon.terrain.relief.ground") continue;
      if (use_of(path, s.options).use == Use::never) continue;
      if (i < s.cloud.columns.size()) row.push_back(slot);
      else add(path, s.inputs[i].units, drawn / s.dispersed_factors[i], nominal / s.dispersed_factors[i], {slot});
    }
    if (!row.empty()) add("start.from_file", "", nan, nan, std::move(row));
  }

  void add_fault(const Scenario& s) {
    Point p = sound_;
    const std::int8_t code = faults_.strike(planned_.draw, planned_.stratum, values_of(p)).code;
    has_fault_ = code > 0;
    if (has_fault_) add(fault_name(code, fault_names(s.configuration)), "", nan, nan, {});
  }

  Point nominal_, sound_;  // sound: as drawn, without a fault
  FaultDraws faults_;
  PlannedCase planned_;
  std::vector<Departure> told_;
  std::vector<std::vector<std::size_t>> slots_;
  bool has_fault_ = false;  // it is the last departure
};

double least_margin(const LandingRecord& r, bool of_mission) {
  double least = nan;
  for (const double m : r.margin) least = std::fmin(least, m);
  if (!of_mission) return least;
  for (const double m : r.mission_margin) least = std::fmin(least, m);
  return least;
}

// The next group of as many out of `n`, in lexicographic order.
bool next_group(Group& group, std::size_t n) {
  for (std::size_t k = group.size(); k-- > 0;) {
    if (group[k] + (group.size() - k) >= n) continue;
    ++group[k];
    for (std::size_t j = k + 1; j < group.size(); ++j) group[j] = group[j - 1] + 1;
    return true;
  }
  return false;
}

double group_count(std::size_t n, std::size_t k) {
  double count = 1.0;
  for (std::size_t i = 0; i < k; ++i) count *= static_cast<double>(n - i) / static_cast<double>(i + 1);
  return count;
}

class RescueSearch {
 public:
  RescueSearch(const Scenario& s, std::uint64_t case_number, const RescueOptions& options)
      : options_(options),
        departures_(s, case_number),
        draw_(Sampler(s).planned(case_number).draw),
        flights_(s, draw_, *options.kernel, options.threads) {}

  Rescue find() {
    Group all(departures_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    found_.departures = departures_.told();
    const std::vector<LandingRecord> ends = fly({departures_.put_back({}), departures_.put_back(all)});
    found_.flown = ends[0];
    found_.nominal = ends[1];
    found_.others = others_flown;
    found_.others_saved = others_saved({});
    if (all.empty()) return found_;
    try_all_groups();
    if (found_.groups.empty() && !found_.smallest && well(found_.nominal)) leave_out(all);
    look_closer();
    return found_;
  }

 private:
  bool well(const LandingRecord& r) const {
    return options_.mission ? ended_well(r, false) && mission_goes_on(r) : ended_well(r, options_.lost_only);
  }

  std::vector<LandingRecord> fly(const std::vector<Point>& points) {
    found_.flights += points.size();
    return flights_.fly(points);
  }

  // Of the next draws of the campaign, how many end well with this group put back.
  std::uint64_t others_saved(const Group& group) {
    std::vector<std::uint64_t> draws(others_flown);
    std::iota(draws.begin(), draws.end(), draw_ + 1);
    const std::vector<LandingRecord> ends =
        flights_.fly(std::vector<Point>(draws.size(), departures_.put_back(group)), draws);
    found_.flights += draws.size();
    return static_cast<std::uint64_t>(
        std::count_if(ends.begin(), ends.end(), [&](const LandingRecord& r) { return well(r); }));
  }

  // All groups of one, of two, and so on until one saves or the flights don't last for the next size.
  void try_all_groups() {
    const std::size_t n = departures_.size();
    for (std::size_t k = 1; k <= n && found_.groups.empty(); ++k) {
      if (group_count(n, k) > static_cast<double>(options_.flights_max) - static_cast<double>(found_.flights)) return;
      std::vector<Group> groups;
      Group group(k);
      std::iota(group.begin(), group.end(), std::size_t{0});
      do groups.push_back(group);
      while (next_group(group, n));
      std::vector<Point> points;
      for (const Group& g : groups) points.push_back(departures_.put_back(g));
      const std::vector<LandingRecord> ends = fly(points);
      for (std::size_t i = 0; i < groups.size(); ++i) {
        if (well(ends[i])) found_.groups.push_back({std::move(groups[i]), nan});
      }
    }
    found_.smallest = true;
  }

  // From all departures put back, leaves one after the other as it was drawn, that which costs least margin first,
  // until none can be.
  void leave_out(Group group) {
    for (;;) {
      std::vector<Point> points;
      for (std::size_t i = 0; i < group.size(); ++i) points.push_back(departures_.put_back(without(group, i)));
      const std::vector<LandingRecord> ends = fly(points);
      std::size_t best = group.size();
      for (std::size_t i = 0; i < group.size(); ++i) {
        if (!well(ends[i])) continue;
        const auto least = [&](std::size_t k) { return least_margin(ends[k], options_.mission); };
        if (best == group.size() || least(i) > least(best)) best = i;
      }
      if (best == group.size()) break;
      group = without(group, best);
    }
    found_.groups.push_back({group, nan});
  }

  static Group without(const Group& group, std::size_t i) {
    Group rest = group;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
    return rest;
  }

  // At the first of the groups found: how much of it is enough, and whether it is luck.
  void look_closer() {
    std::vector<Point> points;
    std::vector<SavingGroup*> asked;
    for (SavingGroup& g : found_.groups) {
      if (departures_.holds_fault(g.departures) || asked.size() == closer_groups) continue;
      asked.push_back(&g);
      for (int step = 1; step < part_steps; ++step)
        points.push_back(departures_.put_back(g.departures, static_cast<double>(step) / part_steps));
    }
    const std::vector<LandingRecord> ends = fly(points);
    for (std::size_t a = 0; a < asked.size(); ++a) {
      const LandingRecord* const of_group = &ends[a * (part_steps - 1)];
      int least = part_steps;
      while (least > 1 && well(of_group[least - 2])) --least;
      asked[a]->part = static_cast<double>(least) / part_steps;
    }
    for (std::size_t i = 0; i < std::min(closer_groups, found_.groups.size()); ++i)
      found_.groups[i].others_saved = others_saved(found_.groups[i].departures);
    const auto rank = [](const SavingGroup& g) {
      return std::pair(-static_cast<double>(g.others_saved.value_or(0)), std::isnan(g.part) ? 1.0 : g.part);
    };
    std::stable_sort(found_.groups.begin(), found_.groups.end(),
                     [&](const SavingGroup& a, const SavingGroup& b) { return rank(a) < rank(b); });
  }

  const RescueOptions& options_;
  Departures departures_;
  std::uint64_t draw_;
  PointFlights flights_;
  Rescue found_;
};

}  // namespace

Rescue find_rescue(const Scenario& scenario, std::uint64_t case_number, const RescueOptions& options) {
  return RescueSearch(scenario, case_number, options).find();
}

}  // namespace farside
