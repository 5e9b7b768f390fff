#pragma once
// The cases of a finished campaign for `whatif --reach`: P(safe) of them as flown, with some of them saved, or as other
// inputs or other probabilities of faults would have it.
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/rows/file_table.h"
#include "config/configuration.h"
#include "stats/cases.h"
#include "stats/causes/fault_tables.h"
#include "stats/causes/reweighted.h"
#include "stats/statistics.h"
#include "store/reader.h"

namespace farside {

class ReachCases {
 public:
  // DataError: no case was flown, or nothing tells how they ended. All must outlive it.
  ReachCases(const CampaignFile& file, const Configuration& flown, const StatisticsRequest& request);

  const Cases& cases() const { return cases_; }
  const FileTable& table() const { return table_; }
  const Configuration& flown() const { return flown_; }
  std::size_t rows() const { return marks_.size(); }
  std::vector<double> column(const std::string& name) const;
  const std::vector<std::uint64_t>& numbers() const { return numbers_; }

  // Why no bound of P is told; empty where one is.
  std::string no_bounds() const;
  // Of cases that are safe as flown, and of those `saved`.
  EventShare share(const std::vector<std::size_t>& saved = {}) const;
  // As if each case came so many times as often; strata keep their shares.
  ReweightedShare weighed(std::vector<double> ratios) const;

  // What is told of a campaign's faults, which have rows of their own or struck by chance.
  const FaultTables* strata() const { return strata_ ? &*strata_ : nullptr; }
  // Of strata: P where the faults have these probabilities.
  EventShare with_rates(const std::vector<FaultRate>& rates) const;
  // Of faults by chance: P of some of the rows.
  EventShare share_of_rows(const std::function<bool(std::size_t row)>& is_one) const;

 private:
  bool is_stratum(std::int8_t place) const;

  const Configuration& flown_;
  const StatisticsRequest& request_;
  FileTable table_;
  Cases cases_;
  std::vector<Mark> marks_;             // one a row
  std::vector<std::uint64_t> numbers_;  // of the cases
  std::optional<FaultTables> strata_;
  FaultShares shares_;  // of the strata
};

// One-sided confidence of every bound.
inline constexpr double reach_one_sided = 0.975;

nlohmann::ordered_json share_json(const EventShare& share);
nlohmann::ordered_json share_json(const ReweightedShare& share);

// What an amount is, and P there.
using TellAmount = std::function<nlohmann::ordered_json(double amount, const ReweightedShare& share)>;
// Adds what was found to `change`: `to_reach`, `to_be_sure`, `best`, and why it isn't sure.
void tell_reaching(const Reaching& found, const TellAmount& amount_json, nlohmann::ordered_json& change);

}  // namespace farside
