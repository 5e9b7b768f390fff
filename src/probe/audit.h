#pragma once
// Is each dispersion drawn as asked, consumed, and does it move anything? Is every criterion judged, and every
// requirement about something that is?
#include <cstdint>
#include <string>
#include <vector>

#include "engine/kernel.h"
#include "probe/input_space.h"

namespace farside {

struct AuditOptions {
  const Kernel* kernel = nullptr;
  int threads = 1;
  std::uint64_t cases = 1000;
};

// The inputs as flights consumed them, in the order of the scenario's, in the file's units; one list an input. Of cases
// in which no fault struck.
using Consumed = std::vector<std::vector<double>>;

// A test of what was consumed; `off` where it would be so far off by chance with less than `audit_risk` in all tests.
struct FitTest {
  std::string what;  // the path, or two of them whose correlation it is
  std::string asked;
  double p;  // of a sample that is as far off
  bool off;
};
inline constexpr double audit_risk = 1e-3;
std::vector<FitTest> test_fits(const Scenario& scenario, const Consumed& consumed);

// An input that, moved by one sigma either way, changed no bit of any result in any of these flights.
struct DeadInput {
  std::string path, why;
  bool included;  // an included file disperses it: shared by campaigns, some of which read it
};

struct JudgedCriterion {
  std::uint64_t judged = 0, fired = 0;  // cases
};

struct Audit {
  std::uint64_t cases = 0;  // flown
  std::uint64_t used = 0;   // that the fits are of
  std::vector<FitTest> fits;
  std::vector<DeadInput> dead;
  std::vector<JudgedCriterion> criteria;       // one for each of record/outcomes.def
  std::vector<std::string> dead_requirements;  // about what no case has: their names
  // Is something wrong? Inputs of included files that are dead are not.
  bool finds() const;
};

// The scenario's cases 0 ... cases - 1 are flown, which must not be of several strata. `others`: null, or what is held
// against the distributions in place of what these flights consumed.
Audit audit_campaign(const Scenario& scenario, const AuditOptions& options, const Consumed* others = nullptr);

}  // namespace farside
