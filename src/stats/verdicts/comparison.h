#pragma once
// Two campaigns against each other: case by case where a case has the same draws in both, else as a whole.
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "stats/cases.h"

namespace farside {

struct ComparisonRequest {
  bool paired = true;         // a case has the same draws in both
  bool inputs_alike = false;  // no input differs from case to case: where no ending does, nothing is left to chance
  double tolerance = 0;       // by which P(safe) of the second may be lower
  bool of_mission = false;    // P(mission) is judged instead
  // Of each campaign by itself: its own intervals. That of the difference is of numbers of cases chosen before.
  Looks first = Looks::once, second = Looks::once;
};

// A case that ended in another way, or of another first cause, or whose mission did.
struct MissionOfCase {
  std::string mission, cause;  // names; empty: one of the tables has no mission
};
struct ChangedCase {
  std::uint64_t number;
  Ending first, second;
  std::string first_cause, second_cause;  // names; none: nothing went wrong
  MissionOfCase first_mission, second_mission;
};
using TakeChanged = std::function<void(const ChangedCase& changed)>;

// Of the cases that were flown in both; of the mission where both tables tell of it. The second is judged: it is worse
// where P(safe) is lower by more than the
// tolerance and by more than chance (README.md). Cases that can't be told count as not safe in the estimates; in the
// lower bound and in the verdict those of the second fail and those of the first land, in the upper bound the other way
// about; one that can't be told in either differs in none. DataError: no outcomes, weights that differ, case numbers
// that don't ascend, no case in both, a mission to judge that one of them doesn't tell.
nlohmann::ordered_json compare_campaigns(const ColumnSource& first, const ColumnSource& second,
                                         const ComparisonRequest& request, const TakeChanged& take = {});

// What the verdict in such a result says.
bool is_worse(const nlohmann::ordered_json& comparison);

}  // namespace farside
