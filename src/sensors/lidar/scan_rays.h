#pragma once
// The ground under a scan as a raster, and where rays from the sensor meet it.
#include "moon/nadir.h"
#include "moon/terrain/cells.h"
#include "sensors/lidar/scan.h"

namespace farside::inline FARSIDE_ISA {

// The ground without rocks: heights above the sphere through the target, as those of tiles.
struct HeightField {
  double west_m, north_m, pixel_m;  // middle of pixel (0, 0), row 0 the northernmost
  int columns, rows;
  const double* ground_m;  // [row * columns + column]; NaN where nothing is known
};

// Of a number of at least 0; a whole one may give the one before.
template <class Real>
FARSIDE_INLINE Real whole_below(const Real& x) {
  return nearest_whole(x - Real(0.5));
}

// NaN beside the field.
template <class Real>
FARSIDE_INLINE Real ground_of(const HeightField& f, const Real& east_m, const Real& north_m) {
  constexpr int lanes = LaneTraits<Real>::count;
  const double per_pixel = 1.0 / f.pixel_m;
  const Real x = per_pixel * (east_m - Real(f.west_m)), y = per_pixel * (Real(f.north_m) - north_m);
  const MaskOf<Real> inside = (x >= Real(0.0)) & (y >= Real(0.0)) & (x < Real(f.columns - 1)) & (y < Real(f.rows - 1));
  const Real column = whole_below(x), row = whole_below(y), p = x - column, q = y - row;
  const WordsOf<Real> pixel = word_of_whole(select(inside, fma(row, Real(f.columns), column), Real(0.0)));
  const double* north[lanes];
  const double* south[lanes];
  for (int i = 0; i < lanes; ++i) north[i] = f.ground_m + lane(pixel, i), south[i] = north[i] + f.columns;
  Real na, nb, sc, sd;
  load_pairs(north, na, nb);
  load_pairs(south, sc, sd);
  const Real upper = fma(p, nb - na, na), lower = fma(p, sd - sc, sc);
  return select(inside, fma(q, lower - upper, upper), Real(__builtin_nan("")));
}

// What rays meet: the field, the highest and the lowest ground of each of its blocks and the blocks around it, and
// where the sensor is.
struct SeenGround {
  HeightField field;
  const double* bounds_m;  // two of each block
  Nadir from;
  double below_m;  // height of the ground straight below
};

// Along a ray, whose unit vector changes a place by east, north and up; NaN where it meets nothing that is known. The
// march begins as high as anything within a block (2.5 m at a height of 100 m) of where level ground would be met, so
// that nothing is passed over but cliffs that reach into the ray from farther away; a step is a pixel.
template <class Real>
[[gnu::noinline]] Real range_to_ground(const SeenGround& seen, const Real& east, const Real& north, const Real& up) {
  constexpr int lanes = LaneTraits<Real>::count;
  const HeightField& field = seen.field;
  const Real zero(0.0), east0(seen.from.east_m), north0(seen.from.north_m), height0(seen.from.height_m);
  const MaskOf<Real> down = up < Real(-0.1);
  const Real per_up = Real(1.0) / select(down, up, Real(-1.0));
  const auto ground_at = [&](const Real& s) { return ground_of(field, fma(s, east, east0), fma(s, north, north0)); };
  Real height_m(seen.below_m);
  const Real there_m = ground_at((height_m - height0) * per_up);
  height_m = select(there_m == there_m, there_m, height_m);
  const Real guess = (height_m - height0) * per_up;
  const int blocks_x = (field.columns + field_block - 1) / field_block;
  const double per_pixel = 1.0 / field.pixel_m;
  const Real x = clamp(per_pixel * (fma(guess, east, east0) - Real(field.west_m)), zero, Real(field.columns - 1));
  const Real y = clamp(per_pixel * (Real(field.north_m) - fma(guess, north, north0)), zero, Real(field.rows - 1));
  const Real per_block(1.0 / field_block);
  const WordsOf<Real> block =
      word_of_whole(fma(whole_below(y * per_block), Real(blocks_x), whole_below(x * per_block)));
  const double* bounds[lanes];
  for (int i = 0; i < lanes; ++i) bounds[i] = seen.bounds_m + 2 * lane(block, i);
  Real highest_m, lowest_m;
  load_pairs(bounds, highest_m, lowest_m);
  Real above = max((highest_m - height0) * per_up, zero);
  const Real last = (lowest_m - height0) * per_up + Real(1e-3);
  MaskOf<Real> seeks = down & (last > above);
  Real below = last, gap_above = fma(above, up, height0) - ground_at(above), gap_below = zero;
  seeks = seeks & (gap_above >= zero);
  MaskOf<Real> met(false);
  const Real aside = sqrt(fma(north, north, east * east));
  const Real step = max(Real(field.pixel_m) / max(aside, Real(1e-3)), (last - above) * Real(1.0 / 256.0));
  for (int k = 0; k < 257 && any(seeks); ++k) {
    const Real next = min(above + step, last);
    const Real gap = fma(next, up, height0) - ground_at(next);
    const MaskOf<Real> hit = seeks & (gap < zero), on = seeks & (gap >= zero) & (next < last);
    below = select(hit, next, below);
    gap_below = select(hit, gap, gap_below);
    met = met | hit;
    above = select(on, next, above);
    gap_above = select(on, gap, gap_above);
    seeks = on;
  }
  {
    const Real width = gap_above - gap_below;
    const Real part = gap_above / select(width > zero, width, Real(1.0));
    const Real middle = fma(part, below - above, above), gap = fma(middle, up, height0) - ground_at(middle);
    const MaskOf<Real> over = gap >= zero;
    above = select(over, middle, above);
    gap_above = select(over, gap, gap_above);
    below = select(over, below, middle);
    gap_below = select(over, gap_below, gap);
  }
  const Real width = gap_above - gap_below;
  const Real range = fma(gap_above / select(width > zero, width, Real(1.0)), below - above, above);
  return select(met, range, Real(__builtin_nan("")));
}

}  // namespace farside::inline FARSIDE_ISA
