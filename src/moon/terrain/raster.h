#pragma once
// The ground of one case over a tile of pixels, a pixel a lane: the bits of sample_ground and rocks_above_ground_m at
// the middle of each pixel. Features are made once and added to all pixels that they reach, in the order in which a
// point adds them; where cells or nodes lie closer than pixels, each pixel asks about itself, as a point does.
#include "lanes/lane_struct.h"
#include "moon/terrain/ground.h"
#include "moon/terrain/ground_tile.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
class GroundRaster {
 public:
  explicit GroundRaster(const Ground<double>& ground);
  void fill(const GroundTile& whole);
  // Heights of the ground alone; the rocks that may reach it are visited instead, some of them more than once:
  // visit(rock, height of the ground that it stands on). Parts of which wanted(part) isn't true become NaN.
  template <class Wanted, class Visit>
  void fill_heights(const GroundTile& whole, Wanted&& wanted, Visit&& visit);

 private:
  static constexpr int lanes = LaneTraits<Real>::count;
  static_assert(tile_side % lanes == 0);
  struct Tile {
    double at[tile_side][tile_side];  // rows of whole lanes: what is beyond the last column is never looked at
  };
  static constexpr int cells_max = (tile_side + 4) * (tile_side + 4);  // where a cell is at least as long as a pixel
  static constexpr int nodes_max = tile_side + 1 + lanes;

  template <class Add>
  void each_pixel(Add&& add) const {
    for (int r = 0; r < tile_.rows; ++r) {
      for (int c = 0; c < tile_.columns; c += lanes) add(r, c, from_array<Real>(&east_m_[c]), Real(north_m_[r]));
    }
  }
  // add(r, c, east, north) for all pixels within `reach_m` of a point, and for some around them.
  template <class Add>
  void each_pixel_near(double x_m, double y_m, double reach_m, Add&& add) const;
  // visit(count, hash, column, row) for all things of cells that may reach the tile: by rank, then row, then column, as
  // many together as there are lanes; `count` of them are there.
  template <int ranks, class Visit>
  void visit_cells_of_tile(StrewnLayer layer, int level, const PoissonRanks<double, ranks>& count, double edge_m,
                           double reach_m, Visit&& visit) const;

  void add_craters(int level, Tile& relief_m) const;
  void add_listed_craters(Tile& relief_m) const;
  void add_crater(const Crater<double>& one, Tile& relief_m) const;
  void add_octaves(Tile& relief_m) const;
  struct OctaveRows;
  void begin_octave(int octave, OctaveRows& rows) const;
  void node_line(const OctaveRows& rows, double row, double* line_m) const;
  void add_octave(int r, OctaveRows& rows, const double* before_m, double* after_m) const;
  // visit(rock, base_m, reach_m) for all rocks that may reach the tile, where a cell of them is at least a pixel.
  template <class Visit>
  void each_rock(Visit&& visit) const;
  void put_rocks(const Tile& height_m, Tile& rock_m) const;

  double middle_east_m() const { return 0.5 * (east_m_[0] + east_m_[tile_.columns - 1]); }
  double middle_north_m() const { return 0.5 * (north_m_[0] + north_m_[tile_.rows - 1]); }
  double half_m() const {  // from the middle to a corner, at most
    return 0.5 * ((east_m_[tile_.columns - 1] - east_m_[0]) + (north_m_[0] - north_m_[tile_.rows - 1]));
  }
  void add_to(Tile& t, int r, int c, const Real& x) const { put(t, r, c, get(t, r, c) + x); }
  Real get(const Tile& t, int r, int c) const { return from_array<Real>(&t.at[r][c]); }
  void put(Tile& t, int r, int c, const Real& x) const { to_array(&t.at[r][c], x); }

  // part(): for each part of the whole, once tile_ is it.
  template <class Part>
  void each_part(const GroundTile& whole, Part&& part);
  void fill_tile() const;
  void raise_ground(Tile& height_m) const;

  const Ground<double>& ground_;
  Ground<Real> ground_of_lanes_;
  GroundTile tile_{};  // of at most tile_side each way
  double east_m_[tile_side], north_m_[tile_side];
};

template <class Real>
GroundRaster<Real>::GroundRaster(const Ground<double>& ground) : ground_(ground), ground_of_lanes_() {
  for (int i = 0; i < lanes; ++i) put_ground(ground_of_lanes_, i, ground);
}

template <class Real>
void GroundRaster<Real>::fill(const GroundTile& whole) {
  each_part(whole, [&] { fill_tile(); });
}

template <class Real>
template <class Wanted, class Visit>
void GroundRaster<Real>::fill_heights(const GroundTile& whole, Wanted&& wanted, Visit&& visit) {
  each_part(whole, [&] {
    if (!wanted(tile_)) {
      for (int r = 0; r < tile_.rows; ++r) {
        for (int c = 0; c < tile_.columns; ++c) tile_.height_m[r * tile_.stride + c] = __builtin_nan("");
      }
      return;
    }
    Tile height_m{};
    raise_ground(height_m);
    for (int r = 0; r < tile_.rows; ++r) {
      for (int c = 0; c < tile_.columns; ++c) tile_.height_m[r * tile_.stride + c] = height_m.at[r][c];
    }
    if (has_relief(ground_.view.relief) && tile_.pixel_m <= rock_edge_m)
      each_rock([&](const Rock<double>& rock, double base_m, double) { visit(rock, base_m); });
  });
}

template <class Real>
template <class Part>
void GroundRaster<Real>::each_part(const GroundTile& whole, Part&& part) {
  for (std::int32_t row = 0; row < whole.rows; row += tile_side) {
    for (std::int32_t column = 0; column < whole.columns; column += tile_side) {
      tile_ = whole.part(row, column, tile_side, tile_side);
      for (int c = 0; c < tile_side; ++c) east_m_[c] = tile_.east_of_m(c);
      for (int r = 0; r < tile_side; ++r) north_m_[r] = tile_.north_of_m(r);
      part();
    }
  }
}

template <class Real>
template <class Add>
void GroundRaster<Real>::each_pixel_near(double x_m, double y_m, double reach_m, Add&& add) const {
  const double per_pixel = 1.0 / tile_.pixel_m, wide_m = reach_m + 1e-6;
  // the first and last pixel of a way along the tile; a thousandth of one more than rounding could take
  const auto first_of = [per_pixel](double way_m, int pixels) {
    return static_cast<int>(clamp(fma(way_m, per_pixel, 0.999), 0.0, double(pixels)));
  };
  const auto last_of = [per_pixel](double way_m, int pixels) {
    return static_cast<int>(clamp(fma(way_m, per_pixel, 1.001), 0.0, double(pixels))) - 1;
  };
  const double down_m = north_m_[0] - y_m, along_m = x_m - east_m_[0];
  const int last_row = last_of(down_m + wide_m, tile_.rows);
  for (int r = first_of(down_m - wide_m, tile_.rows); r <= last_row; ++r) {
    const double dy = north_m_[r] - y_m, chord = sqrt(max(fnma(dy, dy, wide_m * wide_m), 0.0));
    const int first = first_of(along_m - chord, tile_.columns), last = last_of(along_m + chord, tile_.columns);
    if (first > last) continue;
    // whole vectors, none over the end of a row
    const int count = (last - first) / lanes + 1, latest = tile_side - count * lanes;
    const int start = first < latest ? first : latest;
    for (int c = start; c <= last; c += lanes) add(r, c, from_array<Real>(&east_m_[c]), Real(north_m_[r]));
  }
}

template <class Real>
template <int ranks, class Visit>
void GroundRaster<Real>::visit_cells_of_tile(StrewnLayer layer, int level, const PoissonRanks<double, ranks>& count,
                                             double edge_m, double reach_m, Visit&& visit) const {
  const double per_edge = 1.0 / edge_m, wide_m = reach_m + 1e-6;
  // the cell that holds x has the number floor(x / edge)
  const auto cell = [per_edge](double x_m) { return nearest_whole(fma(x_m, per_edge, -0.5)); };
  const double first_column = cell(east_m_[0] - wide_m), first_row = cell(north_m_[tile_.rows - 1] - wide_m);
  const int columns = static_cast<int>(cell(east_m_[tile_.columns - 1] + wide_m) - first_column) + 1;
  const int rows = static_cast<int>(cell(north_m_[0] + wide_m) - first_row) + 1;
  const std::uint64_t key = key_of(ground_.relief);

  double word[cells_max + lanes];  // how many things each cell has (cells.h)
  Real largest(0.0);
  double lane_numbers[lanes];
  for (int i = 0; i < lanes; ++i) lane_numbers[i] = i;
  const WordsOf<Real> keys(key);
  for (int r = 0; r < rows; ++r) {
    const WordsOf<Real> row = word_of_whole(Real(first_row + r));
    for (int c = 0; c < columns; c += lanes) {  // what goes over the end of a row is written anew by the next one
      const Real column = Real(first_column + c) + from_array<Real>(lane_numbers);
      const auto hash = cell_hash<Real>(keys, layer, word_of_whole(column), row, level, 0);
      const Real words = whole_of_bits<0, 20, Real>(hash.second);
      to_array(&word[r * columns + c], words);
      largest = max(words, largest);
    }
  }
  double column[lanes] = {}, row[lanes] = {};
  int waiting = 0;
  for (int rank = 0; rank < ranks && any(largest >= Real(count.at_least[rank])); ++rank) {
    const auto visit_waiting = [&] {
      const Real at_column = from_array<Real>(column), at_row = from_array<Real>(row);
      visit(waiting, cell_hash<Real>(keys, layer, word_of_whole(at_column), word_of_whole(at_row), level, rank),
            at_column, at_row);
      waiting = 0;
    };
    for (int r = 0; r < rows; ++r) {
      for (int c = 0; c < columns; c += lanes) {
        unsigned there = lane_bits(from_array<Real>(&word[r * columns + c]) >= Real(count.at_least[rank]));
        if (c + lanes > columns) there &= (1U << (columns - c)) - 1U;
        for (; there != 0; there &= there - 1) {
          column[waiting] = first_column + c + __builtin_ctz(there), row[waiting] = first_row + r;
          if (++waiting == lanes) visit_waiting();
        }
      }
    }
    if (waiting > 0) visit_waiting();
  }
}

template <class Real>
void GroundRaster<Real>::add_craters(int level, Tile& relief_m) const {
  const double edge_m = crater_edge_m(level);
  if (edge_m < tile_.pixel_m) {
    each_pixel([&](int r, int c, const Real& east_m, const Real& north_m) {
      Relief3<Real> sum{get(relief_m, r, c), Real(0.0), Real(0.0)};
      farside::add_craters(ground_of_lanes_.relief, level, east_m, north_m, sum);
      put(relief_m, r, c, sum.height_m);
    });
    return;
  }
  visit_cells_of_tile(StrewnLayer::craters, level, ground_.relief.craters.count[level], edge_m,
                      crater_reach_radii * crater_level_m(level),
                      [&](int count, const WordPair<WordsOf<Real>>& hash, const Real& column, const Real& row) {
                        const Crater<Real> some =
                            make_crater(hash, column, row, ground_of_lanes_.relief.craters, level);
                        for (int i = 0; i < count; ++i) add_crater(take_lane(some, i), relief_m);
                      });
}

template <class Real>
void GroundRaster<Real>::add_crater(const Crater<double>& one, Tile& relief_m) const {
  const Crater<Real> crater{Real(one.x_m), Real(one.y_m), Real(one.inverse_radius_1_m), Real(one.bowl_m),
                            Real(one.rim_m)};
  each_pixel_near(one.x_m, one.y_m, crater_reach_radii / one.inverse_radius_1_m,
                  [&](int r, int c, const Real& east_m, const Real& north_m) {
                    add_to(relief_m, r, c, crater_relief(crater, east_m, north_m).height_m);
                  });
}

template <class Real>
void GroundRaster<Real>::add_listed_craters(Tile& relief_m) const {
  visit_listed_about(ground_.view.relief.listed.craters, middle_east_m(), middle_north_m(), half_m(),
                     [&](const ListedHere<double>& t) { add_crater(crater_of(t), relief_m); });
}

// An octave over a tile, row by row: the heights of its nodes north and south of the row.
template <class Real>
struct GroundRaster<Real>::OctaveRows {
  int octave;
  double first_node;                // of those west of a column
  int gaps;                         // between nodes that hold columns
  int first_column[tile_side + 1];  // of each gap, and where the last one ends
  double weight[tile_side + lanes];
  double south_row, south_m[nodes_max], north_m[nodes_max], at_row_m[nodes_max];
};

template <class Real>
void GroundRaster<Real>::begin_octave(int octave, OctaveRows& rows) const {
  rows.octave = octave;
  rows.first_node = between_nodes(east_m_[0], octave).node;
  rows.gaps = 0;
  rows.south_row = __builtin_nan("");
  for (int c = 0; c < tile_side; c += lanes) {
    const BetweenNodes<Real> x = between_nodes(from_array<Real>(&east_m_[c]), octave);
    to_array(&rows.weight[c], x.weight);
    for (int i = 0; i < lanes && c + i < tile_.columns; ++i) {
      const int gaps = static_cast<int>(lane(x.node, i) - rows.first_node) + 1;
      while (rows.gaps < gaps) rows.first_column[rows.gaps++] = c + i;
    }
  }
  rows.first_column[rows.gaps] = tile_.columns;
}

// Heights of the nodes of a row of them.
template <class Real>
void GroundRaster<Real>::node_line(const OctaveRows& rows, double row, double* line_m) const {
  const Relief<Real>& relief = ground_of_lanes_.relief;
  const WordsOf<Real> key = key_of(relief), row_word = word_of_whole(Real(row));
  double column_of[lanes];
  for (int i = 0; i < lanes; ++i) column_of[i] = i;
  for (int k = 0; k <= rows.gaps; k += lanes) {
    const Real column = Real(rows.first_node + k) + from_array<Real>(column_of);
    to_array(line_m + k, node_height_m<Real>(key, relief.roughness, rows.octave, word_of_whole(column), row_word));
  }
}

// Adds it to a row of pixels, out of place: what goes over the end of a gap is written anew by the next one.
template <class Real>
void GroundRaster<Real>::add_octave(int r, OctaveRows& rows, const double* before_m, double* after_m) const {
  const BetweenNodes<double> y = between_nodes(north_m_[r], rows.octave);
  if (!(y.node == rows.south_row)) {
    if (y.node == rows.south_row - 1.0) __builtin_memcpy(rows.north_m, rows.south_m, sizeof rows.south_m);
    else node_line(rows, y.node + 1.0, rows.north_m);
    node_line(rows, y.node, rows.south_m);
    rows.south_row = y.node;
  }
  for (int k = 0; k <= rows.gaps; k += lanes) {
    const Real south_m = from_array<Real>(rows.south_m + k), north_m = from_array<Real>(rows.north_m + k);
    to_array(rows.at_row_m + k, blend(Real(y.weight), south_m, north_m));
  }
  for (int k = 0; k < rows.gaps; ++k) {
    const Real west_m(rows.at_row_m[k]), east_m(rows.at_row_m[k + 1]);
    for (int c = rows.first_column[k]; c < rows.first_column[k + 1]; c += lanes) {
      const Real octave_m = blend(from_array<Real>(rows.weight + c), west_m, east_m);
      to_array(after_m + c, from_array<Real>(before_m + c) + octave_m);
    }
  }
}

template <class Real>
void GroundRaster<Real>::add_octaves(Tile& relief_m) const {
  const int octaves = ground_.view.relief.octaves;
  int octave = 0;
  for (; octave < octaves && octave_spacing_m(octave) <= tile_.pixel_m; ++octave) {
    each_pixel([&](int r, int c, const Real& east_m, const Real& north_m) {
      add_to(relief_m, r, c, octave_at(ground_of_lanes_.relief, octave, east_m, north_m).height_m);
    });
  }
  OctaveRows rows[octaves_max];
  int count = 0;
  for (; octave < octaves; ++octave) begin_octave(octave, rows[count++]);
  double row_m[2][tile_side + lanes] = {};
  for (int r = 0; r < tile_.rows; ++r) {
    __builtin_memcpy(row_m[0], relief_m.at[r], sizeof relief_m.at[r]);
    for (int i = 0; i < count; ++i) add_octave(r, rows[i], row_m[i % 2], row_m[(i + 1) % 2]);
    __builtin_memcpy(relief_m.at[r], row_m[count % 2], sizeof relief_m.at[r]);
  }
}

template <class Real>
void GroundRaster<Real>::put_rocks(const Tile& height_m, Tile& rock_m) const {
  if (rock_edge_m < tile_.pixel_m) {
    each_pixel([&](int r, int c, const Real& east_m, const Real& north_m) {
      put(rock_m, r, c, rocks_above_ground_m(ground_of_lanes_, east_m, north_m, get(height_m, r, c)));
    });
    return;
  }
  each_rock([&](const Rock<double>& one, double base_m, double reach_m) {
    Rock<Real> rock;
    for (int l = 0; l < lanes; ++l) put_lane(rock, l, one);
    each_pixel_near(one.x_m, one.y_m, reach_m, [&](int r, int c, const Real& east_m, const Real& north_m) {
      const Real above_m = rock_above_ground_m(rock, Real(base_m), east_m, north_m, get(height_m, r, c));
      put(rock_m, r, c, max(above_m, get(rock_m, r, c)));
    });
  });
}

template <class Real>
template <class Visit>
void GroundRaster<Real>::each_rock(Visit&& visit) const {
  // the ground under as many rocks as there are lanes is asked for at once
  Rock<double> waiting[lanes];
  double x_m[lanes] = {}, y_m[lanes] = {}, reach_m[lanes], base_m[lanes];
  int count = 0;
  const auto put_waiting = [&] {
    to_array(base_m, sample_ground(ground_of_lanes_, from_array<Real>(x_m), from_array<Real>(y_m)).elevation_m);
    for (int i = 0; i < count; ++i) visit(waiting[i], base_m[i], reach_m[i]);
    count = 0;
  };
  const double east_end_m = east_m_[tile_.columns - 1], south_end_m = north_m_[tile_.rows - 1];
  const auto put_rock = [&](const Rock<double>& rock) {
    const double wide_m = 1e-6 + 1.0 / sqrt(fma(rock.ay_1_m, rock.ay_1_m, rock.ax_1_m * rock.ax_1_m));
    const double dx = rock.x_m - clamp(rock.x_m, east_m_[0], east_end_m);
    const double dy = rock.y_m - clamp(rock.y_m, south_end_m, north_m_[0]);
    if (fma(dy, dy, dx * dx) > wide_m * wide_m) return;  // beside the tile
    waiting[count] = rock;
    x_m[count] = rock.x_m;
    y_m[count] = rock.y_m;
    reach_m[count] = wide_m;
    if (++count == lanes) put_waiting();
  };
  visit_listed_about(ground_.view.relief.listed.rocks, middle_east_m(), middle_north_m(), half_m(),
                     [&](const ListedHere<double>& t) { put_rock(rock_of(t)); });
  if (draws_relief(ground_.view.relief))
    visit_cells_of_tile(StrewnLayer::rocks, 0, ground_.relief.rocks.count, rock_edge_m, 0.5 * rock_largest_m,
                        [&](int number, const WordPair<WordsOf<Real>>& hash, const Real& column, const Real& row) {
                          const Rock<Real> some = make_rock(hash, column, row, ground_of_lanes_.relief.rocks);
                          for (int i = 0; i < number; ++i) put_rock(take_lane(some, i));
                        });
  if (count > 0) put_waiting();
}

// Adds the ground's heights to a tile of zeros; NaN where nothing is known.
template <class Real>
void GroundRaster<Real>::raise_ground(Tile& height_m) const {
  const ReliefScales& scales = ground_.view.relief;
  for (int level = 0; level < scales.crater_levels; ++level) add_craters(level, height_m);
  add_listed_craters(height_m);
  add_octaves(height_m);
  const Real zero(0.0), unknown(__builtin_nan(""));
  each_pixel([&](int r, int c, const Real& east_m, const Real& north_m) {
    GroundSample<Real> sample = sample_model(ground_of_lanes_, east_m, north_m);
    if (has_relief(scales)) sample = on_top(sample, cut_off(Relief3<Real>{get(height_m, r, c), zero, zero}));
    put(height_m, r, c, select(sample.covered, sample.elevation_m, unknown));
  });
}

template <class Real>
void GroundRaster<Real>::fill_tile() const {
  const ReliefScales& scales = ground_.view.relief;
  Tile height_m{}, rock_m{};
  raise_ground(height_m);
  if (has_relief(scales)) put_rocks(height_m, rock_m);
  for (int r = 0; r < tile_.rows; ++r) {
    const std::ptrdiff_t row = r * tile_.stride;
    for (int c = 0; c < tile_.columns; ++c) {
      const bool known = height_m.at[r][c] == height_m.at[r][c];
      tile_.height_m[row + c] = height_m.at[r][c];
      tile_.rock_m[row + c] = known ? rock_m.at[r][c] : __builtin_nan("");
    }
  }
}

}  // namespace farside::inline FARSIDE_ISA
