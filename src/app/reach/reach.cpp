#include "app/reach/reach.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "app/reach/reach_cases.h"
#include "app/reach/reach_faults.h"
#include "app/reach/reach_limits.h"
#include "base/error.h"
#include "probe/spread.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

// How far amounts are searched: of a spread to a twentieth, of a centre two sd to either side; whole thousandths.
std::vector<double> amounts_of(ChangeOf what, double side) {
  if (what == ChangeOf::spread) return {1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.07, 0.05};
  std::vector<double> amounts;
  for (int i = 0; i <= 10; ++i) amounts.push_back(side * i / 5.0);
  return amounts;
}

// Why the cases of a campaign can't be weighed; empty where they can.
std::string why_not_weighed(const Configuration& c) {
  if (c.design().outer > 0) return "its cases are of outer draws, whose P is a band (campaign.sampling.outer)";
  if (c.design().method == SamplingMethod::saltelli)
    return "cases of a Saltelli design differ in one input each (campaign.sampling.method)";
  return "";
}

class Budget {
 public:
  Budget(const CampaignFile& file, const Configuration& flown, const CampaignHeader& header,
         const StatisticsRequest& request, double wanted)
      : file_(file), flown_(flown), header_(header), wanted_(wanted), of_(file, flown, request) {}

  Json json() const {
    const EventShare now = of_.share();
    Json all{{"file", file_.path()}, {"wanted", wanted_}, {"cases", of_.cases().judged()}, {"now", share_json(now)}};
    all["now"]["confidence"] = 2.0 * reach_one_sided - 1.0;
    all["n_eff_min"] = reweighted_min;
    if (const std::string reason = of_.no_bounds(); !reason.empty()) all["reason"] = reason;
    all["reached"] = now.low >= wanted_;
    all["changes"] = Json::array();
    if (now.low >= wanted_) return all;
    for (const SpreadGroup& group : spread_groups(flown_)) {
      all["changes"].push_back(spread(group, ChangeOf::spread, -1.0));
      if (!group.fixed.empty() || !has_centre(group)) continue;
      for (const double side : {-1.0, 1.0}) all["changes"].push_back(spread(group, ChangeOf::centre, side));
    }
    if (!flown_.cloud.path.empty()) {
      all["changes"].push_back(
          {{"kind", "spread"}, {"paths", flown_.cloud.columns}, {"reason", "rows of a file have no density"}});
    }
    add_faults(of_, wanted_, all["changes"]);
    add_limits(of_, file_, header_, wanted_, all["changes"]);
    return all;
  }

 private:
  Json spread(const SpreadGroup& group, ChangeOf what, double side) const {
    Json change{{"kind", what == ChangeOf::spread ? "spread" : "centre"}, {"paths", Json::array()}};
    for (const SpreadInput& input : group.inputs) change["paths"].push_back(input.path);
    if (!group.fixed.empty()) {
      change["reason"] = group.fixed;
      return change;
    }
    std::vector<std::vector<double>> values;
    for (const SpreadInput& input : group.inputs) {
      const std::string name = input_column_name(input.path);
      const ColumnInfo* stored = of_.table().find(name);
      if (stored == nullptr || stored->extent != 1) {
        change["reason"] = "the file has no column " + name;
        return change;
      }
      values.push_back(of_.column(name));
      for (std::size_t row = 0; row < of_.rows(); ++row) {
        if (of_.cases().endings[row] == Ending::not_run || std::isfinite(values.back()[row])) continue;
        change["reason"] = "not all cases have a value of " + name;
        return change;
      }
    }
    undo_faults(of_, group, values);
    const DensityRatio ratio(group, what, std::move(values));
    const Reaching found =
        find_reaching(wanted_, amounts_of(what, side), [&](double amount) { return of_.weighed(ratio.at(amount)); });
    tell_reaching(
        found, [&](double amount, const ReweightedShare& s) { return amount_json(group, what, amount, s); }, change);
    return change;
  }

  static Json amount_json(const SpreadGroup& group, ChangeOf what, double amount, const ReweightedShare& share) {
    Json settings = Json::array();
    std::vector<const Dispersion*> told;
    for (const SpreadInput& input : group.inputs) {
      if (std::find(told.begin(), told.end(), input.dispersion) != told.end()) continue;
      told.push_back(input.dispersion);
      for (std::string& set : settings_of(*input.dispersion, changed(*input.dispersion, what, amount)))
        settings.push_back(std::move(set));
    }
    return {{what == ChangeOf::spread ? "times" : "sds", amount},
            {"set", std::move(settings)},
            {"probability", share_json(share)}};
  }

  const CampaignFile& file_;
  const Configuration& flown_;
  const CampaignHeader& header_;
  double wanted_;
  ReachCases of_;
};

}  // namespace

Json reach_json(const CampaignFile& file, const Configuration& flown, const CampaignHeader& header,
                const StatisticsRequest& request, double wanted) {
  if (const std::string why = why_not_weighed(flown); !why.empty())
    throw UsageError(
        fmt::format("--reach: {}: {}, and can't be weighed anew; fly a campaign without that", file.path(), why));
  return Budget(file, flown, header, request, wanted).json();
}

}  // namespace farside
