#include "app/rows/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

#include "app/rows/file_table.h"
#include "base/counted.h"
#include "base/error.h"
#include "base/input_file.h"
#include "base/nan.h"
#include "base/whole_number.h"
#include "config/yaml/spelling.h"
#include "record/case_range.h"
#include "stats/verdicts/mission.h"

namespace farside {
namespace {

constexpr char list_option[] = "--cases";

std::vector<std::string> outcome_words() {
  std::vector<std::string> words(std::begin(outcome_meanings), std::end(outcome_meanings));
  words.insert(words.end(), {outcome_numerical, outcome_failed, outcome_all});
  return words;
}

std::vector<std::string> cause_words(const CampaignFile& file) {
  std::vector<std::string> words(std::begin(cause_meanings), std::end(cause_meanings));
  if (const ColumnInfo* column = file.find("first_cause")) {
    words.insert(words.end(), column->flag_meanings.begin(), column->flag_meanings.end());
  }
  if (has_mission(FileTable(file)))
    words.insert(words.end(), std::begin(mission_cause_meanings) + 1, std::end(mission_cause_meanings));
  return words;
}

std::vector<std::string> mission_words() { return {std::begin(mission_meanings), std::end(mission_meanings)}; }

bool is_in(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string joined_words(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

void check_word(const std::string& what, const std::string& word, const std::vector<std::string>& words) {
  if (is_in(words, word)) return;
  const std::string near = did_you_mean(nearest_word(word, words));
  throw UsageError("'" + word + "': unknown " + what + (near.empty() ? "; there are " + joined_words(words) : near));
}

// 7 or 9-12.
std::optional<CaseRange> range_in(const std::string& text) {
  const std::size_t dash = text.find('-');
  const auto first = whole_number(text.substr(0, dash)),
             last = dash == std::string::npos ? first : whole_number(text.substr(dash + 1));
  constexpr std::uint64_t most = 10000000;  // more cases than anyone lists
  if (!first || !last || *last < *first || *last - *first > most) return std::nullopt;
  return CaseRange{*first, *last - *first + 1};
}

std::vector<std::string> parts_of_file(const std::string& path) {
  check_input_file(path);
  std::ifstream in(path);
  std::vector<std::string> parts;
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    line = line.substr(0, line.find_first_of(",;\r"));
    const std::size_t first = line.find_first_not_of(" \t"), last = line.find_last_not_of(" \t");
    if (first == std::string::npos || line[first] == '#' || (number == 1 && line.starts_with("case"))) continue;
    line = line.substr(first, last - first + 1);
    if (!range_in(line))
      throw DataError(path + ":" + std::to_string(number) + ": '" + line + "' found, expected the number of a case");
    parts.push_back(line);
  }
  return parts;
}

std::vector<std::uint64_t> numbers_of(const std::vector<std::string>& parts) {
  std::vector<std::uint64_t> numbers;
  std::set<std::uint64_t> seen;
  for (const std::string& part : parts) {
    const CaseRange range = *range_in(part);
    for (std::uint64_t n = range.first; n < range.end(); ++n) {
      if (seen.insert(n).second) numbers.push_back(n);
    }
  }
  return numbers;
}

}  // namespace

std::uint64_t asked_case(const Scenario& s, std::optional<std::uint64_t> asked) {
  const std::uint64_t case_number = asked.value_or(0);
  if (case_number >= s.cases)
    throw UsageError(fmt::format("--case {}: the campaign has {}, the last one {}", case_number,
                                 counted(s.cases, "case"), s.cases - 1));
  return case_number;
}

std::vector<std::string> split_list(const std::string& option, const std::string& list) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t comma = std::min(list.find(',', at), list.size());
    if (comma == at) throw UsageError(option + " '" + list + "': nothing between two commas");
    parts.push_back(list.substr(at, comma - at));
    at = comma + 1;
  }
  return parts;
}

std::string cause_of(const CampaignFile& file, Ending ending, double stored) {
  const std::int8_t code = std::isnan(stored) ? std::int8_t{-1} : static_cast<std::int8_t>(stored);
  return name_of_cause(FileTable(file), first_cause(ending, code));
}

bool is_mission_cause(const std::string& word) {
  return std::find(std::begin(mission_cause_meanings) + 1, std::end(mission_cause_meanings), word) !=
         std::end(mission_cause_meanings);
}

Ended::Ended(const CampaignFile& file, const Cases& cases, Endings asked)
    : file_(file), cases_(cases), asked_(std::move(asked)), has_mission_(has_mission(FileTable(file))) {
  const auto of_mission = std::find_if(asked_.causes.begin(), asked_.causes.end(), is_mission_cause);
  if (!has_mission_ && (!asked_.missions.empty() || of_mission != asked_.causes.end()))
    throw UsageError("'" + (asked_.missions.empty() ? *of_mission : asked_.missions.front()) + "': " + file.path() +
                     " tells of no mission; fly it with aftermath.model: mission");
  for (const std::string& word : asked_.outcomes) check_word("outcome", word, outcome_words());
  for (const std::string& word : asked_.causes) check_word("cause", word, cause_words(file));
  for (const std::string& word : asked_.missions) check_word("end of a mission", word, mission_words());
  all_ = asked_.outcomes.empty() || is_in(asked_.outcomes, outcome_all);
  failed_ = is_in(asked_.outcomes, outcome_failed);
}

bool Ended::holds(Ending ending, const Stored& stored) const {
  if (ending == Ending::not_run) return false;
  if (!all_ && !(failed_ && ending != Ending::safe) && !is_in(asked_.outcomes, outcome_name(ending))) return false;
  if (!asked_.missions.empty()) {
    const Told goes_on = mission_goes_on(stored.mission, ending);
    const Mission mission = goes_on == Told::yes  ? Mission::goes_on
                            : goes_on == Told::no ? Mission::fails
                                                  : Mission::unknown;
    if (!is_in(asked_.missions, mission_meanings[static_cast<int>(mission)])) return false;
  }
  if (asked_.causes.empty() || is_in(asked_.causes, cause_of(file_, ending, stored.cause))) return true;
  const std::string cause = mission_cause_name(stored.mission, stored.mission_cause);
  return has_mission_ && is_mission_cause(cause) && is_in(asked_.causes, cause);
}

void Ended::for_each(const std::function<void(std::uint64_t row, double number)>& take) const {
  std::vector<std::string> columns;
  const bool has_causes = cases_.has_first_cause && !asked_.causes.empty(), has_numbers = file_.find("case") != nullptr,
             of_mission = has_mission_ && !(asked_.causes.empty() && asked_.missions.empty());
  if (of_mission) columns.insert(columns.end(), {mission_column, mission_cause_column});
  if (has_causes) columns.emplace_back("first_cause");
  if (has_numbers) columns.emplace_back("case");
  for_each_block(FileTable(file_), columns, [&](const RowBlock& block) {
    for (std::size_t i = 0; i < block.rows; ++i) {
      const std::uint64_t row = block.first + i;
      Stored stored{nan, nan, nan};
      if (of_mission) stored.mission = block.values[0][i], stored.mission_cause = block.values[1][i];
      if (has_causes) stored.cause = block.values[of_mission ? 2 : 0][i];
      if (!holds(cases_.endings[row], stored)) continue;
      take(row, has_numbers ? block.values.back()[i] : static_cast<double>(row));
    }
  });
}

std::vector<std::uint64_t> chosen_cases(const CampaignFile& file, const std::string& list) {
  if (list.starts_with('@')) return numbers_of(parts_of_file(list.substr(1)));
  const std::vector<std::string> parts = split_list(list_option, list);
  const auto is_number = [](const std::string& part) { return range_in(part).has_value(); };
  if (std::all_of(parts.begin(), parts.end(), is_number)) return numbers_of(parts);
  Endings asked{{outcome_all}};
  std::vector<std::string> outcomes, known = outcome_words();
  const std::vector<std::string> known_causes = cause_words(file);
  known.insert(known.end(), known_causes.begin(), known_causes.end());
  for (const std::string& part : parts) {
    if (!is_in(known, part)) {
      throw UsageError(std::string(list_option) + " '" + part +
                       "': expected numbers (1,7,9-12), @FILE, an outcome or a cause" +
                       did_you_mean(nearest_word(part, known)));
    }
    (is_in(outcome_words(), part) ? outcomes : asked.causes).push_back(part);
  }
  if (!outcomes.empty()) asked.outcomes = outcomes;
  const Cases cases = read_cases(FileTable(file));
  std::vector<std::uint64_t> numbers;
  Ended(file, cases, asked).for_each([&](std::uint64_t, double number) {
    numbers.push_back(static_cast<std::uint64_t>(number));
  });
  return numbers;
}

}  // namespace farside
