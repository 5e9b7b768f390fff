// farside merge: one file from the parts of a campaign.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "app/arguments/options.h"
#include "app/rows/campaign_files.h"
#include "app/rows/campaign_match.h"
#include "app/rows/campaign_rows.h"
#include "app/rows/recorded_command.h"
#include "app/run/campaign_output.h"
#include "app/run/conditions.h"
#include "app/run/provenance.h"
#include "app/run/stop_rows.h"
#include "app/run/stopping.h"
#include "app/terminal/console.h"
#include "scenario/scenario.h"
#include "stats/summary.h"
#include "stats/text_page.h"

namespace farside {
namespace {

struct MergeArguments {
  std::vector<std::string> words;  // files and folders; those of --from come last
  std::string from, output, command_line;
  bool allow_missing = false, overwrite = false, reproducible = false, quiet = false;
};

// The header of the part with the most campaign cases, since a campaign may have been extended later. Of several such
// parts always the same one, whatever their order.
const CampaignHeader& largest(const std::vector<CampaignHeader>& headers) {
  const auto size_and_text = [](const CampaignHeader& h) {
    return std::tie(h.campaign_cases, h.provenance.config_yaml, h.provenance.input_files);
  };
  return *std::max_element(headers.begin(), headers.end(),
                           [&](const auto& a, const auto& b) { return size_and_text(a) < size_and_text(b); });
}

// The distinct values of a text, joined.
std::string distinct(const std::vector<CampaignPart>& parts, std::string Provenance::*text) {
  std::string all;
  std::set<std::string> seen;
  for (const CampaignPart& part : parts) {
    const std::string& value = part.header.provenance.*text;
    if (!value.empty() && seen.insert(value).second) all += (all.empty() ? "" : "; ") + value;
  }
  return all;
}

CampaignHeader merged_header(const std::vector<CampaignHeader>& headers, const std::vector<CampaignPart>& parts,
                             const MergeArguments& arguments, const std::string& started) {
  CampaignHeader header = largest(headers);
  header.shard = 0;
  header.shards = 1;
  header.cases = normalised({{0, header.campaign_cases}});
  Provenance& p = header.provenance;
  add_run_facts(p, {arguments.command_line, "", started, 0});
  p.version = distinct(parts, &Provenance::version);  // versions of the programs that flew the parts
  p.commit = distinct(parts, &Provenance::commit);
  p.compiler = distinct(parts, &Provenance::compiler);
  p.libraries = distinct(parts, &Provenance::libraries);
  return header;
}

// The first of OUTPUT_rest.h5, OUTPUT_rest2.h5, ... that is free.
std::string name_for_the_rest(const std::string& output_path) {
  const std::filesystem::path output(output_path);
  for (int i = 1;; ++i) {
    const std::string end = i == 1 ? "_rest.h5" : fmt::format("_rest{}.h5", i);
    std::string name = (output.parent_path() / (output.stem().string() + end)).string();
    if (!std::filesystem::exists(name)) return name;
  }
}

// How to fly what the files lack of the first `cases` cases, and to merge again: commands that can be pasted.
std::string rest_commands(std::uint64_t cases, const std::vector<CampaignHeader>& headers, bool stops,
                          const MergeArguments& arguments) {
  std::string shards, campaign = unknown_campaign;
  for (const std::string& word : arguments.words) shards += " " + quoted(word);
  for (const CampaignHeader& header : headers) {
    if (campaign == unknown_campaign) campaign = campaign_arguments(header.provenance.command_line);
  }
  const std::string program = farside::quoted(split_words(arguments.command_line)[0]),
                    rest = quoted(name_for_the_rest(arguments.output));
  return fmt::format(
      "fly them{} and merge again:\n    {} run {} --cases {} -o {}{} --missing-of{}\n    {} merge{} {} -o {}",
      campaign == unknown_campaign ? " (CONFIG is what they were flown with; the files don't tell)" : "", program,
      campaign, cases, rest, stops ? " --no-stop" : "", shards, program, shards, rest, quoted(arguments.output));
}

// campaign.stop by the merged cases, and the next range of cases where they haven't shown enough.
void tell_stop(const nlohmann::ordered_json& statistics, const std::vector<CampaignHeader>& headers,
               const CaseRanges& done, const MergeArguments& arguments) {
  if (!statistics.contains("stop")) return;
  const auto& stop = statistics.at("stop");
  const auto cases = stop.at("cases").get<std::uint64_t>();
  std::string text =
      fmt::format("farside: campaign.stop is {} after {}: {}", stop.at("met") == true ? "met" : "not met",
                  counted_cases(cases), stop.at("reason").get<std::string>());
  if (const auto& needed = stop.at("cases_needed"); !needed.is_null())
    text += fmt::format("\nnext are cases {}; {}", ranges_text(next_cases(needed.get<std::uint64_t>(), done)),
                        rest_commands(needed.get<std::uint64_t>(), headers, true, arguments));
  tell(Remark::note, text, arguments.quiet);
}

Trajectories histories_of(const std::vector<CampaignPart>& parts) {
  std::vector<Trajectories> histories;
  for (const CampaignPart& part : parts) histories.push_back(trajectories_of(part));
  return joined(histories);
}

ExitCode merge(const MergeArguments& arguments) {
  Stopping stopping(0.0);
  stopping.leave_at_once("farside: " + arguments.output + ": stopped before it was written; merge again\n");
  check_output_path(arguments.output, existing_file(arguments.overwrite));
  remove_stale_temporaries(arguments.output);
  const auto replaced = identity_of(arguments.output);
  tell_misleading_name(arguments.output, arguments.quiet);
  const std::string started = utc_now();
  const auto note = [&](const std::string& text) { tell(Remark::note, "farside: " + text, arguments.quiet); };

  const std::vector<std::string> paths = campaign_files(arguments.words);
  std::vector<CampaignHeader> headers;
  for (const std::string& path : paths) {
    headers.push_back(read_campaign_header(path));
    require_same_campaign(headers.back(), path, headers.front(), paths.front());
    require_same_requirements(headers.back(), path, headers.front(), paths.front());
  }
  const CampaignHeader& chosen = largest(headers);
  const Configuration configuration =
      configuration_of(chosen.provenance, paths[static_cast<std::size_t>(&chosen - headers.data())]);
  const Schema schema = schema_of(configuration);
  std::vector<CampaignPart> parts;
  std::vector<const RowSource*> sources;
  std::uint64_t rows = 0;
  for (const std::string& path : paths) {
    parts.push_back(open_part(path, schema));
    sources.push_back(parts.back().rows.get());
    rows += count_cases(sources.back()->cases());
    for (const std::string& problem : parts.back().problems) note(problem);
  }
  const RowMix mix(schema, sources);
  const CampaignHeader header = merged_header(headers, parts, arguments, started);
  const CaseRanges missing = without(header.cases, mix.cases());
  if (!missing.empty()) {
    if (!arguments.allow_missing)
      throw DataError(
          fmt::format("{}: {} of {} cases are in none of the files: {}; {}\nor go on without them: --allow-missing",
                      arguments.output, count_cases(missing), header.campaign_cases, ranges_text(missing),
                      rest_commands(header.campaign_cases, headers, configuration.has_stop_rule(), arguments)));
    note(fmt::format("{}: {} of {} cases are missing: {}", arguments.output, count_cases(missing),
                     header.campaign_cases, ranges_text(missing)));
  }
  if (rows > count_cases(mix.cases())) {
    note(fmt::format("{} rows are of cases that another file has as well; they must be the same bits",
                     rows - count_cases(mix.cases())));
  }
  const WriteOptions options{replaced ? Existing::replace : Existing::refuse, arguments.reproducible,
                             static_cast<int>(configuration.whole("output.compression")), replaced};
  const auto statistics =
      write_with_statistics(mix, header, request_of(configuration), histories_of(parts), arguments.output, options);
  tell_stop(statistics, headers, mix.cases(), arguments);
  if (!arguments.quiet) print(summarise(statistics, {header.title, arguments.output, table_columns()}));
  return ExitCode::ok;
}

ExitCode run(const MergeArguments& given) {
  MergeArguments arguments = given;
  if (!arguments.from.empty()) {
    const std::vector<std::string> names = names_in(arguments.from);
    arguments.words.insert(arguments.words.end(), names.begin(), names.end());
  }
  if (arguments.words.empty()) throw UsageError("merge needs files, a folder of them, or --from LIST");
  return merge(arguments);
}

}  // namespace

void add_merge(CLI::App& app, Invocation& invocation) {
  auto [command, a] = declare<MergeArguments>(app, invocation, "merge", "one campaign file from its parts", run);
  command.arguments("SHARD", a->words, 0, "campaign files and journals of one campaign, or folders of campaign files");
  command.value("--from", a->from, "LIST", "more of them, from a text file with one name a line");
  command.value("-o,--output", a->output, "FILE", "campaign file to write (HDF5)").required();
  command.flag("--allow-missing", a->allow_missing, "go on though cases are missing: their rows say `not_run`");
  command.flag("--reproducible", a->reproducible, "equal bytes for equal rows: leave out dates, host and their like");
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  a->command_line = invocation.command_line;
  command.footer("Example:\n    farside merge my.200-shards -o my.h5");
}

}  // namespace farside
