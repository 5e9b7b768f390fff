#include "app/reach/reach_cases.h"

#include <fmt/format.h>

#include <cmath>

#include "base/error.h"
#include "base/nan.h"
#include "stats/json_number.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

Json bounded_json(double low, double high, double lower, double upper) {
  return {{"estimate", json_number(low)},
          {"estimate_high", json_number(high)},
          {"lower", json_number(lower)},
          {"upper", json_number(upper)}};
}

}  // namespace

Json share_json(const EventShare& s) { return bounded_json(s.low, s.high, s.lower, s.upper); }
Json share_json(const ReweightedShare& s) {
  Json json = bounded_json(s.low, s.high, s.lower, s.upper);
  if (std::isfinite(s.n_eff)) json["n_eff"] = s.n_eff;
  return json;
}

ReachCases::ReachCases(const CampaignFile& file, const Configuration& flown, const StatisticsRequest& request)
    : flown_(flown), request_(request), table_(file), cases_(read_cases(table_)) {
  if (!cases_.has_outcome) throw DataError(file.path() + ": has no column outcome, so that nothing is known of P");
  if (cases_.judged() == 0) throw DataError(file.path() + ": no case was flown");
  const bool numbered = table_.find("case") != nullptr;
  for_each_block(table_, cases_, {}, [&](const RowBlock& block, const std::vector<Mark>& marks) {
    for (const Mark& mark : marks) marks_.push_back(mark);
    for (std::size_t i = 0; i < block.rows && !numbered; ++i) numbers_.push_back(block.first + i);
  });
  if (numbered) {
    for (const double number : column("case")) numbers_.push_back(static_cast<std::uint64_t>(number));
  }
  if (!flown_.forces_faults()) return;
  strata_.emplace(table_, flown_.fault_rates());
  shares_ = fault_shares(flown_.fault_rates());
}

std::vector<double> ReachCases::column(const std::string& name) const {
  std::vector<double> values;
  values.reserve(marks_.size());
  for_each_block(table_, {name}, [&](const RowBlock& block) {
    values.insert(values.end(), block.values[0].begin(), block.values[0].end());
  });
  return values;
}

std::string ReachCases::no_bounds() const {
  if (cases_.weighted && !strata_) return "the weights of the cases differ, and no interval holds for a weighted share";
  if (request_.looks() == Looks::many)
    return "campaign.stop chose the number of cases, and bounds of weighed cases hold for one that was chosen before";
  const std::vector<Replicate> replicates = replicates_of({}, cases_);
  if (cases_.replicated && count_flown(replicates) < replicates_needed)
    return "fewer than 16 replicates of the design have a case";
  return "";
}

bool ReachCases::is_stratum(std::int8_t place) const {
  return place >= 0 && static_cast<std::size_t>(place) < strata_->count();
}

EventShare ReachCases::share(const std::vector<std::size_t>& saved_rows) const {
  std::vector<bool> saved(rows(), false);
  for (const std::size_t row : saved_rows) saved[row] = true;
  if (strata_) {
    std::vector<CountRange> safe(strata_->count(), {0, 0});
    for (std::size_t row = 0; row < rows(); ++row) {
      const std::int8_t place = strata_->places()[row];
      if (!is_stratum(place)) continue;
      const bool is_safe = cases_.endings[row] == Ending::safe || saved[row];
      safe[static_cast<std::size_t>(place)].low += is_safe ? 1 : 0;
      safe[static_cast<std::size_t>(place)].high += is_safe || cases_.is_untold(row) ? 1 : 0;
    }
    const StratifiedShare s = strata_->share(
        shares_, [&](std::size_t i) { return safe[i]; }, reach_one_sided);
    return {s.low, s.high, s.lower, s.upper};
  }
  EventRange event;
  for (std::size_t row = 0; row < rows(); ++row) {
    if (cases_.endings[row] == Ending::safe || saved[row]) event.add(marks_[row]);
    else if (cases_.is_untold(row)) event.add_untold(marks_[row]);
  }
  EventShare found = share_of(event, cases_, reach_one_sided, request_.looks());
  const bool alike = request_.inputs_alike && (cases_.safe == cases_.judged() || cases_.safe == 0);
  if (alike || cases_.weighted) found.lower = found.upper = nan;
  return found;
}

ReweightedShare ReachCases::weighed(std::vector<double> ratios) const {
  if (strata_) {
    std::vector<WeighedStratum> strata;
    for (std::size_t i = 0; i < strata_->count(); ++i) strata.push_back({shares_.single[i], &strata_->cases(i), {}});
    for (std::size_t row = 0; row < ratios.size(); ++row) {
      const std::int8_t place = strata_->places()[row];
      if (is_stratum(place)) strata[static_cast<std::size_t>(place)].weights.push_back(ratios[row]);
    }
    return reweighted_strata(strata, shares_.several, reach_one_sided);
  }
  for (std::size_t row = 0; row < ratios.size() && cases_.weighted; ++row) ratios[row] *= marks_[row].weight;
  ReweightedShare share = reweighted_safe(cases_, ratios, reach_one_sided);
  if (!no_bounds().empty()) share.lower = share.upper = nan;
  return share;
}

EventShare ReachCases::with_rates(const std::vector<FaultRate>& rates) const {
  const StratifiedShare s = strata_->share(
      fault_shares(rates),
      [&](std::size_t i) {
        const EventRange& safe = strata_->cases(i).safe_share;
        return CountRange{safe.low.count, safe.high.count};
      },
      reach_one_sided);
  return {s.low, s.high, s.lower, s.upper};
}

EventShare ReachCases::share_of_rows(const std::function<bool(std::size_t row)>& is_one) const {
  CountRange safe{0, 0};
  std::uint64_t all = 0;
  for (std::size_t row = 0; row < rows(); ++row) {
    if (cases_.endings[row] == Ending::not_run || !is_one(row)) continue;
    ++all;
    safe.low += cases_.endings[row] == Ending::safe ? 1 : 0;
    safe.high += cases_.endings[row] == Ending::safe || cases_.is_untold(row) ? 1 : 0;
  }
  const ShareRange s = share_range(safe, all, 2.0 * reach_one_sided - 1.0, request_.looks());
  return {s.low, s.high, s.interval.lower, s.interval.upper};
}

void tell_reaching(const Reaching& found, const TellAmount& amount_json, Json& change) {
  if (std::isnan(found.furthest)) {
    change["reason"] =
        fmt::format("{:.0f} effective cases, and {:.0f} are needed", found.of_best.n_eff, reweighted_min);
    return;
  }
  change["to_reach"] = std::isnan(found.amount) ? Json(nullptr) : amount_json(found.amount, found.share);
  change["to_be_sure"] = std::isnan(found.sure) ? Json(nullptr) : amount_json(found.sure, found.of_sure);
  change["best"] = amount_json(found.best, found.of_best);
  if (!std::isnan(found.sure)) return;
  change["reason"] = found.cut_short ? fmt::format("beyond {:.4g} fewer than {:.0f} effective cases are left",
                                                   found.furthest, reweighted_min)
                                     : fmt::format("searched as far as {:.4g}", found.furthest);
}

}  // namespace farside
