#include "app/run/earlier.h"

#include "app/rows/campaign_match.h"
#include "base/error.h"
#include "store/journal/journal_file.h"

namespace farside {

Earlier::Earlier(const CampaignHeader& ours, const Schema& schema, const std::string& output,
                 const std::string& journal_dir, Take take) {
  const auto add = [&](const std::string& path) {
    require_same_campaign(read_campaign_header(path), path, ours, "this one");
    parts_.push_back(open_part(path, schema));
    problems_.insert(problems_.end(), parts_.back().problems.begin(), parts_.back().problems.end());
  };
  const auto is_there = [](const std::string& path) { return identity_of(path).has_value(); };
  if (take == Take::all) file_ = identity_of(output);  // before the file is read, so that a later change is noticed
  if (file_) add(output);
  for (const std::string& path : find_journals(output, journal_dir)) {
    try {
      if (is_journal(path)) add(path);
      else if (is_blank_journal(path)) blank_.push_back(path);
      else if (is_there(path))
        problems_.push_back(path +
                            ": has no whole head, so that nobody can tell which campaign it is of; it is left alone");
    } catch (const DataError&) {
      if (is_there(path)) throw;  // gone: another attempt has just removed it, and its file has the rows
    }
  }
}

std::vector<const RowSource*> Earlier::sources() const {
  std::vector<const RowSource*> sources;
  for (const CampaignPart& part : parts_) sources.push_back(part.rows.get());
  return sources;
}

CaseRanges Earlier::cases() const {
  CaseRanges all;
  for (const CampaignPart& part : parts_) all = united(all, part.rows->cases());
  return all;
}

Tally Earlier::tally() const { return tally_of(parts_); }

CaseRanges Earlier::file_cases() const { return file_ ? parts_.front().rows->cases() : CaseRanges{}; }

bool Earlier::is_written(const CampaignPart& journal, const CaseRanges& written) const {
  try {
    return is_journal(journal.path) && without(JournalFile(journal.path).cases(), written).empty();
  } catch (const DataError&) {
    return false;
  }
}

void Earlier::remove_journals(const CaseRanges& written) const {
  for (std::size_t i = file_ ? 1 : 0; i < parts_.size(); ++i) {
    remove_ended_journal(parts_[i].path, [&] { return is_written(parts_[i], written); });
  }
  for (const std::string& path : blank_) remove_ended_journal(path, [&] { return is_blank_journal(path); });
}

std::vector<std::string> give_up_journals(const std::string& output, const std::string& journal_dir) {
  std::vector<std::string> left;
  for (const std::string& path : find_journals(output, journal_dir)) {
    if (is_being_written(path)) left.push_back(path);
    else remove_ended_journal(path, [&] { return is_journal(path) || is_blank_journal(path); });
  }
  return left;
}

}  // namespace farside
