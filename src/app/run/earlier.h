#pragma once
// What earlier attempts at an output left behind: their journals, and the file itself where one was finished.
#include <optional>
#include <string>
#include <vector>

#include "app/rows/campaign_rows.h"
#include "store/files.h"

namespace farside {

// What is taken over of it: `journals` where the file is to be replaced, whatever it is of.
enum class Take { all, journals };

class Earlier {
 public:
  // Empty, for a run that begins anew.
  Earlier() = default;
  // DataError where one of them is of another campaign than `ours` or can't be read. A journal with rows but without a
  // complete header is reported and left alone.
  Earlier(const CampaignHeader& ours, const Schema& schema, const std::string& output, const std::string& journal_dir,
          Take take = Take::all);

  std::vector<const RowSource*> sources() const;
  CaseRanges cases() const;       // that have a row
  Tally tally() const;            // of their endings
  CaseRanges file_cases() const;  // those in the file
  bool has_file() const { return file_.has_value(); }
  const std::optional<FileIdentity>& file() const { return file_; }  // identity when it was read
  const std::vector<std::string>& problems() const { return problems_; }

  // Removes journals of attempts that ended, unless they have a case that isn't in `written`: one may have grown since
  // it was read. Live attempts remove theirs.
  void remove_journals(const CaseRanges& written) const;

 private:
  bool is_written(const CampaignPart& journal, const CaseRanges& written) const;

  std::vector<CampaignPart> parts_;  // the file first
  std::vector<std::string> blank_;   // journals without a row
  std::optional<FileIdentity> file_;
  std::vector<std::string> problems_;
};

// For a run that begins anew: removes the journals of attempts at `output` that ended, so that a later --resume takes
// over its own rows alone. Returns those that are left, since they are still being written.
std::vector<std::string> give_up_journals(const std::string& output, const std::string& journal_dir);

}  // namespace farside
