#pragma once
// Rows of a running campaign, on disk as blocks finish, in any order of blocks: memory stays flat. An append-only file beside
// the output, one write(2) a finished block; the final file is streamed from it in case order.
//
// The file: SpoolFileHeader, then frames. A frame is a SpoolFrameHeader and the rows of consecutive cases; its CRC-32C covers
// the rest of the header and the rows, so that a torn or damaged frame is seen. Numbers are little-endian.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "record/schema.h"
#include "store/files.h"

namespace farside {

struct SpoolFileHeader {
  char magic[8];          // "farspool"
  std::uint32_t version;  // 1
  std::uint32_t row_bytes;
  std::uint64_t schema_hash;  // Schema::hash()
  char campaign_id[64];       // hexadecimal SHA-256, filled up with zeros
};

struct SpoolFrameHeader {
  std::uint32_t magic;
  std::uint32_t crc;  // of what follows
  std::uint64_t first_case;
  std::uint32_t count;
  std::uint32_t payload_bytes;
};

class Spool {
 public:
  // Creates the file beside `output_path`. StoreError where it can't.
  Spool(const std::string& output_path, const Schema& schema, const std::string& campaign_id);

  // `count` records and their inputs (count x schema.input_count(), in the file's units), in one write. May be called by
  // several threads at once. StoreError when the disk is full or fails: what was appended before stays readable.
  void append(const LandingRecord* records, const double* inputs, std::size_t count);

  const Schema& schema() const { return schema_; }
  const std::string& campaign_id() const { return campaign_id_; }
  std::uint64_t rows() const;
  bool holds(std::uint64_t case_number) const;

  // Hands the stored rows of cases first ... first + count - 1 to `take`, in case order, a run of consecutive cases at a time.
  // Cases without a row are skipped. Rows of a damaged frame are a StoreError; a case stored twice an InternalError.
  using TakeRows = std::function<void(std::uint64_t first_case, std::size_t count, const std::byte* rows)>;
  void for_each_run(std::uint64_t first, std::uint64_t count, const TakeRows& take) const;

  // Columns of cases first ... first + count - 1 as doubles, in one pass over the file; cases without a row as "not run".
  // Of a column (case, leg) all legs of a case follow each other.
  std::vector<std::vector<double>> read_columns(const std::vector<std::string>& names, std::uint64_t first, std::uint64_t count) const;

 private:
  struct Frame {
    std::uint64_t first_case;
    std::uint64_t offset;
    std::uint32_t count;
  };
  std::vector<Frame> frames_in_order() const;
  void read_frame(const Frame& frame, std::vector<std::byte>& bytes) const;

  Schema schema_;
  std::string campaign_id_;
  std::string output_path_;  // messages are about it
  TemporaryFile file_;
  Descriptor fd_;
  mutable std::mutex mutex_;
  std::uint64_t end_ = 0;
  std::uint64_t rows_ = 0;
  mutable bool sorted_ = true;
  mutable std::vector<Frame> frames_;
};

}  // namespace farside
