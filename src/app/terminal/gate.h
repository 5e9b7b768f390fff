#pragma once
// --gate: the verdict on a campaign's requirements as exit code.
#include <nlohmann/json.hpp>
#include <string>

#include "base/error.h"
#include "stats/statistics.h"

namespace farside {

inline ExitCode gate_code(const nlohmann::ordered_json& statistics) {
  switch (overall_verdict(statistics)) {
    case Verdict::fail:
      return ExitCode::requirement_failed;
    case Verdict::inconclusive:
      return ExitCode::requirement_undecided;
    case Verdict::pass:
      break;
  }
  return ExitCode::ok;
}

// UsageError where there are none.
inline void require_requirements(const std::string& option, const StatisticsRequest& request, const std::string& file) {
  if (!request.requirements.empty()) return;
  throw UsageError(option + ": nothing to judge, " + file +
                   " has no requirements; give the campaign some before it is flown");
}

}  // namespace farside
