#pragma once
// What a draw is for, by name: "vehicle.engine.thrust_scale". Adding a stream never shifts another.
#include <cstddef>
#include <cstdint>

#include "lanes/lanes.h"

namespace farside::inline FARSIDE_ISA {

struct StreamId {
  std::uint64_t value;
  constexpr bool operator==(const StreamId&) const = default;
};

// 64-bit FNV-1a of the bytes of the name (Fowler, Noll, Vo; draft-eastlake-fnv). The empty name is a stream too.
constexpr StreamId stream(const char* name, std::size_t length) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (std::size_t i = 0; i < length; ++i) {
    hash ^= static_cast<std::uint64_t>(static_cast<unsigned char>(name[i]));
    hash *= 0x100000001b3ULL;
  }
  return StreamId{hash};
}

// Of a literal, at compile time.
template <std::size_t size>
consteval StreamId stream(const char (&name)[size]) {
  return stream(static_cast<const char*>(name), size - 1);
}

// Index of the first stream that an earlier one equals, or count if all differ. Whoever starts a campaign asks this of
// all its streams: two that share a hash would draw the same numbers. Quadratic: for lists of a few hundred.
constexpr std::size_t first_repeated(const StreamId* streams, std::size_t count) {
  for (std::size_t i = 1; i < count; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (streams[i] == streams[j]) return i;
    }
  }
  return count;
}

}  // namespace farside::inline FARSIDE_ISA
