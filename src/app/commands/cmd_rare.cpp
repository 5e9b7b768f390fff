// farside rare: how likely what hardly ever happens is, by landings that are led there.
#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "app/arguments/options.h"
#include "app/rows/recorded_command.h"
#include "app/run/conditions.h"
#include "app/run/machine.h"
#include "app/run/provenance.h"
#include "app/run/stopping.h"
#include "app/run/unread.h"
#include "app/terminal/console.h"
#include "app/terminal/output_paths.h"
#include "app/terminal/progress.h"
#include "app/terminal/text_output.h"
#include "engine/campaign.h"
#include "engine/dispatch.h"
#include "rare/rare_file.h"
#include "rare/report.h"

namespace farside {
namespace {

struct RareArguments {
  std::string config, output, command_line, target = "lost", method = "subset", json, isa = "auto", progress = "auto";
  std::vector<std::string> sets;
  std::optional<std::uint64_t> repeats, cases, samples, seed, threads;
  std::optional<double> floor, gate;
  bool overwrite = false, quiet = false;
};

// As the campaign stands in a command.
std::string campaign_text(const RareArguments& arguments) {
  std::string text = quoted(arguments.config);
  for (const std::string& set : arguments.sets) text += " --set " + quoted(set);
  if (arguments.seed) text += fmt::format(" --seed {}", *arguments.seed);
  return text;
}

// How far the search is; nobody knows how long it will take.
class RareReport {
 public:
  explicit RareReport(ProgressStyle style) : style_(style) {}
  void operator()(const SubsetProgress& p) {
    const double elapsed_s = std::chrono::duration<double>(Clock::now() - begin_).count();
    const double period_s = style_ == ProgressStyle::bar ? 0.2 : style_ == ProgressStyle::json ? 1.0 : 30.0;
    if (style_ == ProgressStyle::none || elapsed_s - printed_at_s_ < period_s) return;
    printed_at_s_ = elapsed_s;
    if (style_ == ProgressStyle::json) {
      const nlohmann::ordered_json line{{"event", "progress"},
                                        {"flights", p.flights},
                                        {"running", p.running},
                                        {"reached", p.reached},
                                        {"elapsed_s", elapsed_s}};
      return print_progress(line.dump() + "\n");
    }
    const std::string where = p.running > 0 ? fmt::format("{} repeats on their way, at {:.1g}", p.running, p.reached)
                                            : fmt::format("so far {:.2g}", p.reached);
    const std::string text = fmt::format("{} flights in {}, {}", p.flights, duration_text(elapsed_s), where);
    shown_ = style_ == ProgressStyle::bar;
    print_progress(shown_ ? "\r" + text + "\033[K" : text + "\n");
  }
  void end() const {
    if (shown_) print_progress("\n");
  }

 private:
  using Clock = std::chrono::steady_clock;
  ProgressStyle style_;
  Clock::time_point begin_ = Clock::now();
  double printed_at_s_ = 0.0;
  bool shown_ = false;
};

// How rare an event is hangs on cases that are independent, and on how rarely faults strike.
void refuse_other_plans(const Scenario& scenario, const std::string& config) {
  const Configuration& c = scenario.configuration;
  const auto refuse = [&](const char* key, const std::string& expected) {
    throw UsageError(fmt::format("{}: a search for rare events draws landings one by one, as they happen; --set {}={}",
                                 config, key, expected));
  };
  if (c.forces_faults()) refuse("campaign.strata", "none");
  const SamplingDesign design = c.design();
  if (design.method != SamplingMethod::random) refuse("campaign.sampling.method", "random");
  if (design.outer > 0) refuse("campaign.sampling.outer", "0");
}

ExitCode run(const RareArguments& arguments) {
  Stopping stopping(0.0);
  stopping.leave_at_once("farside: stopped; nothing was written\n");
  const JsonOutput json(arguments.json, arguments.overwrite, {arguments.config});
  if (!arguments.output.empty()) {
    check_output_path(arguments.output, existing_file(arguments.overwrite));
    tell_misleading_name(arguments.output, arguments.quiet);
    if (arguments.output == arguments.json) throw UsageError("-o and --json: " + arguments.json + " can't be both");
  }
  const std::string started = utc_now();
  const RareTarget target(arguments.target);
  const bool by_importance = arguments.method == "importance";
  if (!by_importance && arguments.method != "subset")
    throw UsageError("--method " + arguments.method + ": choose subset or importance");
  if (!by_importance && arguments.samples) throw UsageError("--samples is for --method importance");
  RareReport progress(progress_style(arguments.progress, arguments.quiet));
  const Kernel& kernel = choose_kernel(arguments.isa.c_str());
  const int threads = usable_threads(arguments.threads, arguments.quiet);
  std::vector<std::string> sets = arguments.sets;
  if (arguments.seed) sets.push_back(fmt::format("campaign.seed={}", *arguments.seed));
  const Scenario scenario = load_scenario(arguments.config, sets);
  refuse_inputs_as_outputs({arguments.output, arguments.json}, arguments.config, scenario);
  tell_doubts(scenario, false, arguments.quiet);
  refuse_other_plans(scenario, arguments.config);

  FlownLimit limit(scenario, target, kernel, threads);
  SubsetOptions options;
  options.seed = scenario.seed;
  options.repeats = arguments.repeats.value_or(by_importance ? 4 : options.repeats);
  options.cases = arguments.cases.value_or(options.cases);
  options.floor = arguments.floor.value_or(options.floor);
  const auto report = [&](const SubsetProgress& p) { progress(p); };
  std::optional<ImportanceResult> importance;
  SubsetResult subset;
  if (by_importance) {
    ImportanceOptions its;
    its.seed = scenario.seed;
    its.cases = arguments.samples.value_or(its.cases);
    its.search = options;
    importance = sample_importance(limit, its, report);
    subset = importance->search;
  } else {
    subset = simulate_subsets(limit, options, report);
  }
  progress.end();
  const RareFindings found{scenario,
                           limit,
                           target,
                           subset,
                           importance ? &*importance : nullptr,
                           campaign_text(arguments),
                           request_of(scenario.configuration).conditional_on};
  json.write(rare_json(found));
  if (!arguments.output.empty()) {
    const RunFacts facts{arguments.command_line, kernel.isa, started, threads};
    write_map_file(make_header(scenario, {{0, scenario.cases}}, facts), rare_file(found), arguments.output,
                   {existing_file(arguments.overwrite), false, scenario.compression});
  }
  if (!arguments.quiet && !json.to_stdout()) print(rare_table(found, table_columns()));
  if (!arguments.gate) return ExitCode::ok;
  const RareEstimate p = found.probability();
  if (p.upper <= *arguments.gate) return ExitCode::ok;
  return p.lower > *arguments.gate ? ExitCode::requirement_failed : ExitCode::requirement_undecided;
}

}  // namespace

void add_rare(CLI::App& app, Invocation& invocation) {
  auto [command, a] = declare<RareArguments>(
      app, invocation, "rare", "probability of what hardly ever happens, by landings that are led there", run);
  command.argument("CONFIG", a->config, "campaign (YAML)").required();
  command.value("--target", a->target, "EVENT", "lost (the default), not_safe, or a criterion that is violated")
      .words(RareTarget::words());
  command
      .value("--method", a->method, "HOW",
             "subset: simulation by levels, its interval from repeats (the default); importance: landings drawn where "
             "such a simulation has found failures, and weighted")
      .words({"subset", "importance"});
  command.whole("--repeats", a->repeats, 2, 1000,
                "of the subset simulation, independent of each other; 10 otherwise, and 4 for importance");
  command.whole("-n,--cases", a->cases, 100, 1000000, "of a level of a repeat; 1000 otherwise");
  command.whole("--samples", a->samples, 100, 100000000, "landings that are drawn and weighted; 10000 otherwise");
  command.number("--floor", a->floor, 1e-12, 0.1, "P", "what is rarer isn't looked for; 1e-6 otherwise");
  command.whole("--seed", a->seed, 0, ~std::uint64_t{0}, "seed, instead of campaign.seed");
  command.value("-o,--output", a->output, "FILE",
                "write every failure that was found, its inputs and its weight (HDF5)");
  command.value("--json", a->json, "OUT",
                "write it as JSON, with levels, weights and a command for each of the nearest failures; `-`: to "
                "stdout, instead of the table");
  command.number("--gate", a->gate, 0, 1, "P",
                 "exit 5 if the probability is larger than this, 6 if that can't be told; a bound of 95 %");
  command.value("--progress", a->progress, "STYLE", "on stderr: auto, bar, json (one object a line) or none")
      .words(progress_words());
  command.threads(a->threads);
  command.sets(a->sets);
  command.isa(a->isa);
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  a->command_line = invocation.command_line;
  command.footer("Example:\n    farside rare configs/change4_blind.yaml --target propellant_depleted");
}

}  // namespace farside
