#pragma once
// A journal as rows by case, and its layout on disk: a JournalHead with the header of the campaign as JSON, then
// frames. A frame is a FrameHead and the rows of consecutive cases; its CRC-32C covers the rest of its head and the
// rows, so that a torn or damaged frame is seen. Numbers are little-endian.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "store/files.h"
#include "store/rows.h"

namespace farside {

struct JournalHead {
  char magic[8];          // "farsjrnl"
  std::uint32_t version;  // 1
  std::uint32_t row_bytes;
  std::uint64_t schema_hash;  // Schema::hash()
  std::uint32_t text_bytes;   // of the JSON that follows
  std::uint32_t crc;          // of what stands before it and of the text
};

struct FrameHead {
  std::uint32_t magic;
  std::uint32_t crc;  // of what follows
  std::uint64_t first_case;
  std::uint32_t count;
  std::uint32_t payload_bytes;
};

inline constexpr char journal_magic[] = "farsjrnl";
inline constexpr std::uint32_t journal_version = 1;
inline constexpr std::uint32_t frame_magic = 0x4d415246;  // "FRAM"
static_assert(sizeof(JournalHead) == 32 && sizeof(FrameHead) == 24, "no padding: the structs are the file");

// FOLDER/.NAME@, with which the names of an output's journals begin; HOST.PID.RANDOM.journal follows. In a folder of
// journals, where outputs of several folders may meet under one name, NAME is followed by a number that stands for the
// output's folder. `folder` empty: beside the output.
std::string journal_prefix(const std::string& output_path, const std::string& folder);

std::uint32_t head_crc(const JournalHead& head, const std::string& text);
std::uint32_t frame_crc(const std::byte* frame, std::size_t bytes);

// The rows of an open journal, found by the offsets of its frames, which derived classes fill in.
class JournalRows : public RowSource {
 public:
  const std::string& name() const override { return path_; }
  CaseRanges cases() const override;
  std::size_t row_bytes() const override { return row_bytes_; }
  // StoreError where rows changed after they were written (their CRC is wrong); DataError where the file is gone.
  void for_each_run(CaseRange cases, const TakeRows& take) const override;

 protected:
  struct Frame {
    std::uint64_t first_case;
    std::uint64_t offset;
    std::uint32_t count;
  };
  explicit JournalRows(std::string path) : path_(std::move(path)) {}
  std::size_t frame_bytes(std::uint32_t count) const { return sizeof(FrameHead) + count * row_bytes_; }
  // Reads `size` bytes from `offset` on, or fewer at the end of the file.
  std::size_t read_at(std::uint64_t offset, std::byte* to, std::size_t size) const;

  std::string path_;
  Descriptor fd_;  // without one the file is opened for each read
  std::size_t row_bytes_ = 0;
  mutable std::vector<Frame> frames_;  // in the order of the file, or of the cases once rows were asked for
};

}  // namespace farside
