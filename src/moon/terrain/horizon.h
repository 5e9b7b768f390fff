#pragma once
// How high the horizon stands, seen from places of a case's ground, by azimuth: the Moon's curvature is in it, rocks
// are not.
#include "lanes/math_atan.h"
#include "moon/terrain/along_ray.h"
#include "moon/terrain/ground_tile.h"
#include "moon/terrain/horizon_view.h"
#include "moon/terrain/ray.h"

namespace farside::inline FARSIDE_ISA {

// An eye over a place, and a great circle from there: unit vectors up and ahead, in the site frame.
template <class Real>
struct LineOfSight {
  Real east_m, north_m, height_m;  // the eye: of its place, above the sphere through the target
  Vec3<Real> up_L, ahead_L;
};
template <class Real>
FARSIDE_INLINE LineOfSight<Real> line_of_sight(const Real& radius_m, const Real& east_m, const Real& north_m,
                                               const Real& height_m, double azimuth_rad) {
  const Real one(1.0), x = east_m / radius_m, y = north_m / radius_m;
  const Real z = sqrt(max(one - fma(y, y, x * x), Real(0.0)));
  double towards_east, towards_north;
  sin_cos(azimuth_rad, towards_east, towards_north);
  // north: the frame's y, laid into the local horizon; east: to its right
  const Real per_north = one / sqrt(one - y * y);
  const Vec3<Real> up{x, y, z}, north{-(per_north * (x * y)), per_north * (one - y * y), -(per_north * (z * y))};
  const Vec3<Real> east = cross(north, up);
  return {east_m, north_m, height_m, up, axpy(Real(towards_east), east, Real(towards_north) * north)};
}

// Steps along the ground: as far as none steeper than `ray_steepest` could reach up to the line of sight, and no less
// than a 128th of the way so far, where a crest may lie between two looks. What is too small to change the angle by
// 2^-13 rad is left out.
inline constexpr double horizon_first_m = 0.1, horizon_step_share = 1.0 / 128.0, horizon_spared_rad = 0x1p-12;
inline constexpr int horizon_steps_max = 5000;  // to the largest reach at the least step: 2,100

// Tangent of the elevation of the highest ground within an arc of `reach_m`, from the local horizontal. What no map
// covers, and all behind it, isn't seen; NaN where the eye is nowhere.
template <class Real>
[[gnu::noinline]] Real horizon_tangent(const Ground<Real>& ground, const LineOfSight<Real>& sight,
                                       const Real& reach_m) {
  const Real zero(0.0), one(1.0), two(2.0), radius = ground.radius_m, eye_m = sight.height_m, eye_r = radius + eye_m;
  const Real per_radius = one / radius;
  GroundAlongRay<Real> along(ground, {sight.ahead_L.x, sight.ahead_L.y, zero}, zero);
  Real highest(-1e6), arc_m(horizon_first_m), expected_m = zero;
  MaskOf<Real> open = eye_m == eye_m;
  for (int step = 0; step < horizon_steps_max && any(open); ++step) {
    const Real angle = arc_m * per_radius;
    Real sine, cosine, half_sine, half_cosine;
    sin_cos(angle, sine, cosine);
    sin_cos(Real(0.5) * angle, half_sine, half_cosine);
    const Real sink = two * (half_sine * half_sine);  // 1 - cos
    const Vec3<Real> d = axpy(sine, sight.ahead_L, cosine * sight.up_L);
    // the line of sight there: radius eye_r / (cos - tan sin)
    const Real beside = fnma(highest, sine, cosine);
    const Real line_m = fma(eye_r / max(beside, Real(1e-9)), fma(highest, sine, sink), eye_m);
    const Place<Real> place{select(d.z > zero, radius * d.x, radius + radius), radius * d.y, line_m, d};
    const auto look = along.look(place, max(expected_m, Real(horizon_spared_rad) * arc_m));

    const MaskOf<Real> known = open & look.covered & (beside > zero);
    const MaskOf<Real> whole = look.slack_m <= Real(0.5 * horizon_spared_rad) * arc_m;
    const Real clear_m = look.above_m - look.slack_m;
    const MaskOf<Real> over = clear_m > zero, higher = known & whole & (look.above_m < zero);
    const MaskOf<Real> closer = known & !whole & !over;  // a closer look at the same place
    const Real ground_m = line_m - look.above_m;
    const Real seen = fnma(radius + ground_m, sink, ground_m - eye_m) / ((radius + ground_m) * sine);
    highest = select(higher, seen, highest);

    // how fast ground and the line can come together
    const Real rise = fma(highest, cosine, sine) / max(fnma(highest, sine, cosine), Real(1e-9));
    const Real closing = Real(ray_steepest) - rise;
    const Real safe_m = select(over, clear_m / max(closing, Real(1e-9)), zero);
    const Real on_m = max(safe_m, max(Real(horizon_step_share) * arc_m, Real(0.2 * horizon_first_m)));
    open = known & (closer | ((closing > zero) & (arc_m + on_m <= reach_m)));
    expected_m = select(closer, look.above_m, fma(rise, on_m, max(look.above_m, zero)));
    arc_m = select(closer, arc_m, arc_m + on_m);
  }
  return select(eye_m == eye_m, highest, Real(__builtin_nan("")));
}

// angle_rad[r * tile.stride + c], NaN where tile.height_m, which is filled already, is unknown.
template <class Real>
void horizon_tile(const Ground<double>& ground, const HorizonView& view, const GroundTile& tile, double* angle_rad) {
  constexpr int lanes = LaneTraits<Real>::count;
  Ground<Real> in_lanes{};
  for (int i = 0; i < lanes; ++i) put_ground(in_lanes, i, ground);
  for (std::int32_t r = 0; r < tile.rows; ++r) {
    for (std::int32_t c = 0; c < tile.columns; c += lanes) {
      double east_m[lanes], height_m[lanes], found[lanes];
      for (int i = 0; i < lanes; ++i) {
        const std::int32_t column = c + i < tile.columns ? c + i : tile.columns - 1;
        east_m[i] = tile.east_of_m(column);
        height_m[i] = tile.height_m[r * tile.stride + column];
      }
      const LineOfSight<Real> sight =
          line_of_sight(in_lanes.radius_m, from_array<Real>(east_m), Real(tile.north_of_m(r)),
                        from_array<Real>(height_m) + Real(view.eye_m), view.azimuth_rad);
      to_array(found, atan2(horizon_tangent(in_lanes, sight, Real(view.reach_m)), Real(1.0)));
      for (int i = 0; i < lanes && c + i < tile.columns; ++i) angle_rad[r * tile.stride + c + i] = found[i];
    }
  }
}

}  // namespace farside::inline FARSIDE_ISA
