#pragma once
// Rows of a running campaign, on disk as blocks finish, in any order of blocks: memory stays flat, and nothing finished
// is lost. An append-only file for each attempt, one write(2) a finished block. The campaign file is streamed from it
// in case order, and the journal is removed only when that file has its final name; until then the journal is the
// record of what was flown.
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "store/campaign_header.h"
#include "store/journal/journal_rows.h"
#include "store/whole_file.h"

namespace farside {

class Journal : public JournalRows {
 public:
  // Creates FOLDER/.NAME@HOST.PID.RANDOM.journal, a name that no other attempt has; FOLDER empty: beside the output.
  // StoreError where it can't.
  Journal(const std::string& output_path, const Schema& schema, const CampaignHeader& header,
          const std::string& folder = "");
  // Without rows it leaves no file behind; with rows the file stays until remove().
  ~Journal() override;

  // `count` records and their inputs (count x schema.input_count(), in the file's units), in one write. May be called
  // by several threads at once. StoreError when the disk is full or fails: what was appended before stays readable.
  void append(const LandingRecord* records, const double* inputs, std::size_t count);
  // What was appended so far survives a power failure from here on. If the journal was deleted or moved, its rows are
  // first copied to a new one.
  void sync();
  // Names under which the journal was missing.
  const std::vector<std::string>& deleted() const { return deleted_; }
  void remove();

  const Schema& schema() const { return schema_; }
  std::uint64_t rows() const;

 private:
  void create();
  void replace_deleted();

  Schema schema_;
  std::string folder_;  // of the journal; empty: beside the output
  std::vector<std::string> deleted_;
  std::string output_path_;                // for messages
  std::optional<TemporaryFile> unwanted_;  // deletes the journal; released with the first row
  mutable std::mutex mutex_;
  std::uint64_t end_ = 0, synced_ = 0;
  std::uint64_t rows_ = 0;
  bool removed_ = false;
};

}  // namespace farside
