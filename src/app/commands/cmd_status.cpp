// farside status: how far a campaign is, from its files and from the journals of attempts that still run.
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/arguments/options.h"
#include "app/rows/campaign_files.h"
#include "app/rows/campaign_rows.h"
#include "app/run/stop_rows.h"
#include "app/run/unread.h"
#include "app/terminal/console.h"
#include "app/terminal/estimate.h"
#include "app/terminal/progress.h"
#include "base/counted.h"
#include "scenario/scenario.h"
#include "store/files.h"
#include "store/journal/journal_file.h"

namespace farside {
namespace {

struct StatusArguments {
  std::vector<std::string> files;
  std::string journal_dir;
  bool json = false, quiet = false;
};

struct PartStatus {
  std::string path, kind;  // file, journal
  bool running = false;
  CaseRanges cases;
  double rate_per_s = 0.0;  // while it runs
};

// Shards that jobs/ handed to a scheduler and that have saved nothing yet.
struct Queued {
  std::string folder;
  Submission submission;
  std::uint64_t shards = 0;
};

struct CampaignStatus {
  CampaignHeader header;  // of one of the parts
  std::uint64_t total = 0;
  Tally tally;
  Mix mix = Mix::drawn;          // of the cases
  bool mission = false;          // they tell of missions
  std::optional<StopLook> stop;  // where the campaign has such a rule
  CaseRanges next;               // cases that it takes
  CaseRanges missing;
  double rate_per_s = 0.0;
  int running = 0;
  std::vector<PartStatus> parts;
};

struct FileStatus {
  std::vector<CampaignStatus> campaigns;
  std::vector<Queued> queued;
  std::vector<std::pair<std::string, std::string>>
      merged;                       // folders of shards that were merged and removed, and the merged file
  std::vector<std::string> absent;  // outputs of which neither file nor journal exists
  std::vector<std::pair<std::string, std::string>> skipped;  // files found in folders that are of no campaign, and why
};

// A file that was named on the command line, or found in a folder or beside a name and possibly of something else.
struct Found {
  std::string path;
  bool is_named;
};

// FILE, if it exists, and the journals of attempts at it; of a folder, all files and journals in it.
std::vector<std::string> paths_of(const std::string& file, const std::string& journal_dir) {
  std::vector<std::string> paths;
  if (std::filesystem::is_directory(file)) {
    paths = files_in(file, ".h5");
    for (const std::string& journal : files_in(journal_dir.empty() ? file : journal_dir, ".journal")) {
      if (is_journal(journal)) paths.push_back(journal);
    }
    return paths;
  }
  if (std::filesystem::exists(file)) paths.push_back(file);
  for (const std::string& journal : find_journals(file, journal_dir)) {
    if (is_journal(journal)) paths.push_back(journal);
  }
  return paths;
}

// Seconds since 1970 of a time as /provenance holds it; 0 for another text.
double seconds_of(const std::string& utc) {
  std::tm time{};
  const char* rest = ::strptime(utc.c_str(), "%Y-%m-%dT%H:%M:%SZ", &time);
  return rest != nullptr && *rest == '\0' ? static_cast<double>(::timegm(&time)) : 0.0;
}

PartStatus status_of(const CampaignPart& part) {
  PartStatus status{part.path, "file", false, part.rows->cases(), 0.0};
  if (!is_journal(part.path)) return status;
  status.kind = "journal";
  status.running = is_being_written(part.path);
  const double elapsed_s =
      static_cast<const JournalFile&>(*part.rows).written_s() - seconds_of(part.header.provenance.started);
  if (status.running && elapsed_s > 0.0) status.rate_per_s = static_cast<double>(count_cases(status.cases)) / elapsed_s;
  return status;
}

// What FILE means: the file and its journals, the shards that jobs/ flies for it, or the file they were merged into.
std::vector<std::string> find_parts(const std::string& file, const std::string& journal_dir, FileStatus& status) {
  std::vector<std::string> found, folders;
  if (std::filesystem::is_directory(file)) {
    folders.push_back(file);
  } else {
    folders = shard_folders(file);
    found = paths_of(file, journal_dir);
  }
  bool queued = false;
  for (const std::string& folder : folders) {
    const std::vector<std::string> inside = paths_of(folder, journal_dir);
    found.insert(found.end(), inside.begin(), inside.end());
    const auto submission = read_submission(folder);
    const std::uint64_t unseen = submission ? count_unseen(*submission, inside) : 0;
    if (unseen > 0) status.queued.push_back({folder, *submission, unseen});
    queued |= unseen > 0;
  }
  if (const std::string output = found.empty() ? output_of_shards(file) : ""; !output.empty() && !queued) {
    status.merged.emplace_back(file, output);
    found = paths_of(output, journal_dir);
  }
  if (found.empty() && !queued) status.absent.push_back(file);
  return found;
}

// Call it while `e` is handled: rethrows `e` for a file that was named, and notes one that was found as skipped. A file
// that is gone by now, as the journal of an attempt that finished, isn't mentioned.
void skip(const Found& file, const DataError& e, FileStatus& status) {
  if (file.is_named) throw;
  if (identity_of(file.path)) status.skipped.emplace_back(file.path, e.what());
}

// Reads the parts of one campaign. DataError for a file that was named and can't be read.
class CampaignReading {
 public:
  CampaignReading(CampaignHeader header, FileStatus& all, bool quiet) : all_(all), quiet_(quiet) {
    status_.header = std::move(header);
  }

  const std::string& campaign_id() const { return status_.header.campaign_id; }
  void add(const Found& file) { files_.push_back(file); }

  void read() {
    std::optional<Schema> schema;
    std::optional<Alike> alike;  // where no input varies
    std::optional<StopRows> stop;
    std::vector<CampaignPart> parts;  // what `stop` looks at
    Mix of_design = Mix::drawn;
    bool forced = false, designed = false;
    for (const Found& file : files_) {
      try {
        if (!schema) {
          const Configuration configuration = configuration_of(status_.header.provenance, file.path);
          schema = schema_of(configuration);
          if (count_varying_inputs(configuration) == 0) alike.emplace(*schema);
          forced = configuration.forces_faults();
          of_design = mix_of(configuration.design());
          designed = design_columns_of(configuration).count() > 0;
          status_.mission = schema->find("mission") != nullptr;
          if (configuration.has_stop_rule()) stop.emplace(configuration, *schema);
        }
        CampaignPart part = open_part(file.path, *schema);
        if (alike) compare_rows(*part.rows, *alike);
        read_part(part);
        if (stop) parts.push_back(std::move(part));
      } catch (const DataError& e) {
        skip(file, e, all_);
      }
    }
    status_.mix = mix_of(forced, of_design, designed, alike && alike->holds());
    if (stop) {
      std::vector<const RowSource*> rows;
      for (const CampaignPart& part : parts) rows.push_back(part.rows.get());
      stop->look_at(RowMix(*schema, rows), status_.total);
      status_.stop = stop->look();
      if (stop->look().cases_needed) status_.next = next_cases(*stop->look().cases_needed, done_);
    }
    status_.missing = without(normalised({{0, status_.total}}), done_);
    if (!status_.parts.empty()) all_.campaigns.push_back(std::move(status_));
  }

 private:
  void read_part(const CampaignPart& part) {
    const PartStatus found = status_of(part);
    count_part(part, done_, status_.tally);
    status_.total = std::max(status_.total, part.header.campaign_cases);
    status_.rate_per_s += found.rate_per_s;
    status_.running += found.running ? 1 : 0;
    status_.parts.push_back(found);
    for (const std::string& problem : part.problems) tell(Remark::warning, "farside: " + problem, quiet_);
  }

  CampaignStatus status_;
  FileStatus& all_;
  bool quiet_;
  std::vector<Found> files_;
  CaseRanges done_;
};

[[noreturn]] void throw_nothing_found(const std::string& name, const FileStatus& status) {
  if (status.skipped.empty()) {
    throw DataError(name +
                    ": there is no such file, nor a journal of an attempt at it; name an output or a folder of them");
  }
  std::string text = fmt::format("{}: holds no campaign; {} of its files {} none:", name, status.skipped.size(),
                                 status.skipped.size() == 1 ? "is" : "are");
  for (const auto& [path, reason] : status.skipped) text += "\n  " + reason;
  throw DataError(text);
}

FileStatus look(const StatusArguments& arguments) {
  FileStatus status;
  std::vector<CampaignReading> campaigns;
  for (const std::string& name : arguments.files) {
    for (const std::string& path : find_parts(name, arguments.journal_dir, status)) {
      const Found file{path, path == name};
      try {
        CampaignHeader header = read_campaign_header(path);
        auto at = std::find_if(campaigns.begin(), campaigns.end(),
                               [&](const CampaignReading& c) { return c.campaign_id() == header.campaign_id; });
        if (at == campaigns.end()) campaigns.emplace_back(std::move(header), status, arguments.quiet).add(file);
        else at->add(file);
      } catch (const DataError& e) {
        skip(file, e, status);
      }
    }
  }
  for (CampaignReading& campaign : campaigns) campaign.read();
  if (status.campaigns.empty() && status.queued.empty()) throw_nothing_found(arguments.files.front(), status);
  return status;
}

double left_s(const CampaignStatus& s) {
  return s.rate_per_s > 0.0 ? static_cast<double>(count_cases(s.missing)) / s.rate_per_s : 0.0;
}

std::string text_of(const CampaignStatus& s) {
  std::string text = fmt::format("{} ({})\n", s.header.title, s.header.campaign_id.substr(0, 12));
  text += fmt::format("  done     {} of {} cases", s.tally.flown(), s.total);
  if (s.tally.unknown > 0) text += fmt::format(", the outcome of {} unknown", s.tally.unknown);
  if (s.tally.numerical_failure > 0) text += fmt::format(", {} of them numerical failures", s.tally.numerical_failure);
  if (!s.missing.empty()) text += fmt::format("\n  missing  {}: {}", count_cases(s.missing), ranges_text(s.missing, 5));
  if (s.running > 0) {
    text += "\n  running  " + counted(s.running, "attempt");
    if (s.rate_per_s > 0.0)
      text += fmt::format(", {:.3g} cases a second, {} left", s.rate_per_s, duration_text(left_s(s)));
  }
  if (s.tally.flown() > 0)
    text += "\n  so far   " + text_of(estimates_of(s.tally, s.mix, s.mission)) + (s.mix == Mix::drawn ? " (95 %)" : "");
  if (s.stop)
    text += "\n  stop     " + text_of(*s.stop) + (s.next.empty() ? "" : "; next are cases " + ranges_text(s.next, 5));
  text += "\n";
  for (const PartStatus& part : s.parts) {
    text += fmt::format("  {}: {} cases{}{}\n", part.path, count_cases(part.cases),
                        part.cases.empty() ? "" : ", " + ranges_text(part.cases, 3), part.running ? ", running" : "");
  }
  return text;
}

// The scheduler's command that shows the jobs.
std::string queue_command(const Submission& submission) {
  std::string jobs = submission.jobs;
  if (submission.scheduler == "slurm") {
    std::replace(jobs.begin(), jobs.end(), ' ', ',');
    return "squeue --jobs=" + jobs;
  }
  const std::string command = submission.scheduler == "lsf"          ? "bjobs"
                              : submission.scheduler == "gridengine" ? "qstat -j"
                                                                     : "qstat";
  if (submission.scheduler == "gridengine") std::replace(jobs.begin(), jobs.end(), ' ', ',');
  return command + " " + jobs;
}

std::string text_of(const FileStatus& s) {
  std::string text;
  for (const CampaignStatus& campaign : s.campaigns) text += (text.empty() ? "" : "\n") + text_of(campaign);
  if (s.campaigns.size() > 1) text += "\n";
  for (const Queued& q : s.queued) {
    text += fmt::format("  {}: queued, {} of {} shards have saved nothing yet{}\n", q.folder, q.shards,
                        q.submission.shards - q.submission.first,
                        q.submission.jobs.empty() ? "" : "; to see their jobs: " + queue_command(q.submission));
  }
  for (const auto& [folder, output] : s.merged) text += fmt::format("  {}: merged into {}\n", folder, output);
  for (const std::string& path : s.absent) text += fmt::format("  {}: nothing yet\n", path);
  if (!s.skipped.empty()) text += fmt::format("  skipped  {} of no campaign\n", counted(s.skipped.size(), "file"));
  for (const auto& [path, reason] : s.skipped) text += fmt::format("  {}\n", reason);
  return text;
}

using Json = nlohmann::ordered_json;

Json json_of(const CampaignStatus& s) {
  const auto ranges = [](const CaseRanges& cases) {
    Json list = Json::array();
    for (const CaseRange& r : cases) list.push_back({r.first, r.end() - 1});
    return list;
  };
  Json json{{"title", s.parts.empty() ? Json() : Json(s.header.title)},
            {"campaign_id", s.parts.empty() ? Json() : Json(s.header.campaign_id)}};
  json["cases"]["total"] = s.total;
  json["cases"].update(json_of(s.tally));
  json["cases"]["missing"] = count_cases(s.missing);
  json["missing_cases"] = ranges(s.missing);
  json["running"] = s.running;
  json["rate_per_s"] = s.rate_per_s > 0.0 ? Json(s.rate_per_s) : Json();
  json["left_s"] = s.rate_per_s > 0.0 ? Json(left_s(s)) : Json();
  const Estimates estimates = estimates_of(s.tally, s.mix, s.mission);
  const auto told = [&](const ShareEstimate& share) { return s.tally.flown() > 0 ? json_of(share) : Json(); };
  json["probability"]["safe"] = told(estimates.safe);
  if (estimates.mission) json["probability"]["mission"] = told(*estimates.mission);
  if (s.stop) json["stop"] = stop_json(*s.stop);
  if (!s.next.empty()) json["stop"]["next_cases"] = ranges(s.next);
  json["files"] = Json::array();
  for (const PartStatus& part : s.parts) {
    json["files"].push_back(
        {{"path", part.path}, {"kind", part.kind}, {"running", part.running}, {"cases", ranges(part.cases)}});
  }
  return json;
}

// One campaign, or none that has saved something yet, is the object itself; several are its `campaigns`.
Json json_of(const FileStatus& s) {
  Json json =
      s.campaigns.size() < 2 ? json_of(s.campaigns.empty() ? CampaignStatus{} : s.campaigns.front()) : Json::object();
  if (s.campaigns.size() > 1) {
    for (const CampaignStatus& campaign : s.campaigns) json["campaigns"].push_back(json_of(campaign));
  }
  json["queued"] = Json::array();
  for (const Queued& q : s.queued) {
    json["queued"].push_back({{"folder", q.folder},
                              {"shards", q.shards},
                              {"scheduler", q.submission.scheduler},
                              {"jobs", q.submission.jobs}});
  }
  json["merged"] = Json::array();
  for (const auto& [folder, output] : s.merged) json["merged"].push_back({{"folder", folder}, {"into", output}});
  json["absent"] = s.absent;
  json["skipped"] = Json::array();
  for (const auto& [path, reason] : s.skipped) json["skipped"].push_back({{"path", path}, {"reason", reason}});
  return json;
}

ExitCode run(const StatusArguments& arguments) {
  const FileStatus status = look(arguments);
  if (arguments.json) print(json_of(status).dump(2) + "\n");
  else if (!arguments.quiet) print(text_of(status));
  return ExitCode::ok;
}

}  // namespace

void add_status(CLI::App& app, Invocation& invocation) {
  auto [command, a] =
      declare<StatusArguments>(app, invocation, "status", "how far a campaign is, while it runs and after", run);
  command.arguments(
      "FILE", a->files, 1,
      "outputs of runs, finished or not, their journals, or a folder of them; each campaign is told of by itself");
  command.value("--journal-dir", a->journal_dir, "DIR", "where the runs keep finished cases, if not beside FILE");
  command.flag("--json", a->json, "as JSON");
  command.quiet(a->quiet);
  command.footer("Example:\n    farside status my.200-shards");
}

}  // namespace farside
