#pragma once
// CRC-32C (Castagnoli, RFC 3720 appendix B.4), eight table look-ups per eight bytes.
#include <cstddef>
#include <cstdint>

namespace farside {

// Of `size` bytes at `data`, going on from `crc`, the result for what came before.
std::uint32_t crc32c(const void* data, std::size_t size, std::uint32_t crc = 0);

}  // namespace farside
