#include "store/journal/journal_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "base/input_file.h"
#include "base/soft_limit.h"

namespace farside {
namespace {

constexpr std::uint32_t text_bytes_max = 64u << 20;

enum class HeadState { whole, foreign, damaged, other_version };

HeadState look_at_head(int fd, JournalHead& head, std::string& text) {
  if (::pread(fd, &head, sizeof head, 0) != sizeof head ||
      std::memcmp(head.magic, journal_magic, sizeof head.magic) != 0) {
    return HeadState::foreign;
  }
  if (head.version != journal_version) return HeadState::other_version;
  text.resize(std::min(head.text_bytes, text_bytes_max));
  const bool read = ::pread(fd, text.data(), text.size(), sizeof head) == static_cast<ssize_t>(head.text_bytes);
  return read && head.crc == head_crc(head, text) && head.row_bytes >= sizeof(LandingRecord) ? HeadState::whole
                                                                                             : HeadState::damaged;
}

// No descriptor for folders, pipes and devices.
Descriptor open_regular(const std::string& path) {
  std::error_code ignored;
  return Descriptor(std::filesystem::is_regular_file(path, ignored) ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC) : -1);
}

// How many journals stay open. An open one can be read after it was deleted; the limit is for merging many journals
// with few file handles (ulimit -n).
int handles_kept() {
  constexpr rlim_t most = 256;
  return static_cast<int>(std::min(most, soft_limit(RLIMIT_NOFILE) / 2));
}

}  // namespace

JournalFile::JournalFile(const std::string& path, Read read) : JournalRows(path) {
  check_input_file(path);
  fd_ = Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info {};
  if (fd_.get() < 0 || ::fstat(fd_.get(), &info) != 0)
    throw DataError(path + ": can't be read: " + std::strerror(errno));
  written_s_ = static_cast<double>(info.st_mtim.tv_sec) + 1e-9 * static_cast<double>(info.st_mtim.tv_nsec);
  read_head();
  if (read == Read::all) find_frames(static_cast<std::uint64_t>(info.st_size));
  if (fd_.get() >= handles_kept()) fd_.reset();
}

void JournalFile::read_head() {
  JournalHead head{};
  std::string text;
  const HeadState state = look_at_head(fd_.get(), head, text);
  if (state == HeadState::foreign) throw DataError(path_ + ": is not a journal of farside");
  if (state == HeadState::other_version) {
    throw DataError(path_ + ": is a journal of version " + std::to_string(head.version) +
                    ", this farside reads version " + std::to_string(journal_version) +
                    "; use the farside that wrote it");
  }
  if (state == HeadState::damaged) {
    throw DataError(
        path_ +
        ": its head was not written to its end or is damaged, so nobody can tell which campaign its rows are of");
  }
  header_ = header_from_json(text, path_);
  row_bytes_ = head.row_bytes;
  schema_hash_ = head.schema_hash;
  frames_from_ = sizeof head + head.text_bytes;
}

bool JournalFile::frame_at(std::uint64_t offset, std::uint64_t size, Frame& frame) const {
  FrameHead head{};
  if (size - offset < sizeof head || read_at(offset, reinterpret_cast<std::byte*>(&head), sizeof head) != sizeof head)
    return false;
  if (head.magic != frame_magic || head.count == 0 || head.payload_bytes != std::uint64_t{head.count} * row_bytes_)
    return false;
  if (size - offset < frame_bytes(head.count) || head.first_case + head.count < head.first_case) return false;
  std::vector<std::byte> bytes(frame_bytes(head.count));
  if (read_at(offset, bytes.data(), bytes.size()) != bytes.size() || frame_crc(bytes.data(), bytes.size()) != head.crc)
    return false;
  frame = {head.first_case, offset, head.count};
  return true;
}

std::uint64_t JournalFile::next_frame(std::uint64_t from, std::uint64_t size, Frame& frame) const {
  constexpr std::size_t window = 1 << 20;
  std::vector<std::byte> bytes(window + sizeof frame_magic - 1);
  for (std::uint64_t at = from; at < size; at += window) {
    const std::size_t got =
        read_at(at, bytes.data(), static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), size - at)));
    for (std::size_t i = 0; i + sizeof frame_magic <= got && i < window; ++i) {
      if (std::memcmp(bytes.data() + i, &frame_magic, sizeof frame_magic) == 0 && frame_at(at + i, size, frame))
        return at + i;
    }
  }
  return size;
}

// Does the file end within the frame? It does where the writer was killed or is writing.
bool JournalFile::is_torn(std::uint64_t offset, std::uint64_t size) const {
  FrameHead head{};
  if (read_at(offset, reinterpret_cast<std::byte*>(&head), sizeof head) < sizeof head) return true;
  return head.magic == frame_magic && size - offset < frame_bytes(head.count);
}

void JournalFile::find_frames(std::uint64_t size) {
  Frame frame{};
  for (std::uint64_t at = frames_from_; at < size;) {
    if (!frame_at(at, size, frame)) {
      const std::uint64_t next = next_frame(at + 1, size, frame);
      if (next == size && is_torn(at, size)) return;
      problems_.push_back(path_ + ": " + std::to_string(next - at) + " bytes from byte " + std::to_string(at) +
                          " on are damaged; the cases in them count as missing");
      if (next == size) return;
      at = next;
    }
    frames_.push_back(frame);
    at += frame_bytes(frame.count);
  }
}

bool is_journal(const std::string& path) {
  const Descriptor fd = open_regular(path);
  JournalHead head{};
  std::string text;
  const HeadState state = fd.get() < 0 ? HeadState::foreign : look_at_head(fd.get(), head, text);
  return state == HeadState::whole || state == HeadState::other_version;
}

bool is_blank_journal(const std::string& path) {
  constexpr std::size_t heads_max = 1 << 20;  // longer than any header
  const Descriptor fd = open_regular(path);
  if (fd.get() < 0 || is_journal(path)) return false;
  std::string bytes(heads_max, '\0');
  const ssize_t got = ::pread(fd.get(), bytes.data(), bytes.size(), 0);
  if (got < 0 || bytes.size() == static_cast<std::size_t>(got)) return false;
  bytes.resize(static_cast<std::size_t>(got));
  return bytes.find({reinterpret_cast<const char*>(&frame_magic), sizeof frame_magic}) == std::string::npos;
}

std::vector<std::string> find_journals(const std::string& output_path, const std::string& folder) {
  namespace fs = std::filesystem;
  const fs::path prefix(journal_prefix(output_path, folder));
  const fs::path in = prefix.has_parent_path() ? prefix.parent_path() : ".";
  const std::string start = prefix.filename().string();
  std::vector<std::string> found;
  std::error_code error;
  for (fs::directory_iterator entry(in, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    // Host names have no @, but the name of another output may.
    if (!name.starts_with(start) || !name.ends_with(".journal") || name.find('@', start.size()) != std::string::npos)
      continue;
    found.push_back(prefix.has_parent_path() ? entry->path().string() : name);
  }
  std::sort(found.begin(), found.end());
  return found;
}

void remove_ended_journal(const std::string& path, const std::function<bool()>& may_go) {
  const Descriptor fd(::open(path.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (fd.get() >= 0 && ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0 && may_go()) ::unlink(path.c_str());
}

bool is_being_written(const std::string& journal_path) {
  const Descriptor fd(::open(journal_path.c_str(), O_RDWR | O_CLOEXEC));
  if (fd.get() < 0) return errno != ENOENT;
  return ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0;  // also without locks: rather kept than lost
}

}  // namespace farside
