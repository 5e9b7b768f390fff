#include "stats/verdicts/comparison_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "stats/text_page.h"
#include "stats/verdicts/comparison.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

std::string chance(const Json& p) {
  if (!is_finite(p)) return "";
  const double x = p.get<double>();
  return x < 1e-6 ? "p < 1e-6" : fmt::format("p = {:.2g}", x);
}

// By how much less a bound of the difference is.
std::string lower_by(const Json& difference, Rounding rounding) {
  return percent(std::max(0.0, -difference.get<double>()), rounding);
}

class ComparisonSummary : private TextPage {
 public:
  ComparisonSummary(const Json& comparison, const ComparisonTitle& title)
      : TextPage(title.columns), c_(comparison), title_(title) {}

  std::string text() {
    head();
    probability();
    if (c_.contains("flipped")) {
      flipped("Safe in A alone", "went wrong in B", c_.at("flipped").at("worse"));
      flipped("Safe in B alone", "went wrong in A", c_.at("flipped").at("better"));
    }
    first_causes("First cause", c_.at("first_cause"));
    if (c_.contains("mission")) mission(c_.at("mission"));
    differences();
    verdict();
    return take();
  }

 private:
  static std::string bounds(const Json& difference) {
    if (!is_finite(difference.at("lower"))) return "";
    return signed_percent(difference.at("lower"), Rounding::down) + " to " +
           signed_percent(difference.at("upper"), Rounding::up);
  }

  void head() {
    paragraph("A  ", title_.first);
    paragraph("B  ", title_.second);
    const Json& p = c_.at("pairing");
    const std::uint64_t first = count_of(p.at("first")), second = count_of(p.at("second"));
    if (p.at("method") == "independent") {
      paragraph("", counted_cases(first) + " of A, " + thousands(second) +
                        " of B, as of campaigns that have nothing to do with each other");
    } else {
      paragraph("", counted_cases(first) + ", each with the same draws in both");
      for (const auto& [key, name] : {std::pair{"only_first", "A"}, std::pair{"only_second", "B"}}) {
        if (const std::uint64_t n = count_of(p.at(key)); n > 0)
          paragraph("left out: ", counted_cases(n) + " that only " + name + " has flown");
      }
    }
    for (const std::string& remark : title_.remarks) paragraph("", remark);
    blank();
  }

  void probability() {
    compared_row("", "A", "B", "B less A", "95 % interval", "by chance");
    bool untold = false;
    for (const auto& [name, event] : c_.at("probability").items()) {
      const Json& d = event.at("difference");
      untold = untold || d.at("estimate_low") != d.at("estimate_high");
      compared_row("P(" + name + ")", percent(event.at("first").at("estimate")),
                   percent(event.at("second").at("estimate")), signed_percent(d.at("estimate")), bounds(d),
                   chance(d.at("p")));
    }
    end_table("lrrrll");
    const Json& d = c_.at("probability").at("safe").at("difference");
    if (d.contains("reason")) paragraph("no interval: ", d.at("reason").get<std::string>());
    if (untold) {
      paragraph(
          "",
          "cases that can't be told (unknown, numerical) are not safe here, nor do they go on; the interval holds "
          "whatever they would have done");
    }
    blank();
  }

  void compared_row(const std::string& label, const std::string& first, const std::string& second,
                    const std::string& less, const std::string& interval, const std::string& by_chance) {
    row(fmt::format("{:<26}{:>10} {:>10} {:>10}   {:<22} {}", label, first, second, less, interval, by_chance),
        {label, first, second, less, interval, by_chance});
  }

  void flipped(const char* name, const char* what, const Json& cases) {
    const std::uint64_t count = count_of(cases.at("count"));
    if (count == 0) {
      line("{}: no case", name);
      return blank();
    }
    const std::string title = fmt::format("{}: {}, by what {}", name, counted_cases(count), what);
    free_line(title);
    std::vector<std::pair<std::string, const Json*>> causes;
    for (const auto& [cause, f] : cases.at("causes").items()) causes.emplace_back(cause, &f);
    std::stable_sort(causes.begin(), causes.end(), [](const auto& a, const auto& b) {
      return count_of(a.second->at("count")) > count_of(b.second->at("count"));
    });
    for (const auto& [cause, f] : causes) {
      const std::string number = thousands(count_of(f->at("count"))), examples = "case " + numbers_of(f->at("cases"));
      row(fmt::format("  {:<24}{:>10}   {}", cause, number, examples), {"  " + cause, number, examples});
    }
    end_table("lrl");
    blank();
  }

  void mission(const Json& mission) {
    if (mission.contains("flipped")) {
      flipped("Goes on in A alone", "ends it in B", mission.at("flipped").at("worse"));
      flipped("Goes on in B alone", "ends it in A", mission.at("flipped").at("better"));
    }
    first_causes("Cause of mission", mission.at("cause"));
  }

  void first_causes(const char* title, const Json& causes) {
    if (causes.empty()) return;
    compared_row(title, "A", "B", "B less A", "95 % interval", "by chance");
    for (const auto& [name, cause] : causes.items()) {
      compared_row("  " + name, thousands(count_of(cause.at("first"))), thousands(count_of(cause.at("second"))),
                   signed_percent(cause.at("difference")), bounds(cause), chance(cause.at("p")));
    }
    end_table("lrrrll");
    blank();
  }

  void differences() {
    if (!c_.contains("differences")) return;
    line("What differs");
    for (const Json& d : c_.at("differences")) {
      const auto value = [&](const char* key) {
        const std::string text = d.at(key);
        return text.empty() ? std::string("absent") : text;
      };
      paragraph("  ", d.at("path").get<std::string>() + ": " + value("first") + " → " + value("second"));
    }
    if (c_.at("differences").empty()) line("  nothing that the configurations say");
    blank();
  }

  void verdict() { paragraph(is_worse(c_) ? "B is worse: " : "B isn't shown to be worse: ", verdict_evidence(c_)); }

  const Json& c_;
  const ComparisonTitle& title_;
};

}  // namespace

std::string summarise_comparison(const Json& comparison, const ComparisonTitle& title) {
  return ComparisonSummary(comparison, title).text();
}

std::string verdict_evidence(const Json& comparison) {
  const Json& g = comparison.at("gate");
  std::string text = fmt::format("P({}) {}", g.at("of").get<std::string>(), signed_percent(g.at("difference")));
  if (is_finite(g.at("lower"))) {
    const bool worse = is_worse(comparison);
    text += fmt::format(
        "; with {} confidence at {} {} lower, {}", percent_name(g.at("confidence")), worse ? "least" : "most",
        worse ? lower_by(g.at("upper"), Rounding::down) : lower_by(g.at("lower"), Rounding::up), chance(g.at("p")));
  }
  const double tolerance = g.at("tolerance");
  return tolerance > 0 ? text + fmt::format("; {} lower is tolerated", percent_name(tolerance)) : text;
}

}  // namespace farside
