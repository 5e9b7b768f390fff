#include "stats/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.h"
#include "stats/proportions.h"

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

// The rows of a table that were flown, one after the other.
class FlownRows {
 public:
  FlownRows(const ColumnSource& source, const Cases& cases) : source_(source), cases_(cases) {
    for (const char* name : {"case", "first_cause"}) {
      const ColumnInfo* column = source.find(name);
      if (column != nullptr && column->extent == 1) columns_.emplace_back(name);
    }
    has_number_ = !columns_.empty() && columns_.front() == "case";
    has_cause_ = cases.has_first_cause;
    settle();
  }
  bool at_end() const { return row_ == source_.rows(); }
  void next() {
    const double last = number();
    ++row_;
    settle();
    if (!at_end() && !(number() > last)) {
      throw DataError(fmt::format("{}: case {:.0f} of row {} follows case {:.0f}; sort its rows by `case`",
                                  source_.name(), number(), row_, last));
    }
  }

  double number() const { return has_number_ ? values_.front()[row_ - first_] : static_cast<double>(row_); }
  Ending ending() const { return cases_.endings[row_]; }
  std::int8_t cause() const {  // 0: none
    const double stored = has_cause_ ? values_.back()[row_ - first_] : 0;
    return first_cause(ending(), stored >= 0 ? static_cast<std::int8_t>(stored) : std::int8_t{-1});
  }

 private:
  // At a row that was flown, with its block in memory.
  void settle() {
    while (!at_end() && cases_.endings[row_] == Ending::not_run) ++row_;
    if (at_end() || (row_ < first_ + rows_ && rows_ > 0)) return;
    first_ = row_;
    rows_ = std::min<std::uint64_t>(block_values, source_.rows() - first_);
    values_.clear();
    for (const std::string& column : columns_) values_.push_back(source_.read(column, first_, rows_));
  }

  const ColumnSource& source_;
  const Cases& cases_;
  std::vector<std::string> columns_;
  bool has_number_ = false, has_cause_ = false;
  std::uint64_t row_ = 0, first_ = 0, rows_ = 0;
  std::vector<std::vector<double>> values_;  // of `columns_`, from row `first_` on
};

enum class Told { no, yes, untold };
Told is_safe(Ending e) {
  return e == Ending::safe                                        ? Told::yes
         : e == Ending::unknown || e == Ending::numerical_failure ? Told::untold
                                                                  : Told::no;
}
Told is_lost(Ending e) {
  return e == Ending::lost || e == Ending::numerical_failure ? Told::yes
         : e == Ending::unknown                              ? Told::untold
                                                             : Told::no;
}

// Cases with an event in the one alone.
struct Changed {
  std::uint64_t gained = 0, lost = 0;
  void add(bool before, bool after) { gained += after && !before, lost += before && !after; }
  double difference(double n) const { return (static_cast<double>(gained) - static_cast<double>(lost)) / n; }
};

// An event in both: `told` counts no case that can't be told, `low` those of the first alone, `high` those of the
// second.
struct Event {
  CountRange first{0, 0}, second{0, 0};
  Changed told, low, high;
  std::uint64_t untold_first = 0, untold_second = 0, untold_both = 0;

  void add_first(Told t) { first.low += t == Told::yes, first.high += t != Told::no; }
  void add_second(Told t) { second.low += t == Told::yes, second.high += t != Told::no; }
  void add_pair(Told before, Told after) {
    add_first(before), add_second(after);
    if (before == Told::untold && after == Told::untold) {
      ++untold_both;
      return;
    }
    untold_first += before == Told::untold, untold_second += after == Told::untold;
    told.add(before == Told::yes, after == Told::yes);
    low.add(before != Told::no, after == Told::yes);
    high.add(before == Told::yes, after != Told::no);
  }
};

// How often a cause came first.
struct CauseCount {
  std::uint64_t first = 0, second = 0;
  Changed changed;
};

// Cases that are safe in the one alone, of one cause in the other.
struct Flipped {
  std::uint64_t count = 0;
  std::vector<std::uint64_t> examples;
  void add(std::uint64_t number) {
    ++count;
    if (examples.size() < Cases::examples_max) examples.push_back(number);
  }
};

class Comparison {
 public:
  Comparison(const ColumnSource& first, const ColumnSource& second, const ComparisonRequest& request,
             const TakeChanged& take)
      : first_(first), second_(second), request_(request), take_(take) {
    first_cases_ = checked_cases(first);
    second_cases_ = checked_cases(second);
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
    if (request_.paired) {
      all["outcomes"] = outcomes_json();
      all["flipped"] = {{"worse", flipped_json(worse_)}, {"better", flipped_json(better_)}};
      all["changed"] = changed_;
    }
    all["first_cause"] = causes_json();
    all["gate"] = gate_json();
    return all;
  }

 private:
  static constexpr double confidence = 0.95;
  static constexpr double risk = 0.05;  // of a verdict `worse` where the second is no worse
  static constexpr char alike_reason[] = "no input varies and all cases end alike, so that many say no more than one";
  static constexpr std::size_t ending_count = static_cast<std::size_t>(Ending::unknown) + 1;

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
    const std::int8_t code = a.cause(), other_code = b.cause();
    if (code == 0 && other_code == 0 && before == after) return;
    const std::string cause = name_of_cause(first_, code), other = name_of_cause(second_, other_code);
    if (code != 0) ++causes_[cause].first;
    if (other_code != 0) ++causes_[other].second;
    if (cause == other && before == after) return;
    if (cause != other) {
      if (code != 0) ++causes_[cause].changed.lost;
      if (other_code != 0) ++causes_[other].changed.gained;
    }
    ++changed_;
    const auto number = static_cast<std::uint64_t>(a.number());
    if (before == Ending::safe && after != Ending::safe) worse_[other].add(number);
    if (after == Ending::safe && before != Ending::safe) better_[cause].add(number);
    if (take_) take_({number, before, after, cause, other});
  }

  void take_both() {
    for (FlownRows a(first_, first_cases_); !a.at_end(); a.next()) {
      ++first_count_;
      safe_.add_first(is_safe(a.ending())), lost_.add_first(is_lost(a.ending()));
      if (a.cause() != 0) ++causes_[name_of_cause(first_, a.cause())].first;
    }
    for (FlownRows b(second_, second_cases_); !b.at_end(); b.next()) {
      ++second_count_;
      safe_.add_second(is_safe(b.ending())), lost_.add_second(is_lost(b.ending()));
      if (b.cause() != 0) ++causes_[name_of_cause(second_, b.cause())].second;
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

  Json event_json(const Event& e) const {
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

  // In causal order; those that this build doesn't know follow.
  template <class Value, class Tell>
  static Json by_cause(std::map<std::string, Value> found, const Tell& tell) {
    Json json = Json::object();
    for (const char* known : cause_meanings) {
      if (const auto node = found.extract(known)) json[node.key()] = tell(node.mapped());
    }
    for (const auto& [cause, value] : found) json[cause] = tell(value);
    return json;
  }

  static Json flipped_json(const std::map<std::string, Flipped>& flipped) {
    std::uint64_t count = 0;
    for (const auto& [cause, f] : flipped) count += f.count;
    return {{"count", count}, {"causes", by_cause(flipped, [](const Flipped& f) {
                                 return Json{{"count", f.count}, {"cases", f.examples}};
                               })}};
  }

  Json causes_json() const {
    return by_cause(causes_, [&](const CauseCount& c) {
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
    const Changed& low = safe_.low;
    const Interval two_sided = request_.paired ? paired_difference(low.gained, low.lost, first_count_, 1 - 2 * risk)
                                               : independent_difference(safe_.second.low, second_count_,
                                                                        safe_.first.high, first_count_, 1 - 2 * risk);
    const double p = request_.paired
                         ? paired_chance(low.gained, low.lost).fewer
                         : independent_chance(safe_.second.low, second_count_, safe_.first.high, first_count_).fewer;
    const double difference = request_.paired ? low.difference(first_n())
                                              : static_cast<double>(safe_.second.low) / second_n() -
                                                    static_cast<double>(safe_.first.high) / first_n();
    const bool worse = alike() ? difference < -request_.tolerance : p < risk && two_sided.upper < -request_.tolerance;
    return {{"verdict", worse ? "worse" : "not_worse"},
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
  Event safe_, lost_;
  std::array<std::array<std::uint64_t, ending_count>, ending_count> outcomes_{};
  std::map<std::string, CauseCount> causes_;
  std::map<std::string, Flipped> worse_, better_;
};

}  // namespace

Json compare_campaigns(const ColumnSource& first, const ColumnSource& second, const ComparisonRequest& request,
                       const TakeChanged& take) {
  return Comparison(first, second, request, take).json();
}

bool is_worse(const Json& comparison) { return comparison.at("gate").at("verdict") == "worse"; }

}  // namespace farside
