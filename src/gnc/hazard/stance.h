#pragma once
// What a place under a vehicle is like (M14): the plane that fits the ground under the disc of its pads best, what
// stands above it, and the planes of its pads for eight headings. One template for the cells of a map, a place a lane,
// and for a single place of the true ground.
#include "gnc/hazard/landing_clearance.h"
#include "lanes/math.h"
#include "random/normal_quantile.h"
#include "vehicle/vehicle_params.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr int stance_points_max = 1024, headings = 8, stance_pads_max = 8;

// Points of a square grid under the pads' disc, and those nearest to the pads.
struct Stance {
  struct Point {
    int row, column;  // from the middle: north, east
    double east_m, north_m;
  };
  Point points[stance_points_max];  // under the nozzle first
  int count, nozzle_count;
  double per_square_m2;  // 1 / sum of the squares of east_m
  struct Pad {
    Point at;
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
  const double disc_m = stance_radius_m(legs), nozzle_m = min(legs.nozzle_radius_m + 0.5 * spacing_m, disc_m);
  const int arm = static_cast<int>(disc_m / spacing_m);
  double squares_m2 = 0.0;
  for (int ring = 0; ring < 2; ++ring) {
    for (int r = -arm; r <= arm; ++r) {
      for (int c = -arm; c <= arm; ++c) {
        const double x = c * spacing_m, y = r * spacing_m, d2 = fma(x, x, y * y);
        const bool under = d2 <= nozzle_m * nozzle_m;
        if (d2 > disc_m * disc_m || under != (ring == 0) || f.count == stance_points_max) continue;
        f.points[f.count++] = {r, c, x, y};
        squares_m2 = fma(x, x, squares_m2);
      }
    }
    if (ring == 0) f.nozzle_count = f.count;
  }
  f.per_square_m2 = squares_m2 > 0.0 ? 1.0 / squares_m2 : 0.0;
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
      f.pads[h][k] = {{nearest(y), nearest(x), nearest(x) * spacing_m, nearest(y) * spacing_m}, sine, cosine};
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
  return {harmonic * (fall * fall * s.pad_count), largest_of(s.count) * point_sd_m,
          (largest_of(s.nozzle_count) + largest_of(headings) / sqrt(double(s.pad_count))) * point_sd_m};
}

// NaN where a part of the disc isn't known.
template <class Real>
struct PlaceHazard {
  Real slope_rad;    // of the disc's plane, or of the pads' for the worst heading
  Real roughness_m;  // highest point above the disc's plane
  Real obstacle_m;   // highest point under the nozzle above the pads' plane, for the worst heading
  Real index;        // the largest of these over its limit: above 1 it is a hazard
};

// at(point): height of the ground there.
template <class Real, class At>
FARSIDE_INLINE PlaceHazard<Real> judge_place(const Stance& f, const LandingClearance& limits, const StanceNoise& noise,
                                             At&& at) {
  const Real zero(0.0);
  Real sum = zero, sum_east = zero, sum_north = zero;
  for (int i = 0; i < f.count; ++i) {
    const Stance::Point& p = f.points[i];
    const Real height_m = at(p);
    sum = sum + height_m;
    sum_east = fma(Real(p.east_m), height_m, sum_east);
    sum_north = fma(Real(p.north_m), height_m, sum_north);
  }
  const Real mean = sum / Real(double(f.count));
  const Real east = Real(f.per_square_m2) * sum_east, north = Real(f.per_square_m2) * sum_north;
  const auto above = [&](const Stance::Point& p) {
    return at(p) - fma(Real(p.north_m), north, fma(Real(p.east_m), east, mean));
  };
  Real nozzle(-1e30), one(-1e30), other(-1e30);
  for (int i = 0; i < f.nozzle_count; ++i) nozzle = max(above(f.points[i]), nozzle);
  int i = f.nozzle_count;
  for (; i + 1 < f.count; i += 2) one = max(above(f.points[i]), one), other = max(above(f.points[i + 1]), other);
  if (i < f.count) one = max(above(f.points[i]), one);
  const Real highest = max(max(one, other), nozzle);

  const Real disc2 = fma(east, east, north * north);
  Real fall2 = disc2, lowest(1e30);
  for (int h = 0; h < headings; ++h) {
    Real middle = zero, pads_east = zero, pads_north = zero;
    for (int k = 0; k < f.pad_count; ++k) {
      const Stance::Pad& pad = f.pads[h][k];
      const Real lift = above(pad.at);
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
  PlaceHazard<Real> place;
  place.slope_rad = atan2(sqrt(max(fall2 - Real(noise.fall2), disc2)), Real(1.0));
  place.roughness_m = max(fma(upright, highest, Real(-noise.roughness_m)), zero);
  place.obstacle_m = max(fma(upright, nozzle - lowest / Real(double(f.pad_count)), Real(-noise.obstacle_m)), zero);
  const Real slope = place.slope_rad * Real(1.0 / limits.slope_rad);
  const Real under_nozzle = place.obstacle_m * Real(1.0 / limits.nozzle_m);
  place.index = max(max(slope, under_nozzle), place.roughness_m * Real(1.0 / limits.hull_m));
  const MaskOf<Real> known = mean == mean;
  const Real unknown(__builtin_nan(""));
  place = {select(known, place.slope_rad, unknown), select(known, place.roughness_m, unknown),
           select(known, place.obstacle_m, unknown), select(known, place.index, unknown)};
  return place;
}

}  // namespace farside::inline FARSIDE_ISA
