// Any bytes as a journal: refused with a reason, or every row that it claims to have can be read. Damage is mostly seen
// by a CRC before anything else looks at it, so where the first byte is odd the CRCs are made right before reading.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "base/error.h"
#include "fuzz/fuzz_file.h"
#include "store/journal/journal_file.h"

namespace {

using namespace farside;

void repair(std::vector<std::byte>& bytes) {
  if (bytes.size() < sizeof(JournalHead)) return;
  JournalHead head;
  std::memcpy(&head, bytes.data(), sizeof head);
  if (head.text_bytes > bytes.size() - sizeof head) return;
  const std::string text(reinterpret_cast<const char*>(bytes.data()) + sizeof head, head.text_bytes);
  head.crc = head_crc(head, text);
  std::memcpy(bytes.data(), &head, sizeof head);
  for (std::size_t at = sizeof head + head.text_bytes; bytes.size() - at >= sizeof(FrameHead);) {
    FrameHead frame;
    std::memcpy(&frame, bytes.data() + at, sizeof frame);
    const std::size_t all = sizeof frame + frame.payload_bytes;
    if (all > bytes.size() - at) return;
    frame.crc = frame_crc(bytes.data() + at, all);
    std::memcpy(bytes.data() + at, &frame, sizeof frame);
    at += all;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto* first = reinterpret_cast<const std::byte*>(data);
  std::vector<std::byte> bytes(first + 1, first + size);
  if ((data[0] & 1) != 0) repair(bytes);
  try {
    const JournalFile journal(fuzz_file(bytes.data(), bytes.size()));
    for (const CaseRange& range : journal.cases()) {
      std::uint64_t rows = 0;
      journal.for_each_run(range, [&](std::uint64_t case_number, std::size_t count, const std::byte* at) {
        if (case_number < range.first || count > range.end() - case_number || at == nullptr) std::abort();
        rows += count;
      });
      if (rows < range.count) std::abort();  // cases() promised them
    }
  } catch (const DataError&) {
  }
  return 0;
}
