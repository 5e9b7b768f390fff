#pragma once
// Cases of a campaign file as users name them: by how they ended, by their cause, by number.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "scenario/scenario.h"
#include "stats/cases.h"
#include "store/reader.h"

namespace farside {

// What a list may hold besides the meanings of `outcome`.
inline constexpr const char* outcome_failed = "failed";  // flown, and not safe
inline constexpr const char* outcome_all = "all";        // flown
inline constexpr const char* outcome_numerical = "numerical_failure";

// Words by which cases are chosen; a list that is empty chooses all.
struct Endings {
  std::vector<std::string> outcomes;  // of the landing
  std::vector<std::string> causes{};  // that came first, of the landing or of a mission that fails
  std::vector<std::string> missions{};
};

// The cases that ended so.
class Ended {
 public:
  // UsageError for a word that there isn't, or of a mission that the file doesn't tell of. The file and the cases must
  // outlive it.
  Ended(const CampaignFile& file, const Cases& cases, Endings asked);
  // In the order of the rows, with the number that the file has of each, or the row itself.
  void for_each(const std::function<void(std::uint64_t row, double number)>& take) const;

 private:
  struct Stored {
    double cause, mission, mission_cause;
  };
  bool holds(Ending ending, const Stored& stored) const;

  const CampaignFile& file_;
  const Cases& cases_;
  Endings asked_;
  bool all_, failed_, has_mission_;
};

// Is a word what came first of a mission that fails, such as egress?
bool is_mission_cause(const std::string& word);

// The name of the first cause of a case that ended so, by what the file's column has (NaN: there is none).
std::string cause_of(const CampaignFile& file, Ending ending, double stored);

// The cases that `list` names: numbers and ranges (1,7,9-12), @FILE with a number a line (the first of a line, as
// `farside cases --csv` has them), or outcomes and causes (lost,tip_over: the lost ones that tipped over; egress: those
// whose mission fails by it). In the order
// given, each once.
std::vector<std::uint64_t> chosen_cases(const CampaignFile& file, const std::string& list);

// The case of a campaign that isn't flown yet, 0 unless asked for; UsageError where it has no such case.
std::uint64_t asked_case(const Scenario& scenario, std::optional<std::uint64_t> asked);

// Parts between commas, none empty; UsageError for an empty one, in the name of `option`.
std::vector<std::string> split_list(const std::string& option, const std::string& list);

}  // namespace farside
