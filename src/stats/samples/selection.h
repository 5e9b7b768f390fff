#pragma once
// Exact order statistics of more values than memory should hold, in few passes over them.
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "stats/intervals/quantiles.h"
#include "stats/samples/random_part.h"

namespace farside {

// The values are handed in pass by pass, the same ones each time. Each pass counts what lies below, on and between some
// bounds, and keeps the values of the gaps that hold a wanted rank: all of them or, where they are too many, a random
// part, which gives the next pass narrower bounds. What it finds doesn't depend on chance, only the number of passes
// does: as a rule two. Order: that of the numbers, -0 before 0.
class Selection : public RankedSample {
 public:
  // Holds `held_max` values at most, but never fewer than some thousands.
  explicit Selection(std::size_t held_max);

  void add(const double* values, std::size_t count);  // no NaN
  void end_pass(const std::set<std::uint64_t>& wanted);
  bool needs_pass() const { return !complete_; }

  std::uint64_t count() const override { return count_; }  // after a pass
  double rank(std::uint64_t rank) override { return found_.at(rank); }

 private:
  using Key = std::int64_t;  // ascends as the values do
  using Kept = RandomPart<Key>;
  struct Bounds {  // both included
    Key low, high;
  };
  struct Cell {
    std::uint64_t below, count;
  };
  static Key key_of(double value);
  static double value_of(Key key);

  void keep(std::size_t gap, Key key);
  void thin_out();
  std::size_t cell_of_rank(std::uint64_t rank) const;
  Bounds narrowed(std::size_t gap, std::uint64_t rank, std::vector<Nth<Key>>& ordered) const;
  void begin_pass(const std::vector<Bounds>& searched);

  std::size_t held_max_, held_ = 0;
  std::uint64_t count_ = 0;
  std::vector<Key> bounds_;     // ascending, each once
  std::vector<Cell> cells_;     // the gap below bounds_[0], bounds_[0] itself, the gap above it, bounds_[1] ...
  std::vector<bool> searched_;  // by gap: is a wanted rank there?
  std::vector<Kept> kept_;      // by gap, of those that are searched
  std::map<std::uint64_t, double> found_;
  bool complete_ = false;
};

}  // namespace farside
