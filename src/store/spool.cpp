#include "store/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "store/crc32c.h"

namespace farside {
namespace {

constexpr std::uint32_t frame_magic = 0x4d415246;  // "FRAM"
static_assert(sizeof(SpoolFileHeader) == 88 && sizeof(SpoolFrameHeader) == 24, "no padding: the structs are the file");

std::uint32_t frame_crc(const std::byte* frame, std::size_t bytes) {
  constexpr std::size_t covered_from = offsetof(SpoolFrameHeader, first_case);
  return crc32c(frame + covered_from, bytes - covered_from);
}

}  // namespace

Spool::Spool(const std::string& output_path, const Schema& schema, const std::string& campaign_id)
    : schema_(schema), campaign_id_(campaign_id), output_path_(output_path), file_(temporary_name(output_path, "spool")) {
  fd_ = Descriptor(::open(file_.path().c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (fd_.get() < 0) throw_store_error(output_path_, "create " + file_.path() + " for finished cases", errno);
  SpoolFileHeader header{};
  std::memcpy(header.magic, "farspool", sizeof header.magic);
  header.version = 1;
  header.row_bytes = static_cast<std::uint32_t>(schema_.row_bytes());
  header.schema_hash = schema_.hash();
  std::memcpy(header.campaign_id, campaign_id.data(), std::min(campaign_id.size(), sizeof header.campaign_id));
  if (::write(fd_.get(), &header, sizeof header) != static_cast<ssize_t>(sizeof header)) {
    throw_store_error(output_path_, "write " + file_.path(), errno);
  }
  end_ = sizeof header;
}

void Spool::append(const LandingRecord* records, const double* inputs, std::size_t count) {
  const std::size_t row_bytes = schema_.row_bytes(), input_bytes = 8 * schema_.input_count();
  std::vector<std::byte> bytes;
  bytes.reserve(count * row_bytes + sizeof(SpoolFrameHeader));
  std::vector<Frame> frames;
  const std::size_t rows_in_frame_max = std::numeric_limits<std::uint32_t>::max() / row_bytes;
  for (std::size_t i = 0; i < count;) {
    std::size_t n = 1;
    while (i + n < count && n < rows_in_frame_max && records[i + n].case_number == records[i].case_number + n) ++n;
    SpoolFrameHeader header{frame_magic, 0, records[i].case_number, static_cast<std::uint32_t>(n),
                            static_cast<std::uint32_t>(n * row_bytes)};
    const std::size_t start = bytes.size();
    bytes.resize(start + sizeof header + n * row_bytes);
    std::byte* at = bytes.data() + start + sizeof header;
    for (std::size_t k = i; k < i + n; ++k) {
      std::memcpy(at, &records[k], sizeof(LandingRecord));
      if (input_bytes != 0) std::memcpy(at + sizeof(LandingRecord), inputs + k * schema_.input_count(), input_bytes);
      at += row_bytes;
    }
    std::memcpy(bytes.data() + start, &header, sizeof header);
    header.crc = frame_crc(bytes.data() + start, bytes.size() - start);
    std::memcpy(bytes.data() + start, &header, sizeof header);
    frames.push_back({header.first_case, start, header.count});
    i += n;
  }

  const std::lock_guard lock(mutex_);
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t put = ::pwrite(fd_.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(end_ + done));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) {
      const int error = errno;
      if (::ftruncate(fd_.get(), static_cast<off_t>(end_)) != 0) {
        // The torn tail stays; the frame's CRC tells it from a whole one.
      }
      throw_store_error(output_path_, "write finished cases to " + file_.path(), error);
    }
    done += static_cast<std::size_t>(put);
  }
  for (Frame& frame : frames) {
    frame.offset += end_;
    sorted_ = sorted_ && (frames_.empty() || frames_.back().first_case < frame.first_case);
    frames_.push_back(frame);
  }
  end_ += bytes.size();
  rows_ += count;
}

std::uint64_t Spool::rows() const {
  const std::lock_guard lock(mutex_);
  return rows_;
}

std::vector<Spool::Frame> Spool::frames_in_order() const {
  const std::lock_guard lock(mutex_);
  if (!sorted_) std::sort(frames_.begin(), frames_.end(), [](const Frame& a, const Frame& b) { return a.first_case < b.first_case; });
  sorted_ = true;
  for (std::size_t i = 1; i < frames_.size(); ++i) {
    if (frames_[i - 1].first_case + frames_[i - 1].count > frames_[i].first_case) {
      throw InternalError("case " + std::to_string(frames_[i].first_case) + " was stored twice");
    }
  }
  return frames_;
}

bool Spool::holds(std::uint64_t case_number) const {
  const std::lock_guard lock(mutex_);
  return std::any_of(frames_.begin(), frames_.end(),
                     [&](const Frame& f) { return case_number >= f.first_case && case_number - f.first_case < f.count; });
}

void Spool::read_frame(const Frame& frame, std::vector<std::byte>& bytes) const {
  bytes.resize(sizeof(SpoolFrameHeader) + frame.count * schema_.row_bytes());
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t got = ::pread(fd_.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(frame.offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_store_error(output_path_, "read finished cases back from " + file_.path(), errno);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  SpoolFrameHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.magic != frame_magic || header.first_case != frame.first_case || header.count != frame.count ||
      header.crc != frame_crc(bytes.data(), bytes.size())) {
    throw StoreError(file_.path() + ": the rows from case " + std::to_string(frame.first_case) +
                     " are not as they were written; check the file system, then run again");
  }
}

void Spool::for_each_run(std::uint64_t first, std::uint64_t count, const TakeRows& take) const {
  const std::uint64_t last = first + count;
  std::vector<std::byte> bytes;
  const std::vector<Frame> frames = frames_in_order();
  auto frame = std::partition_point(frames.begin(), frames.end(), [&](const Frame& f) { return f.first_case + f.count <= first; });
  for (; frame != frames.end() && frame->first_case < last; ++frame) {
    read_frame(*frame, bytes);
    const std::uint64_t from = std::max(frame->first_case, first), to = std::min(frame->first_case + frame->count, last);
    take(from, to - from, bytes.data() + sizeof(SpoolFrameHeader) + (from - frame->first_case) * schema_.row_bytes());
  }
}

std::vector<std::vector<double>> Spool::read_columns(const std::vector<std::string>& names, std::uint64_t first,
                                                     std::uint64_t count) const {
  std::vector<const ColumnInfo*> columns;
  std::vector<std::vector<double>> values;
  const std::vector<std::byte> absent = schema_.row_not_run(0);
  for (const std::string& name : names) {
    const ColumnInfo* c = schema_.find(name);
    if (c == nullptr) throw InternalError("no column " + name);
    columns.push_back(c);
    std::vector<double>& column = values.emplace_back(count * c->extent);
    for (std::size_t i = 0; i < column.size(); ++i) {
      column[i] = c->name == "case" ? static_cast<double>(first + i) : value_at(*c, absent.data(), i % c->extent);
    }
  }
  for_each_run(first, count, [&](std::uint64_t run_first, std::size_t n, const std::byte* rows) {
    for (std::size_t j = 0; j < columns.size(); ++j) {
      const ColumnInfo& c = *columns[j];
      double* out = values[j].data() + (run_first - first) * c.extent;
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < c.extent; ++k) *out++ = value_at(c, rows + i * schema_.row_bytes(), k);
      }
    }
  });
  return values;
}

}  // namespace farside
