#pragma once
// campaign.stop, judged by the rows of a campaign's journals and files.
#include <cstdint>
#include <optional>
#include <string>

#include "config/configuration.h"
#include "record/alike.h"
#include "record/case_range.h"
#include "stats/verdicts/stop_rule.h"
#include "store/rows.h"

namespace farside {

class StopRows {
 public:
  // `schema` must outlive it.
  StopRows(const Configuration& configuration, const Schema& schema);

  // Looks further, in the order of the cases, as far as rows go: at each look whose cases are all there, the last one
  // of a campaign of `campaign_cases` included, until the rule is met.
  void look_at(const RowMix& rows, std::uint64_t campaign_cases);

  const StopLook& look() const { return judge_.look(); }
  bool met() const { return look().met; }
  std::uint64_t next() const { return judge_.next(); }

 private:
  const Schema& schema_;
  StopJudge judge_;
  std::optional<Alike> alike_;  // where no input varies
};

// The first so many cases, but for those that are done.
CaseRanges next_cases(std::uint64_t needed, const CaseRanges& done);

// "campaign.stop is met after 3,000 cases: ..."
std::string text_of(const StopLook& look);

}  // namespace farside
