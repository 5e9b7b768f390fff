#pragma once
// Which places of a case's ground see the sun: a line from each to the sun's middle meets no ground. Rocks throw no
// shadow.
#include "moon/terrain/ground_tile.h"
#include "moon/terrain/ray.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr double sun_ray_m = 3e5;  // the lowest sun over the highest mountain is above all ground by then

// Site-frame position at a height above the sphere through the target.
template <class Real>
FARSIDE_INLINE Vec3<Real> position_over(const Real& radius_m, const Real& east_m, const Real& north_m,
                                        const Real& height_m) {
  const Real one(1.0), per_radius = one / radius_m, x = east_m * per_radius, y = north_m * per_radius;
  const Real across2 = fma(y, y, x * x), z = sqrt(max(one - across2, Real(0.0)));
  const Real sagitta = (radius_m * across2) / (one + z);
  return {fma(height_m, x, east_m), fma(height_m, y, north_m), fma(height_m, z, -sagitta)};
}

// sunlit[r * tile.stride + c]: 1 where the sun is seen, 0 where ground hides it, NaN where tile.height_m, which is
// filled already, is unknown. `sun_L`: unit vector to the sun in the site frame.
template <class Real>
void sunlit_tile(const Ground<double>& ground, const Vec3<double>& sun_L, const GroundTile& tile, double* sunlit) {
  constexpr int lanes = LaneTraits<Real>::count;
  constexpr double lift_m = 1e-3;  // so that a line doesn't begin in its own ground
  Ground<Real> in_lanes{};
  for (int i = 0; i < lanes; ++i) put_ground(in_lanes, i, ground);
  const Vec3<Real> sun{Real(sun_L.x), Real(sun_L.y), Real(sun_L.z)};
  for (std::int32_t r = 0; r < tile.rows; ++r) {
    for (std::int32_t c = 0; c < tile.columns; c += lanes) {
      double east_m[lanes], height_m[lanes], seen[lanes];
      for (int i = 0; i < lanes; ++i) {
        const std::int32_t column = c + i < tile.columns ? c + i : tile.columns - 1;
        east_m[i] = tile.east_of_m(column);
        height_m[i] = tile.height_m[r * tile.stride + column];
      }
      const Real height = from_array<Real>(height_m);
      const Vec3<Real> p_L =
          position_over(in_lanes.radius_m, from_array<Real>(east_m), Real(tile.north_of_m(r)), height + Real(lift_m));
      const RayToGround<Real> ray = ray_to_ground(in_lanes, p_L, sun, Real(sun_ray_m));
      const Real light = select(ray.meets, Real(0.0), Real(1.0));
      to_array(seen, select(height == height, light, Real(__builtin_nan(""))));
      for (int i = 0; i < lanes && c + i < tile.columns; ++i) sunlit[r * tile.stride + c + i] = seen[i];
    }
  }
}

}  // namespace farside::inline FARSIDE_ISA
