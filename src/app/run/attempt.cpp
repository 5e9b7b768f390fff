#include "app/run/attempt.h"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/arguments/options.h"
#include "app/rows/campaign_files.h"
#include "app/rows/campaign_match.h"
#include "app/run/campaign_output.h"
#include "app/run/conditions.h"
#include "app/run/earlier.h"
#include "app/run/machine.h"
#include "app/run/provenance.h"
#include "app/run/shard.h"
#include "app/run/stop_rows.h"
#include "app/run/stopping.h"
#include "app/run/unread.h"
#include "app/terminal/console.h"
#include "app/terminal/output_paths.h"
#include "app/terminal/progress.h"
#include "engine/campaign.h"
#include "engine/dispatch.h"
#include "engine/draw_check.h"
#include "engine/replay.h"
#include "stats/summary.h"
#include "stats/text_page.h"
#include "store/journal/journal_file.h"

namespace farside {
namespace {

BlockOrder block_order(const std::string& word) {
  if (word == "forward") return BlockOrder::forward;
  if (word == "reverse") return BlockOrder::reverse;
  throw UsageError("--block-order " + word + ": choose forward or reverse");
}

// The cases of output.trajectories that are in this file: each is flown again, alone, for its time history.
Trajectories fly_histories(const Scenario& scenario, const CaseRanges& cases, const Kernel& kernel) {
  std::vector<Replay> replays;
  for (const std::uint64_t number : scenario.trajectories) {
    if (common({{number, 1}}, cases).empty()) continue;
    Replay replay = replay_case(scenario, number, kernel, History::keep);
    if (replay.was_flown()) replays.push_back(std::move(replay));
  }
  return trajectories_of(replays);
}

// The command that continues this run. `replaces`: the file under the output's name still has to be replaced, by
// --overwrite.
std::string resume_command(const RunArguments& arguments, bool replaces) {
  std::string command = arguments.command_line;
  const std::string overwrite = " --overwrite";
  if (const std::size_t at = command.find(overwrite); !replaces && at != std::string::npos)
    command.erase(at, overwrite.size());
  return arguments.resume ? command : command + " --resume";
}

// One attempt at an output: what earlier ones left, what this process flies, and the file.
class Attempt {
 public:
  explicit Attempt(const RunArguments& arguments)
      : arguments_(arguments),
        stopping_(arguments.max_wall.empty() ? 0.0 : parse_duration_s("--max-wall", arguments.max_wall)) {
    stopping_.leave_at_once("farside: stopped before a case was flown\n");
  }

  ExitCode run();

 private:
  void begin_log();
  void check();
  void load();
  void tell_failures(const std::vector<SoftwareFailure>& failures);
  void refuse_stop_of_parts() const;
  CaseRanges asked_cases() const;
  bool replaces_foreign() const;
  void find_earlier();
  Earlier read_earlier() const;
  bool is_finished() const;
  ExitCode finish_without_flying() const;
  void check_draws(const CaseRanges& todo) const;
  void judge_stop(const Journal* journal);
  void tell_stop() const;
  bool fly(const CaseRanges& todo, std::optional<Journal>& journal);
  bool output_changed() const { return identity_of(arguments_.output) != replaced_; }
  nlohmann::ordered_json write_file(const std::optional<Journal>& journal, const std::string& path, Existing existing);
  [[noreturn]] void write_elsewhere(const std::optional<Journal>& journal);
  bool look_again(const std::optional<Journal>& journal);
  ExitCode write(std::optional<Journal>& journal);
  void note(const std::string& text) const { tell(Remark::note, "farside: " + text, arguments_.quiet); }
  std::string saved_text(std::uint64_t rows) const;

  const RunArguments& arguments_;
  Stopping stopping_;
  ProgressStyle style_ = ProgressStyle::none;
  FlyOptions options_;
  Scenario scenario_;
  Schema schema_;
  CampaignHeader header_;
  CaseRanges asked_;
  bool replaces_foreign_ = false;
  Earlier earlier_;
  std::size_t failures_told_ = 0;
  std::optional<StopRows> stop_;          // where campaign.stop ends the campaign
  std::optional<FileIdentity> replaced_;  // the file under the output's name that may be replaced
};

// Opens the log; each attempt at this output begins with its command.
void Attempt::begin_log() {
  const auto place = [](const std::string& path) {
    std::error_code unreachable;
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path), unreachable);
  };
  for (const std::string& other : {arguments_.config, arguments_.output}) {
    if (place(other) == place(arguments_.log))
      throw UsageError("--log " + arguments_.log + ": is " + other + ", which is no log; choose another name");
  }
  open_log(arguments_.log);
  print_log(utc_now() + " " + arguments_.command_line);
}

void Attempt::check() {
  if (!arguments_.log.empty()) begin_log();
  check_output_path(arguments_.output, arguments_.resume ? Existing::replace : existing_file(arguments_.overwrite));
  replaced_ = identity_of(arguments_.output);
  tell_misleading_name(arguments_.output, arguments_.quiet);
  if (!arguments_.journal_dir.empty()) check_folder(arguments_.journal_dir, "--journal-dir");
}

void Attempt::load() {
  style_ = progress_style(arguments_.progress, arguments_.quiet);
  options_.kernel = &choose_kernel(arguments_.isa.c_str());
  options_.threads = usable_threads(arguments_.threads, arguments_.quiet);
  options_.block_cases = arguments_.block_cases.value_or(0);
  options_.block_order = block_order(arguments_.block_order);
  options_.stop_wanted = [this] { return stopping_.wanted(); };
  options_.software_failed = [this](const std::vector<SoftwareFailure>& failures) { tell_failures(failures); };
  const RunFacts facts{arguments_.command_line, options_.kernel->isa, utc_now(), thread_count(options_)};
  const Shard shard = arguments_.shard.empty() ? Shard{} : parse_shard(arguments_.shard, environment_variable);

  std::vector<std::string> sets = arguments_.sets;
  if (arguments_.cases) sets.push_back(fmt::format("campaign.cases={}", *arguments_.cases));
  if (arguments_.seed) sets.push_back(fmt::format("campaign.seed={}", *arguments_.seed));
  if (!arguments_.strata.empty()) sets.push_back("campaign.strata=" + arguments_.strata);
  scenario_ = load_scenario(arguments_.config, sets);
  refuse_inputs_as_outputs({arguments_.output}, arguments_.config, scenario_);
  options_.report = ProgressReport(style_, mix_of(scenario_.configuration.design()));
  tell_doubts(scenario_, arguments_.strict, arguments_.quiet);
  refuse_stop_of_parts();
  schema_ = schema_of(scenario_.configuration);
  if (scenario_.configuration.has_stop_rule() && !arguments_.no_stop) stop_.emplace(scenario_.configuration, schema_);
  header_ = make_header(scenario_, normalised({shard_range(shard.index, shard.count, scenario_.cases)}), facts);
  header_.shard = shard.index;
  header_.shards = shard.count;
}

// The first ones; the table lists the others.
void Attempt::tell_failures(const std::vector<SoftwareFailure>& failures) {
  constexpr std::size_t shown = 5;
  for (const SoftwareFailure& f : failures) {
    if (failures_told_++ < shown)
      tell(Remark::warning,
           fmt::format("case {} is lost: its flight software ({}) {}", f.case_number,
                       scenario_.configuration.text("gnc.library"), f.what),
           arguments_.quiet);
    else if (failures_told_ == shown + 1)
      tell(Remark::warning, "more cases are lost by their flight software; they have the first cause flight_software",
           arguments_.quiet);
  }
}

void Attempt::refuse_stop_of_parts() const {
  if (!scenario_.configuration.has_stop_rule() || arguments_.no_stop) return;
  const char* const option = !arguments_.shard.empty()        ? "--shard"
                             : !arguments_.missing_of.empty() ? "--missing-of"
                                                              : nullptr;
  if (option == nullptr) return;
  throw UsageError(fmt::format(
      "{}: campaign.stop is judged in the order of the cases, and a part of a campaign has only some of them; fly the "
      "parts with --no-stop, and `farside merge` and `farside status` judge it and tell the next range of cases",
      option));
}

CaseRanges Attempt::asked_cases() const {
  CaseRanges asked = header_.cases;
  for (const std::string& path : campaign_files(arguments_.missing_of)) {
    const CampaignHeader header = read_campaign_header(path);
    require_same_campaign(header, path, header_, arguments_.config);
    require_same_requirements(header, path, header_, arguments_.config);
    asked = without(asked, open_part(path, schema_).rows->cases());
  }
  return asked;
}

// Reads again if another attempt has finished meanwhile: then its journals are gone, and its file wasn't read yet.
Earlier Attempt::read_earlier() const {
  constexpr int tries_max = 10;
  for (int tries = 1;; ++tries) {
    Earlier earlier(header_, schema_, arguments_.output, arguments_.journal_dir,
                    replaces_foreign_ ? Take::journals : Take::all);
    if (tries == tries_max || replaces_foreign_ || identity_of(arguments_.output) == earlier.file()) return earlier;
  }
}

// Is the file under the output's name to be replaced although it is of another campaign, or no campaign file?
bool Attempt::replaces_foreign() const {
  if (!arguments_.overwrite || !replaced_) return false;
  try {
    require_same_campaign(read_campaign_header(arguments_.output), arguments_.output, header_, arguments_.config);
    return false;
  } catch (const Error&) {
    return true;
  }
}

void Attempt::find_earlier() {
  replaces_foreign_ = replaces_foreign();
  if (arguments_.resume && arguments_.overwrite && !replaces_foreign_) {
    throw UsageError("--resume goes on with what is there, --overwrite begins anew: choose one");
  }
  if (arguments_.resume) {
    remove_stale_temporaries(arguments_.output);
    earlier_ = read_earlier();
    if (!replaces_foreign_) replaced_ = earlier_.file();
    for (const std::string& problem : earlier_.problems()) note(problem);
    const CaseRanges beyond = without(earlier_.cases(), {{0, scenario_.cases}});
    if (!beyond.empty()) {
      const std::uint64_t strata = scenario_.configuration.strata();
      throw UsageError(fmt::format(
          "{}: earlier attempts flew cases {}, which a campaign of {} cases doesn't have; resume it with --cases {} "
          "or more, or write to another name",
          arguments_.output, ranges_text(beyond), scenario_.cases, (beyond.back().end() + strata - 1) / strata));
    }
    return;
  }
  for (const std::string& path : find_journals(arguments_.output, arguments_.journal_dir)) {
    if (arguments_.overwrite || !is_journal(path)) continue;
    throw UsageError(path + ": has finished cases of another attempt at " + arguments_.output +
                     "; --resume takes them over, --overwrite gives them up and flies all anew");
  }
}

bool Attempt::is_finished() const {
  if (!earlier_.has_file() || !without(united(asked_, earlier_.cases()), earlier_.file_cases()).empty()) return false;
  const std::string differences =
      requirement_differences(read_campaign_header(arguments_.output), arguments_.output, header_, arguments_.config);
  if (differences.empty()) return true;
  note(fmt::format("{}: has all its cases, but not the requirements of {}; it is written anew with these:{}",
                   arguments_.output, arguments_.config, differences));
  return false;
}

ExitCode Attempt::finish_without_flying() const {
  earlier_.remove_journals(earlier_.file_cases());
  note(fmt::format("{}: is finished, all {} cases are there", arguments_.output, count_cases(earlier_.file_cases())));
  if (stop_) tell_stop();
  return ExitCode::ok;
}

std::string Attempt::saved_text(std::uint64_t rows) const {
  return fmt::format("{} finished cases are safe; go on with:\n    {}\n", rows,
                     resume_command(arguments_, replaces_foreign_));
}

void Attempt::check_draws(const CaseRanges& todo) const {
  const InvalidDraws found = find_invalid_draws(scenario_, todo, options_);
  refuse_invalid_draws(scenario_, found);
  if (found.count > 0) tell(Remark::note, counted_text(scenario_, found), arguments_.quiet);
}

// By the rows that are there. Once it is met, no case behind that is asked for.
void Attempt::judge_stop(const Journal* journal) {
  if (!stop_) return;
  std::vector<const RowSource*> sources = earlier_.sources();
  if (journal) sources.push_back(journal);
  stop_->look_at(RowMix(schema_, sources), scenario_.cases);
  if (!stop_->met()) return;
  asked_ = common(asked_, {{0, stop_->look().cases}});
  header_.cases = united(asked_, earlier_.cases());
  header_.campaign_cases = header_.cases.back().end();
}

void Attempt::tell_stop() const {
  const StopLook& look = stop_->look();
  note(text_of(look) + (look.cases_needed ? fmt::format("; about {} would do: --cases {} --resume",
                                                        counted_cases(*look.cases_needed), *look.cases_needed)
                                          : ""));
}

// False where it was stopped before the last case.
bool Attempt::fly(const CaseRanges& todo, std::optional<Journal>& journal) {
  if (arguments_.overwrite && !arguments_.resume) {
    for (const std::string& path : give_up_journals(arguments_.output, arguments_.journal_dir)) {
      note(path + " is of another attempt that still runs; it is left alone");
    }
  }
  journal.emplace(arguments_.output, schema_, header_, arguments_.journal_dir);
  options_.earlier = earlier_.tally();
  Alike alike(schema_);
  if (count_varying_inputs(scenario_.configuration) == 0) {
    for (const RowSource* rows : earlier_.sources()) compare_rows(*rows, alike);
    options_.alike = &alike;
  }
  const std::uint64_t wanted = options_.earlier.flown() + count_cases(todo);
  stopping_.note("farside: stopped at once; the cases that were finished are safe; go on with:\n    " +
                 resume_command(arguments_, replaces_foreign_) + "\n");
  options_.total = wanted;
  Tally tally = options_.earlier;
  const std::uint64_t before = tally.flown();
  CaseRanges left = todo;
  bool all = true;
  try {
    while (all && !left.empty()) {
      CaseRanges part = stop_ ? common(left, {{0, stop_->next()}}) : left;  // up to the next look
      if (part.empty()) part = left;
      left = without(left, part);
      options_.earlier = tally;
      tally = fly_cases(scenario_, part, options_, *journal);
      all = tally.flown() == options_.earlier.flown() + count_cases(part);
      if (all) judge_stop(&*journal);
      if (stop_ && stop_->met()) left.clear();
    }
  } catch (const StoreError& e) {
    throw StoreError(std::string(e.what()) + "\n" + saved_text(before + journal->rows()));
  } catch (const DataError& e) {  // gnc.library has changed meanwhile
    throw DataError(std::string(e.what()) + "\n" + saved_text(before + journal->rows()));
  }
  for (const std::string& path : journal->deleted())
    note(path + " was deleted or moved away meanwhile; its finished cases are in " + journal->name());
  if (all) return true;
  tell(Remark::note, fmt::format("farside: {} after {} of {} cases; {}", stopping_.reason(), tally.flown(), wanted,
                                 saved_text(tally.flown())));
  return false;
}

nlohmann::ordered_json Attempt::write_file(const std::optional<Journal>& journal, const std::string& path,
                                           Existing existing) {
  std::vector<const RowSource*> sources = earlier_.sources();
  if (journal) sources.push_back(&*journal);
  header_.provenance.finished = utc_now();
  const Trajectories histories = fly_histories(scenario_, header_.cases, *options_.kernel);
  return write_with_statistics(RowMix(schema_, sources), header_, request_of(scenario_.configuration), histories, path,
                               {existing, arguments_.reproducible, scenario_.compression, replaced_});
}

// A file that may not be replaced has appeared under the output's name: the finished file gets another name, and the
// journals stay.
void Attempt::write_elsewhere(const std::optional<Journal>& journal) {
  const std::filesystem::path output(arguments_.output);
  for (int i = 2;; ++i) {
    const std::string name =
        (output.parent_path() / fmt::format("{}_{}{}", output.stem().string(), i, output.extension().string()))
            .string();
    if (std::filesystem::exists(std::filesystem::symlink_status(name))) continue;
    write_file(journal, name, Existing::refuse);
    throw StoreError(
        fmt::format("{}: another program put or changed a file there meanwhile, which is left as it is; the {} "
                    "finished cases of this campaign are in {}",
                    arguments_.output, count_cases(header_.cases), name));
  }
}

// Takes over the cases of the file that is under the output's name by now. False where it can't be combined with what
// this attempt has.
bool Attempt::look_again(const std::optional<Journal>& journal) {
  const auto there = identity_of(arguments_.output);
  replaces_foreign_ = false;  // the file that was to be replaced is gone
  try {
    Earlier now = read_earlier();
    const CaseRanges had = united(now.cases(), journal ? journal->cases() : CaseRanges{}),
                     all = united(header_.cases, now.cases());
    const bool has_all = without(header_.cases, now.file_cases()).empty();
    if (!has_all && !without(all, common(had, {{0, scenario_.cases}})).empty()) return false;
    header_.cases = all;
    replaced_ = now.file();
    earlier_ = std::move(now);
    return true;
  } catch (const Error&) {
    return identity_of(arguments_.output) != there;  // unchanged: it is of another campaign, or no campaign file
  }
}

ExitCode Attempt::write(std::optional<Journal>& journal) {
  stopping_.leave_at_once(fmt::format("farside: {}: stopped while the file was being written; {}", arguments_.output,
                                      saved_text(count_cases(header_.cases))));
  const CaseRanges ours = header_.cases;
  constexpr int tries_max = 10;
  for (int tries = 1; tries <= tries_max; ++tries) {
    if (output_changed()) {
      if (!arguments_.resume || !look_again(journal)) break;
      if (!without(ours, earlier_.file_cases()).empty()) continue;
      if (journal) journal->remove();
      return finish_without_flying();
    }
    nlohmann::ordered_json statistics;
    try {
      statistics = write_file(journal, arguments_.output, replaced_ ? Existing::replace : Existing::refuse);
    } catch (const StoreError& e) {
      const bool is_ours = dynamic_cast<const NameNotDurable*>(&e) != nullptr;
      if (is_ours || !output_changed())
        throw StoreError(std::string(e.what()) + "\n" + saved_text(count_cases(header_.cases)));
      continue;
    } catch (const Error&) {
      if (!output_changed()) throw;
      continue;
    }
    if (journal) journal->remove();
    earlier_.remove_journals(header_.cases);
    if (!arguments_.quiet) print(summarise(statistics, {scenario_.name, arguments_.output, table_columns()}));
    return ExitCode::ok;
  }
  write_elsewhere(journal);
}

ExitCode Attempt::run() {
  check();
  load();
  asked_ = asked_cases();
  if (asked_.empty() && !arguments_.missing_of.empty()) {
    note("no case is missing; " + arguments_.output + " is not written");
    return ExitCode::ok;
  }
  find_earlier();
  judge_stop(nullptr);
  if (is_finished()) return finish_without_flying();
  const CaseRanges todo = without(asked_, earlier_.cases());
  header_.cases = united(asked_, earlier_.cases());
  check_draws(todo);
  std::optional<Journal> journal;
  if (!todo.empty() && !fly(todo, journal)) return stopping_.code();
  if (stop_) tell_stop();
  return write(journal);
}

}  // namespace

ExitCode run_attempt(const RunArguments& arguments) { return Attempt(arguments).run(); }

}  // namespace farside
