#include "random/threefry.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "unit/lanes/reference.h"

namespace farside::threefry_test {
namespace {

using Pair = WordPair<std::uint64_t>;

// Published known answers of the 2x64 variant with 20 rounds (the Random123 distribution, file kat_vectors).
struct KnownAnswer {
  Pair counter, key, words;
};
constexpr std::uint64_t ones = ~std::uint64_t{0};
constexpr KnownAnswer known_answers[] = {
    {{0, 0}, {0, 0}, {0xc2b6e3a8c2c69865, 0x6f81ed42f350084d}},
    {{ones, ones}, {ones, ones}, {0xe02cb7c4d95d277a, 0xd06633d0893b8b68}},
    {{0x243f6a8885a308d3, 0x13198a2e03707344},
     {0xa4093822299f31d0, 0x082efa98ec4e6c89},
     {0x263c7d30bb0f0af1, 0x56be8361d3311526}},
};

TEST(Threefry, ReproducesThePublishedAnswers) {
  for (const KnownAnswer& known : known_answers) {
    const Pair words = threefry(known.counter, known.key);
    EXPECT_EQ(words.first, known.words.first);
    EXPECT_EQ(words.second, known.words.second);
  }
}

TEST(Threefry, IsKnownAtCompileTime) {
  constexpr Pair words = threefry<std::uint64_t>({0, 0}, {0, 0});
  EXPECT_EQ(words.first, 0xc2b6e3a8c2c69865ULL);
}

TEST(Threefry, GivesEachLaneItsOwnBlock) {
  reference::Points points(31);
  for (int trial = 0; trial < 1000; ++trial) {
    WordPair<Words> counter{Words(0), Words(0)}, key{Words(0), Words(0)};
    Pair counters[lane_count], keys[lane_count];
    for (int i = 0; i < lane_count; ++i) {
      counters[i] = {points.word(), points.word()};
      keys[i] = {points.word(), points.word()};
      set_lane(counter.first, i, counters[i].first);
      set_lane(counter.second, i, counters[i].second);
      set_lane(key.first, i, keys[i].first);
      set_lane(key.second, i, keys[i].second);
    }
    const WordPair<Words> words = threefry(counter, key);
    for (int i = 0; i < lane_count; ++i) {
      const Pair expected = threefry(counters[i], keys[i]);
      ASSERT_EQ(lane(words.first, i), expected.first);
      ASSERT_EQ(lane(words.second, i), expected.second);
    }
  }
}

}  // namespace

}  // namespace farside::threefry_test
