#pragma once
// Threefry-2x64-20: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11. A keyed mixing of
// two 64-bit words: no state, so a draw is a pure function of what it is for. Word = std::uint64_t or Words.
#include <cstdint>

#include "lanes/lanes.h"

namespace farside::inline FARSIDE_ISA {

template <class Word>
struct WordPair {
  Word first, second;
};

namespace threefry_detail {

inline constexpr std::uint64_t key_parity =
    0x1bd11bdaa9fc1a22ULL;  // so that the third key word is never all zeros by accident

template <int turn, class Word>
FARSIDE_INLINE constexpr void mix(WordPair<Word>& x) {
  x.first = x.first + x.second;
  x.second = ((x.second << turn) | (x.second >> (64 - turn))) ^ x.first;
}

// Four rounds, with the rotations of table 2 of the paper (2x64: 16 42 12 31, 16 32 24 21, again 16 42 ...), then the
// next two of the three key words, the second with the number of the injection.
template <int injection, class Word>
FARSIDE_INLINE constexpr void mix_four(WordPair<Word>& x, const Word* keys) {
  constexpr bool odd = injection % 2 == 1;
  mix<16>(x);
  mix<odd ? 42 : 32>(x);
  mix<odd ? 12 : 24>(x);
  mix<odd ? 31 : 21>(x);
  x.first = x.first + keys[injection % 3];
  x.second = x.second + (keys[(injection + 1) % 3] + Word(static_cast<std::uint64_t>(injection)));
}

}  // namespace threefry_detail

template <class Word>
FARSIDE_INLINE constexpr WordPair<Word> threefry(const WordPair<Word>& counter, const WordPair<Word>& key) {
  const Word keys[3] = {key.first, key.second, key.first ^ key.second ^ Word(threefry_detail::key_parity)};
  WordPair<Word> x{counter.first + keys[0], counter.second + keys[1]};
  threefry_detail::mix_four<1>(x, keys);
  threefry_detail::mix_four<2>(x, keys);
  threefry_detail::mix_four<3>(x, keys);
  threefry_detail::mix_four<4>(x, keys);
  threefry_detail::mix_four<5>(x, keys);
  return x;
}

}  // namespace farside::inline FARSIDE_ISA
