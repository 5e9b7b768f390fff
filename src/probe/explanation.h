#pragma once
// What happened in a case and what would have saved it, as JSON and as text.
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "probe/rescue.h"
#include "probe/timeline.h"

namespace farside {

struct Explanation {
  std::uint64_t case_number;
  LandingRecord record{};
  std::vector<Event> timeline;
  std::optional<Rescue> rescue;  // of a case that didn't end well, or whose mission fails
};

nlohmann::ordered_json explanation_json(const Explanation& explanation, const Scenario& scenario);
std::string explanation_text(const Explanation& explanation, const Scenario& scenario);

}  // namespace farside
