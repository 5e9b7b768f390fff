#pragma once
// What a place under a vehicle is like (M14): the plane that fits the ground under the disc of its pads best, what
// stands above it, and the planes of its pads for eight headings. One template for the cells of a map, a place a lane,
// and for a single place of the true ground.
#include "gnc/hazard/landing_clearance.h"
#include "lanes/math.h"
#include "random/normal_quantile.h"
#include "vehicle/vehicle_params.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr int stance_arm_max = 16, headings = 8, stance_pads_max = 8;

// Points of a square grid within a disc about one of them: row r, of -arm ... arm, has columns -half[|r|] ...
// half[|r|].
struct GridDisc {
  int arm, half[stance_arm_max + 1], count;
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

// Places beside each other, at most `most` of them: at(k, row, column) is the height of the ground there about place k,
// put(k, place) takes what is found. All are judged row by row, so that no sum waits for another.
template <class Real, int most, class At, class Put>
FARSIDE_INLINE void judge_places(const Stance& f, const LandingClearance& limits, const StanceNoise& noise, int count,
                                 At&& at, Put&& put) {
  const Real zero(0.0), lowest_of_all(-1e30);
  const auto half_of = [](const GridDisc& disc, int row) { return disc.half[row < 0 ? -row : row]; };
  Real sum[most], sum_east[most], sum_north[most];
  for (int k = 0; k < count; ++k) sum[k] = sum_east[k] = sum_north[k] = zero;
  for (int r = -f.disc.arm; r <= f.disc.arm; ++r) {
    const int half = half_of(f.disc, r);
    for (int k = 0; k < count; ++k) {
      Real of_row = zero, east_of_row = zero;
      for (int c = -half; c <= half; ++c) {
        const Real height_m = at(k, r, c);
        of_row = of_row + height_m;
        east_of_row = fma(Real(double(c)), height_m, east_of_row);
      }
      sum[k] = sum[k] + of_row;
      sum_east[k] = sum_east[k] + east_of_row;
      sum_north[k] = fma(Real(double(r)), of_row, sum_north[k]);
    }
  }
  Real mean[most], east_of_step[most], north_of_step[most];  // of the plane, for a step of the grid
  for (int k = 0; k < count; ++k) {
    mean[k] = sum[k] / Real(double(f.disc.count));
    east_of_step[k] = Real(f.per_squares) * sum_east[k];
    north_of_step[k] = Real(f.per_squares) * sum_north[k];
  }
  Real highest[most], under_nozzle[most];
  const auto find_highest = [&](const GridDisc& disc, Real(&above)[most]) {
    for (int k = 0; k < count; ++k) above[k] = lowest_of_all;
    for (int r = -disc.arm; r <= disc.arm; ++r) {
      const int half = half_of(disc, r);
      for (int k = 0; k < count; ++k) {
        Real of_row = lowest_of_all;
        for (int c = -half; c <= half; ++c) of_row = max(fnma(Real(double(c)), east_of_step[k], at(k, r, c)), of_row);
        above[k] = max(of_row - fma(Real(double(r)), north_of_step[k], mean[k]), above[k]);
      }
    }
  };
  find_highest(f.disc, highest);
  find_highest(f.nozzle, under_nozzle);

  for (int k = 0; k < count; ++k) {
    const Real east = east_of_step[k] * Real(1.0 / f.spacing_m), north = north_of_step[k] * Real(1.0 / f.spacing_m);
    const Real disc2 = fma(east, east, north * north);
    Real fall2 = disc2, lowest(1e30);
    for (int h = 0; h < headings; ++h) {
      Real middle = zero, pads_east = zero, pads_north = zero;
      for (int i = 0; i < f.pad_count; ++i) {
        const Stance::Pad& pad = f.pads[h][i];
        const Real level =
            fma(Real(double(pad.row)), north_of_step[k], fma(Real(double(pad.column)), east_of_step[k], mean[k]));
        const Real lift = at(k, pad.row, pad.column) - level;
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
    const Real beneath = under_nozzle[k] - lowest / Real(double(f.pad_count));
    PlaceHazard<Real> place;
    place.slope_rad = atan2(sqrt(max(fall2 - Real(noise.fall2), disc2)), Real(1.0));
    place.roughness_m = max(fma(upright, highest[k], Real(-noise.roughness_m)), zero);
    place.obstacle_m = max(fma(upright, beneath, Real(-noise.obstacle_m)), zero);
    const Real slope = place.slope_rad * Real(1.0 / limits.slope_rad);
    const Real obstacle = place.obstacle_m * Real(1.0 / limits.nozzle_m);
    place.index = max(max(slope, obstacle), place.roughness_m * Real(1.0 / limits.hull_m));
    const MaskOf<Real> known = mean[k] == mean[k];
    const Real unknown(__builtin_nan(""));
    put(k, PlaceHazard<Real>{select(known, place.slope_rad, unknown), select(known, place.roughness_m, unknown),
                             select(known, place.obstacle_m, unknown), select(known, place.index, unknown)});
  }
}

// A single one: at(row, column).
template <class Real, class At>
FARSIDE_INLINE PlaceHazard<Real> judge_place(const Stance& f, const LandingClearance& limits, const StanceNoise& noise,
                                             At&& at) {
  PlaceHazard<Real> found;
  judge_places<Real, 1>(
      f, limits, noise, 1, [&](int, int row, int column) { return at(row, column); },
      [&](int, const PlaceHazard<Real>& place) { found = place; });
  return found;
}

}  // namespace farside::inline FARSIDE_ISA
