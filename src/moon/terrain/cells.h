#pragma once
// Things strewn over a plane as a pure function of (key, place): square cells, a hash for each, and in a cell a Poisson
// number of things. Nothing is stored: whoever asks about a place hashes the cells about it.
//
// Salmon et al. 2011 (random/threefry.h) for the hash; the layout of cells and the order of sums are what makes the
// answers to one point, of a list and of a raster the same bits: things are visited by rank, then row, then column, and
// each is added with `+`. One that doesn't reach the point adds exactly 0, so it may be visited or left out.
#include "lanes/lanes.h"
#include "lanes/math.h"
#include "random/threefry.h"

namespace farside::inline FARSIDE_ISA {

// What a hash is for, the second word of its key beside that of the ground.
enum class StrewnLayer : std::uint64_t { craters = 1, rocks = 2, roughness = 3 };

// Nearest whole number of |x| < 2^51, and that number as a word in two's complement.
inline constexpr double to_whole = 0x1.8p52;
template <class Real>
FARSIDE_INLINE Real nearest_whole(const Real& x) {
  return (x + Real(to_whole)) - Real(to_whole);
}
template <class Real>
FARSIDE_INLINE WordsOf<Real> word_of_whole(const Real& whole) {
  return bits_of(whole + Real(to_whole)) - WordsOf<Real>(__builtin_bit_cast(std::uint64_t, to_whole));
}

// Of thing `rank` in cell (column, row) of a level: 128 bits. Levels and ranks below 256, |row| < 2^47.
template <class Real>
FARSIDE_INLINE WordPair<WordsOf<Real>> cell_hash(const WordsOf<Real>& key, StrewnLayer layer,
                                                 const WordsOf<Real>& column, const WordsOf<Real>& row, int level,
                                                 int rank) {
  using Bits = WordsOf<Real>;
  const auto low = static_cast<std::uint64_t>((level << 8) | rank);
  return threefry<Bits>({column, (row << 16) + Bits(low)}, {key, Bits(static_cast<std::uint64_t>(layer))});
}

// Bits first ... first + count - 1 of a word as a whole number, exactly.
template <int first, int count, class Real>
FARSIDE_INLINE Real whole_of_bits(const WordsOf<Real>& word) {
  static_assert(count < 52);
  using Bits = WordsOf<Real>;
  Bits bits = word;
  if constexpr (first > 0) bits = bits >> first;
  if constexpr (first + count < 64) bits = bits & Bits((std::uint64_t{1} << count) - 1);
  return from_bits(bits | Bits(0x4330000000000000ULL)) - Real(0x1p52);
}
// The same as a number in (0, 1), in the middle of its step.
template <int first, int count, class Real>
FARSIDE_INLINE Real unit_of_bits(const WordsOf<Real>& word) {
  return (whole_of_bits<first, count, Real>(word) + Real(0.5)) *
         Real(1.0 / static_cast<double>(std::uint64_t{1} << count));
}

// Where in its cell a thing lies: the first word of its hash, x the higher half.
template <class Real>
struct Spot {
  Real x_m, y_m;
};
template <class Real>
FARSIDE_INLINE Spot<Real> spot_in_cell(const WordsOf<Real>& word, const Real& column, const Real& row, double edge_m) {
  return {(column + unit_of_bits<32, 32, Real>(word)) * Real(edge_m),
          (row + unit_of_bits<0, 32, Real>(word)) * Real(edge_m)};
}

// The Poisson number of things in a cell by inversion of one 20-bit word, without ever forming the number: thing `rank`
// is there where the word is at least 2^20 P(N <= rank).
template <class Real, int ranks>
struct PoissonRanks {
  Real at_least[ranks];
};
inline constexpr double poisson_words = 0x1p20;

// A cell has `ranks` things at most: with means up to `largest_mean`, more are less likely than 20 bits can tell.
template <int ranks>
inline PoissonRanks<double, ranks> poisson_ranks(double mean) {
  PoissonRanks<double, ranks> table;
  double term = exp(-mean), below = 0.0;
  for (int k = 0; k < ranks; ++k) {
    below += term;
    table.at_least[k] = nearest_whole(below * poisson_words);
    term *= mean / (k + 1);
  }
  return table;
}

// The 2 x 2 cells nearest to a point hold whatever reaches it, as long as a cell's edge is more than twice the reach of
// a thing from its centre. Strictly more, since x / edge is rounded.
template <class Real>
struct CellsAbout {
  Real column[2], row[2];
  WordsOf<Real> column_word[2], row_word[2];
};
template <class Real>
FARSIDE_INLINE CellsAbout<Real> cells_about(const Real& x_m, const Real& y_m, double edge_m) {
  const double per_edge = 1.0 / edge_m;
  const Real column = nearest_whole(x_m * Real(per_edge)) - Real(1.0);
  const Real row = nearest_whole(y_m * Real(per_edge)) - Real(1.0);
  CellsAbout<Real> c;
  for (int i = 0; i < 2; ++i) {
    c.column[i] = column + Real(i);
    c.row[i] = row + Real(i);
    c.column_word[i] = word_of_whole(c.column[i]);
    c.row_word[i] = word_of_whole(c.row[i]);
  }
  return c;
}

// visit(here, hash, column, row) for every thing of the four cells about a point, in the order of sums. `here`: lanes
// in which it exists.
template <int ranks, class Real, class Visit>
FARSIDE_INLINE void visit_cells(const WordsOf<Real>& key, StrewnLayer layer, int level,
                                const PoissonRanks<Real, ranks>& count, double edge_m, const Real& x_m, const Real& y_m,
                                Visit&& visit) {
  const CellsAbout<Real> cells = cells_about(x_m, y_m, edge_m);
  // the first of all cells at once: four hashes that don't wait for each other
  WordPair<WordsOf<Real>> hash[4];
  Real word[4], largest(0.0);
  for (int c = 0; c < 4; ++c) {
    hash[c] = cell_hash<Real>(key, layer, cells.column_word[c % 2], cells.row_word[c / 2], level, 0);
    word[c] = whole_of_bits<0, 20, Real>(hash[c].second);
    largest = max(largest, word[c]);
  }
  for (int rank = 0; rank < ranks; ++rank) {
    if (!any(largest >= count.at_least[rank])) break;
    for (int c = 0; c < 4; ++c) {
      const MaskOf<Real> here = word[c] >= count.at_least[rank];
      if (!any(here)) continue;
      if (rank > 0) hash[c] = cell_hash<Real>(key, layer, cells.column_word[c % 2], cells.row_word[c / 2], level, rank);
      visit(here, hash[c], cells.column[c % 2], cells.row[c / 2]);
    }
  }
}

}  // namespace farside::inline FARSIDE_ISA
