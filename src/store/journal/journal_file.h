#pragma once
// A journal of another attempt, which ended, was killed, or still runs: its whole frames are read, and what isn't whole
// is left out.
#include <functional>
#include <string>
#include <vector>

#include "store/campaign_header.h"
#include "store/journal/journal_rows.h"

namespace farside {

class JournalFile : public JournalRows {
 public:
  enum class Read { head, all };
  // DataError where it can't be read or isn't a journal. `all` of it is read once, and the places of the frames are
  // kept.
  explicit JournalFile(const std::string& path, Read read = Read::all);

  const CampaignHeader& header() const { return header_; }
  std::uint64_t schema_hash() const { return schema_hash_; }
  // What was wrong with it, one message each: damaged frames, which are left out. A torn tail, which a killed writer
  // leaves, is no problem.
  const std::vector<std::string>& problems() const { return problems_; }
  double written_s() const { return written_s_; }  // time of its last change, seconds since 1970

 private:
  void read_head();
  void find_frames(std::uint64_t size);
  // Offset of the first complete frame at or after `from`; `size` where there is none.
  std::uint64_t next_frame(std::uint64_t from, std::uint64_t size, Frame& frame) const;
  bool is_torn(std::uint64_t offset, std::uint64_t size) const;
  bool frame_at(std::uint64_t offset, std::uint64_t size, Frame& frame) const;

  CampaignHeader header_;
  std::uint64_t schema_hash_ = 0, frames_from_ = 0;
  std::vector<std::string> problems_;
  double written_s_ = 0.0;
};

// Is the file a journal with a complete header?
bool is_journal(const std::string& path);

// True if it holds neither a whole header nor a row: its writer died, or the machine lost power, just after creating
// it.
bool is_blank_journal(const std::string& path);

// Journals of attempts at `output_path`, in `folder` (empty: beside it), in the order of their names.
std::vector<std::string> find_journals(const std::string& output_path, const std::string& folder = "");

// Deletes a journal if no process is writing to it and `may_go` agrees, which is asked while the journal is locked.
void remove_ended_journal(const std::string& path, const std::function<bool()>& may_go);

// Is a process still writing to it? True where the file system has no locks, since then it can't be known.
bool is_being_written(const std::string& journal_path);

}  // namespace farside
