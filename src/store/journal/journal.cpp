#include "store/journal/journal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace farside {
namespace {

void append_row(std::vector<std::byte>& bytes, const LandingRecord& record, const double* inputs,
                std::size_t input_count) {
  const auto add = [&](const void* data, std::size_t size) {
    const auto* from = static_cast<const std::byte*>(data);
    bytes.insert(bytes.end(), from, from + size);
  };
  add(&record, sizeof record);
  if (input_count > 0) add(inputs, 8 * input_count);
}

}  // namespace

Journal::Journal(const std::string& output_path, const Schema& schema, const CampaignHeader& header,
                 const std::string& folder)
    : JournalRows(""), schema_(schema), folder_(folder), output_path_(output_path) {
  row_bytes_ = schema_.row_bytes();
  create();
  unwanted_.emplace(path_);

  const std::string text = to_json(header).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  JournalHead head{};
  std::memcpy(head.magic, journal_magic, sizeof head.magic);
  head.version = journal_version;
  head.row_bytes = static_cast<std::uint32_t>(row_bytes_);
  head.schema_hash = schema_.hash();
  head.text_bytes = static_cast<std::uint32_t>(text.size());
  head.crc = head_crc(head, text);
  std::string bytes(reinterpret_cast<const char*>(&head), sizeof head);
  bytes += text;
  write_all(fd_, bytes.data(), bytes.size(), output_path_);
  // Name and header are on disk before the first row, so that no power failure leaves rows of an unknown campaign.
  if (::fdatasync(fd_.get()) != 0) throw_store_error(output_path_, "write " + path_, errno);
  sync_folder_of(path_);
  end_ = synced_ = bytes.size();
}

void Journal::create() {
  fd_ = create_unique(journal_prefix(output_path_, folder_), ".journal", Lock::exclusive, path_);
  if (fd_.get() < 0) throw_store_error(output_path_, "create " + path_ + " for finished cases", errno);
}

// If the journal was deleted or renamed: its rows, which the open descriptor still reads, go to a new journal.
void Journal::replace_deleted() {
  const std::lock_guard lock(mutex_);
  struct stat ours {};
  struct stat named {};
  if (removed_ || rows_ == 0 || ::fstat(fd_.get(), &ours) != 0) return;
  if (::stat(path_.c_str(), &named) == 0 && named.st_dev == ours.st_dev && named.st_ino == ours.st_ino) return;
  deleted_.push_back(path_);
  const Descriptor old = std::move(fd_);
  try {
    create();
    std::vector<char> bytes(1 << 20);
    for (std::uint64_t at = 0; at < end_;) {
      const ssize_t got =
          ::pread(old.get(), bytes.data(), std::min<std::uint64_t>(bytes.size(), end_ - at), static_cast<off_t>(at));
      if (got <= 0)
        throw_store_error(output_path_, "read " + deleted_.back() + ", which was deleted", got < 0 ? errno : EIO);
      write_all(fd_, bytes.data(), static_cast<std::size_t>(got), output_path_);
      at += static_cast<std::uint64_t>(got);
    }
    if (::fdatasync(fd_.get()) != 0) throw_store_error(output_path_, "write " + path_, errno);
    sync_folder_of(path_);
  } catch (const StoreError&) {
    rows_ = 0;  // none of them is on disk for sure
    throw;
  }
}

Journal::~Journal() = default;

void Journal::append(const LandingRecord* records, const double* inputs, std::size_t count) {
  const std::size_t input_count = schema_.input_count();
  std::vector<std::byte> bytes;
  bytes.reserve(count * row_bytes_ + sizeof(FrameHead));
  std::vector<Frame> frames;
  const std::size_t rows_in_frame_max = std::numeric_limits<std::uint32_t>::max() / row_bytes_;
  for (std::size_t i = 0; i < count;) {
    std::size_t n = 1;
    while (i + n < count && n < rows_in_frame_max && records[i + n].case_number == records[i].case_number + n) ++n;
    FrameHead head{frame_magic, 0, records[i].case_number, static_cast<std::uint32_t>(n),
                   static_cast<std::uint32_t>(n * row_bytes_)};
    const std::size_t start = bytes.size();
    bytes.resize(start + sizeof head);
    for (std::size_t k = i; k < i + n; ++k) append_row(bytes, records[k], inputs + k * input_count, input_count);
    std::memcpy(bytes.data() + start, &head, sizeof head);
    head.crc = frame_crc(bytes.data() + start, bytes.size() - start);
    std::memcpy(bytes.data() + start, &head, sizeof head);
    frames.push_back({head.first_case, start, head.count});
    i += n;
  }

  const std::lock_guard lock(mutex_);
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t put = ::pwrite(fd_.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(end_ + done));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) {
      const int error = errno;
      if (::ftruncate(fd_.get(), static_cast<off_t>(end_)) != 0) {
        // The incomplete frame stays in the file; readers recognise it by its CRC.
      }
      throw_store_error(output_path_, "write finished cases to " + path_, error);
    }
    done += static_cast<std::size_t>(put);
  }
  if (unwanted_ && count > 0) unwanted_->keep();
  for (Frame& frame : frames) {
    frame.offset += end_;
    frames_.push_back(frame);
  }
  end_ += bytes.size();
  rows_ += count;
}

void Journal::sync() {
  replace_deleted();
  std::uint64_t end = 0;
  {
    const std::lock_guard lock(mutex_);
    end = end_;
    if (end == synced_) return;
  }
  if (::fdatasync(fd_.get()) != 0) throw_store_error(output_path_, "make finished cases in " + path_ + " safe", errno);
  const std::lock_guard lock(mutex_);
  synced_ = std::max(synced_, end);
}

void Journal::remove() {
  if (!removed_) ::unlink(path_.c_str());
  removed_ = true;
}

std::uint64_t Journal::rows() const {
  const std::lock_guard lock(mutex_);
  return rows_;
}

}  // namespace farside
