#pragma once
// Craters and rocks that a campaign lists: which of them reach a place, in one order for a point, a case a lane, and a
// list that is gathered. Levels of about one size, in each the cells by row and column, in each what it holds as it is
// listed: the cells about a place are two runs of a sorted array, found by halving.
#include "moon/grid_sample.h"
#include "moon/listed_relief.h"
#include "moon/terrain/craters.h"
#include "moon/terrain/rocks.h"

namespace farside::inline FARSIDE_ISA {

// A crater by its diameter and its depth from the crest of its rim to its floor. The rim of a worn one is lower still,
// as share^1.5, as in make_crater(); here the depth is met exactly. Floor and crest of the profile, in diameters:
inline constexpr double crater_floor_frac = 0.181, crater_rim_frac = 0.0368291082744;  // at 0.98 radii
struct CraterScales {
  double below_m, above_m;
};
inline CraterScales crater_scales(double diameter_m, double depth_m) {
  // depth / diameter = floor q^2 + rim q^3, q^2 the share of the profile: by Newton from above, where it is convex
  const double wanted = depth_m / diameter_m;
  double q = sqrt(wanted / crater_floor_frac);
  for (int i = 0; i < 8; ++i) {
    const double excess = fma(q * q, fma(crater_rim_frac, q, crater_floor_frac), -wanted);
    q = q - excess / (q * fma(3.0 * crater_rim_frac, q, 2.0 * crater_floor_frac));
  }
  const double below_m = q * q * diameter_m;
  return {below_m, below_m * q};
}

template <class Real>
struct ListedHere {
  Real x_m, y_m, inverse_radius_1_m, below_m, above_m;
};
inline constexpr ListedHere<double> nothing_listed{1e9, 1e9, 1.0, 0.0, 0.0};

template <class Real>
FARSIDE_INLINE Crater<Real> crater_of(const ListedHere<Real>& t) {
  return {t.x_m, t.y_m, t.inverse_radius_1_m, t.below_m, t.above_m};
}
// Round in plan.
template <class Real>
FARSIDE_INLINE Rock<Real> rock_of(const ListedHere<Real>& t) {
  const Real zero(0.0);
  return {t.x_m, t.y_m, t.inverse_radius_1_m, zero, zero, t.inverse_radius_1_m, t.above_m};
}

inline double listed_crater_edge_m(double largest_m) { return crater_edge_diameters * largest_m; }
inline double listed_rock_edge_m(double largest_m) { return 1.001 * (largest_m + 2.0 * rock_search_m); }
static_assert(1.001 * (1.0 + 2.0 * rock_search_m) > 2.0 * (0.5 + rock_search_m) + 1e-6);

// Of a level's things: the first one at (row, column) or behind it.
inline std::int32_t first_listed_from(const ListedThings& list, const ListedLevel& level, double row, double column) {
  std::int32_t low = level.begin, high = level.end;
  while (low < high) {
    const std::int32_t middle = low + (high - low) / 2;
    const ListedThing& t = list.things[middle];
    if (t.row < row || (t.row == row && t.column < column)) low = middle + 1;
    else high = middle;
  }
  return low;
}

// visit(thing) for whatever may reach a point, a lane each; one that has less gets things that stand nowhere.
template <class Real, class Visit>
inline void visit_listed(const ListedThings& list, const Real& x_m, const Real& y_m, Visit&& visit) {
  constexpr int lanes = LaneTraits<Real>::count;
  for (std::int32_t l = 0; l < list.level_count; ++l) {
    const ListedLevel& level = list.levels[l];
    const CellsAbout<Real> cells = cells_about(x_m, y_m, level.edge_m);
    for (int r = 0; r < 2; ++r) {
      std::int32_t begin[lanes], end[lanes], longest = 0;
      for (int i = 0; i < lanes; ++i) {
        const double row = lane(cells.row[r], i);
        begin[i] = first_listed_from(list, level, row, lane(cells.column[0], i));
        end[i] = begin[i];
        while (end[i] < level.end && list.things[end[i]].row == row &&
               list.things[end[i]].column <= lane(cells.column[1], i))
          ++end[i];
        longest = end[i] - begin[i] > longest ? end[i] - begin[i] : longest;
      }
      for (std::int32_t k = 0; k < longest; ++k) {
        double part[5][lanes];
        for (int i = 0; i < lanes; ++i) {
          const bool here = begin[i] + k < end[i];
          const ListedThing& t = list.things[here ? begin[i] + k : 0];
          part[0][i] = here ? t.x_m : nothing_listed.x_m;
          part[1][i] = here ? t.y_m : nothing_listed.y_m;
          part[2][i] = here ? t.inverse_radius_1_m : nothing_listed.inverse_radius_1_m;
          part[3][i] = here ? t.below_m : nothing_listed.below_m;
          part[4][i] = here ? t.above_m : nothing_listed.above_m;
        }
        visit(ListedHere<Real>{from_array<Real>(part[0]), from_array<Real>(part[1]), from_array<Real>(part[2]),
                               from_array<Real>(part[3]), from_array<Real>(part[4])});
      }
    }
  }
}

// visit(thing) for whatever of all levels may reach a disc, in the same order.
template <class Visit>
inline void visit_listed_about(const ListedThings& list, double east_m, double north_m, double radius_m,
                               Visit&& visit) {
  for (std::int32_t l = 0; l < list.level_count; ++l) {
    const ListedLevel& level = list.levels[l];
    const double per_edge = 1.0 / level.edge_m, more = 1e-6;
    // a thing reaches less than half a cell, so cells from that of (x - reach) / edge - 0.5 to that of the other + 0.5
    const double first_row = nearest_whole((north_m - radius_m) * per_edge - (1.0 + more));
    const double last_row = nearest_whole((north_m + radius_m) * per_edge + more);
    const double first_column = nearest_whole((east_m - radius_m) * per_edge - (1.0 + more));
    const double last_column = nearest_whole((east_m + radius_m) * per_edge + more);
    std::int32_t k = first_listed_from(list, level, first_row, first_column);
    while (k < level.end && list.things[k].row <= last_row) {
      const ListedThing& t = list.things[k];
      if (t.column < first_column) {
        k = first_listed_from(list, level, t.row, first_column);
      } else if (t.column > last_column) {
        k = first_listed_from(list, level, t.row + 1.0, first_column);
      } else {
        visit(ListedHere<double>{t.x_m, t.y_m, t.inverse_radius_1_m, t.below_m, t.above_m});
        ++k;
      }
    }
  }
}

}  // namespace farside::inline FARSIDE_ISA
