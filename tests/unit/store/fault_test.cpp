// Every single write of the file fails once, or from some write on. These definitions take the place of the C library's
// for the whole program, HDF5 included.
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>

#include "base/error.h"
#include "store/reader.h"
#include "unit/store/fixture.h"

namespace {

std::atomic<int> writes_until_failure = -1;  // -1: never
bool fails_for_good = false;
int failure = 0;

bool fails_now() {
  if (writes_until_failure < 0) return false;
  if (writes_until_failure > 0) {
    --writes_until_failure;
    return false;
  }
  if (!fails_for_good) writes_until_failure = -1;
  return true;
}

ssize_t pwrite_or_fail(int fd, const void* data, size_t size, off64_t offset) {
  if (fails_now()) {
    errno = failure;
    return -1;
  }
  return syscall(SYS_pwrite64, fd, data, size, offset);
}

}  // namespace

extern "C" ssize_t pwrite(int fd, const void* data, size_t size, off_t offset) {
  return pwrite_or_fail(fd, data, size, offset);
}
extern "C" ssize_t pwrite64(int fd, const void* data, size_t size, off64_t offset) {
  return pwrite_or_fail(fd, data, size, offset);
}

namespace farside::fault_test {
namespace {

using store_test::append_block, store_test::Folder, store_test::make_header, store_test::mix, store_test::small_schema;

// All of them in the slow run, else every fourth, from the first or the third on.
int every_write() {
  const char* const slow = std::getenv("FARSIDE_SLOW");
  return slow != nullptr && std::string(slow) == "1" ? 1 : 4;
}

// Returns how many writes the file takes.
int fail_every_write(int error, bool for_good, int first) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  Journal journal(path, small_schema(), make_header(100));
  append_block(journal, 0, 20);
  const nlohmann::ordered_json statistics = {{"cases", {{"total", 20}}}};
  failure = error;
  fails_for_good = for_good;
  for (int n = first;; n += every_write()) {
    writes_until_failure = n;
    std::string message;
    try {
      write_campaign_file(mix(journal), make_header(20), [&](const CampaignFile&) { return statistics; }, nullptr, path,
                          {});
    } catch (const StoreError& e) {
      message = e.what();
    }
    writes_until_failure = -1;
    if (message.empty()) {
      EXPECT_EQ(CampaignFile(path).rows(), 20u);
      return n;
    }
    EXPECT_NE(message.find(std::strerror(error)), std::string::npos) << n << ": " << message;
    EXPECT_EQ(folder.files(), 1u) << n;  // the journal
    if (testing::Test::HasFailure()) return n;
  }
}

TEST(Fault, NoWriteThatFailsOnceGoesUnnoticed) { EXPECT_GT(fail_every_write(EIO, false, 0), 20); }

TEST(Fault, ADiskThatIsFullFromAnyWriteOnIsAnError) { EXPECT_GT(fail_every_write(ENOSPC, true, 2), 20); }

TEST(Fault, TheJournalKeepsWhatItHasWhenAWriteFails) {
  const Folder folder;
  Journal journal(folder / "a.h5", small_schema(), make_header(100));
  append_block(journal, 0, 10);
  failure = EDQUOT;
  writes_until_failure = 0;
  EXPECT_THROW(append_block(journal, 10, 10), StoreError);
  writes_until_failure = -1;
  append_block(journal, 20, 10);
  EXPECT_EQ(journal.rows(), 20u);
  EXPECT_NO_THROW(store_test::read_columns(journal, {"status"}, 0, 30));
}

}  // namespace
}  // namespace farside::fault_test
