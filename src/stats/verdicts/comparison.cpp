#include "stats/verdicts/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.h"
#include "stats/intervals/proportions.h"
#include "stats/verdicts/compared_event.h"
#include "stats/verdicts/flown_rows.h"
#include "stats/verdicts/mission.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

Cases checked_cases(const ColumnSource& source) {
  Cases cases = read_cases(source);
  if (!cases.has_outcome) throw DataError(source.name() + ": has no column `outcome`, so that nothing can be compared");
  if (cases.weighted) {
    throw DataError(source.name() +
                    ": the weights of its cases differ (faults are forced, say), and no test of pairs holds for them; "
                    "compare campaigns flown without --strata");
  }
  return cases;
}

class Comparison {
 public:
  Comparison(const ColumnSource& first, const ColumnSource& second, const ComparisonRequest& request,
             const TakeChanged& take)
      : first_(first), second_(second), request_(request), take_(take) {
    first_cases_ = checked_cases(first);
    second_cases_ = checked_cases(second);
    has_mission_ = has_mission(first) && has_mission(second);
    require_judged();
    if (request.paired) pair_up();
    else take_both();
    if (first_count_ == 0 || second_count_ == 0) {
      throw DataError(request.paired
                          ? second.name() + ": has no case that " + first.name() + " has, too; nothing can be compared"
                          : (first_count_ == 0 ? first : second).name() + ": no case was flown");
    }
  }

  Json json() const {
    Json all;
    all["pairing"] = {{"method", request_.paired ? "common_random_numbers" : "independent"},
                      {"first", first_count_},
                      {"second", second_count_},
                      {"only_first", only_first_},
                      {"only_second", only_second_}};
    all["probability"] = {{"safe", event_json(safe_)}, {"lost", event_json(lost_)}};
    if (has_mission_) all["probability"]["mission"] = event_json(mission_);
    if (request_.paired) {
      all["outcomes"] = outcomes_json();
      all["flipped"] = flips_json(safe_flips_, cause_meanings);
      all["changed"] = changed_;
    }
    all["first_cause"] = causes_json(causes_, cause_meanings);
    if (has_mission_) {
      if (request_.paired) all["mission"]["flipped"] = flips_json(mission_flips_, mission_cause_meanings);
      all["mission"]["cause"] = causes_json(mission_causes_, mission_cause_meanings);
    }
    all["gate"] = gate_json();
    return all;
  }

 private:
  static constexpr double confidence = 0.95;
  static constexpr double risk = 0.05;  // of a verdict `worse` where the second is no worse
  static constexpr char alike_reason[] = "no input varies and all cases end alike, so that many say no more than one";
  static constexpr std::size_t ending_count = static_cast<std::size_t>(Ending::unknown) + 1;

  // Cases that have an event in the one alone: `worse` in the first.
  struct Flips {
    FlippedCases worse, better;
  };

  void require_judged() const {
    if (!request_.of_mission || has_mission_) return;
    throw DataError((has_mission(first_) ? second_ : first_).name() +
                    ": has no P(mission) that could be judged (aftermath.model: none); fly it with aftermath.model: "
                    "mission");
  }

  void pair_up() {
    FlownRows a(first_, first_cases_), b(second_, second_cases_);
    while (!a.at_end() && !b.at_end()) {
      if (a.number() < b.number()) {
        ++only_first_;
        a.next();
      } else if (b.number() < a.number()) {
        ++only_second_;
        b.next();
      } else {
        add_pair(a, b);
        a.next(), b.next();
      }
    }
    for (; !a.at_end(); a.next()) ++only_first_;
    for (; !b.at_end(); b.next()) ++only_second_;
    second_count_ = first_count_;
  }

  void add_pair(const FlownRows& a, const FlownRows& b) {
    ++first_count_;
    const Ending before = a.ending(), after = b.ending();
    safe_.add_pair(is_safe(before), is_safe(after));
    lost_.add_pair(is_lost(before), is_lost(after));
    ++outcomes_[static_cast<std::size_t>(before)][static_cast<std::size_t>(after)];
    const bool mission_changed = has_mission_ && add_missions(a, b);
    const std::int8_t code = a.cause(), other_code = b.cause();
    if (code == 0 && other_code == 0 && before == after && !mission_changed) return;
    const std::string cause = name_of_cause(first_, code), other = name_of_cause(second_, other_code);
    add_causes(causes_, cause, other, cause_meanings[0]);
    if (cause == other && before == after && !mission_changed) return;
    ++changed_;
    const auto number = static_cast<std::uint64_t>(a.number());
    if (before == Ending::safe && after != Ending::safe) safe_flips_.worse[other].add(number);
    if (after == Ending::safe && before != Ending::safe) safe_flips_.better[cause].add(number);
    if (!take_) return;
    ChangedCase changed{number, before, after, cause, other, {}, {}};
    if (has_mission_) changed.first_mission = mission_of(a), changed.second_mission = mission_of(b);
    take_(changed);
  }

  static MissionOfCase mission_of(const FlownRows& row) {
    const auto told = [&](Mission mission) { return mission_meanings[static_cast<int>(mission)]; };
    const Told goes_on = row.goes_on();
    return {goes_on == Told::yes  ? told(Mission::goes_on)
            : goes_on == Told::no ? told(Mission::fails)
                                  : told(Mission::unknown),
            row.mission_cause()};
  }

  // Did it go otherwise, or for another reason?
  bool add_missions(const FlownRows& a, const FlownRows& b) {
    const Told before = a.goes_on(), after = b.goes_on();
    mission_.add_pair(before, after);
    if (before == Told::yes && after == Told::yes) return false;
    const std::string cause = a.mission_cause(), other = b.mission_cause();
    add_causes(mission_causes_, cause, other, mission_cause_meanings[0]);
    const auto number = static_cast<std::uint64_t>(a.number());
    if (before == Told::yes) mission_flips_.worse[other].add(number);
    if (after == Told::yes) mission_flips_.better[cause].add(number);
    return before != after || cause != other;
  }

  void take_both() {
    for (FlownRows a(first_, first_cases_); !a.at_end(); a.next()) {
      ++first_count_;
      safe_.add_first(is_safe(a.ending())), lost_.add_first(is_lost(a.ending()));
      if (a.cause() != 0) ++causes_[name_of_cause(first_, a.cause())].first;
      if (!has_mission_) continue;
      mission_.add_first(a.goes_on());
      if (a.goes_on() != Told::yes) ++mission_causes_[a.mission_cause()].first;
    }
    for (FlownRows b(second_, second_cases_); !b.at_end(); b.next()) {
      ++second_count_;
      safe_.add_second(is_safe(b.ending())), lost_.add_second(is_lost(b.ending()));
      if (b.cause() != 0) ++causes_[name_of_cause(second_, b.cause())].second;
      if (!has_mission_) continue;
      mission_.add_second(b.goes_on());
      if (b.goes_on() != Told::yes) ++mission_causes_[b.mission_cause()].second;
    }
  }

  double first_n() const { return static_cast<double>(first_count_); }
  double second_n() const { return static_cast<double>(second_count_); }

  // Nothing varies, and all cases of each ended in one way.
  bool alike() const {
    const auto one_ending = [](const Cases& c) {
      const std::uint64_t n = c.judged();
      return c.safe == n || c.degraded == n || c.lost == n || c.unknown == n || c.numerical_failure == n;
    };
    return request_.inputs_alike && one_ending(first_cases_) && one_ending(second_cases_);
  }

  Json share_json(CountRange counts, std::uint64_t n, Looks looks) const {
    const ShareRange range = share_range(counts, n, confidence, looks);
    return {{"estimate", range.low},
            {"estimate_high", range.high},
            {"lower", alike() ? Json(nullptr) : Json(range.interval.lower)},
            {"upper", alike() ? Json(nullptr) : Json(range.interval.upper)}};
  }

  // The interval of a difference: from `low`'s lower bound to `high`'s upper one.
  Interval interval_of(const Changed& low, const Changed& high) const {
    return {paired_difference(low.gained, low.lost, first_count_, confidence).lower,
            paired_difference(high.gained, high.lost, first_count_, confidence).upper};
  }
  Interval interval_of(CountRange before, CountRange after) const {
    return {independent_difference(after.low, second_count_, before.high, first_count_, confidence).lower,
            independent_difference(after.high, second_count_, before.low, first_count_, confidence).upper};
  }

  Json event_json(const ComparedEvent& e) const {
    Json json{{"first", share_json(e.first, first_count_, request_.first)},
              {"second", share_json(e.second, second_count_, request_.second)}};
    const auto share_difference = [&](std::uint64_t after, std::uint64_t before) {
      return static_cast<double>(after) / second_n() - static_cast<double>(before) / first_n();
    };
    const bool paired = request_.paired;
    const double n = first_n();
    const Interval interval = paired ? interval_of(e.low, e.high) : interval_of(e.first, e.second);
    const ChanceOf chance = paired ? paired_chance(e.told.gained, e.told.lost)
                                   : independent_chance(e.second.low, second_count_, e.first.low, first_count_);
    json["difference"] = {
        {"estimate", paired ? e.told.difference(n) : share_difference(e.second.low, e.first.low)},
        {"estimate_low", paired ? e.low.difference(n) : share_difference(e.second.low, e.first.high)},
        {"estimate_high", paired ? e.high.difference(n) : share_difference(e.second.high, e.first.low)},
        {"lower", alike() ? Json(nullptr) : Json(interval.lower)},
        {"upper", alike() ? Json(nullptr) : Json(interval.upper)},
        {"confidence", confidence},
        {"method", alike()  ? "none"
                   : paired ? "bonett_price"
                            : "newcombe"},
        {"test", alike()  ? "none"
                 : paired ? "mcnemar_exact"
                          : "fisher_exact"},
        {"p", alike() ? Json(nullptr) : Json(chance.either)}};
    if (alike()) json["difference"]["reason"] = alike_reason;
    if (paired) {
      json["gained"] = e.told.gained;
      json["lost"] = e.told.lost;
      json["untold"] = {{"first", e.untold_first}, {"second", e.untold_second}, {"both", e.untold_both}};
    }
    return json;
  }

  // outcomes[of the first][of the second]
  Json outcomes_json() const {
    Json json;
    constexpr Ending listed[] = {Ending::safe, Ending::degraded, Ending::lost, Ending::unknown,
                                 Ending::numerical_failure};
    for (const Ending before : listed) {
      for (const Ending after : listed) {
        json[outcome_name(before)][outcome_name(after)] =
            outcomes_[static_cast<std::size_t>(before)][static_cast<std::size_t>(after)];
      }
    }
    return json;
  }

  // In the order of those that this build knows; others follow.
  template <class Value, std::size_t count, class Tell>
  static Json by_cause(std::map<std::string, Value> found, const char* const (&causes)[count], const Tell& tell) {
    Json json = Json::object();
    for (const char* known : causes) {
      if (const auto node = found.extract(known)) json[node.key()] = tell(node.mapped());
    }
    for (const auto& [cause, value] : found) json[cause] = tell(value);
    return json;
  }

  template <std::size_t count>
  static Json flipped_json(const FlippedCases& flipped, const char* const (&causes)[count]) {
    std::uint64_t cases = 0;
    for (const auto& [cause, f] : flipped) cases += f.count;
    return {{"count", cases}, {"causes", by_cause(flipped, causes, [](const Flipped& f) {
                                 return Json{{"count", f.count}, {"cases", f.examples}};
                               })}};
  }
  template <std::size_t count>
  static Json flips_json(const Flips& flips, const char* const (&causes)[count]) {
    return {{"worse", flipped_json(flips.worse, causes)}, {"better", flipped_json(flips.better, causes)}};
  }

  template <std::size_t count>
  Json causes_json(const CauseCounts& counts, const char* const (&causes)[count]) const {
    return by_cause(counts, causes, [&](const CauseCount& c) {
      const Interval interval = request_.paired
                                    ? interval_of(c.changed, c.changed)
                                    : interval_of(CountRange{c.first, c.first}, CountRange{c.second, c.second});
      const ChanceOf chance = request_.paired ? paired_chance(c.changed.gained, c.changed.lost)
                                              : independent_chance(c.second, second_count_, c.first, first_count_);
      Json json{{"first", c.first},
                {"second", c.second},
                {"difference", static_cast<double>(c.second) / second_n() - static_cast<double>(c.first) / first_n()},
                {"lower", alike() ? Json(nullptr) : Json(interval.lower)},
                {"upper", alike() ? Json(nullptr) : Json(interval.upper)},
                {"p", alike() ? Json(nullptr) : Json(chance.either)}};
      if (request_.paired) {
        json["gained"] = c.changed.gained;
        json["lost"] = c.changed.lost;
      }
      return json;
    });
  }

  // Against the second: what can't be told failed in it and landed in the first.
  Json gate_json() const {
    const ComparedEvent& judged = request_.of_mission ? mission_ : safe_;
    const Changed& low = judged.low;
    const Interval two_sided = request_.paired ? paired_difference(low.gained, low.lost, first_count_, 1 - 2 * risk)
                                               : independent_difference(judged.second.low, second_count_,
                                                                        judged.first.high, first_count_, 1 - 2 * risk);
    const double p = request_.paired
                         ? paired_chance(low.gained, low.lost).fewer
                         : independent_chance(judged.second.low, second_count_, judged.first.high, first_count_).fewer;
    const double difference = request_.paired ? low.difference(first_n())
                                              : static_cast<double>(judged.second.low) / second_n() -
                                                    static_cast<double>(judged.first.high) / first_n();
    const bool worse = alike() ? difference < -request_.tolerance : p < risk && two_sided.upper < -request_.tolerance;
    return {{"of", request_.of_mission ? mission_event : "safe"},
            {"verdict", worse ? "worse" : "not_worse"},
            {"tolerance", request_.tolerance},
            {"confidence", 1 - risk},
            {"difference", difference},
            {"lower", alike() ? Json(nullptr) : Json(two_sided.lower)},
            {"upper", alike() ? Json(nullptr) : Json(two_sided.upper)},
            {"p", alike() ? Json(nullptr) : Json(p)}};
  }

  const ColumnSource &first_, &second_;
  const ComparisonRequest& request_;
  const TakeChanged& take_;
  Cases first_cases_, second_cases_;
  std::uint64_t first_count_ = 0, second_count_ = 0, only_first_ = 0, only_second_ = 0, changed_ = 0;
  bool has_mission_ = false;
  ComparedEvent safe_, lost_, mission_;
  std::array<std::array<std::uint64_t, ending_count>, ending_count> outcomes_{};
  CauseCounts causes_, mission_causes_;
  Flips safe_flips_, mission_flips_;
};

}  // namespace

Json compare_campaigns(const ColumnSource& first, const ColumnSource& second, const ComparisonRequest& request,
                       const TakeChanged& take) {
  return Comparison(first, second, request, take).json();
}

bool is_worse(const Json& comparison) { return comparison.at("gate").at("verdict") == "worse"; }

}  // namespace farside
