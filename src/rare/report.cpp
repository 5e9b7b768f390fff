#include "rare/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "probe/envelope_report.h"
#include "stats/json_number.h"
#include "stats/text_page.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t nearest_max = 5;  // failures that are told one by one

// What failures have in common, each by its part of the probability.
struct Common {
  double untold = 0.0;                     // part of them that can't be told
  std::map<std::int8_t, double> causes{};  // part of each first cause
  struct Input {
    std::size_t input;
    double mean, rms;  // sigma; 0 and 1 where the input is of no matter
  };
  std::vector<Input> inputs{};  // that move something, by their rms
};

Common common_of(const RareFindings& found, const std::vector<RareFailure>& failures) {
  Common common;
  double all = 0.0;
  for (std::size_t i = 0; i < found.limit.coordinates(); ++i) common.inputs.push_back({found.limit.input(i), 0.0, 0.0});
  for (const RareFailure& f : failures) {
    all += f.weight;
    if (!f.ending.told) common.untold += f.weight;
    common.causes[f.ending.cause] += f.weight;
    for (std::size_t i = 0; i < common.inputs.size(); ++i) {
      common.inputs[i].mean += f.weight * f.point.z[i];
      common.inputs[i].rms += f.weight * f.point.z[i] * f.point.z[i];
    }
  }
  common.untold /= all;
  for (auto& [cause, share] : common.causes) share /= all;
  for (Common::Input& input : common.inputs) {
    input.mean /= all;
    input.rms = std::sqrt(input.rms / all);
  }
  std::stable_sort(common.inputs.begin(), common.inputs.end(),
                   [](const Common::Input& a, const Common::Input& b) { return a.rms > b.rms; });
  return common;
}

double length_of(const RareFailure& f) { return farside::length_of(f.point.z); }

// The most likely of the failures, the nearest to the middle first.
std::vector<const RareFailure*> nearest_of(const std::vector<RareFailure>& failures) {
  std::vector<const RareFailure*> nearest;
  for (const RareFailure& f : failures) {
    const auto is_it = [&](const RareFailure* other) {
      return other->point.draw == f.point.draw && other->point.z == f.point.z;
    };
    if (std::none_of(nearest.begin(), nearest.end(), is_it)) nearest.push_back(&f);
    std::stable_sort(nearest.begin(), nearest.end(),
                     [](const RareFailure* a, const RareFailure* b) { return length_of(*a) < length_of(*b); });
    if (nearest.size() > nearest_max) nearest.pop_back();
  }
  return nearest;
}

// The case of the point's number alone, its inputs set to the point's; its noise, ground and faults are the case's own.
std::string command_of(const RareFindings& found, const RareFailure& f) {
  const InputSpace space(found.scenario, f.point.draw);
  const std::vector<std::string> sets = sets_of(found.scenario, space, found.limit.placed(f.point), Striking::as_drawn);
  if (sets.empty()) return "";
  std::string text = "farside run " + found.campaign;
  for (const std::string& set : sets) text += " --set " + in_single_quotes(set);
  return text + fmt::format(" --cases {0} --shard {1}/{0}{2} -o case.h5", f.point.draw + 1, f.point.draw,
                            found.scenario.configuration.has_stop_rule() ? " --no-stop" : "");
}

const char* cause_of(std::int8_t code) { return cause_meanings[code]; }

// How many landings at random would tell it as well.
double plain_cases(const RareEstimate& p) { return (1 - p.estimate) / (p.estimate * p.cov * p.cov); }

Json runs_json(const SubsetResult& subset) {
  Json runs = Json::array();
  for (const SubsetRun& run : subset.runs) {
    Json levels = Json::array();
    for (const SubsetLevel& level : run.levels)
      levels.push_back({{"margin", json_number(level.threshold)},
                        {"probability", level.probability},
                        {"accepted", json_number(level.accepted)}});
    runs.push_back({{"probability", run.probability},
                    {"reached", run.reached},
                    {"stuck", run.stuck},
                    {"levels", std::move(levels)}});
  }
  return runs;
}

Json importance_json(const RareFindings& found, const ImportanceResult& result) {
  Json parts = Json::array();
  for (const ProposalPart& part : result.proposal) {
    Json inputs = Json::array();
    for (std::size_t i = 0; i < part.middle.size(); ++i)
      inputs.push_back({{"path", found.limit.space().info(found.limit.input(i)).path}, {"sigma", part.middle[i]}});
    parts.push_back({{"share", part.share}, {"inputs", std::move(inputs)}});
  }
  return {{"cases", result.cases},
          {"with_event", result.failures.size()},
          {"n_eff", result.effective_count()},
          {"largest_weight_share", result.largest},
          {"proposal", std::move(parts)}};
}

// Two digits of a number: 27,000.
std::string about(double x) {
  const double unit = std::pow(10.0, std::max(0.0, std::floor(std::log10(x)) - 1));
  return thousands(static_cast<std::uint64_t>(std::llround(x / unit) * std::llround(unit)));
}

std::string reached_text(const RareFindings& found) {
  const std::uint64_t reached = found.subset.reached(), all = found.subset.runs.size();
  return reached == all ? "" : fmt::format("; {} of {} repeats got there", reached, all);
}

}  // namespace

Json rare_json(const RareFindings& found) {
  const RareEstimate p = found.probability();
  const std::vector<RareFailure> failures = found.failures();
  Json j{{"title", found.scenario.name},
         {"campaign_id", found.scenario.campaign_id},
         {"target", found.target.word()},
         {"flights", found.flights()}};
  j["probability"] = {{"estimate", json_number(p.estimate)},
                      {"lower", json_number(p.lower)},
                      {"upper", json_number(p.upper)},
                      {"confidence", rare_confidence},
                      {"cov", json_number(p.cov)},
                      {"method", found.importance ? "importance_sampling" : "subset_simulation"}};
  if (!p.reason.empty()) j["probability"]["reason"] = p.reason;
  j["probability"]["conditional_on"] = found.conditional_on;
  j["plain_cases"] = json_number(plain_cases(p));
  j["repeats"] = runs_json(found.subset);
  j["importance"] = found.importance ? importance_json(found, *found.importance) : Json(nullptr);
  j["untold"] = j["first_cause"] = nullptr;
  j["inputs"] = j["failures"] = Json::array();
  if (failures.empty()) return j;
  const Common common = common_of(found, failures);
  j["untold"] = common.untold;
  j["first_cause"] = Json::object();
  for (const auto& [cause, share] : common.causes) j["first_cause"][cause_of(cause)] = share;
  for (const Common::Input& input : common.inputs) {
    const InputInfo& info = found.limit.space().info(input.input);
    j["inputs"].push_back({{"path", info.path}, {"mean_sigma", input.mean}, {"rms_sigma", input.rms}});
  }
  for (const RareFailure* f : nearest_of(failures)) {
    Json inputs = Json::array();
    const Coordinates z = found.limit.placed(f->point);
    const std::vector<double> values = InputSpace(found.scenario, f->point.draw).values(z);
    for (std::size_t i = 0; i < z.size(); ++i)
      inputs.push_back({{"path", found.limit.space().info(i).path},
                        {"sigma", json_number(z[i])},
                        {"value", json_number(values[i])}});
    j["failures"].push_back({{"case", f->point.draw},
                             {"distance_sigma", length_of(*f)},
                             {"told", f->ending.told},
                             {"first_cause", cause_of(f->ending.cause)},
                             {"inputs", std::move(inputs)},
                             {"command", command_of(found, *f)}});
  }
  return j;
}

std::string rare_table(const RareFindings& found, std::optional<std::size_t> columns) {
  const RareEstimate p = found.probability();
  const SubsetResult& subset = found.subset;
  const std::vector<RareFailure> failures = found.failures();
  TextPage page(columns);
  const std::string how =
      found.importance
          ? fmt::format("importance sampling, {}, about failures that {} repeats of subset simulation found",
                        counted_cases(found.importance->cases), subset.runs.size())
          : fmt::format("subset simulation, {} repeats", subset.runs.size());
  page.free_line(fmt::format("{}: {} by {}; {} flights", found.scenario.name, found.target.text(), how,
                             thousands(found.flights())));
  page.blank();
  if (std::isfinite(p.estimate)) {
    page.line("{:<22} {:.3g}", found.target.text(), p.estimate);
    if (std::isfinite(p.lower)) page.line("{:<22} {:.3g} to {:.3g}", "95 % interval", p.lower, p.upper);
    else if (std::isfinite(p.upper)) page.line("{:<22} up to {:.3g}{}", "95 % interval", p.upper, reached_text(found));
    if (!std::isfinite(p.upper)) page.free_line("no interval: " + p.reason);
    page.line("{:<22} one in {} landings", "that is", about(1 / p.estimate));
    if (std::isfinite(plain_cases(p)) && plain_cases(p) < 1e15)
      page.line("{:<22} {} landings at random", "as sure as by", about(plain_cases(p)));
  } else {
    page.line("{:<22} not reached: less than about {:.2g}", found.target.text(), p.upper);
    page.free_line(p.reason + (subset.stuck() < subset.runs.size() ? "; --floor says how rare it may be" : ""));
  }
  if (subset.stuck() > 0)
    page.free_line(
        fmt::format("{} of {} repeats got stuck: no move led further. More --cases help where margins lead "
                    "there, and nothing does where noise, ground or faults decide",
                    subset.stuck(), subset.runs.size()));
  if (found.importance && !found.importance->proposal.empty()) {
    page.line("{:<22} {:.0f} of {} with the event; the largest weight has {:.2g} % of all", "effective sample",
              found.importance->effective_count(), thousands(found.importance->failures.size()),
              100 * found.importance->largest);
  }
  if (!failures.empty()) {
    const Common common = common_of(found, failures);
    if (common.untold > 0)
      page.free_line(
          fmt::format("{:<22} {:.3g} % of it (simulation failed, off the maps, impossible inputs): it counts "
                      "as {}",
                      "can't be told", 100 * common.untold, found.target.word()));
    page.blank();
    page.line("{:<22} {:>9}", "first cause", "of it");
    for (const auto& [cause, share] : common.causes) page.line("  {:<20} {:>7.1f} %", cause_of(cause), 100 * share);
    constexpr double told_from = 1.3;  // sigma, rms; 1 is what an input has that is of no matter
    std::size_t others = 0;
    page.blank();
    page.row(fmt::format("{:<50} {:>8} {:>8}", "where failures have their inputs, in sigma", "mean", "rms"),
             {"where failures have their inputs, in sigma", "mean", "rms"});
    for (const Common::Input& input : common.inputs) {
      if (input.rms < told_from) {
        ++others;
        continue;
      }
      const std::string& path = found.limit.space().info(input.input).path;
      page.row(fmt::format("  {:<48} {:>+8.2f} {:>8.2f}", path, input.mean, input.rms),
               {"  " + path, fmt::format("{:+.2f}", input.mean), fmt::format("{:.2f}", input.rms)});
    }
    page.end_table("lrr");
    if (others > 0) page.line("  {} more as in any landing", others);
    const RareFailure& f = *nearest_of(failures).front();
    page.blank();
    page.line("the nearest of them: {:.2f} sigma, {}", length_of(f), cause_of(f.ending.cause));
    if (const std::string command = command_of(found, f); !command.empty()) page.line("to fly it:\n  {}", command);
  }
  if (!found.importance) {
    page.blank();
    std::string repeats;
    for (const SubsetRun& run : subset.runs)
      repeats += fmt::format("{}{:.2g}", run.reached ? " " : " <", run.probability);
    page.paragraph("repeats:", repeats);
  }
  return page.take();
}

}  // namespace farside
