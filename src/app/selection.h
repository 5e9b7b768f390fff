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

// The cases that ended in one of `outcomes` and, unless `causes` is empty, of one of `causes`.
class Ended {
 public:
  // UsageError for a word that is neither. The file and the cases must outlive it.
  Ended(const CampaignFile& file, const Cases& cases, std::vector<std::string> outcomes,
        std::vector<std::string> causes);
  // In the order of the rows, with the number that the file has of each, or the row itself.
  void for_each(const std::function<void(std::uint64_t row, double number)>& take) const;

 private:
  bool holds(Ending ending, double stored_cause) const;

  const CampaignFile& file_;
  const Cases& cases_;
  std::vector<std::string> outcomes_, causes_;
  bool all_, failed_;
};

// The name of the first cause of a case that ended so, by what the file's column has (NaN: there is none).
std::string cause_of(const CampaignFile& file, Ending ending, double stored);

// The cases that `list` names: numbers and ranges (1,7,9-12), @FILE with a number a line (the first of a line, as
// `farside cases --csv` has them), or outcomes and causes (lost,tip_over: the lost ones that tipped over). In the order
// given, each once.
std::vector<std::uint64_t> chosen_cases(const CampaignFile& file, const std::string& list);

// The case of a campaign that isn't flown yet, 0 unless asked for; UsageError where it has no such case.
std::uint64_t asked_case(const Scenario& scenario, std::optional<std::uint64_t> asked);

// Parts between commas, none empty; UsageError for an empty one, in the name of `option`.
std::vector<std::string> split_list(const std::string& option, const std::string& list);

}  // namespace farside
