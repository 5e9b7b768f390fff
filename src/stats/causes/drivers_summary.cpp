#include "stats/causes/drivers_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/counted.h"
#include "record/fault_rates.h"
#include "stats/text_page.h"
#include "stats/verdicts/mission.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t least_told = 3;     // of inputs, where fewer stand out
constexpr std::size_t indices_told = 12;  // of a quantity

std::string figure(const Json& value, const char* sign = "") {
  return is_finite(value) ? fmt::format(fmt::runtime(fmt::format("{{:{}.3f}}", sign)), value.get<double>()) : "-";
}

class DriversSummary : private TextPage {
 public:
  DriversSummary(const Json& drivers, const std::string& campaign, std::optional<std::size_t> columns)
      : TextPage(columns), d_(drivers) {
    const std::string part = d_.value("values_of", ""), such = part.empty()           ? ""
                                                               : part == no_fault     ? " without a fault"
                                                               : part == "best guess" ? " at the best guess"
                                                                                      : " of the " + part;
    const std::string failure = d_.at("failure");
    line("{}{}: {} of {}{}", campaign.empty() ? "" : campaign + ": ",
         failure == mission_event ? "mission fails" : failure, thousands(count_of(d_.at("failures"))),
         counted_cases(count_of(d_.at("cases"))), such);
    blank();
    inputs();
    pairs();
    if (d_.contains("untold") && !d_.at("untold").is_null()) untold();
    if (d_.contains("sobol")) sobol();
  }
  std::string text() { return take(); }

 private:
  void inputs() {
    const Json& all = d_.at("inputs");
    if (all.empty()) return line("No input varies.");
    const auto clear = static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [](const Json& one) { return one.at("stands_out").get<bool>(); }));
    const std::size_t told = std::min(all.size(), std::max(clear, least_told));
    row(fmt::format("{:<44} {:>11} {:>9}   {}", "Input", "correlation", "distance", "lowest tenth, highest"),
        {"Input", "correlation", "distance", "lowest tenth", "highest"});
    for (std::size_t i = 0; i < told; ++i) {
      const Json& one = all[i];
      const Json& tenths = one.at("deciles").at("estimate");
      const std::string name = (one.at("stands_out").get<bool>() ? "  " : "  (") + one.at("path").get<std::string>() +
                               (one.at("stands_out").get<bool>() ? "" : ")"),
                        low = percent(tenths.front()), high = percent(tenths.back());
      row(fmt::format("{:<44} {:>11} {:>9}   {:>8} {:>9}", name, figure(one.at("prcc"), "+"), figure(one.at("ks")), low,
                      high),
          {name, figure(one.at("prcc"), "+"), figure(one.at("ks")), low, high});
    }
    end_table("lrrrr");
    paragraph("  ", fmt::format(
                        "{} of {} inputs stand out: of chance alone any one has a partial rank correlation with "
                        "{} beyond {}, or a distance between the failed and the {} beyond {}, "
                        "in one campaign of twenty",
                        clear, all.size(), margin(), figure(d_.at("prcc_chance")), well(), figure(d_.at("ks_chance"))));
    if (const std::uint64_t unread = count_of(d_.at("unread")); unread > 0)
      paragraph("  ", fmt::format("{} that nothing reads here {} left out", counted(unread, "more input"),
                                  unread == 1 ? "is" : "are"));
    blank();
  }

  // What inputs are correlated with, and the cases that the failed are held against.
  std::string margin() const {
    const std::string failure = d_.at("failure");
    return !is_mission_event(failure) ? "the least margin"
           : failure == mission_event ? "the least margin of landing and needs"
                                      : "its margin";
  }
  std::string well() const {
    const std::string failure = d_.at("failure");
    return !is_mission_event(failure) ? "safe" : failure == mission_event ? "ones that go on" : "safe that meet it";
  }

  void pairs() {
    if (d_.at("pairs").is_null()) {
      paragraph("Pairs: ", "not tried; that takes 20 cases that failed and 20 that didn't");
      return;
    }
    line("Pairs that fail otherwise than each input alone would have it, of {} tried", count_of(d_.at("pairs_tried")));
    std::size_t told = 0;
    for (const Json& pair : d_.at("pairs")) {
      if (!pair.at("stands_out").get<bool>()) break;
      paragraph("  ", pair_text(pair));
      ++told;
    }
    if (told == 0) line("  none stands out");
  }

  // Where the cases lie of which can't be told how they end.
  void untold() {
    const Json& u = d_.at("untold");
    blank();
    const std::uint64_t invalid = count_of(u.at("invalid_draws"));
    line("Can't be told: {} of {} (unknown {}, numerical {}{})", thousands(count_of(u.at("cases"))),
         counted_cases(count_of(u.at("cases")) + count_of(u.at("told"))), thousands(count_of(u.at("unknown"))),
         thousands(count_of(u.at("numerical"))),
         invalid == 0 ? "" : fmt::format(", of which {} invalid draws", thousands(invalid)));
    const Json& all = u.at("inputs");
    if (all.empty()) return line("  No input varies.");
    const auto clear = static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [](const Json& one) { return one.at("stands_out").get<bool>(); }));
    row(fmt::format("{:<44} {:>9} {:>26} {:>12}", "Input", "distance", "they lie in", "others about"),
        {"Input", "distance", "they lie in", "others about"});
    const auto number = [](const Json& x) { return fmt::format("{:.5g}", x.get<double>()); };
    for (std::size_t i = 0; i < std::min(all.size(), std::max(clear, least_told)); ++i) {
      const Json &one = all[i], &lie = one.at("untold");
      const bool clearly = one.at("stands_out").get<bool>();
      const std::string name = (clearly ? "  " : "  (") + one.at("path").get<std::string>() + (clearly ? "" : ")"),
                        in = number(lie.at("least")) + " to " + number(lie.at("largest")),
                        about = number(one.at("told").at("median"));
      row(fmt::format("{:<44} {:>9} {:>26} {:>12}", name, figure(one.at("ks")), in, about),
          {name, figure(one.at("ks")), in, about});
    }
    end_table("lrrr");
    paragraph("  ",
              fmt::format("P(safe) is low and high by them; of chance alone any one input has a distance beyond {} "
                          "in one campaign of twenty",
                          figure(u.at("ks_chance"))));
  }

  void sobol() {
    const Json& all = d_.at("sobol");
    for (const auto& [quantity, found] : all.at("of").items()) {
      blank();
      const std::uint64_t left_out = count_of(found.at("left_out"));
      line("Sobol' indices of {}, of {} base samples{}", quantity, thousands(count_of(found.at("base_samples"))),
           left_out == 0 ? "" : fmt::format("; {} left out, with cases that can't be told", thousands(left_out)));
      row(fmt::format("{:<44} {:>8} {:>17} {:>8} {:>17}", "Input", "in all", "95 % interval", "alone", "95 % interval"),
          {"Input", "in all", "95 % interval", "alone", "95 % interval"});
      const Json& indices = found.at("indices");
      for (std::size_t i = 0; i < std::min(indices.size(), indices_told); ++i) {
        const Json& one = indices[i];
        std::string name = "  ";
        for (const Json& path : one.at("paths")) name += (name == "  " ? "" : ", ") + path.get<std::string>();
        const std::string total = figure(one.at("total")), first = figure(one.at("first")),
                          of_total = interval(one, "total"), of_first = interval(one, "first");
        row(fmt::format("{:<44} {:>8} {:>17} {:>8} {:>17}", name, total, of_total, first, of_first),
            {name, total, of_total, first, of_first});
      }
      end_table("lrrrr");
      const std::string more =
          indices.size() > indices_told ? fmt::format("{} more inputs have less. ", indices.size() - indices_told) : "";
      paragraph("  ", more + "Alone, all of them make " + figure(found.at("first_sum")) +
                          " of the variance; the rest is of several together, or of noise, which is no input");
    }
  }

  static std::string interval(const Json& index, const std::string& name) {
    const Json &lower = index.at(name + "_lower"), &upper = index.at(name + "_upper");
    return is_finite(lower) && is_finite(upper) ? fmt::format("[{}, {}]", figure(lower), figure(upper)) : "-";
  }

  // Where the pair fails most beyond what is expected of both.
  static std::string pair_text(const Json& pair) {
    const char* const names[] = {"low", "middling", "high"};
    std::size_t at[] = {0, 0};
    double most = -1.0;
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t k = 0; k < 3; ++k) {
        const Json& cell = pair.at("cells")[i][k];
        if (!is_finite(cell.at("estimate")) || !is_finite(cell.at("expected"))) continue;
        const double beyond = cell.at("estimate").get<double>() - cell.at("expected").get<double>();
        if (beyond > most) most = beyond, at[0] = i, at[1] = k;
      }
    }
    const Json& cell = pair.at("cells")[at[0]][at[1]];
    return fmt::format("{} and {}: p = {:.2g}; {} where the first is {} and the second {}, {} expected of both",
                       pair.at("paths")[0].get<std::string>(), pair.at("paths")[1].get<std::string>(),
                       pair.at("p").get<double>(), percent(cell.at("estimate")), names[at[0]], names[at[1]],
                       percent(cell.at("expected")));
  }

  const Json& d_;
};

}  // namespace

std::string summarise_drivers(const Json& drivers, const std::string& campaign, std::optional<std::size_t> columns) {
  return DriversSummary(drivers, campaign, columns).text();
}

}  // namespace farside
