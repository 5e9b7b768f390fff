#pragma once
// The ground under the vehicles of a touchdown, as planes: one where it is flat under a vehicle, else one under each
// pad, under the hull and under the nozzle, looked up again once a round. Under a pad it is the tangent plane, under
// hull and nozzle that of a disc, which no rock under the disc stands above. And the rock nearest to each pad.
#include "flight/touchdown/rock_contact.h"
#include "lanes/lane_struct.h"
#include "moon/terrain/ground.h"
#include "moon/terrain/nearby.h"
#include "record/landing_record.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct GroundPatch {
  Vec3<Real> normal_L;
  Real offset_m;
};

inline constexpr int flat_ground = 1, uneven_ground = legs_max + 2;  // patches

// What of a vehicle meets the ground. Without legs pads are points that no rock is asked for, and there is no nozzle.
template <class Real>
struct VehicleOverGround {
  bool on_legs;
  int legs;
  Vec3<Real> pad_L[legs_max], hull_L, nozzle_L;  // hull, nozzle: middles of their lowest rings
  Real pad_radius_m, hull_radius_m, nozzle_radius_m;
};

template <class Real, int patches>
class GroundUnder {
 public:
  using Mask = MaskOf<Real>;

  // `p_L`: the CG at the start, under which flat ground is looked up once.
  void start(int i, const Ground<double>& ground, const Vec3<double>& p_L) {
    put_ground(ground_, i, ground);
    if constexpr (patches == flat_ground) {
      const GroundPlane<double> plane = ground_plane(ground, p_L);
      put_lane(patch_[0].normal_L, i, plane.normal_L);
      set_lane(patch_[0].offset_m, i, plane.offset_m);
    } else {
      set_lane(gathered_.radius_m, i, -1.0);
      for (PointAbout<Real>& point : about_) point.forget(i);
    }
  }

  // Lanes that stand on ground of no map.
  Mask look_up([[maybe_unused]] const VehicleOverGround<Real>& v) {
    if constexpr (patches == uneven_ground) {
      if (has_relief(ground_.view.relief)) gather(v);
      Mask covered = Mask(true);
      any_rock_ = false;
      for (int i = 0; i < v.legs; ++i) covered = covered & look_up_pad(i, v);
      covered = covered & look_up_disc(legs_max, v.hull_L, v.hull_radius_m);
      if (v.on_legs) covered = covered & look_up_disc(legs_max + 1, v.nozzle_L, v.nozzle_radius_m);
      return !covered;
    }
    return Mask(false);
  }

  const GroundPatch<Real>& pad(int i) const { return patch_[patches == uneven_ground ? i : 0]; }
  const GroundPatch<Real>& hull() const { return patch_[patches == uneven_ground ? legs_max : 0]; }
  const GroundPatch<Real>& nozzle() const { return patch_[patches - 1]; }
  // Does any pad have a rock near? And that of pad i, as the plane that touches it where the pad is nearest.
  bool any_rock() const { return patches == uneven_ground && any_rock_; }
  const RockPatch<Real>& rock(int i) const { return rock_[i]; }

 private:
  static constexpr int points = legs_max + 2 * disc_points;

  void gather(const VehicleOverGround<Real>& v);
  Mask look_up_pad(int i, const VehicleOverGround<Real>& v);
  Mask look_up_disc(int patch, const Vec3<Real>& p_L, const Real& radius_m);
  GroundSample<Real> at(int point, const Real& east_m, const Real& north_m) {
    const GroundSample<Real> model = sample_model(ground_, east_m, north_m);
    if (!has_relief(ground_.view.relief)) return model;
    return on_top(model, near_.relief(ground_.view.relief, ground_.relief, about_[point], east_m, north_m));
  }

  Ground<Real> ground_;
  GroundPatch<Real> patch_[patches];
  RockPatch<Real> rock_[legs_max];
  bool any_rock_ = false;
  Nearby<Real> near_;
  PointAbout<Real> about_[points];
  struct {
    Real east_m{0.0}, north_m{0.0}, radius_m{-1.0};
  } gathered_;  // the disc of which near_ knows what reaches it; a radius below 0: nothing yet
};

// What reaches the vehicle's parts, and a little more so that it holds for a while. Lanes that have moved out of it.
template <class Real, int patches>
void GroundUnder<Real, patches>::gather(const VehicleOverGround<Real>& v) {
  constexpr double more_m = 0.6, farthest_place_m = 1e7;
  const Place<Real> middle = place_of(v.hull_L, ground_.radius_m);
  const auto farthest = [&](const Real& east_m, const Real& north_m) {
    Real reach = Real(0.0);
    const auto add = [&](const Vec3<Real>& p_L, const Real& radius_m) {
      const Place<Real> place = place_of(p_L, ground_.radius_m);
      const Real x = place.east_m - east_m, y = place.north_m - north_m;
      reach = max(sqrt(fma(y, y, x * x)) + radius_m, reach);
    };
    for (int i = 0; i < v.legs; ++i) add(v.pad_L[i], v.pad_radius_m);
    add(v.hull_L, v.hull_radius_m);
    if (v.on_legs) add(v.nozzle_L, v.nozzle_radius_m);
    return reach;
  };
  const Mask outside = !(farthest(gathered_.east_m, gathered_.north_m) <= gathered_.radius_m);
  if (!any(outside)) return;
  const Real reach = farthest(middle.east_m, middle.north_m) + Real(more_m);
  for (int i = 0; i < LaneTraits<Real>::count; ++i) {
    const double east_m = lane(middle.east_m, i), north_m = lane(middle.north_m, i), radius_m = lane(reach, i);
    // a lane without a case, or one that has blown up, is nowhere
    const bool somewhere = abs(east_m) < farthest_place_m && abs(north_m) < farthest_place_m && radius_m < 100.0;
    if (!lane(outside, i) || !somewhere) continue;
    near_.gather(i, take_ground(ground_, i), east_m, north_m, radius_m);
    set_lane(gathered_.east_m, i, east_m);
    set_lane(gathered_.north_m, i, north_m);
    set_lane(gathered_.radius_m, i, radius_m);
  }
}

template <class Real, int patches>
MaskOf<Real> GroundUnder<Real, patches>::look_up_pad(int i, const VehicleOverGround<Real>& v) {
  const Vec3<Real>& p_L = v.pad_L[i];
  const Place<Real> place = place_of(p_L, ground_.radius_m);
  const GroundSample<Real> sample = at(i, place.east_m, place.north_m);
  const GroundPlane<Real> plane = plane_through(ground_, place, sample, p_L);
  patch_[i] = {plane.normal_L, plane.offset_m};
  if (!v.on_legs) return plane.covered;
  rock_[i] = no_rock<Real>();
  for (int k = 0; k < near_.rocks(); ++k) {
    const RockPatch<Real> rock = rock_at_pad(near_.rock(k), near_.rock_base_m(k), place, p_L, v.pad_radius_m);
    rock_[i] = deeper_of(rock, rock_[i], p_L);
  }
  any_rock_ = any_rock_ || any(rock_[i].near);
  return plane.covered;
}

template <class Real, int patches>
MaskOf<Real> GroundUnder<Real, patches>::look_up_disc(int patch, const Vec3<Real>& p_L, const Real& radius_m) {
  const int first = legs_max + disc_points * (patch - legs_max);
  const Place<Real> place = place_of(p_L, ground_.radius_m);
  GroundPlane<Real> plane =
      plane_under_disc(ground_, place, p_L, radius_m,
                       [&](int k, const Real& east_m, const Real& north_m) { return at(first + k, east_m, north_m); });
  const Real per_up = Real(1.0) / plane.normal_L.z;
  const PlaneOverPlace<Real> over{place.height_m - per_up * distance_above(plane, p_L), -(per_up * plane.normal_L.x),
                                  -(per_up * plane.normal_L.y)};
  Real above_m(0.0);
  for (int k = 0; k < near_.rocks(); ++k)
    above_m = max(rock_above_plane_m(near_.rock(k), near_.rock_base_m(k), over, place, radius_m), above_m);
  plane.offset_m = fma(plane.normal_L.z, above_m, plane.offset_m);
  patch_[patch] = {plane.normal_L, plane.offset_m};
  return plane.covered;
}

}  // namespace farside::inline FARSIDE_ISA
