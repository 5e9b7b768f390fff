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

// The configuration that a file holds, with its sum and the version that wrote them, or nothing. DataError:
// check_configuration().
std::optional<Provenance> stored_configuration(const CampaignFile& file);

// DataError where it is no file of a campaign that farside run or merge wrote.
CampaignHeader header_of(const CampaignFile& file);

// The status of `count` rows. DataError where one of them has a status, outcome, cause or weight that no row has.
std::vector<double> check_rows(const CampaignFile& file, std::uint64_t first, std::uint64_t count);

class FileRows : public RowSource {
 public:
  // DataError where its columns aren't those of `schema`, or its cases don't ascend; later, where it is another file by
  // then.
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
  const CampaignFile& file() const;  // opened where it isn't
  // Hands out where cases that have rows lie: their first number, the row of it, and how many follow each other.
  template <class Take>
  void for_each_part(CaseRange cases, const Take& take) const;
  void check_columns(const CampaignFile& file) const;
  void list_cases(const CampaignFile& file);
  // As a journal holds it, and those behind it up to the end of its chunk.
  const std::byte* row(std::uint64_t number) const;
  void read_chunk(std::uint64_t chunk) const;

  std::string path_;
  std::optional<FileIdentity> read_;  // which file it was
  Schema schema_;
  std::uint64_t row_count_ = 0;
  std::uint64_t chunk_size_ = 1;  // rows, as the writer's: none is uncompressed twice
  std::vector<Part> parts_;       // all rows of the file
  CaseRanges with_row_;           // of the cases that were run
  mutable std::unique_ptr<CampaignFile> file_;
  mutable std::vector<std::byte> chunk_rows_;
  mutable std::uint64_t chunk_ = 0;  // which chunk these are, if there are any
};

}  // namespace farside
