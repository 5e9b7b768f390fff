#include "stats/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/counted.h"
#include "record/fault_rates.h"
#include "record/landing_record.h"
#include "stats/text_page.h"
#include "stats/verdicts/requirement_text.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

// The quantities of the table, each with its unfavourable tail.
enum class Tail { low, high };
struct Row {
  const char* column;
  const char* label;
  Tail tail;
};
constexpr Row rows[] = {
    {"touchdown_speed_vertical", "vertical speed at contact", Tail::high},
    {"touchdown_speed_horizontal", "horizontal speed at contact", Tail::high},
    {"touchdown_tilt", "tilt at contact", Tail::high},
    {"touchdown_rate", "angular rate at contact", Tail::high},
    {"peak_load", "peak load", Tail::high},
    {"clearance_min", "least clearance", Tail::low},
    {"final_tilt", "tilt at rest", Tail::high},
    {"touchdown_time", "time of contact", Tail::high},
    {"propellant_remaining", "propellant left", Tail::low},
};

// Four significant digits, without an exponent where that is readable.
std::string figure(const Json& value) {
  if (!is_finite(value)) return "-";
  const double x = value.get<double>(), size = std::fabs(x);
  if (x == 0) return "0";
  if (size >= 1e7 || size < 1e-4) return fmt::format("{:.3g}", x);
  return fmt::format("{:.{}f}", x, std::clamp(3 - static_cast<int>(std::floor(std::log10(size))), 0, 4));
}

const Json& at_quantile(const Json& quantity, double p) {
  const Json& all = quantity.at("quantiles");
  return *std::find_if(all.begin(), all.end(), [&](const Json& q) { return q.at("p") == p; });
}

// A bound that the sample is too small for is left out.
std::string quantile_bounds(const Json& quantile) {
  const Json &lower = quantile.at("lower"), &upper = quantile.at("upper");
  if (lower.is_null() && upper.is_null()) return "too few cases";
  if (lower.is_null()) return "below " + figure(upper);
  if (upper.is_null()) return "above " + figure(lower);
  return figure(lower) + " to " + figure(upper);
}

class Summary : private TextPage {
 public:
  Summary(const Json& statistics, const SummaryTitle& title) : TextPage(title.columns), s_(statistics), title_(title) {}

  std::string text() {
    head();
    probability();
    first_causes();
    failure_modes();
    faults();
    landing();
    quantities();
    tolerance_limits();
    avoidance();
    mission();
    requirements();
    numerical_failures();
    return take();
  }

 private:
  bool has(const char* part) const { return s_.contains(part) && !s_.at(part).is_null() && !s_.at(part).empty(); }

  void head() {
    const Json& c = s_.at("cases");
    const std::uint64_t total = count_of(c.at("total")), missing = count_of(c.at("missing")),
                        failed = count_of(c.at("numerical_failure"));
    std::string what = counted_cases(total);
    if (missing > 0) what += fmt::format(", of which {} missing", thousands(missing));
    free_line((title_.campaign.empty() ? "" : title_.campaign + ": ") + what);
    if (!c.at("safe").is_null()) {
      std::string outcomes;
      for (const char* outcome : outcome_meanings)
        outcomes += fmt::format("{}{} {}", outcomes.empty() ? "" : " · ", outcome, thousands(count_of(c.at(outcome))));
      if (failed > 0) outcomes += fmt::format(" · numerical failure {}", thousands(failed));
      free_line((is_recombined() ? "flown, faults forced: " : "") + outcomes);
    }
    blank();
  }

  void probability() {
    if (!has("probability")) return;
    const Json& safe = s_.at("probability").at("safe");
    bool differ = false;
    const std::string interval =
        safe.at("method") == "replicates" ? "95 % interval, of replicates, " : "95 % interval ";
    for (const auto& [name, label] : {std::pair{"safe", "P(safe)"}, std::pair{"lost", "P(lost)"}}) {
      const Json& p = s_.at("probability").at(name);
      const std::string bounds = bounds_of(p);
      differ = differ || p.at("estimate") != p.at("estimate_high");
      free_line(fmt::format("{:<9} {:>10}   {}", label, estimate_of(p), bounds.empty() ? "" : interval + bounds));
    }
    if (has("epistemic")) epistemic_band(safe);
    if (has("mission")) {
      const Json& goes_on = s_.at("mission").at("goes_on");
      const std::string bounds = bounds_of(goes_on);
      differ = differ || goes_on.at("estimate") != goes_on.at("estimate_high");
      free_line(fmt::format("{:<10} {:>9}   {}", "P(mission)", estimate_of(goes_on),
                            bounds.empty() ? "" : interval + bounds));
      if (goes_on.contains("band") && !goes_on.at("band").is_null()) band_line(goes_on.at("band"));
    }
    if (has("grounds")) grounds();
    if (has("sobol"))
      paragraph("of        ",
                fmt::format("the matrices A and B of {} base samples, whose cases are independent; farside drivers "
                            "tells which inputs own the variance",
                            thousands(count_of(s_.at("sobol").at("base_samples")))));
    if (has("faults") && !is_recombined()) {
      const Json& without = s_.at("faults").at("without").at("safe");
      const std::string bounds = bounds_of(without);
      free_line(fmt::format("{:<9} {:>10}   {}", "no fault", estimate_of(without),
                            bounds.empty() ? "" : "95 % interval " + bounds + ", P(safe) of cases without a fault"));
    }
    if (differ)
      paragraph("          ",
                std::string("low: cases that can't be told (unknown, numerical) are not safe; high: they are") +
                    (tells_untold() ? "; farside drivers tells where among the inputs they lie" : ""));
    if (safe.contains("reason")) {
      const std::string n_eff =
          s_.contains("weights") ? fmt::format(" (effective number of cases: {})", figure(s_.at("weights").at("n_eff")))
                                 : "";
      paragraph("no interval: ", safe.at("reason").get<std::string>() + n_eff);
    }
    if (has("stop")) {
      const Json& stop = s_.at("stop");
      paragraph("stop      ",
                fmt::format("{} after {}: {}", stop.at("met") == true ? "met" : "not met",
                            counted_cases(count_of(stop.at("cases"))), stop.at("reason").get<std::string>()));
    }
    const char* label = "given";
    for (const Json& condition : safe.at("conditional_on")) {
      paragraph(fmt::format("{:<10}", label), condition.get<std::string>());
      label = "";
    }
    blank();
  }

  // How P differs from ground to ground, or why that isn't told.
  void grounds() {
    const Json& g = s_.at("grounds");
    if (!is_finite(g.at("sd"))) return paragraph("grounds   ", g.at("reason").get<std::string>());
    std::string text = fmt::format("{} grounds: P differs by {} (sd) from one to another", count_of(g.at("grounds")),
                                   percent(g.at("sd")));
    if (is_finite(g.at("sd_lower")))
      text += fmt::format(", 95 % interval {} to {}", percent(g.at("sd_lower")), percent(g.at("sd_upper")));
    if (g.contains("over_grounds") && is_finite(g.at("over_grounds").at("lower")))
      text += fmt::format("; P's own interval is given these grounds, that over all which the laws allow is {} to {}",
                          percent(g.at("over_grounds").at("lower")), percent(g.at("over_grounds").at("upper")));
    if (g.contains("drawn_with"))
      text += fmt::format("; with the ground goes what {} do{}, drawn with it",
                          counted(g.at("drawn_with").size(), "other epistemic input"),
                          g.at("drawn_with").size() == 1 ? "es" : "");
    if (g.contains("reason")) text += "; no interval: " + g.at("reason").get<std::string>();
    paragraph("grounds   ", text);
  }

  // What isn't known makes P's band, and what is drawn its interval.
  void band_line(const Json& band) {
    free_line(
        fmt::format("{:<9} {:>10}   {} to {} in 90 % of {} draws of what isn't known, {} to {} in all; above, at "
                    "its best guess",
                    "band", percent(band.at("mean")), percent(band.at("lower")), percent(band.at("upper")),
                    count_of(band.at("draws")), percent(band.at("least")), percent(band.at("largest"))));
  }

  void epistemic_band(const Json& safe) {
    const Json &e = s_.at("epistemic"), &band = safe.at("band");
    if (band.is_null()) return;
    band_line(band);
    free_line(fmt::format("{:<20}   scatter from draw to draw {}, of which so many cases make {} by chance", "",
                          percent(e.at("sd_between")), percent(e.at("sd_by_chance"))));
    std::string owners;
    for (const Json& input : e.at("inputs")) {
      if (input.at("owns") == true)
        owners += fmt::format("{}{} ({:+.2f})", owners.empty() ? "" : ", ", input.at("path").get<std::string>(),
                              input.at("rank_correlation").get<double>());
    }
    paragraph(fmt::format("{:<23}", ""), owners.empty() ? "no input by itself goes with P beyond chance"
                                                        : "it goes with (rank correlation) " + owners);
    const auto rests_on = [&](const char* tag, const char* meaning) {
      const Json& found = e.at("rests_on").at(tag);
      const std::string chance = is_finite(found.at("share_chance")) ? fmt::format(", of which chance makes up to {}",
                                                                                   percent(found.at("share_chance")))
                                                                     : "";
      return fmt::format("{} with {} tagged {} ({}){}", percent(found.at("share")),
                         counted(count_of(found.at("inputs")), "input"), tag, meaning, chance);
    };
    paragraph(fmt::format("{:<23}", ""),
              "of its variance goes " + rests_on("E", "engineering default") + "; " + rests_on("R", "recalled"));
  }

  // P is put together from cases in which faults were forced; values are of those without a fault.
  bool is_recombined() const { return has("faults") && s_.at("faults").at("recombined") == true; }

  bool tells_untold() const {
    return has("drivers") && s_.at("drivers").contains("untold") && !s_.at("drivers").at("untold").is_null();
  }

  // What is told of cases, where values are of a part of them.
  std::string such_cases(std::uint64_t n) const {
    return counted_cases(n) + (is_recombined()    ? " without a fault"
                               : has("epistemic") ? " at the best guess"
                               : has("sobol")     ? " of the matrices A and B"
                                                  : "");
  }

  void faults() {
    if (!has("faults")) return;
    const Json& f = s_.at("faults");
    const auto tell = [&](const std::string& name, const Json& share, const Json& one) {
      std::string causes;
      for (const auto& [cause, number] : one.at("causes").items()) {
        if (causes.size() > 40) break;
        causes += (causes.empty() ? "" : ", ") + cause + " " + thousands(count_of(number));
      }
      const std::string flown = thousands(count_of(one.at("cases"))), safe = estimate_of(one.at("safe")),
                        lost = estimate_of(one.at("lost")), bounds = bounds_of(one.at("lost")),
                        adds = percent(one.at("adds_lost"));
      row(fmt::format("  {:<24}{:>12}{:>11} {:>11} {:>11}   {:<22}{:>12}  {}", name, percent(share), flown, safe, lost,
                      bounds, adds, causes),
          {"  " + name, percent(share), flown, safe, lost, bounds, adds, causes});
    };
    const char* const title = is_recombined()    ? "Faults, forced"
                              : has("epistemic") ? "Faults, at the best guess"
                                                 : "Faults, by chance";
    row(fmt::format("{:<26}{:>12}{:>11} {:>11} {:>11}   {:<22}{:>12}  {}", title, "probability", "cases", "P(safe)",
                    "P(lost)", "95 % interval", "adds to it", "first causes"),
        {title, "probability", "cases", "P(safe)", "P(lost)", "95 % interval", "adds to it", "first causes"});
    tell(no_fault, f.at("without").at("share"), f.at("without"));
    for (const Json& one : f.at("list")) tell(one.at("name"), one.at("probability"), one);
    const Json& several = f.at("several");
    const std::string how = is_recombined() ? "not flown" : thousands(count_of(several.at("cases")));
    row(fmt::format("  {:<24}{:>12}{:>11}", several_faults, percent(several.at("share")), how),
        {std::string("  ") + several_faults, percent(several.at("share")), how, "", "", "", "", ""});
    end_table("lrrrrlrl");
    blank();
  }

  // Every cause with what else befell its cases, where several did so.
  void failure_modes() {
    if (!has("failure_modes")) return;
    const Json &modes = s_.at("failure_modes").at("modes"), &together = s_.at("failure_modes").at("together");
    const auto with = [&](std::size_t i) {  // the other one that most of its cases have
      std::uint64_t most = 0;
      std::string text;
      for (std::size_t k = 0; k < modes.size(); ++k) {
        const std::uint64_t both = count_of(together.at(i).at(k));
        if (k == i || both <= most) continue;
        most = both;
        text = fmt::format("{} {}", modes.at(k).at("name").get<std::string>(), thousands(both));
      }
      return text;
    };
    bool shared = false;
    for (std::size_t i = 0; i < modes.size(); ++i) shared = shared || !with(i).empty();
    if (!shared) return;
    const auto tell = [&](const std::string& name, const std::string& number, const std::string& share,
                          const std::string& bounds, const std::string& other) {
      row(fmt::format("{:<26}{:>8} {:>11}   {:<20} {}", name, number, share, bounds, other),
          {name, number, share, bounds, other});
    };
    tell("Causes, first or not", "cases", "share", "95 % interval", "most often with");
    for (std::size_t i = 0; i < modes.size(); ++i) {
      const Json& mode = modes.at(i);
      tell("  " + mode.at("name").get<std::string>(), thousands(count_of(mode.at("count"))),
           percent(mode.at("estimate")), bounds_of(mode), with(i));
    }
    end_table("lrrll");
    blank();
  }

  void first_causes() {
    if (!has("first_cause")) return;
    std::vector<std::pair<std::string, const Json*>> fired;
    for (const auto& [name, cause] : s_.at("first_cause").items()) {
      if (count_of(cause.at("count")) > 0) fired.emplace_back(name, &cause);
    }
    std::stable_sort(fired.begin(), fired.end(), [&](const auto& a, const auto& b) {
      if (is_recombined()) return a.second->at("estimate") > b.second->at("estimate");
      return count_of(a.second->at("count")) > count_of(b.second->at("count"));
    });
    if (fired.empty() && s_.at("criteria").empty()) return;
    const char* const such = fired.empty() ? "" : "such as case";
    row(fmt::format("{:<26}{:>8} {:>11}   {:<22}  {}", "First cause", "cases", "share", "95 % interval", such),
        {"First cause", "cases", "share", "95 % interval", such});
    for (const auto& [name, cause] : fired) {
      const std::string number = thousands(count_of(cause->at("count"))), share = percent(cause->at("estimate")),
                        bounds = bounds_of(*cause), examples = numbers_of(cause->at("cases"));
      row(fmt::format("  {:<24}{:>8} {:>11}   {:<22}  {}", name, number, share, bounds, examples),
          {"  " + name, number, share, bounds, examples});
    }
    for (const Json& criterion : s_.at("criteria")) {
      const std::string name = criterion.at("name");
      const bool blamed =
          std::any_of(fired.begin(), fired.end(), [&](const auto& cause) { return cause.first == name; });
      if (blamed || criterion.at("closest_margin").is_null()) continue;
      const std::uint64_t later = count_of(criterion.at("fired"));
      const std::string how = later > 0 ? "after another in " + counted_cases(later)
                                        : "closest margin " + figure(criterion.at("closest_margin"));
      row(fmt::format("  {:<24}{:>8}               {}", name, "never", how), {"  " + name, "never", "", how});
    }
    end_table("lrrll");
    if (!fired.empty() && !title_.file.empty())
      line("  see one again: farside replay {} --case {}", title_.file,
           count_of(fired.front().second->at("cases").front()));
    blank();
  }

  void landing() {
    if (!has("dispersion")) return;
    const Json& d = s_.at("dispersion");
    if (count_of(d.at("count")) == 0) return;
    free_line(fmt::format("Landing points, m from the target ({})", such_cases(count_of(d.at("count")))));
    free_line(fmt::format("  mean east {}, north {}", figure(d.at("mean_east_m")), figure(d.at("mean_north_m"))));
    free_line(fmt::format("  half within {} (CEP), 95 % within {}, 99 % within {}", figure(d.at("cep_m")),
                          figure(d.at("r95_m")), figure(d.at("r99_m"))));
    if (d.at("covariance_m2").at(0).at(0).is_number()) {
      row(fmt::format("  {:<10}{:>24} {:>10} {:>16}", "ellipse", "semi-axes", "azimuth", "cases inside"),
          {"  ellipse", "semi-axes", "azimuth", "cases inside"});
      for (const Json& e : d.at("ellipses")) {
        const std::string azimuth =
            e.at("azimuth_deg").is_number() ? fmt::format("{:.1f}°", e.at("azimuth_deg").get<double>()) : "-";
        const std::string name = percent_name(e.at("probability").get<double>()),
                          inside = percent(e.at("contained_fraction")),
                          axes = figure(e.at("semi_major_m")) + " × " + figure(e.at("semi_minor_m"));
        row(fmt::format("  {:<10}{:>24} {:>10} {:>16}", name, axes, azimuth, inside),
            {"  " + name, axes, azimuth, inside});
      }
      end_table("lrrr");
      const Json& normality = d.at("normality");
      if (normality.at("bimodal") == true) free_line("  more than one cluster: the ellipses describe none of them");
      else if (normality.at("p").is_number() && normality.at("p") < 0.01) {
        const double p = normality.at("p").get<double>();
        free_line(fmt::format("  not normally distributed ({}): rely on `cases inside`, not on the ellipse's name",
                              p < 1e-6 ? "p < 1e-6" : fmt::format("p = {:.1g}", p)));
      }
    }
    blank();
  }

  void quantities() {
    if (!has("quantities")) return;
    const std::uint64_t done = is_recombined() ? 0 : count_of(s_.at("cases").at("done"));
    bool first = true;
    const char* const title = is_recombined() ? "Quantity, without a fault" : "Quantity";
    for (const Row& known : rows) {
      const auto at = s_.at("quantities").find(known.column);
      if (at == s_.at("quantities").end() || count_of(at->at("count")) == 0) continue;
      if (std::exchange(first, false))
        row(fmt::format("{:<37}{:>9} {:>9} {:>9}   95 % interval of the tail", title, "1 %", "median", "99 %"),
            {title, "", "1 %", "median", "99 %", "95 % interval of the tail"});
      const Json& tail = at_quantile(*at, known.tail == Tail::low ? 0.01 : 0.99);
      const std::string bounds =
          (known.tail == Tail::low ? "1 %: " : "99 %: ") + quantile_bounds(tail) +
          (count_of(at->at("count")) < done ? ", of " + counted_cases(count_of(at->at("count"))) : "");
      const std::string units = at->at("units").get<std::string>();
      const auto value = [&](double p) { return figure(at_quantile(*at, p).at("value")); };
      row(fmt::format("  {:<28}{:<7}{:>9} {:>9} {:>9}   {}", known.label, units, value(0.01), value(0.5), value(0.99),
                      bounds),
          {"  " + std::string(known.label), units, value(0.01), value(0.5), value(0.99), bounds});
    }
    end_table("llrrrl");
    if (!first) blank();
  }

  // Limits that were asked for, on the unfavourable side of each quantity of the table and between two.
  void tolerance_limits() {
    if (!has("tolerance_limits")) return;
    for (const Json& level : s_.at("tolerance_limits")) {
      const std::string of = level.at("name").get<std::string>(), share = percent_name(level.at("probability")),
                        sure = percent_name(level.at("confidence"));
      free_line(fmt::format("Tolerance limits that hold {} of all landings, with {} confidence", share, sure));
      if (level.contains("reason")) {
        paragraph("  none: ", level.at("reason").get<std::string>());
        continue;
      }
      for (const Row& known : rows) {
        const auto at = s_.at("tolerance").find(known.column);
        const auto quantity = s_.at("quantities").find(known.column);
        if (at == s_.at("tolerance").end() || count_of(quantity->at("count")) == 0) continue;
        const bool low = known.tail == Tail::low;
        const Json &one = at->at("wilks_" + of + (low ? "_lower" : "_upper")),
                   &two = at->at("wilks_" + of + "_between");
        const std::string units = quantity->at("units").get<std::string>(),
                          limit = one.is_null() ? at->at("wilks_" + of + "_reason").get<std::string>()
                                                : (low ? "above " : "below ") + figure(one),
                          between = two.at(0).is_null() ? "" : "or " + figure(two.at(0)) + " to " + figure(two.at(1));
        row(fmt::format("  {:<28}{:<7}{:>16}   {}", known.label, units, limit, between),
            {"  " + std::string(known.label), units, limit, between});
      }
      end_table("llrl");
      free_line(fmt::format("  of order statistics (Wilks): {} values are needed, {} for two sides",
                            thousands(count_of(level.at("cases_needed"))),
                            thousands(count_of(level.at("cases_needed_between")))));
    }
    blank();
  }

  void avoidance() {
    if (!has("avoidance")) return;
    const Json& a = s_.at("avoidance");
    line("Hazard avoidance");
    const auto tell = [&](const char* name, const char* of, const Json& share) {
      const std::string bounds = bounds_of(share);
      row(fmt::format("  {:<26} {:>9}  of {} {}{}", name, percent(share.at("estimate")),
                      thousands(count_of(share.at("of"))), of, bounds.empty() ? "" : "   95 %: " + bounds),
          {name, percent(share.at("estimate")), thousands(count_of(share.at("of"))) + " " + of, bounds});
    };
    tell("missed", "places that looked safe", a.at("missed"));
    tell("false alarm", "safe places ahead", a.at("false_alarm"));
    tell("no safe place", "looks", a.at("no_site"));
    tell("safe place out of reach", "looks", a.at("unreachable"));
    end_table("lrll");
    if (const Json& p = a.at("safe_blind_paired"); !p.is_null()) {
      paragraph("  against the same flights without: ",
                fmt::format("P(safe) {}, 95 % interval {} to {}; {} gained, {} lost of {}",
                            signed_percent(p.at("difference")), signed_percent(p.at("lower")),
                            signed_percent(p.at("upper")), thousands(count_of(p.at("gained"))),
                            thousands(count_of(p.at("lost"))), counted_cases(count_of(p.at("cases")))));
    }
    blank();
  }

  void mission() {
    if (!has("mission")) return;
    line("Mission: it goes on where the landing is safe and all of these are met");
    row(fmt::format("  {:<12} {:>10} {:>10}   {}", "", "not met", "came first", "closest margin"),
        {"", "not met", "came first", "closest margin"});
    for (const auto& [name, need] : s_.at("mission").at("needs").items()) {
      const std::string unmet = percent(need.at("unmet").at("estimate")),
                        first = percent(need.at("first").at("estimate")),
                        closest = need.at("closest").is_null() ? "" : figure(need.at("closest"));
      row(fmt::format("  {:<12} {:>10} {:>10}   {}", name, unmet, first, closest), {name, unmet, first, closest});
    }
    end_table("lrrl");
    paragraph("  given     ", s_.at("mission").at("given").get<std::string>());
    blank();
  }

  void requirements() {
    if (!has("requirements")) return;
    line("Requirements");
    for (const Json& q : s_.at("requirements")) {
      paragraph(fmt::format("  {:<14}", q.at("verdict").get<std::string>()),
                q.at("name").get<std::string>() + ": " + requirement_asks(q));
      paragraph(fmt::format("  {:<14}", ""), requirement_evidence(q));
    }
    blank();
  }

  void numerical_failures() {
    if (!has("numerical_failures")) return;
    const Json& f = s_.at("numerical_failures");
    const std::uint64_t total = count_of(f.at("count"));
    const std::string more = total > f.at("first").size() ? " …" : "";
    free_line(fmt::format("{} numerical failure{}, counted as lost: case{} {}{}", thousands(total),
                          total == 1 ? "" : "s", total == 1 ? "" : "s", numbers_of(f.at("first")), more));
    blank();
  }

  const Json& s_;
  const SummaryTitle& title_;
};

}  // namespace

std::string summarise(const Json& statistics, const SummaryTitle& title) { return Summary(statistics, title).text(); }

}  // namespace farside
