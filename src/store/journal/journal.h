#pragma once
// Rows of a running campaign, on disk as blocks finish, in any order of blocks: memory stays flat, and nothing finished
// is lost. An append-only file for each attempt, one write(2) a finished block. The campaign file is streamed from it
// in case order, and only when that stands under its name is the journal removed; until then it is the truth, whatever
// happens.
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
  // Makes everything appended so far safe from a power failure. Where its file was deleted or moved away, its rows go
  // to a new one first.
  void sync();
  // The names under which it no longer was.
  const std::vector<std::string>& deleted() const { return deleted_; }
  void remove();

  const Schema& schema() const { return schema_; }
  std::uint64_t rows() const;

 private:
  void create();
  void replace_deleted();

  Schema schema_;
  std::string folder_;  // where it lies; empty: beside the output
  std::vector<std::string> deleted_;
  std::string output_path_;                // messages are about it
  std::optional<TemporaryFile> unwanted_;  // as long as it has no row
  mutable std::mutex mutex_;
  std::uint64_t end_ = 0, synced_ = 0;
  std::uint64_t rows_ = 0;
  bool removed_ = false;
};

}  // namespace farside
