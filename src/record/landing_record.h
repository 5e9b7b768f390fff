#pragma once
// What a case leaves behind: one line a column. Plain data that crosses from the kernels to the host; writer, reader,
// merge check and store/FORMAT.md come from columns(). Values are in the column's unit (degrees, not radians).
#include <cstdint>

#include "record/aftermath_record.h"
#include "record/avoidance_record.h"
#include "record/descent_record.h"
#include "record/touchdown_record.h"

namespace farside {

enum class Status : std::int8_t { not_run = 0, done = 1, numerical_failure = 2 };
enum class Outcome : std::int8_t { safe = 0, degraded = 1, lost = 2, unknown = 3 };
enum class Cause : std::int8_t {
#define FARSIDE_CAUSE(name, code, text) name = code,  // NOLINT(bugprone-macro-parentheses): code is a number
#include "record/outcomes.def"
};
// The judged criteria, in causal order.
enum class Criterion : std::int32_t {
#define FARSIDE_CRITERION(name, severity, text) name,
#include "record/outcomes.def"
};
struct CriterionInfo {
  const char* name;
  Cause cause;
  Outcome severity;
  const char* text;
};
inline constexpr CriterionInfo criteria[] = {
#define FARSIDE_CRITERION(name, severity, text) {#name, Cause::name, Outcome::severity, text},
#include "record/outcomes.def"
};
inline constexpr int criterion_count = sizeof(criteria) / sizeof(criteria[0]);

inline constexpr const char* status_meanings[] = {"not_run", "done", "numerical_failure"};
inline constexpr const char* outcome_meanings[] = {"safe", "degraded", "lost", "unknown"};
inline constexpr const char* cause_meanings[] = {
#define FARSIDE_CAUSE(name, code, text) #name,
#include "record/outcomes.def"
};

// In `failure_mask`.
[[gnu::always_inline]] constexpr std::int64_t failure_bit(Cause cause) {
  return std::int64_t{1} << (static_cast<int>(cause) - 1);
}

// The case itself, in front of a row.
struct CaseRecord {
  std::uint64_t case_number;
  std::int64_t failure_mask;
  double weight;

  template <class V>
  static void columns(V& v) {
    v.mask("failure_mask", &CaseRecord::failure_mask, cause_meanings, "all violated criteria");
    v.column("weight", &CaseRecord::weight, "1", "statistical weight of the case");
  }
};

// Each criterion's margin, and when it was first violated.
struct MarginRecord {
  double margin[criterion_count];
  double time[criterion_count];

  template <class V>
  static void columns(V& v) {
    for (int i = 0; i < criterion_count; ++i) v.margin("", criteria[i], &MarginRecord::margin, &MarginRecord::time, i);
  }
};

// The verdict, behind a row.
struct VerdictRecord {
  std::int8_t status, outcome, first_cause;

  template <class V>
  static void columns(V& v) {
    v.category("status", &VerdictRecord::status, status_meanings, "how the case was run");
    v.category("outcome", &VerdictRecord::outcome, outcome_meanings,
               "how the case ended; unknown: the models can't tell");
    v.category("first_cause", &VerdictRecord::first_cause, cause_meanings,
               "the violation that came first in time; equal times go by causal order");
  }
};

// One case: its groups as they lie in a row, one after the other without gaps. Not available is NaN (floating) or -1
// (categories).
struct LandingRecord : CaseRecord,
                       PlaceRecord,
                       ContactRecord,
                       EffortRecord,
                       RestRecord,
                       StabilityRecord,
                       DescentEndRecord,
                       AvoidanceRecord,
                       LegsRecord,
                       PadsRecord,
                       PlumeRecord,
                       AftermathRecord,
                       MissionMarginRecord,
                       MarginRecord,
                       PhaseRecord,
                       VerdictRecord,
                       AvoidanceResultRecord,
                       MissionRecord {
  // In the order of the file.
  template <class V>
  static void columns(V& v) {
    VerdictRecord::columns(v);
    CaseRecord::columns(v);
    PlaceRecord::columns(v);
    ContactRecord::columns(v);
    EffortRecord::columns(v);
    RestRecord::columns(v);
    LegsRecord::columns(v);
    PadsRecord::columns(v);
    StabilityRecord::columns(v);
    DescentEndRecord::columns(v);
    AvoidanceRecord::columns(v);
    AvoidanceResultRecord::columns(v);
    PlumeRecord::columns(v);
    MissionRecord::columns(v);
    AftermathRecord::columns(v);
    MissionMarginRecord::columns(v);
    MarginRecord::columns(v);
    PhaseRecord::columns(v);
  }
};
static_assert(sizeof(LandingRecord) % 8 == 0);

}  // namespace farside
