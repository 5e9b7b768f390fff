#include "app/reach.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "app/file_table.h"
#include "app/rejudged_table.h"
#include "base/error.h"
#include "base/nan.h"
#include "config/keys/registry.h"
#include "probe/spread.h"
#include "stats/cases.h"
#include "stats/json_number.h"
#include "stats/reweighted.h"
#include "stats/text_page.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

constexpr double reach_one_sided = 0.975;
constexpr char limits_prefix[] = "vehicle.limits.";
constexpr double tip_over_loosest_deg = 70.0;  // touchdowns are followed to another end beyond (engine/rejudge.cpp)

Json share_json(double low, double high, double lower, double upper) {
  return {{"estimate", json_number(low)},
          {"estimate_high", json_number(high)},
          {"lower", json_number(lower)},
          {"upper", json_number(upper)}};
}
Json share_json(const ReweightedShare& s) {
  Json json = share_json(s.low, s.high, s.lower, s.upper);
  json["n_eff"] = s.n_eff;
  return json;
}
Json share_json(const EventShare& s) { return share_json(s.low, s.high, s.lower, s.upper); }

// How far amounts are searched: of a spread to a twentieth, of a centre two sd to either side; whole thousandths.
std::vector<double> amounts_of(ChangeOf what, double side) {
  if (what == ChangeOf::spread) return {1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.07, 0.05};
  std::vector<double> amounts;
  for (int i = 0; i <= 10; ++i) amounts.push_back(side * i / 5.0);
  return amounts;
}

// Why the cases of a campaign can't be weighed; empty where they can.
std::string not_weighed(const Configuration& c) {
  if (c.forces_faults()) return "its strata share their draws (campaign.strata)";
  if (c.design().outer > 0) return "its cases are of outer draws, whose P is a band (campaign.sampling.outer)";
  if (c.design().method == SamplingMethod::saltelli)
    return "cases of a Saltelli design differ in one input each (campaign.sampling.method)";
  return "";
}

class Budget {
 public:
  Budget(const CampaignFile& file, const Configuration& flown, const CampaignHeader& header,
         const StatisticsRequest& request, double wanted)
      : file_(file),
        table_(file),
        flown_(flown),
        header_(header),
        request_(request),
        wanted_(wanted),
        cases_(read_cases(table_)) {
    for_each_block(table_, cases_, {}, [&](const Block&, const std::vector<Mark>& marks) {
      for (const Mark& mark : marks) marks_.push_back(mark);
    });
  }

  Json json() {
    if (!cases_.has_outcome) throw DataError(file_.path() + ": has no column outcome, so that nothing is known of P");
    if (cases_.judged() == 0) throw DataError(file_.path() + ": no case was flown");
    const EventShare now = share({});
    Json all{{"file", file_.path()}, {"wanted", wanted_}, {"cases", cases_.judged()}, {"now", share_json(now)}};
    all["now"]["confidence"] = 0.95;
    all["n_eff_min"] = reweighted_min;
    if (const std::string reason = no_bounds(); !reason.empty()) all["reason"] = reason;
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
    for (const Key& key : registry().keys()) {
      if (key.path.starts_with(limits_prefix)) limit(key, all["changes"]);
    }
    return all;
  }

 private:
  // Why no bound of P is told; empty where one is.
  std::string no_bounds() const {
    if (cases_.weighted) return "the weights of the cases differ, and no interval holds for a weighted share";
    if (request_.looks() == Looks::many)
      return "campaign.stop chose the number of cases, and bounds of weighed cases hold for one that was chosen before";
    const std::vector<Replicate> replicates = replicates_of({}, cases_);
    if (cases_.replicated && count_flown(replicates) < replicates_needed)
      return "fewer than 16 replicates of the design have a case";
    return "";
  }

  // Of cases that are safe as flown, and of those `more`.
  EventShare share(const std::vector<std::size_t>& more) const {
    EventRange event;
    std::vector<bool> saved(marks_.size(), false);
    for (const std::size_t row : more) saved[row] = true;
    for (std::size_t row = 0; row < marks_.size(); ++row) {
      if (cases_.endings[row] == Ending::safe || saved[row]) event.add(marks_[row]);
      else if (cases_.is_untold(row)) event.add_untold(marks_[row]);
    }
    EventShare found = share_of(event, cases_, reach_one_sided, request_.looks());
    const bool alike = request_.inputs_alike && (cases_.safe == cases_.judged() || cases_.safe == 0);
    if (alike || cases_.weighted) found.lower = found.upper = nan;
    return found;
  }

  std::vector<double> column(const std::string& name) const {
    std::vector<double> values;
    values.reserve(marks_.size());
    for_each_block(table_, {name}, [&](const Block& block) {
      values.insert(values.end(), block.values[0].begin(), block.values[0].end());
    });
    return values;
  }

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
      const ColumnInfo* stored = table_.find(name);
      if (stored == nullptr || stored->extent != 1) {
        change["reason"] = "the file has no column " + name;
        return change;
      }
      values.push_back(column(name));
      for (std::size_t row = 0; row < marks_.size(); ++row) {
        if (cases_.endings[row] == Ending::not_run || std::isfinite(values.back()[row])) continue;
        change["reason"] = "not all cases have a value of " + name;
        return change;
      }
    }
    const DensityRatio ratio(group, what, std::move(values));
    const bool bounded = no_bounds().empty();
    const Reaching found = find_reaching(wanted_, amounts_of(what, side), [&](double amount) {
      std::vector<double> weights = ratio.at(amount);
      for (std::size_t row = 0; row < weights.size(); ++row)
        if (cases_.weighted) weights[row] *= marks_[row].weight;
      ReweightedShare s = reweighted_safe(cases_, weights, reach_one_sided);
      if (!bounded) s.lower = s.upper = nan;
      return s;
    });
    tell(group, what, found, change);
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

  static void tell(const SpreadGroup& group, ChangeOf what, const Reaching& found, Json& change) {
    if (std::isnan(found.furthest)) {
      change["reason"] =
          fmt::format("{:.0f} effective cases, and {:.0f} are needed", found.of_best.n_eff, reweighted_min);
      return;
    }
    change["to_reach"] = std::isnan(found.amount) ? Json(nullptr) : amount_json(group, what, found.amount, found.share);
    change["to_be_sure"] = std::isnan(found.sure) ? Json(nullptr) : amount_json(group, what, found.sure, found.of_sure);
    change["best"] = amount_json(group, what, found.best, found.of_best);
    if (!std::isnan(found.sure)) return;
    change["reason"] = found.cut_short ? fmt::format("beyond {:.4g} fewer than {:.0f} effective cases are left",
                                                     found.furthest, reweighted_min)
                                       : fmt::format("searched as far as {:.4g}", found.furthest);
  }

  // Limits that are of P(safe); what can't be judged from rows says why.
  void limit(const Key& key, Json& changes) {
    const std::string name = key.path.substr(sizeof limits_prefix - 1);
    if (name == "outage_h" || name == "wake_elevation_deg") return;  // after the landing
    const double before = flown_.real(key.path);
    const double loosest = name == "tip_over_tilt_deg" ? tip_over_loosest_deg : key.range.max;
    Json change{{"kind", "limit"}, {"paths", {key.path}}, {"flown", before}, {"units", key.unit.name}};
    const auto refuse = [&](const std::string& why) {
      change["reason"] = why;
      changes.push_back(change);
    };
    if (!violated(name)) return refuse("no case is unsafe by it alone");
    if (loosest <= before) return refuse("it can't be looser");
    std::string why;
    const std::optional<Cases> ended = judged(key.path, loosest, why);
    if (!ended) return refuse(why);
    std::vector<std::pair<double, std::size_t>> saved = saved_by(name, *ended, before);
    change["saved"] = saved.size();
    if (saved.empty()) return refuse("no case is unsafe by it alone");
    std::sort(saved.begin(), saved.end());
    const auto share_of_first = [&](std::size_t count) {
      std::vector<std::size_t> rows;
      for (std::size_t i = 0; i < count; ++i) rows.push_back(saved[i].second);
      return share(rows);
    };
    const EventShare best = share_of_first(saved.size());
    const auto first_with = [&](const auto& does) -> Json {
      if (!does(best)) return nullptr;
      std::size_t before_it = 0, enough = saved.size();
      while (enough - before_it > 1) {
        const std::size_t middle = (before_it + enough) / 2;
        (does(share_of_first(middle)) ? enough : before_it) = middle;
      }
      return verified(key.path, saved[enough - 1].first, loosest, does);
    };
    change["to_reach"] = first_with([&](const EventShare& s) { return s.low >= wanted_; });
    change["to_be_sure"] = first_with([&](const EventShare& s) { return s.lower >= wanted_; });
    change["best"] = {{"limit", loosest}, {"probability", share_json(best)}};
    if (change["to_reach"].is_null() && best.low >= wanted_) change["reason"] = "rows don't tell it closely enough";
    changes.push_back(change);
  }

  // Is a case that isn't safe beyond the limit? Sooner known than how all would end.
  bool violated(const std::string& name) const {
    bool found = false;
    for (const Criterion criterion : moved_by(name)) {
      const std::string margin = std::string("margin_") + criteria[static_cast<std::size_t>(criterion)].name;
      if (table_.find(margin) == nullptr) continue;
      for_each_block(table_, {margin}, [&](const Block& block) {
        for (std::size_t i = 0; i < block.rows; ++i)
          found = found || (block.values[0][i] < 0.0 && cases_.endings[block.first + i] != Ending::safe);
      });
    }
    return found;
  }

  // How all cases end by another limit; nothing, and why, where rows don't tell.
  std::optional<Cases> judged(const std::string& path, double value, std::string& why) const {
    const Configuration wanted =
        parse_configuration(header_.provenance.config_yaml, file_.path() + ":/provenance/config_yaml",
                            {fmt::format("{}={:.17g}", path, value)});
    try {
      const Rejudge rejudge(flown_, wanted);
      return read_cases(RejudgedTable(file_, rejudge, RejudgedTable::Untold::unknown));
    } catch (const UsageError& e) {
      why = e.what();
      if (const std::size_t at = why.find(path + ": "); at != std::string::npos) why.erase(0, at + path.size() + 2);
      why = why.substr(0, why.find("; fly it again"));
      return std::nullopt;
    }
  }

  // Rows that a loose limit saves, each with the limit from which on it is.
  std::vector<std::pair<double, std::size_t>> saved_by(const std::string& name, const Cases& ended,
                                                       double flown_limit) const {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < marks_.size(); ++row) {
      if (ended.endings[row] == Ending::safe && cases_.endings[row] != Ending::safe) rows.push_back(row);
    }
    std::vector<std::pair<double, std::size_t>> saved;
    if (rows.empty()) return saved;
    for (const std::size_t row : rows) saved.emplace_back(flown_limit, row);
    for (const Criterion criterion : moved_by(name)) {
      const std::vector<double> margins =
          column(std::string("margin_") + criteria[static_cast<std::size_t>(criterion)].name);
      for (auto& [value, row] : saved) {
        if (!(margins[row] < 0.0)) continue;
        const double ratio = 1.0 - margins[row];  // an early cutoff is judged by the square of the speed
        value = std::max(value, flown_limit * (criterion == Criterion::early_cutoff ? std::sqrt(ratio) : ratio));
      }
    }
    return saved;
  }

  static std::vector<Criterion> moved_by(const std::string& name) {
    static const std::pair<const char*, std::vector<Criterion>> all[] = {
        {"speed_vertical_m_s", {Criterion::hard_contact_vertical, Criterion::early_cutoff}},
        {"speed_horizontal_m_s", {Criterion::hard_contact_horizontal}},
        {"contact_tilt_deg", {Criterion::contact_tilt}},
        {"contact_rate_deg_s", {Criterion::contact_rate}},
        {"tip_over_tilt_deg", {Criterion::tip_over}},
        {"final_tilt_deg", {Criterion::final_tilt}},
        {"load_m_s2", {Criterion::load_exceeded}},
        {"slide_m", {Criterion::slid}},
        {"propellant_reserve_kg", {Criterion::propellant_depleted}},
        {"landing_radius_m", {Criterion::off_corridor}}};
    for (const auto& [limit, moved] : all) {
      if (name == limit) return moved;
    }
    throw InternalError(name + ": a limit that nothing here knows");
  }

  // Judged by a limit of four digits that isn't below this one: a margin is stored rounded.
  template <class Does>
  Json verified(const std::string& path, double value, double loosest, const Does& does) const {
    const double unit = std::pow(10.0, std::floor(std::log10(value)) - 3.0);
    double rounded = std::ceil(value / unit) * unit;
    for (int attempt = 0; attempt < 3; ++attempt, rounded += unit) {
      const double limit = std::min(std::stod(fmt::format("{:.4g}", rounded)), loosest);
      std::string why;
      const std::optional<Cases> ended = judged(path, limit, why);
      if (!ended) return nullptr;
      std::vector<std::size_t> rows;
      for (std::size_t row = 0; row < marks_.size(); ++row) {
        if (ended->endings[row] == Ending::safe && cases_.endings[row] != Ending::safe) rows.push_back(row);
      }
      const EventShare share_then = share(rows);
      if (!does(share_then)) continue;
      return {{"limit", limit},
              {"set", {fmt::format("{}={:.4g}", path, limit)}},
              {"saved", rows.size()},
              {"probability", share_json(share_then)}};
    }
    return nullptr;
  }

  const CampaignFile& file_;
  FileTable table_;
  const Configuration& flown_;
  const CampaignHeader& header_;
  const StatisticsRequest& request_;
  double wanted_;
  Cases cases_;
  std::vector<Mark> marks_;  // one a row
};

std::string names_of(const Json& change) {
  const Json& paths = change.at("paths");
  const std::string what = change.at("kind").get<std::string>();
  std::string name = what + " of " + paths.at(0).get<std::string>();
  if (what == "limit") name = paths.at(0).get<std::string>();
  return paths.size() > 1 ? fmt::format("{} and {} more", name, paths.size() - 1) : name;
}

// What it takes: x 0.51; +1.2 sd; 12 → 14.1.
std::string amount_text(const Json& change, const Json& found) {
  if (found.is_null()) return "";
  if (found.contains("times")) return fmt::format("times {:.3g}", found.at("times").get<double>());
  if (found.contains("sds")) return fmt::format("{:+.3g} sd", found.at("sds").get<double>());
  return fmt::format("{:.4g} → {:.4g}", change.at("flown").get<double>(), found.at("limit").get<double>());
}

std::string share_text(const Json& p) {
  const std::string bounds = bounds_of(p);
  return estimate_of(p) + (bounds.empty() ? "" : " " + bounds);
}

class ReachTable : private TextPage {
 public:
  ReachTable(const Json& reach, const std::string& title, std::optional<std::size_t> columns)
      : TextPage(columns), reach_(reach), title_(title) {}

  std::string text() {
    const double wanted = reach_.at("wanted").get<double>();
    paragraph("", title_);
    paragraph("", fmt::format("P(safe) {} of {}, {} wanted", share_text(reach_.at("now")),
                              counted_cases(count_of(reach_.at("cases"))), percent_name(wanted)));
    if (reach_.contains("reason")) paragraph("no interval: ", reach_.at("reason").get<std::string>());
    blank();
    if (reach_.at("reached").get<bool>()) {
      paragraph("", "It is reached already; nothing has to change.");
      return take();
    }
    reaching();
    short_of();
    untold();
    return take();
  }

 private:
  static bool has(const Json& change, const char* key) { return change.contains(key) && !change.at(key).is_null(); }

  // Better than now, beyond what chance may make of it.
  bool gains(const Json& change, const char* where) const {
    const Json& then = change.at(where).at("probability");
    const Json& least = then.at(reach_.contains("reason") ? "estimate" : "lower");
    return is_finite(least) ? least > reach_.at("now").at("estimate") : change.at("kind") == "limit";
  }

  void change_row(const std::string& name, const std::string& amount, const std::string& sure, const std::string& share,
                  const std::string& n_eff) {
    row(fmt::format("{:<48}{:<18}{:<18}{:<28}{:>10}", name, amount, sure, share, n_eff),
        {name, amount, sure, share, n_eff});
  }

  void reaching() {
    std::vector<const Json*> found;
    for (const Json& change : reach_.at("changes")) {
      if (has(change, "to_reach") && gains(change, "to_reach")) found.push_back(&change);
    }
    if (found.empty()) {
      paragraph("", "No single change reaches it.");
      return blank();
    }
    change_row("One of these reaches it", "by the estimate", "to be 97.5 % sure", "P(safe) then", "effective");
    for (const Json* change : found) {
      const Json& reached = change->at("to_reach");
      const Json& p = reached.at("probability");
      change_row(names_of(*change), amount_text(*change, reached),
                 has(*change, "to_be_sure") ? amount_text(*change, change->at("to_be_sure")) : "not told",
                 share_text(p), effective_text(p));
    }
    end_table("llllr");
    blank();
    paragraph("",
              "Each by itself, all else as it was flown. What it takes is estimated of these cases; spreads and "
              "centres by weighing them, limits by judging them. To set for another flight:");
    for (const Json* change : found) {
      std::string sets;
      for (const Json& set : change->at("to_reach").at("set")) sets += " --set '" + set.get<std::string>() + "'";
      line("  {}", sets);  // unbroken, to be copied
    }
    blank();
  }

  void short_of() {
    std::vector<const Json*> others;
    std::vector<std::string> no_gain;
    for (const Json& change : reach_.at("changes")) {
      if (!has(change, "best") || (has(change, "to_reach") && gains(change, "to_reach"))) continue;
      if (gains(change, "best")) others.push_back(&change);
      else if (change.at("kind") != "centre") no_gain.push_back(names_of(change));
    }
    std::stable_sort(others.begin(), others.end(),
                     [](const Json* a, const Json* b) { return best_of(*a) > best_of(*b); });
    if (!others.empty()) change_row("Not by one of these alone", "best at", "", "P(safe) there", "effective");
    for (const Json* change : others) {
      const Json& p = change->at("best").at("probability");
      const bool limit = change->at("kind") == "limit";
      change_row(names_of(*change), limit ? "none at all" : amount_text(*change, change->at("best")), "", share_text(p),
                 effective_text(p));
    }
    end_table("llllr");
    if (!others.empty()) blank();
    constexpr std::size_t named_max = 6;
    if (no_gain.size() > named_max)
      return paragraph("", fmt::format("No gain beyond chance is shown by {} others (--json).", no_gain.size()));
    std::string names;
    for (const std::string& name : no_gain) names += (names.empty() ? "" : ", ") + name;
    if (!names.empty()) paragraph("no gain beyond chance: ", names);
  }
  static double best_of(const Json& change) { return change.at("best").at("probability").at("estimate").get<double>(); }
  static std::string effective_text(const Json& p) {
    return p.contains("n_eff") ? thousands(static_cast<std::uint64_t>(p.at("n_eff").get<double>())) : "exact";
  }

  void untold() {
    std::vector<std::pair<std::string, std::string>> by_reason;  // and whose it is
    for (const Json& change : reach_.at("changes")) {
      if (has(change, "best")) continue;
      const std::string reason = change.at("reason").get<std::string>();
      const auto same =
          std::find_if(by_reason.begin(), by_reason.end(), [&](const auto& r) { return r.first == reason; });
      if (same == by_reason.end()) by_reason.emplace_back(reason, names_of(change));
      else if (!same->second.ends_with(names_of(change))) same->second += ", " + names_of(change);
    }
    for (const auto& [reason, names] : by_reason) paragraph(reason + ": ", names);
  }

  const Json& reach_;
  const std::string& title_;
};

}  // namespace

Json reach_json(const CampaignFile& file, const Configuration& flown, const CampaignHeader& header,
                const StatisticsRequest& request, double wanted) {
  if (const std::string why = not_weighed(flown); !why.empty())
    throw UsageError(
        fmt::format("--reach: {}: {}, and can't be weighed anew; fly a campaign without that", file.path(), why));
  return Budget(file, flown, header, request, wanted).json();
}

std::string reach_table(const Json& reach, const std::string& title, std::optional<std::size_t> columns) {
  return ReachTable(reach, title, columns).text();
}

}  // namespace farside
