#pragma once
// The randomness of designs: what one input of one replicate is scrambled by, as a pure function of where it is needed.
#include <cstdint>

#include "random/stream.h"
#include "random/threefry.h"

namespace farside {

class Scramble {
 public:
  Scramble(std::uint64_t seed, StreamId input, std::uint64_t replicate)
      : key_{seed, input.value}, tag_{std::uint64_t{1} << 63 | replicate << 24} {}

  enum class Use : std::uint8_t { halves, last_digits, order, round };
  // Of a number, for a use of it; `index`: of several, below 65536. No draw of `random/` has such a counter.
  WordPair<std::uint64_t> words(Use use, std::uint64_t index, std::uint64_t number) const {
    return threefry<std::uint64_t>({number, tag_ | static_cast<std::uint64_t>(use) << 16 | index}, key_);
  }

  // Goes down a binary tree of intervals, whose node `n` of a level has the halves 2 n and 2 n + 1 on the next, and has
  // a random bit of each node. The words of a node serve seven levels from it.
  class Descent {
   public:
    explicit Descent(const Scramble& scramble) : scramble_(scramble) {}
    // `level` rises from call to call, and a node lies below the one before.
    bool bit(unsigned level, std::uint64_t node) {
      const unsigned below = level % levels;
      if (level / levels != group_) {
        group_ = level / levels;
        words_ = scramble_.words(Use::halves, group_, node >> below);
      }
      const std::uint64_t first = (std::uint64_t{1} << below) - 1, place = first + (node & first);
      return ((place < 64 ? words_.first >> place : words_.second >> (place - 64)) & 1) != 0;
    }

   private:
    static constexpr unsigned levels = 7;
    const Scramble& scramble_;
    unsigned group_ = ~0u;
    WordPair<std::uint64_t> words_{};
  };

 private:
  WordPair<std::uint64_t> key_;
  std::uint64_t tag_;
};

// A coordinate is known to so many equal intervals at most; where in its interval it lies, to 2^-11 of it.
inline constexpr unsigned design_bits = 42;

// The coordinate of interval `interval` of `intervals` (at most 2^design_bits), at a place in it that is random. In
// (0, 1), and in its interval.
inline double inside(const Scramble& scramble, std::uint64_t interval, double intervals) {
  const std::uint64_t digits = scramble.words(Scramble::Use::last_digits, 0, interval).first >> 54;
  return (static_cast<double>(interval) + (static_cast<double>(digits) + 0.5) * 0x1p-10) / intervals;
}

}  // namespace farside
