#include "app/rows/campaign_rows.h"

#include <filesystem>

#include "app/rows/recorded_command.h"
#include "base/error.h"
#include "store/hdf5/file_rows.h"
#include "store/journal/journal_file.h"

namespace farside {

void refuse_unfinished(const std::string& path) {
  if (is_journal(path)) {
    throw DataError(path +
                    ": is the journal of a campaign that isn't finished; `farside status` tells how far it is, "
                    "`farside run` with " +
                    "--resume finishes it");
  }
  if (std::filesystem::exists(path)) return;
  for (const std::string& journal : find_journals(path)) {
    if (is_journal(journal)) {
      throw DataError(path + ": isn't written yet, its finished cases are in " + journal + "; `farside status " +
                      quoted(path) + "` tells how far it is");
    }
  }
}

CampaignHeader read_campaign_header(const std::string& path) {
  return is_journal(path) ? JournalFile(path, JournalFile::Read::head).header() : header_of(CampaignFile(path));
}

CampaignPart open_part(const std::string& path, const Schema& schema) {
  CampaignPart part{path, {}, nullptr, {}};
  if (is_journal(path)) {
    auto journal = std::make_unique<JournalFile>(path);
    if (journal->schema_hash() != schema.hash()) {
      throw DataError(path +
                      ": its rows have other columns than this farside gives them; use the farside that wrote it (" +
                      journal->header().provenance.version + "), or remove it");
    }
    part.header = journal->header();
    part.problems = journal->problems();
    part.rows = std::move(journal);
  } else {
    part.header = header_of(CampaignFile(path));
    part.rows = std::make_unique<FileRows>(path, schema);
  }
  return part;
}

Trajectories trajectories_of(const CampaignPart& part) {
  return is_journal(part.path) ? Trajectories{} : CampaignFile(part.path).trajectories();
}

void count_part(const CampaignPart& part, CaseRanges& counted, Tally& tally) {
  const CaseRanges cases = part.rows->cases();
  Tally with_it = tally;
  part.rows->count_endings(without(cases, counted), with_it);
  part.rows->release();
  counted = united(counted, cases);
  tally = with_it;
}

Tally tally_of(const std::vector<CampaignPart>& parts) {
  Tally tally;
  CaseRanges counted;
  for (const CampaignPart& part : parts) count_part(part, counted, tally);
  return tally;
}

void compare_rows(const RowSource& rows, Alike& alike) {
  for (const CaseRange& range : rows.cases()) {
    rows.for_each_run(range, [&](std::uint64_t, std::size_t count, const std::byte* at) {
      for (std::size_t i = 0; i < count; ++i) alike.add(at + i * rows.row_bytes());
    });
  }
}

Configuration configuration_of(const Provenance& provenance, const std::string& path) {
  try {
    return parse_configuration(provenance.config_yaml, path + ":/provenance/config_yaml");
  } catch (const ConfigError& e) {
    const std::string version = provenance.version.empty() ? "unknown" : provenance.version;
    throw DataError(path + ": this farside can't read the configuration in it; use the version that wrote it (" +
                    version + ")\n" + e.what());
  }
}

}  // namespace farside
