#include "app/selection.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

#include "app/file_table.h"
#include "base/error.h"
#include "base/input_file.h"
#include "base/whole_number.h"
#include "config/spelling.h"
#include "record/case_range.h"

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
  return words;
}

bool holds(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string joined_words(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

void check_word(const std::string& what, const std::string& word, const std::vector<std::string>& words) {
  if (holds(words, word)) return;
  const std::string near = did_you_mean(nearest_word(word, words));
  throw UsageError("'" + word + "': unknown " + what + (near.empty() ? "; there are " + joined_words(words) : near));
}

// 7 or 9-12.
std::optional<CaseRange> range_in(const std::string& text) {
  const std::size_t dash = text.find('-');
  const auto first = whole_number(text.substr(0, dash)), last = dash == std::string::npos ? first : whole_number(text.substr(dash + 1));
  constexpr std::uint64_t most = 10000000;  // cases that anybody wants to see one by one
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
    if (!range_in(line)) throw DataError(path + ":" + std::to_string(number) + ": '" + line + "' found, expected the number of a case");
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

std::vector<std::uint64_t> numbers_of_rows(const CampaignFile& file, std::vector<std::uint64_t> rows) {
  if (file.find("case") == nullptr) return rows;
  const std::vector<double> numbers = file.read_column("case");
  for (std::uint64_t& row : rows) row = static_cast<std::uint64_t>(numbers[row]);
  return rows;
}

}  // namespace

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

std::string outcome_name(const Cases& cases, std::size_t row) {
  if (cases.is_failed(row)) return outcome_numerical;
  if (!cases.is_done(row)) return "not_run";
  return cases.has_outcome ? outcome_meanings[cases.outcome[row]] : "done";
}

std::vector<std::uint64_t> rows_that_ended(const CampaignFile& file, const Cases& cases, const std::vector<std::string>& outcomes,
                                           const std::vector<std::string>& causes) {
  for (const std::string& word : outcomes) check_word("outcome", word, outcome_words());
  for (const std::string& word : causes) check_word("cause", word, cause_words(file));
  const bool all = holds(outcomes, outcome_all), failed = holds(outcomes, outcome_failed);
  const ColumnInfo* first_cause = file.find("first_cause");
  const ColumnInfo unnamed;
  std::vector<std::uint64_t> rows;
  for (std::size_t row = 0; row < cases.status.size(); ++row) {
    if (!cases.is_done(row) && !cases.is_failed(row)) continue;
    if (!all && !(failed && !cases.ended(row, Outcome::safe)) && !holds(outcomes, outcome_name(cases, row))) continue;
    if (!causes.empty() && !holds(causes, cause_name(first_cause != nullptr ? *first_cause : unnamed, cases.cause(row)))) continue;
    rows.push_back(row);
  }
  return rows;
}

std::vector<std::uint64_t> chosen_cases(const CampaignFile& file, const std::string& list) {
  if (list.starts_with('@')) return numbers_of(parts_of_file(list.substr(1)));
  const std::vector<std::string> parts = split_list(list_option, list);
  const auto is_number = [](const std::string& part) { return range_in(part).has_value(); };
  if (std::all_of(parts.begin(), parts.end(), is_number)) return numbers_of(parts);
  std::vector<std::string> outcomes, causes, known = outcome_words();
  const std::vector<std::string> known_causes = cause_words(file);
  known.insert(known.end(), known_causes.begin(), known_causes.end());
  for (const std::string& part : parts) {
    if (!holds(known, part)) {
      throw UsageError(std::string(list_option) + " '" + part + "': expected numbers (1,7,9-12), @FILE, an outcome or a cause" +
                       did_you_mean(nearest_word(part, known)));
    }
    (holds(outcome_words(), part) ? outcomes : causes).push_back(part);
  }
  if (outcomes.empty()) outcomes.push_back(outcome_all);
  return numbers_of_rows(file, rows_that_ended(file, read_cases(FileTable(file)), outcomes, causes));
}

}  // namespace farside
