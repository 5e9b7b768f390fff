#include "stats/causes/avoidance.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "stats/intervals/proportions.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t absent = static_cast<std::size_t>(-1);

struct Counted {
  std::uint64_t count = 0, of = 0;
  void add(bool is) { count += is, of += 1; }
};

Json share(const Counted& c, bool bounded, double confidence) {
  Json json{{"count", c.count}, {"of", c.of}};
  json["estimate"] = c.of > 0 ? Json(static_cast<double>(c.count) / static_cast<double>(c.of)) : Json(nullptr);
  json["lower"] = nullptr;
  json["upper"] = nullptr;
  if (!bounded || c.of == 0) return json;
  const Interval interval = clopper_pearson(c.count, c.of, confidence);
  json["lower"] = interval.lower;
  json["upper"] = interval.upper;
  return json;
}

// The same cases flown with and without.
struct Paired {
  std::uint64_t cases = 0, safe = 0, safe_blind = 0, gained = 0, lost = 0;
  void add(bool with, bool blind) {
    ++cases;
    safe += with, safe_blind += blind;
    gained += with && !blind, lost += blind && !with;
  }
};

Json paired_json(const Paired& p, bool bounded, double confidence) {
  if (p.cases == 0) return nullptr;
  Json json{{"cases", p.cases}, {"safe", p.safe}, {"safe_blind", p.safe_blind}, {"gained", p.gained}, {"lost", p.lost}};
  json["difference"] = (static_cast<double>(p.gained) - static_cast<double>(p.lost)) / static_cast<double>(p.cases);
  json["lower"] = nullptr;
  json["upper"] = nullptr;
  json["confidence"] = confidence;
  json["method"] = bounded ? "bonett_price" : "none";
  if (!bounded) return json;
  const Interval interval = paired_difference(p.gained, p.lost, p.cases, confidence);
  json["lower"] = interval.lower;
  json["upper"] = interval.upper;
  return json;
}

}  // namespace

Json avoidance_statistics(const ColumnSource& source, const Cases& cases, bool bounded, double confidence) {
  // What a table lacks is not a number in all of its rows.
  std::vector<std::string> names;
  const auto column = [&](const char* name) {
    const ColumnInfo* found = source.find(name);
    if (found == nullptr || found->extent != 1) return std::size_t{absent};
    names.emplace_back(name);
    return names.size() - 1;
  };
  const std::size_t result = column("avoidance_result"), seen = column("hazard_seen"), truth = column("hazard_true"),
                    ahead_seen = column("ahead_hazard_seen"), ahead_true = column("ahead_hazard_true"),
                    blind = column("blind_outcome");
  if (names.empty()) return nullptr;
  Counted missed, false_alarm, unreachable, no_site;
  Paired paired;
  for_each_block(source, names, [&](const RowBlock& block) {
    for (std::size_t i = 0; i < block.rows; ++i) {
      const std::size_t row = block.first + i;
      const auto at = [&](std::size_t name) { return name == absent ? std::nan("") : block.values[name][i]; };
      if (!cases.is_done(row) && !cases.is_failed(row)) continue;
      if (at(blind) >= 0) paired.add(cases.endings[row] == Ending::safe, at(blind) == 0);
      if (at(result) >= 1) {
        no_site.add(at(result) == 2);
        unreachable.add(at(result) == 3);
      }
      if (at(seen) <= 1 && !std::isnan(at(truth))) missed.add(at(truth) > 1);
      if (at(ahead_true) <= 1 && !std::isnan(at(ahead_seen))) false_alarm.add(at(ahead_seen) > 1);
    }
  });
  if (no_site.of == 0 && missed.of == 0 && paired.cases == 0) return nullptr;
  return {{"missed", share(missed, bounded, confidence)},
          {"false_alarm", share(false_alarm, bounded, confidence)},
          {"unreachable", share(unreachable, bounded, confidence)},
          {"no_site", share(no_site, bounded, confidence)},
          {"safe_blind_paired", paired_json(paired, bounded, confidence)}};
}

}  // namespace farside
