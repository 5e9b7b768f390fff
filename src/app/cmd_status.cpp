// farside status: how far a campaign is, from its files and from the journals of attempts that still run.
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/campaign_files.h"
#include "app/campaign_match.h"
#include "app/campaign_rows.h"
#include "app/console.h"
#include "app/estimate.h"
#include "app/options.h"
#include "app/progress.h"
#include "scenario/scenario.h"
#include "store/journal_file.h"

namespace farside {
namespace {

struct Arguments {
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

struct Status {
  CampaignHeader header;  // of one of the parts, if there is one
  std::uint64_t total = 0;
  Tally tally;
  CaseRanges missing;
  double rate_per_s = 0.0;
  int running = 0;
  std::vector<PartStatus> parts;
  std::vector<Queued> queued;
  std::vector<std::pair<std::string, std::string>> merged;  // folders of shards that are gone, and the file of their cases
  std::vector<std::string> absent;                          // outputs of which nothing is there
  std::vector<std::string> unreadable;                      // files beside others that can be read
};

// FILE where it is there, and the journals of attempts at it; of a folder, all files and journals in it.
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
  const double elapsed_s = static_cast<const JournalFile&>(*part.rows).written_s() - seconds_of(part.header.provenance.started);
  if (status.running && elapsed_s > 0.0) status.rate_per_s = static_cast<double>(count_cases(status.cases)) / elapsed_s;
  return status;
}

// What FILE stands for: itself with its journals, the shards that jobs/ flies for it, or what these were merged into.
std::vector<std::string> find_parts(const std::string& file, const std::string& journal_dir, Status& status) {
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

Status look(const Arguments& arguments) {
  Status status;
  std::vector<std::string> paths;
  for (const std::string& file : arguments.files) {
    const std::vector<std::string> found = find_parts(file, arguments.journal_dir, status);
    paths.insert(paths.end(), found.begin(), found.end());
  }
  if (paths.empty() && !status.queued.empty()) return status;
  if (paths.empty())
    throw DataError(arguments.files.front() +
                    ": there is no such file, nor a journal of an attempt at it; name an output or a folder of them");

  const auto note = [&](const std::string& problem) {
    if (!arguments.quiet) print_note("farside: " + problem + "\n");
  };
  std::vector<CampaignPart> parts;
  std::optional<Schema> schema;
  CaseRanges done;
  std::string first_problem;
  // Does `work` on a file, or tells why it can't and leaves the file out.
  const auto is_done = [&](const std::string& path, const auto& work) {
    try {
      work();
      return true;
    } catch (const DataError& e) {
      if (first_problem.empty()) first_problem = e.what();
      if (!identity_of(path)) return false;  // an attempt has finished meanwhile, and its journal is gone
      status.unreadable.push_back(path);
      if (paths.size() > 1) note(std::string(e.what()) + "; left out");
      return false;
    }
  };
  for (const std::string& path : paths) {
    CampaignHeader header;
    const bool has_header = is_done(path, [&] {
      header = read_campaign_header(path);
      if (parts.empty()) schema = schema_of(configuration_of(header.provenance, path));
    });
    if (!has_header) continue;
    if (parts.empty()) status.header = header;
    else require_same_campaign(header, path, status.header, parts.front().path);
    if (!is_done(path, [&] { parts.push_back(open_part(path, *schema)); })) continue;
    status.total = std::max(status.total, parts.back().header.campaign_cases);
    status.parts.push_back(status_of(parts.back()));
    status.rate_per_s += status.parts.back().rate_per_s;
    status.running += status.parts.back().running ? 1 : 0;
    done = united(done, status.parts.back().cases);
    for (const std::string& text : parts.back().problems) note(text);
  }
  if (parts.empty() && status.queued.empty()) throw DataError(first_problem);
  status.tally = tally_of(parts);
  status.missing = without(normalised({{0, status.total}}), done);
  return status;
}

double left_s(const Status& s) { return s.rate_per_s > 0.0 ? static_cast<double>(count_cases(s.missing)) / s.rate_per_s : 0.0; }

std::string parts_text(const Status& s) {
  std::string text = fmt::format("{} ({})\n", s.header.title, s.header.campaign_id.substr(0, 12));
  text += fmt::format("  done     {} of {} cases", s.tally.flown(), s.total);
  if (s.tally.unknown > 0) text += fmt::format(", the outcome of {} unknown", s.tally.unknown);
  if (s.tally.numerical_failure > 0) text += fmt::format(", {} of them numerical failures", s.tally.numerical_failure);
  if (!s.missing.empty()) text += fmt::format("\n  missing  {}: {}", count_cases(s.missing), ranges_text(s.missing, 5));
  if (s.running > 0) {
    text += fmt::format("\n  running  {} attempt{}", s.running, s.running == 1 ? "" : "s");
    if (s.rate_per_s > 0.0) text += fmt::format(", {:.3g} cases a second, {} left", s.rate_per_s, duration_text(left_s(s)));
  }
  if (s.tally.flown() > 0) text += "\n  so far   " + text_of(safe_estimate(s.tally)) + " (95 %)";
  text += "\n";
  for (const PartStatus& part : s.parts) {
    text += fmt::format("  {}: {} cases{}{}\n", part.path, count_cases(part.cases),
                        part.cases.empty() ? "" : ", " + ranges_text(part.cases, 3), part.running ? ", running" : "");
  }
  return text;
}

// How the scheduler tells more of the jobs.
std::string queue_command(const Submission& submission) {
  std::string jobs = submission.jobs;
  if (submission.scheduler == "slurm") {
    std::replace(jobs.begin(), jobs.end(), ' ', ',');
    return "squeue --jobs=" + jobs;
  }
  const std::string command = submission.scheduler == "lsf" ? "bjobs" : submission.scheduler == "gridengine" ? "qstat -j" : "qstat";
  if (submission.scheduler == "gridengine") std::replace(jobs.begin(), jobs.end(), ' ', ',');
  return command + " " + jobs;
}

std::string text_of(const Status& s) {
  std::string text = s.parts.empty() ? "" : parts_text(s);
  for (const Queued& q : s.queued) {
    text += fmt::format("  {}: queued, {} of {} shards have saved nothing yet{}\n", q.folder, q.shards,
                        q.submission.shards - q.submission.first,
                        q.submission.jobs.empty() ? "" : "; to see their jobs: " + queue_command(q.submission));
  }
  for (const auto& [folder, output] : s.merged) text += fmt::format("  {}: merged into {}\n", folder, output);
  for (const std::string& path : s.absent) text += fmt::format("  {}: nothing yet\n", path);
  return text;
}

nlohmann::ordered_json json_of(const Status& s) {
  using Json = nlohmann::ordered_json;
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
  json["probability"]["safe"] = s.tally.flown() > 0 ? json_of(safe_estimate(s.tally)) : Json();
  json["files"] = Json::array();
  for (const PartStatus& part : s.parts) {
    json["files"].push_back({{"path", part.path}, {"kind", part.kind}, {"running", part.running}, {"cases", ranges(part.cases)}});
  }
  json["queued"] = Json::array();
  for (const Queued& q : s.queued) {
    json["queued"].push_back(
        {{"folder", q.folder}, {"shards", q.shards}, {"scheduler", q.submission.scheduler}, {"jobs", q.submission.jobs}});
  }
  json["merged"] = Json::array();
  for (const auto& [folder, output] : s.merged) json["merged"].push_back({{"folder", folder}, {"into", output}});
  json["absent"] = s.absent;
  json["unreadable"] = s.unreadable;
  return json;
}

ExitCode run(const Arguments& arguments) {
  const Status status = look(arguments);
  if (arguments.json) print(json_of(status).dump(2) + "\n");
  else if (!arguments.quiet) print(text_of(status));
  return ExitCode::ok;
}

}  // namespace

void add_status(CLI::App& app, Invocation& invocation) {
  const auto [command, a] = declare(app, invocation, "status", "how far a campaign is, while it runs and after", run);
  command.add_option("FILE", a->files, "outputs of runs, finished or not, their journals, or a folder of them")
      ->required()
      ->type_name("")
      ->expected(1, 1 << 20);
  command.add_option("--journal-dir", a->journal_dir, "where the runs keep finished cases, if not beside FILE")->type_name("DIR");
  command.add_flag("--json", a->json, "as JSON");
  add_quiet(command, a->quiet);
  command.footer("Example:\n    farside status my.200-shards");
}

}  // namespace farside
