#include "sampling/latin_hypercube.h"

#include <bit>
#include <utility>

namespace farside {
namespace {

// One round a word, of which so many are for an order.
constexpr unsigned rounds = 8;

// A permutation of the numbers of `bits` bits, 2 or more. The halves of a number take turns in being moved by a random
// function of the other; an even number of rounds brings them back to their places.
std::uint64_t permuted(const Scramble& scramble, unsigned index, unsigned bits, std::uint64_t i) {
  unsigned left_bits = bits / 2, right_bits = bits - left_bits;
  std::uint64_t left = i >> right_bits, right = i & ((std::uint64_t{1} << right_bits) - 1);
  for (unsigned round = 0; round < rounds; ++round) {
    const std::uint64_t word = scramble.words(Scramble::Use::round, index * rounds + round, right).first;
    const std::uint64_t moved = left ^ (word >> (64 - left_bits));
    left = right;
    right = moved;
    std::swap(left_bits, right_bits);
  }
  return left << right_bits | right;
}

}  // namespace

std::uint64_t place_in_order(const Scramble& scramble, unsigned index, std::uint64_t count, std::uint64_t i) {
  constexpr std::uint64_t few = 32;
  if (count > few) {
    const auto bits = static_cast<unsigned>(std::bit_width(count - 1));
    do i = permuted(scramble, index, bits, i);
    while (i >= count);
    return i;
  }
  const auto key = [&](std::uint64_t of) { return scramble.words(Scramble::Use::order, index, of).first; };
  const std::uint64_t own = key(i);
  std::uint64_t place = 0;
  for (std::uint64_t other = 0; other < count; ++other) {
    const std::uint64_t theirs = other == i ? own : key(other);
    if (theirs < own || (theirs == own && other < i)) ++place;
  }
  return place;
}

LatinHypercube::LatinHypercube(std::uint64_t size)
    : size_(size), doublings_(design_bits - static_cast<unsigned>(std::bit_width(size - 1))) {}

double LatinHypercube::coordinate(const Scramble& scramble, std::uint64_t point) const {
  Scramble::Descent descent(scramble);
  unsigned level = 0;  // doublings of `size` whose intervals are counted
  std::uint64_t interval = 0;
  if (point < size_) {
    interval = place_in_order(scramble, 0, size_, point);
  } else {
    while (point >> 1 >= size_ << level) ++level;
    const std::uint64_t before = size_ << level;
    const std::uint64_t shared = place_in_order(scramble, level + 1, before, point - before);
    interval = 2 * shared + (descent.bit(level, shared) ? 0 : 1);  // the half that the point before left free
    ++level;
  }
  for (; level < doublings_; ++level) interval = 2 * interval + (descent.bit(level, interval) ? 1 : 0);
  return inside(scramble, interval, static_cast<double>(size_ << doublings_));
}

}  // namespace farside
