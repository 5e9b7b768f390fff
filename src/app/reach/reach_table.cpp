// `whatif --reach` as a table.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "app/reach/reach.h"
#include "stats/text_page.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

std::string names_of(const Json& change) {
  const Json& paths = change.at("paths");
  const std::string what = change.at("kind").get<std::string>();
  std::string name = what + " of " + paths.at(0).get<std::string>();
  if (what == "limit" || what == "fault") name = paths.at(0).get<std::string>();
  return paths.size() > 1 ? fmt::format("{} and {} more", name, paths.size() - 1) : name;
}

// What it takes: times 0.51; +1.2 sd; 12 → 14.1.
std::string amount_text(const Json& change, const Json& found) {
  if (found.is_null()) return "";
  if (found.contains("times")) return fmt::format("times {:.3g}", found.at("times").get<double>());
  if (found.contains("rate"))
    return fmt::format("{:.4g} → {:.4g}", change.at("flown").get<double>(), found.at("rate").get<double>());
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
    if (change.at("kind") == "fault") {  // rarer, it can only be better where it makes cases worse
      const Json &without = change.at("safe_without").at("lower"), &with = change.at("safe_with").at("upper");
      return is_finite(without) && is_finite(with) && without > with;
    }
    const Json& then = change.at(where).at("probability");
    const Json& least = then.at(reach_.contains("reason") ? "estimate" : "lower");
    return is_finite(least) ? least > reach_.at("now").at("estimate") : change.at("kind") == "limit";
  }

  void change_row(const std::string& name, const std::string& amount, const std::string& sure, const std::string& share,
                  const std::string& n_eff) {
    const std::size_t width = reach_.at("now").at("estimate") == reach_.at("now").at("estimate_high") ? 28 : 40;
    row(fmt::format("{:<48}{:<18}{:<18}{:<{}}{:>10}", name, amount, sure, share, width, n_eff),
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
              "Each by itself, all else as it was flown. What it takes is estimated of these cases; spreads, "
              "centres and faults by weighing them, limits by judging them. To set for another flight:");
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

std::string reach_table(const Json& reach, const std::string& title, std::optional<std::size_t> columns) {
  return ReachTable(reach, title, columns).text();
}

}  // namespace farside
