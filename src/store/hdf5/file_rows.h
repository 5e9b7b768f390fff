#pragma once
// The rows of a campaign file, and what it says of its campaign.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/campaign_header.h"
#include "store/files.h"
#include "store/reader.h"
#include "store/rows.h"

namespace farside {

// The configuration stored in a file, with its SHA-256 and the version that wrote it; nothing where there is none.
// DataError as check_configuration().
std::optional<Provenance> stored_configuration(const CampaignFile& file);

// DataError unless farside run or merge wrote the file.
CampaignHeader header_of(const CampaignFile& file);

// Returns the status of `count` rows. DataError where their status, outcome, first cause or weight is out of range.
std::vector<double> check_rows(const CampaignFile& file, std::uint64_t first, std::uint64_t count);

class FileRows : public RowSource {
 public:
  // DataError where the columns aren't those of `schema` or the case numbers don't ascend; when rows are read, also
  // where the file has changed since.
  FileRows(const std::string& path, const Schema& schema);

  const std::string& name() const override { return path_; }
  CaseRanges cases() const override { return with_row_; }
  std::size_t row_bytes() const override { return schema_.row_bytes(); }
  void count_endings(const CaseRanges& cases, Tally& tally) const override;
  void for_each_run(CaseRange cases, const TakeRows& take) const override;
  void release() const override;

 private:
  struct Part {
    CaseRange cases;
    std::uint64_t first_row;
  };
  const CampaignFile& file() const;  // opens it unless it is open
  // Calls `take` for each run of consecutive cases that have rows: its first case, the row of that case, its length.
  template <class Take>
  void for_each_part(CaseRange cases, const Take& take) const;
  void check_columns(const CampaignFile& file) const;
  void list_cases(const CampaignFile& file);
  // The row in a journal's layout; behind it in memory are the rows after it, up to the end of its chunk.
  const std::byte* row(std::uint64_t number) const;
  void read_chunk(std::uint64_t chunk) const;

  std::string path_;
  std::optional<FileIdentity> read_;  // identity of the file when it was opened first
  Schema schema_;
  std::uint64_t row_count_ = 0;
  std::uint64_t chunk_size_ = 1;  // in rows: the writer's, so that no chunk is decompressed twice
  std::vector<Part> parts_;       // all rows of the file
  CaseRanges with_row_;           // of the cases that were run
  mutable std::unique_ptr<CampaignFile> file_;
  mutable std::vector<std::byte> chunk_rows_;
  mutable std::uint64_t chunk_ = 0;  // number of the chunk in chunk_rows_, unless that is empty
};

}  // namespace farside
