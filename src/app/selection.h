#pragma once
// Cases of a campaign file as users name them: by how they ended, by their cause, by number.
#include <cstdint>
#include <string>
#include <vector>

#include "stats/cases.h"
#include "store/reader.h"

namespace farside {

// What a list may hold besides the meanings of `outcome`.
inline constexpr const char* outcome_failed = "failed";  // flown, and not safe
inline constexpr const char* outcome_all = "all";        // flown
inline constexpr const char* outcome_numerical = "numerical_failure";

// Rows of the cases that ended in one of `outcomes` and, unless `causes` is empty, of one of `causes`; UsageError for a word that is
// neither.
std::vector<std::uint64_t> rows_that_ended(const CampaignFile& file, const Cases& cases, const std::vector<std::string>& outcomes,
                                           const std::vector<std::string>& causes);

// How the case of a row ended, in one word.
std::string outcome_name(const Cases& cases, std::size_t row);

// The cases that `list` names: numbers and ranges (1,7,9-12), @FILE with a number a line (the first of a line, as `farside cases --csv` has
// them), or outcomes and causes (lost,tip_over: the lost ones that tipped over). In the order given, each once.
std::vector<std::uint64_t> chosen_cases(const CampaignFile& file, const std::string& list);

// Parts between commas, none empty; UsageError for an empty one, in the name of `option`.
std::vector<std::string> split_list(const std::string& option, const std::string& list);

}  // namespace farside
