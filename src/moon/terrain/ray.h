#pragma once
// Where a straight line meets the ground first: range of a beam, shadow of a slope.
#include "lanes/vec.h"
#include "moon/terrain/ground.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct RayToGround {
  Real range_m;  // along the direction; `longest_m` where nothing is met
  MaskOf<Real> meets;
};

// From a position in the direction of a unit vector. The march takes steps that no ground steeper than `ray_steepest`
// along the line could reach up to, so it finds the first crossing of any other; below the step of a centimetre it may
// pass over a crest. A crossing is then halved to 2^-40 of its step. Where it begins in the ground, the range is 0.
// Without rocks. Off the maps, and after `ray_steps_max` steps along the ground, nothing is met.
inline constexpr double ray_steepest = 1.2, ray_step_least_m = 0.01;
inline constexpr int ray_steps_max = 2000;

template <class Real>
RayToGround<Real> ray_to_ground(const Ground<Real>& ground, const Vec3<Real>& p_L, const Vec3<Real>& direction_L,
                                const Real& longest_m) {
  const Real zero(0.0), one(1.0);
  Real near = zero, far = zero;  // still above the ground; not yet known
  MaskOf<Real> open = longest_m > zero, meets(false);
  for (int step = 0; step < ray_steps_max && any(open); ++step) {
    const Vec3<Real> at_L = axpy(far, direction_L, p_L);
    const Place<Real> place = place_of(at_L, ground.radius_m);
    const GroundSample<Real> sample = sample_ground(ground, place.east_m, place.north_m);
    const Real above_m = place.height_m - sample.elevation_m;
    const MaskOf<Real> in = open & (above_m <= zero) & sample.covered, out = open & (above_m > zero) & sample.covered;
    meets = meets | in;
    near = select(out, far, near);
    // how fast ground of that steepness and the line can come together
    const Real along = dot(direction_L, place.direction_L);
    const Real closing = fma(Real(ray_steepest), sqrt(max(fnma(along, along, one), zero)), -along);
    const Real safe_m = select(closing > zero, above_m / max(closing, Real(1e-9)), longest_m);
    far = select(out, min(far + max(safe_m, Real(ray_step_least_m)), longest_m), far);
    open = out & (near < longest_m);
  }
  for (int i = 0; i < 40 && any(meets); ++i) {
    const Real middle = Real(0.5) * (near + far);
    const HeightAboveGround<Real> above = height_above_ground(ground, axpy(middle, direction_L, p_L));
    const MaskOf<Real> in = above.height_m <= zero;
    far = select(meets & in, middle, far);
    near = select(meets & !in, middle, near);
  }
  return {select(meets, far, longest_m), meets};
}

}  // namespace farside::inline FARSIDE_ISA
