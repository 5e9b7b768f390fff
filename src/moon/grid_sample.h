#pragma once
// One height grid at one point: bicubic (Catmull-Rom), so height and slope are continuous and the error falls with the
// cube of the spacing. A point takes the 4 x 4 nodes about it, so a grid ends one node inside its border.
#include "lanes/lanes.h"
#include "moon/height_grid.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr double grid_edge_nodes = 4.0;  // width of the edge over which a grid gives way to the next

template <class Real>
struct GridSample {
  Real elevation_m, slope_east, slope_north;
  Real weight, weight_east_1_m, weight_north_1_m;  // 1 inside, falling to 0 across the edge, and its gradient
  MaskOf<Real> covered;  // false outside, next to a node without data, and for NaN: ignore the rest
};

// Weights of four neighbouring nodes at 0 <= t <= 1 between the middle two, and their derivatives.
template <class Real>
struct CubicWeights {
  Real value[4], slope[4];
};
template <class Real>
FARSIDE_INLINE CubicWeights<Real> catmull_rom(const Real& t) {
  const Real half(0.5), t2 = t * t;
  CubicWeights<Real> w;
  w.value[0] = t * fma(t, fma(Real(-0.5), t, Real(1.0)), Real(-0.5));
  w.value[1] = fma(t2, fma(Real(1.5), t, Real(-2.5)), Real(1.0));
  w.value[2] = t * fma(t, fma(Real(-1.5), t, Real(2.0)), half);
  w.value[3] = half * (t2 * (t - Real(1.0)));
  w.slope[0] = fma(t, fma(Real(-1.5), t, Real(2.0)), Real(-0.5));
  w.slope[1] = t * fma(Real(4.5), t, Real(-5.0));
  w.slope[2] = fma(t, fma(Real(-4.5), t, Real(4.0)), half);
  w.slope[3] = t * fma(Real(1.5), t, Real(-1.0));
  return w;
}
template <class Real>
FARSIDE_INLINE Real four_sum(const Real* w, const Real& a, const Real& b, const Real& c, const Real& d) {
  return fma(w[3], d, fma(w[2], c, fma(w[1], b, w[0] * a)));
}

// 0 below 0, 1 above 1, 3 t^2 - 2 t^3 between: continuous with its slope.
template <class Real>
struct Step {
  Real value, slope;
};
template <class Real>
FARSIDE_INLINE Step<Real> smooth_step(const Real& x) {
  const Real t = clamp(x, Real(0.0), Real(1.0));
  return {(t * t) * fma(Real(-2.0), t, Real(3.0)), (Real(6.0) * t) * (Real(1.0) - t)};
}
// The weight of a grid along one axis: it rises from 0 to 1 over the edge at the low end and falls again over that at
// the high end. `nodes`: the position, counted in nodes from the first.
template <class Real>
FARSIDE_INLINE Step<Real> edge_weight(const Real& nodes, int count) {
  const Real per_node(1.0 / grid_edge_nodes);
  const Step<Real> low = smooth_step((nodes - Real(1.0)) * per_node);
  const Step<Real> high = smooth_step((Real(count - 2.0) - nodes) * per_node);
  return {low.value * high.value, per_node * fma(low.slope, high.value, -(low.value * high.slope))};
}

// Not inlined: the gather is a scalar loop. Indices are clamped before they are used, whatever the coordinates hold.
template <class Real>
[[gnu::noinline]] GridSample<Real> sample_grid(const HeightGrid& grid, const Real& east_m, const Real& north_m) {
  constexpr int lanes = LaneTraits<Real>::count;
  const Real zero(0.0);
  if (grid.columns < 4 || grid.rows < 4) return {zero, zero, zero, zero, zero, zero, MaskOf<Real>(false)};

  const double per_metre = 1.0 / grid.spacing_m;
  const Real u = (east_m - Real(grid.east_min_m)) * Real(per_metre);
  const Real v = (north_m - Real(grid.north_min_m)) * Real(per_metre);
  const MaskOf<Real> inside =
      (u > Real(1.0)) & (u < Real(grid.columns - 2.0)) & (v > Real(1.0)) & (v < Real(grid.rows - 2.0));

  double node[16][lanes], column[lanes], row[lanes];
  for (int i = 0; i < lanes; ++i) {
    const auto c = static_cast<std::int32_t>(clamp(lane(u, i), 1.0, grid.columns - 3.0));
    const auto r = static_cast<std::int32_t>(clamp(lane(v, i), 1.0, grid.rows - 3.0));
    const float* p = grid.height_m + static_cast<std::ptrdiff_t>(r - 1) * grid.columns + (c - 1);
    for (int j = 0; j < 4; ++j, p += grid.columns) {
      for (int k = 0; k < 4; ++k) node[4 * j + k][i] = p[k];
    }
    column[i] = c;
    row[i] = r;
  }

  const CubicWeights<Real> across = catmull_rom(u - from_array<Real>(column));
  const CubicWeights<Real> along = catmull_rom(v - from_array<Real>(row));
  Real height[4], slope[4];
  for (int j = 0; j < 4; ++j) {
    const Real a = from_array<Real>(node[4 * j]), b = from_array<Real>(node[4 * j + 1]);
    const Real c = from_array<Real>(node[4 * j + 2]), d = from_array<Real>(node[4 * j + 3]);
    height[j] = four_sum(across.value, a, b, c, d);
    slope[j] = four_sum(across.slope, a, b, c, d);
  }
  GridSample<Real> s;
  s.elevation_m = four_sum(along.value, height[0], height[1], height[2], height[3]);
  s.slope_east = Real(per_metre) * four_sum(along.value, slope[0], slope[1], slope[2], slope[3]);
  s.slope_north = Real(per_metre) * four_sum(along.slope, height[0], height[1], height[2], height[3]);
  s.covered = inside & (s.elevation_m == s.elevation_m);

  const Step<Real> edge_u = edge_weight(u, grid.columns), edge_v = edge_weight(v, grid.rows);
  s.weight = edge_u.value * edge_v.value;
  s.weight_east_1_m = Real(per_metre) * (edge_u.slope * edge_v.value);
  s.weight_north_1_m = Real(per_metre) * (edge_u.value * edge_v.slope);
  return s;
}

}  // namespace farside::inline FARSIDE_ISA
