#pragma once
// The ground under the vehicles of a touchdown, as planes: one where it is flat under a vehicle, else one under each
// pad and one under the hull, looked up again once a round. And the ground of a case, put into a lane. Under a pad it
// is the tangent plane, under the hull that of a disc.
#include "lanes/lane_struct.h"
#include "moon/terrain.h"
#include "record/landing_record.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
inline void put_ground(Ground<Real>& lanes, int i, const Ground<double>& one) {
  lanes.view = one.view;
  set_lane(lanes.radius_m, i, one.radius_m);
  set_lane(lanes.slope_east, i, one.slope_east);
  set_lane(lanes.slope_north, i, one.slope_north);
}

template <class Real>
struct GroundPatch {
  Vec3<Real> normal_L;
  Real offset_m;
};

inline constexpr int flat_ground = 1, uneven_ground = leg_count + 1;  // patches

template <class Real, int patches>
class GroundUnder {
 public:
  // `p_L`: the CG at the start, under which flat ground is looked up once.
  void start(int i, const Ground<double>& ground, const Vec3<double>& p_L) {
    put_ground(ground_, i, ground);
    if constexpr (patches == flat_ground) {
      const GroundPlane<double> plane = ground_plane(ground, p_L);
      put_lane(patch_[0].normal_L, i, plane.normal_L);
      set_lane(patch_[0].offset_m, i, plane.offset_m);
    }
  }

  // pad(i): where pad i is; the hull about its middle. Lanes that stand on ground of no map.
  template <class Pad>
  MaskOf<Real> look_up(Pad&& pad, const Vec3<Real>& hull_L, const Real& hull_radius_m) {
    if constexpr (patches == uneven_ground) {
      const GroundPlane<Real> hull = ground_under_disc(ground_, hull_L, hull_radius_m);
      patch_[leg_count] = {hull.normal_L, hull.offset_m};
      MaskOf<Real> covered = hull.covered;
      for (int i = 0; i < leg_count; ++i) {
        const GroundPlane<Real> plane = ground_plane(ground_, pad(i));
        patch_[i] = {plane.normal_L, plane.offset_m};
        covered = covered & plane.covered;
      }
      return !covered;
    }
    return MaskOf<Real>(false);
  }

  const GroundPatch<Real>& pad(int i) const { return patch_[patches == uneven_ground ? i : 0]; }
  const GroundPatch<Real>& hull() const { return patch_[patches - 1]; }

 private:
  Ground<Real> ground_;
  GroundPatch<Real> patch_[patches];
};

}  // namespace farside::inline FARSIDE_ISA
