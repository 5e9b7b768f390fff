#include "app/earlier.h"

#include <unistd.h>

#include <filesystem>

#include "app/campaign_match.h"
#include "base/error.h"
#include "store/journal_file.h"

namespace farside {

Earlier::Earlier(const CampaignHeader& ours, const Schema& schema, const std::string& output, const std::string& journal_dir) {
  const auto add = [&](const std::string& path) {
    require_same_campaign(read_campaign_header(path), path, ours, "this one");
    parts_.push_back(open_part(path, schema));
    problems_.insert(problems_.end(), parts_.back().problems.begin(), parts_.back().problems.end());
  };
  if (std::filesystem::exists(output)) {
    add(output);
    has_file_ = true;
  }
  for (const std::string& path : find_journals(output, journal_dir)) {
    if (is_journal(path)) add(path);
    else if (is_blank_journal(path)) blank_.push_back(path);
    else problems_.push_back(path + ": has no whole head, so that nobody can tell which campaign it is of; it is left alone");
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

CaseRanges Earlier::file_cases() const { return has_file_ ? parts_.front().rows->cases() : CaseRanges{}; }

void Earlier::remove_journals() const {
  for (std::size_t i = has_file_ ? 1 : 0; i < parts_.size(); ++i) {
    if (!is_being_written(parts_[i].path)) ::unlink(parts_[i].path.c_str());
  }
  for (const std::string& path : blank_) {  // another attempt may just have begun when it was seen
    if (is_blank_journal(path) && !is_being_written(path)) ::unlink(path.c_str());
  }
}

std::vector<std::string> give_up_journals(const std::string& output, const std::string& journal_dir) {
  std::vector<std::string> left;
  for (const std::string& path : find_journals(output, journal_dir)) {
    if (is_being_written(path)) left.push_back(path);
    else if (is_journal(path) || is_blank_journal(path)) ::unlink(path.c_str());
  }
  return left;
}

}  // namespace farside
