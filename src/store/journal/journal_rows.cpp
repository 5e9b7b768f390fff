#include "store/journal/journal_rows.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "store/journal/crc32c.h"

namespace farside {

std::string journal_prefix(const std::string& output_path, const std::string& folder) {
  namespace fs = std::filesystem;
  const fs::path output(output_path);
  const std::string name = "." + output.filename().string();
  if (folder.empty()) return (output.parent_path() / (name + "@")).string();
  std::error_code error;
  const fs::path parent = output.parent_path();
  fs::path real = fs::canonical(parent.empty() ? "." : parent, error);  // the same by whatever symbolic links
  if (error) real = fs::absolute(output).lexically_normal().parent_path();
  const std::string from = real.string();
  char number[9];
  std::snprintf(number, sizeof number, "%08x", crc32c(from.data(), from.size()));
  return (fs::path(folder) / (name + "." + number + "@")).string();
}

std::uint32_t head_crc(const JournalHead& head, const std::string& text) {
  return crc32c(text.data(), text.size(), crc32c(&head, offsetof(JournalHead, crc)));
}

std::uint32_t frame_crc(const std::byte* frame, std::size_t bytes) {
  constexpr std::size_t covered_from = offsetof(FrameHead, first_case);
  return crc32c(frame + covered_from, bytes - covered_from);
}

CaseRanges JournalRows::cases() const {
  std::vector<CaseRange> ranges;
  for (const Frame& frame : frames_) ranges.push_back({frame.first_case, frame.count});
  return normalised(std::move(ranges));
}

std::size_t JournalRows::read_at(std::uint64_t offset, std::byte* to, std::size_t size) const {
  const Descriptor opened(fd_.get() < 0 ? ::open(path_.c_str(), O_RDONLY | O_CLOEXEC) : -1);
  const int fd = fd_.get() < 0 ? opened.get() : fd_.get();
  if (fd < 0 && errno == ENOENT)
    throw DataError(path_ + ": was deleted or moved away while it was read; try again with what is there now");
  if (fd < 0) throw_store_error(path_, "read finished cases back", errno);
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = ::pread(fd, to + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_store_error(path_, "read finished cases back", errno);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

void JournalRows::for_each_run(CaseRange cases, const TakeRows& take) const {
  const auto by_case = [](const Frame& a, const Frame& b) { return a.first_case < b.first_case; };
  if (!std::is_sorted(frames_.begin(), frames_.end(), by_case))
    std::stable_sort(frames_.begin(), frames_.end(), by_case);
  // Frames may overlap where an attempt was given a case twice, but no frame is longer than a block.
  std::uint64_t longest = 0;
  for (const Frame& f : frames_) longest = std::max<std::uint64_t>(longest, f.count);
  const std::uint64_t from = cases.first > longest ? cases.first - longest : 0;
  auto frame =
      std::partition_point(frames_.begin(), frames_.end(), [&](const Frame& f) { return f.first_case < from; });
  std::vector<std::byte> bytes;
  for (; frame != frames_.end() && frame->first_case < cases.end(); ++frame) {
    const std::uint64_t end = frame->first_case + frame->count;
    if (end <= cases.first) continue;
    bytes.resize(frame_bytes(frame->count));
    FrameHead head{};
    const std::size_t got = read_at(frame->offset, bytes.data(), bytes.size());
    std::memcpy(&head, bytes.data(), sizeof head);
    if (got != bytes.size() || head.magic != frame_magic || head.first_case != frame->first_case ||
        head.count != frame->count || head.crc != frame_crc(bytes.data(), bytes.size())) {
      throw StoreError(path_ + ": the rows from case " + std::to_string(frame->first_case) +
                       " are not as they were written; check the file system, then go on with --resume");
    }
    const std::uint64_t first = std::max(frame->first_case, cases.first), last = std::min(end, cases.end());
    take(first, static_cast<std::size_t>(last - first),
         bytes.data() + sizeof head + (first - frame->first_case) * row_bytes_);
  }
}

}  // namespace farside
