#pragma once
// What a place under a vehicle is like (M14): the plane that fits the ground under the disc of its pads best, what
// stands above it, and the planes of its pads for eight headings. One template for the cells of a map, a place a lane,
// and for a single place of the true ground.
#include "gnc/hazard/hazard_scratch.h"
#include "gnc/hazard/landing_clearance.h"
#include "lanes/math.h"
#include "random/normal_quantile.h"
#include "vehicle/vehicle_params.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr int headings = 8, stance_pads_max = 8;

// Whole numbers of at most stance_arm_max each way: from a table, since a loop that converts them does little else.
struct WholeNumbers {
  double value[2 * stance_arm_max + 1];
  constexpr WholeNumbers() : value() {
    for (int i = 0; i <= 2 * stance_arm_max; ++i) value[i] = i - stance_arm_max;
  }
  [[gnu::always_inline]] constexpr double operator[](int i) const { return value[i + stance_arm_max]; }
};
inline constexpr WholeNumbers whole_numbers;

// Points of a square grid within a disc about one of them: row r, of -arm ... arm, has columns -half[|r|] ...
// half[|r|].
struct GridDisc {
  int arm, half[stance_arm_max + 1], count;
  int half_of(int row) const { return half[row < 0 ? -row : row]; }
};
inline GridDisc grid_disc(double radius_m, double spacing_m) {
  GridDisc disc{};
  const auto within = [&](int column, int row) {
    const double x = column * spacing_m, y = row * spacing_m;
    return fma(x, x, y * y) <= radius_m * radius_m;
  };
  while (disc.arm < stance_arm_max && within(disc.arm + 1, 0)) ++disc.arm;
  for (int r = 0; r <= disc.arm; ++r) {
    while (disc.half[r] < disc.arm && within(disc.half[r] + 1, r)) ++disc.half[r];
    disc.count += (r == 0 ? 1 : 2) * (2 * disc.half[r] + 1);
  }
  return disc;
}

// Points of a square grid under the pads' disc and under the nozzle, and those nearest to the pads.
struct Stance {
  double spacing_m;
  GridDisc disc, nozzle;
  double per_squares;  // 1 / sum of the squares of the disc's columns
  struct Pad {
    int row, column;  // from the middle: north, east
    double sine, cosine;
  };
  Pad pads[headings][stance_pads_max];
  int pad_count;
  double per_pads_radius_1_m;  // 2 / (number of pads x their radius)
};

inline double stance_radius_m(const LegParams<double>& legs) { return legs.pad_radius_m + 0.5 * legs.pad_diameter_m; }

// `spacing_m` at least a 16th of the disc's radius.
inline Stance make_stance(const LegParams<double>& legs, int pad_count, double spacing_m) {
  Stance f{};
  f.spacing_m = spacing_m;
  f.disc = grid_disc(stance_radius_m(legs), spacing_m);
  f.nozzle = grid_disc(min(legs.nozzle_radius_m + 0.5 * spacing_m, stance_radius_m(legs)), spacing_m);
  double squares = 0.0;
  for (int r = -f.disc.arm; r <= f.disc.arm; ++r) {
    const int half = f.disc.half[r < 0 ? -r : r];
    for (int c = -half; c <= half; ++c) squares += double(c) * c;
  }
  f.per_squares = squares > 0.0 ? 1.0 / squares : 0.0;
  f.pad_count = pad_count;
  f.per_pads_radius_1_m = 2.0 / (pad_count * legs.pad_radius_m);
  constexpr double turn_rad = 6.283185307179586;
  for (int h = 0; h < headings; ++h) {
    for (int k = 0; k < pad_count; ++k) {
      double sine, cosine;
      sin_cos(turn_rad * (k + h * (1.0 / headings)) / pad_count, sine, cosine);
      const double x = legs.pad_radius_m * cosine, y = legs.pad_radius_m * sine;
      const auto nearest = [spacing_m](double way_m) {
        return static_cast<int>(way_m / spacing_m + (way_m < 0.0 ? -0.5 : 0.5));
      };
      f.pads[h][k] = {nearest(y), nearest(x), sine, cosine};
    }
  }
  return f;
}

// What independent errors of all points make of level ground, in the mean: the highest of many is high, and the worst
// of eight headings leans. Taken off from what is found.
struct StanceNoise {
  double fall2, roughness_m, obstacle_m;
};
// Mean of the largest of n standard normal numbers, to 2 % (Blom 1958).
inline double largest_of(int n) { return n > 1 ? normal_quantile((n - 0.375) / (n + 0.25)) : 0.0; }
inline StanceNoise stance_noise(const Stance& s, double point_sd_m) {
  constexpr double harmonic = 2.717857142857143;  // 1 + 1/2 + ... + 1/8: the largest of eight exponential numbers
  static_assert(headings == 8);
  const double fall = s.per_pads_radius_1_m * point_sd_m;  // of one axis, times sqrt(2 / pads)
  return {harmonic * (fall * fall * s.pad_count), largest_of(s.disc.count) * point_sd_m,
          (largest_of(s.nozzle.count) + largest_of(headings) / sqrt(double(s.pad_count))) * point_sd_m};
}

// NaN where a part of the disc isn't known.
template <class Real>
struct PlaceHazard {
  Real slope_rad;    // of the disc's plane, or of the pads' for the worst heading
  Real roughness_m;  // highest point above the disc's plane
  Real obstacle_m;   // highest point under the nozzle above the pads' plane, for the worst heading
  Real index;        // the largest of these over its limit: above 1 it is a hazard
};

// Of columns -half ... half of a row: at(column).
template <class Real>
struct RowSums {
  Real height_m, moment_m;  // the latter times the column
};
template <class Real, class At>
FARSIDE_INLINE RowSums<Real> sum_row(int half, At&& at) {
  RowSums<Real> sum{Real(0.0), Real(0.0)};
  for (int c = -half; c <= half; ++c) {
    const Real height_m = at(c);
    sum.height_m = sum.height_m + height_m;
    sum.moment_m = fma(Real(whole_numbers[c]), height_m, sum.moment_m);
  }
  return sum;
}

// at(row, column): height of the ground there from the place; sums_of(row): of that row of its disc.
template <class Real, class SumsOf, class At>
FARSIDE_INLINE PlaceHazard<Real> judge_place(const Stance& f, const LandingClearance& limits, const StanceNoise& noise,
                                             SumsOf&& sums_of, At&& at) {
  const Real zero(0.0), lowest_of_all(-1e30);
  Real sum = zero, sum_east = zero, sum_north = zero;
  for (int r = -f.disc.arm; r <= f.disc.arm; ++r) {
    const RowSums<Real> row = sums_of(r);
    sum = sum + row.height_m;
    sum_east = sum_east + row.moment_m;
    sum_north = fma(Real(whole_numbers[r]), row.height_m, sum_north);
  }
  // of the plane, for a step of the grid
  const Real mean = sum / Real(double(f.disc.count));
  const Real east_of_step = Real(f.per_squares) * sum_east, north_of_step = Real(f.per_squares) * sum_north;
  const auto highest_of = [&](const GridDisc& disc) {
    Real highest = lowest_of_all;
    for (int r = -disc.arm; r <= disc.arm; ++r) {
      const int half = disc.half_of(r);
      Real of_row = lowest_of_all;
      for (int c = -half; c <= half; ++c) of_row = max(fnma(Real(whole_numbers[c]), east_of_step, at(r, c)), of_row);
      highest = max(of_row - fma(Real(whole_numbers[r]), north_of_step, mean), highest);
    }
    return highest;
  };
  const Real highest = highest_of(f.disc), under_nozzle = highest_of(f.nozzle);

  const Real east = east_of_step * Real(1.0 / f.spacing_m), north = north_of_step * Real(1.0 / f.spacing_m);
  const Real disc2 = fma(east, east, north * north);
  Real fall2 = disc2, lowest(1e30);
  for (const auto& heading : f.pads) {
    Real middle = zero, pads_east = zero, pads_north = zero;
    for (int i = 0; i < f.pad_count; ++i) {
      const Stance::Pad& pad = heading[i];
      const Real level =
          fma(Real(whole_numbers[pad.row]), north_of_step, fma(Real(whole_numbers[pad.column]), east_of_step, mean));
      const Real lift = at(pad.row, pad.column) - level;
      middle = middle + lift;
      pads_east = fma(Real(pad.cosine), lift, pads_east);
      pads_north = fma(Real(pad.sine), lift, pads_north);
    }
    const Real a = fma(Real(f.per_pads_radius_1_m), pads_east, east);
    const Real b = fma(Real(f.per_pads_radius_1_m), pads_north, north);
    fall2 = max(fma(a, a, b * b), fall2);
    lowest = min(middle, lowest);
  }
  const Real upright = Real(1.0) / sqrt(fma(east, east, fma(north, north, Real(1.0))));
  const Real beneath = under_nozzle - lowest / Real(double(f.pad_count));
  PlaceHazard<Real> place;
  place.slope_rad = atan2(sqrt(max(fall2 - Real(noise.fall2), disc2)), Real(1.0));
  place.roughness_m = max(fma(upright, highest, Real(-noise.roughness_m)), zero);
  place.obstacle_m = max(fma(upright, beneath, Real(-noise.obstacle_m)), zero);
  const Real slope = place.slope_rad * Real(1.0 / limits.slope_rad);
  const Real obstacle = place.obstacle_m * Real(1.0 / limits.nozzle_m);
  place.index = max(max(slope, obstacle), place.roughness_m * Real(1.0 / limits.hull_m));
  const MaskOf<Real> known = mean == mean;
  const Real unknown(__builtin_nan(""));
  return {select(known, place.slope_rad, unknown), select(known, place.roughness_m, unknown),
          select(known, place.obstacle_m, unknown), select(known, place.index, unknown)};
}
template <class Real, class At>
FARSIDE_INLINE PlaceHazard<Real> judge_place(const Stance& f, const LandingClearance& limits, const StanceNoise& noise,
                                             At&& at) {
  const auto sums_of = [&](int row) {
    return sum_row<Real>(f.disc.half_of(row), [&](int column) { return at(row, column); });
  };
  return judge_place<Real>(f, limits, noise, sums_of, at);
}

}  // namespace farside::inline FARSIDE_ISA
