#pragma once
// Where a straight line meets the ground first: range of a beam, shadow of a slope.
#include "lanes/vec.h"
#include "moon/terrain/along_ray.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct RayToGround {
  Real range_m;  // along the direction; `longest_m` where nothing is met
  MaskOf<Real> meets;
};

// From a position in the direction of a unit vector. The march is one that no ground steeper than `ray_steepest` along
// the line gets through unseen, so it finds the first crossing of any other; below the step of a centimetre it may pass
// over a crest. A crossing is then closed in on by secants, to 1e-9 m. Where it begins in the ground, the range is 0.
// Without rocks, and without what is smaller than `finest_m`, as the footprint of a beam averages it away. Off the
// maps, and after `ray_steps_max` steps along the ground, nothing is met.
inline constexpr double ray_steepest = 1.2, ray_step_least_m = 0.01, ray_close_m = 1e-9;
inline constexpr double ray_eagerness = 1.4;  // length of a step, in lengths that are safe without looking back
inline constexpr int ray_steps_max = 2000, ray_secants_max = 40;

template <class Real>
[[gnu::noinline]] RayToGround<Real> ray_to_ground(const Ground<Real>& ground, const Vec3<Real>& p_L,
                                                  const Vec3<Real>& direction_L, const Real& longest_m,
                                                  const Real& finest_m = Real(0.0)) {
  const Real zero(0.0), one(1.0), exactly(0.0);
  GroundAlongRay<Real> along_ray(ground, direction_L, finest_m);
  const auto place_at = [&](const Real& s) { return place_of(axpy(s, direction_L, p_L), ground.radius_m); };
  // Ways along the line: `near` is above the ground, and so is all up to `clear_to`; `far` is looked at next.
  Real near = zero, clear_to = zero, far = zero;
  Real near_m = zero, far_m = zero;  // heights over the ground there; of `far`, once it is in the ground
  Real expected_m = Real(1e9);
  MaskOf<Real> open = longest_m > zero, meets(false), careful(false);
  for (int step = 0; step < ray_steps_max && any(open); ++step) {
    const Place<Real> place = place_at(far);
    const auto look = along_ray.look(place, expected_m);
    // how fast ground of that steepness and the line can come together, ahead and looking back
    const Real along = dot(direction_L, place.direction_L);
    const Real rising = Real(ray_steepest) * sqrt(max(fnma(along, along, one), zero));
    const Real closing = rising - along, closing_back = rising + along;
    // a line that falls more steeply than any ground rises meets it once only: whatever is before is clear
    const MaskOf<Real> once = closing_back <= zero;

    const Real clear_m = look.above_m - look.slack_m;
    const MaskOf<Real> whole = look.slack_m == zero, known = open & look.covered, up = clear_m > zero;
    const MaskOf<Real> sure = once | !(far > clear_to) | (up & (clear_m >= closing_back * (far - clear_to)));
    const MaskOf<Real> good = known & up & sure, in = known & whole & !up & sure;
    const MaskOf<Real> closer = known & !up & !whole & sure;  // a closer look at the same place
    const MaskOf<Real> back = open & (far > clear_to) & !(good | in | closer);
    meets = meets | in;
    far_m = select(in, look.above_m, far_m);
    near = select(good, far, near);
    near_m = select(good, look.above_m, near_m);

    const Real safe_m = max(select(closing > zero, clear_m / max(closing, Real(1e-9)), longest_m),
                            select(whole, Real(ray_step_least_m), zero));
    clear_to = select(good, min(far + safe_m, longest_m), clear_to);
    const Real eager_m = select(once, max(clear_m / max(-along, Real(1e-9)), safe_m), Real(ray_eagerness) * safe_m);
    const Real on_m = select(careful | back, clear_to, min(far + eager_m, longest_m));
    careful = back | (careful & !good);
    open = (good & (near < longest_m)) | closer | back;
    const Real next = select(open & !closer, on_m, far);
    expected_m = select(back, fma(along, next - near, near_m), fma(along, next - far, look.above_m));
    far = next;
  }
  MaskOf<Real> closing_in = meets & (near < far);
  if (!any(closing_in)) return {select(meets, far, longest_m), meets};
  near_m = along_ray.look(place_at(near), exactly).above_m;
  far = select(closing_in & (near_m <= zero), near, far);
  closing_in = closing_in & (near_m > zero);
  MaskOf<Real> was_near(false), was_far(false);
  for (int i = 0; i < ray_secants_max && any(closing_in); ++i) {
    // Illinois: an end that stays twice counts half
    const Real s = fma(far - near, near_m / (near_m - far_m), near);
    const Real above_m = along_ray.look(place_at(s), exactly).above_m;
    const MaskOf<Real> there = abs(above_m) <= Real(ray_close_m), in = above_m <= zero;
    const MaskOf<Real> to_far = closing_in & (in | there), to_near = closing_in & !(in | there);
    near_m = select(to_near, above_m, select(to_far & was_far, Real(0.5) * near_m, near_m));
    far_m = select(to_far, above_m, select(to_near & was_near, Real(0.5) * far_m, far_m));
    far = select(to_far, s, far);
    near = select(to_near, s, near);
    was_far = to_far;
    was_near = to_near;
    closing_in = closing_in & !there & (far - near > Real(ray_close_m));
  }
  return {select(meets, far, longest_m), meets};
}

}  // namespace farside::inline FARSIDE_ISA
