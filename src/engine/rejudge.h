#pragma once
// Stored cases judged by other limits, without flying: exact where a row tells all that the limits depend on.
#include <string>
#include <vector>

#include "config/configuration.h"
#include "record/landing_record.h"

namespace farside {

class Rejudge {
 public:
  // UsageError, with a way out: the configurations differ in more than vehicle.limits and what no flight depends on, a
  // limit differs from case to case, or other limits would have changed the flights themselves.
  Rejudge(const Configuration& flown, const Configuration& wanted);

  // Keys of which a case's own value is needed, as they differ from case to case.
  const std::vector<std::string>& inputs() const { return inputs_; }
  // Whose margins are other ones.
  const std::vector<Criterion>& changed() const { return changed_; }

  // The margin of a criterion by the other limits. Those of tip_over and early_cutoff aren't stored with what they were
  // made from: they are right but for rounding. That of off_corridor, where it was off at contact, is of the place at
  // rest.
  double margin(Criterion criterion, const LandingRecord& flown) const;

  // The verdict as a flight would have had it: status, outcome, first_cause, failure_mask. Not `certain`: the row
  // doesn't tell, since it lies within rounding of a limit, or it doesn't say which of two violations came first.
  // `flown` has the columns of rejudged_columns(), all else 0; `inputs` those values, in the file's unit.
  struct Verdict {
    std::int8_t status, outcome, first_cause;
    std::int64_t failure_mask;
    std::int8_t mission, mission_cause;  // of a campaign with aftermath.model: mission
    bool certain;
  };
  Verdict judge(const LandingRecord& flown, const double* inputs) const;

 private:
  // Bounds of a margin, and of the time at which it was violated.
  struct Found {
    double margin, least, most;
    double earliest_s, latest_s;
  };
  Found found(Criterion criterion, const LandingRecord& r) const;
  Found corridor(const LandingRecord& r) const;
  Found crossing(Criterion criterion, const LandingRecord& r, double margin, double error, bool looser) const;

  CampaignOptions options_;
  CaseParams<double> nominal_;
  LimitParams<double> flown_, wanted_;
  std::vector<Criterion> changed_;
  std::vector<std::string> inputs_;
  bool lands_ = false, may_lose_erased_ = false, relayed_ = false;
};

// The columns of a row that a verdict may be made from, and those that the margin of a criterion is.
const std::vector<std::string>& rejudged_columns();
const std::vector<std::string>& margin_columns(Criterion criterion);

}  // namespace farside
