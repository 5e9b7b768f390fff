#pragma once
// Which lanes may meet the ground soon, and their clearance from it. Clearance is not computed for lanes that cannot
// come near the ground within an interval.
#include "aftermath/edge.h"
#include "flight/descent/ending.h"
#include "flight/descent/plant.h"
#include "flight/touchdown/pads.h"
#include "moon/terrain/nearby.h"
#include "moon/terrain/ray.h"

namespace farside::inline FARSIDE_ISA {

template <class Real, bool products>
class GroundWatch {
 public:
  using Mask = MaskOf<Real>;
  GroundWatch(const DescentWorld& world, const Plant<Real, products>& plant) : w_(world), plant_(plant) {}

  void start(int lane, const CaseParams<double>& p);

  // Bounds how far a lane can come down in the guidance interval that begins with `x`: by its speed, and as much
  // acceleration as it can have. `look_height_m`: of the pad plane, up to which sensors may say something.
  void look_ahead(const Truth<Real>& x, const Real& look_height_m);
  // By the same bound, does the pad plane come below this height?
  Mask may_come_below(const Truth<Real>& x, const Real& height_m) const {
    return !(x.level_m - Real(w_.setup.ground_top_m) > way_m_ + height_m);
  }
  Mask near() const { return near_; }    // may meet the ground in this interval
  Mask looks() const { return looks_; }  // may come as low as its sensors look

  // Clearance of the CG from the ground, or of the lowest part from the height at which the touchdown takes over, along
  // the ground's normal. Of lanes that may meet the ground; NaN of others.
  Clearance<Real> clearance(const DescentState<Real>& s, const Real& time_s, Mask& covered);
  // Height of the pad plane's centre above the ground's tangent plane below the vehicle, along the local vertical; of
  // lanes of `now`, NaN of others.
  Real pad_height_m(const Truth<Real>& x, const Mask& now) const {
    return select(now, pad_height_m(x, approach_plane(ground_, x.motion.p_L)), Real(__builtin_nan("")));
  }
  // The same of lanes of `now`, which are near the ground: it is kept of it what is about them. NaN of others.
  Real pad_height_near_m(const Truth<Real>& x, const Mask& now) {
    return pad_height_m(x, plane_near(x.motion.p_L, now));
  }
  // Along a beam of that width to the ground; NaN where it meets none up to `longest_m`.
  Real range_m(const Vec3<Real>& p_L, const Vec3<Real>& direction_L, const Real& longest_m,
               const Real& footprint_m) const {
    const RayToGround<Real> ray = ray_to_ground(ground_, p_L, direction_L, longest_m, footprint_m);
    return select(ray.meets, ray.range_m, Real(__builtin_nan("")));
  }
  // Where some ground may be higher than the vehicle: is it in the way to something far away, of lanes of `asked`?
  Mask hides(const Truth<Real>& x, const Vec3<Real>& towards_L, const Mask& asked) const;
  // That of a lane's case.
  Ground<double> ground_of(int lane) const { return take_ground(ground_, lane); }
  // Height of the CG above the ground, along the local vertical.
  Real cg_height_m(const Vec3<Real>& p_L) const { return height_above_ground(ground_, p_L).height_m; }

 private:
  static constexpr double gathered_m = 2.0;  // radius of what is kept of the ground

  Real pad_height_m(const Truth<Real>& x, const GroundPlane<Real>& plane) const;
  GroundPlane<Real> plane_near(const Vec3<Real>& p_L, const Mask& now);
  Real relief_near_m(const Real& east_m, const Real& north_m);

  const DescentWorld& w_;
  const Plant<Real, products>& plant_;
  Ground<Real> ground_;
  PadCircle<Real> pads_;
  HullShape<Real> hull_;
  Real gravity_m_s2_;  // no less than the true one
  Real way_m_;         // down, of any part, in the interval that looked ahead
  Mask near_, looks_;
  Nearby<Real> kept_;
  PointAbout<Real> about_;
  Real kept_east_m_ = Real(__builtin_nan("")), kept_north_m_ = Real(__builtin_nan(""));
};

template <class Real, bool products>
void GroundWatch<Real, products>::start(int i, const CaseParams<double>& p) {
  const Ground<double> ground = make_ground(w_.view, p.moon.terrain, w_.site.radius_m);
  put_ground(ground_, i, ground);
  about_.forget(i);
  set_lane(kept_east_m_, i, __builtin_nan(""));
  put_lane(pads_, i, pad_circle(p.vehicle.legs, w_.options.vehicle.legs.count));
  put_lane(hull_, i, hull_shape(p.vehicle.legs));
  const GravityParams<double>& g = p.moon.gravity;
  // 1.5 times the attraction at the target's level: an upper bound down to a fifth of the radius below it, and for any
  // field of degree 8
  const double attraction = 1.5 * g.gm_m3_s2 / (w_.site.radius_m * w_.site.radius_m);
  set_lane(gravity_m_s2_, i, w_.options.moon.gravity.model == GravityModel::uniform ? g.g_m_s2 : attraction);
}

template <class Real, bool products>
void GroundWatch<Real, products>::look_ahead(const Truth<Real>& x, const Real& look_height_m) {
  const VehicleParams<Real>& v = plant_.params().vehicle;
  const Real T(w_.interval_s);
  const Real pull = v.engine.thrust_max_N * v.engine.thrust_scale / x.mass_kg + gravity_m_s2_;
  way_m_ = fma(Real(0.5) * T * T, pull, norm(x.motion.v_L) * T) +
           (v.legs.pad_radius_m + hull_.radius_m + max(abs(plant_.cg_B().z), abs(hull_.top_m - plant_.cg_B().z)));
  const Real above = x.level_m - Real(w_.setup.ground_top_m);
  near_ = !(above > way_m_ + Real(w_.options.touchdown.handover_height_m));
  looks_ = !(above > way_m_ + look_height_m);
}

// Maps by themselves, as far as they go; then the very ground, where it has slopes or relief: over maps along lines
// that come so near to what those show that relief may stand in the way.
template <class Real, bool products>
MaskOf<Real> GroundWatch<Real, products>::hides(const Truth<Real>& x, const Vec3<Real>& towards_L,
                                                const Mask& asked) const {
  const bool relief = has_relief(w_.view.relief), maps = w_.view.model == TerrainModel::dem;
  const double top_m = w_.setup.ground_top_m;
  Mask below = asked & (x.level_m < Real(top_m)), hidden(false);
  if (!any(below)) return hidden;
  if (maps) {
    hidden = below & hidden_by_maps(ground_, x.motion.p_L, towards_L, top_m);
    if (!relief) return hidden;
    below = below & !hidden & hidden_by_maps(ground_, x.motion.p_L, towards_L, top_m, relief_highest_m);
  }
  if (relief || w_.view.model == TerrainModel::plane)
    hidden = hidden | hidden_by_ground(ground_, x.motion.p_L, towards_L, below, top_m);
  return hidden;
}

// Where it isn't asked, the place is NaN.
template <class Real, bool products>
Real GroundWatch<Real, products>::relief_near_m(const Real& east_m, const Real& north_m) {
  const Real dx = east_m - kept_east_m_, dy = north_m - kept_north_m_;
  const Mask stale = (east_m == east_m) & !(fma(dy, dy, dx * dx) <= Real(gathered_m * gathered_m));
  for (unsigned left = lane_bits(stale); left != 0; left &= left - 1) {
    const int i = __builtin_ctz(left);
    kept_.gather(i, ground_of(i), lane(east_m, i), lane(north_m, i), gathered_m, false);
    set_lane(kept_east_m_, i, lane(east_m, i)), set_lane(kept_north_m_, i, lane(north_m, i));
    about_.forget(i);
  }
  return kept_.relief(ground_.view.relief, ground_.relief, about_, east_m, north_m).height_m;
}

template <class Real, bool products>
GroundPlane<Real> GroundWatch<Real, products>::plane_near(const Vec3<Real>& p_L, const Mask& now) {
  return approach_plane(ground_, p_L, [&](const Real& east_m, const Real& north_m) {
    const Real unknown(__builtin_nan(""));
    return relief_near_m(select(now, east_m, unknown), select(now, north_m, unknown));
  });
}

template <class Real, bool products>
Clearance<Real> GroundWatch<Real, products>::clearance(const DescentState<Real>& s, const Real& time_s, Mask& covered) {
  const TurnZ<Real> turn = plant_.turn(time_s);
  const SiteMotion<Real> x = plant_.motion(s, turn);
  const GroundPlane<Real> plane = plane_near(x.p_L, near_);
  covered = plane.covered;
  Real height = distance_above(plane, x.p_L);
  if (w_.options.touchdown.model != TouchdownModel::none) {
    const Vec3<Real> n_I = inertial_from_site(plant_.site(), turn, plane.normal_L);
    const Vec3<Real> n_B = turned_back(s.q_IB, n_I);
    const CaseParams<Real>& p = plant_.params();
    const MassProperties<Real> body = mass_properties(p.vehicle.mass, s.propellant_kg, mass_of(p, s));
    height =
        height + lowest_part(pads_, hull_, n_B) - dot(n_B, body.cg_B) - Real(w_.options.touchdown.handover_height_m);
  }
  return {height, dot(plane.normal_L, x.v_L)};
}

template <class Real, bool products>
Real GroundWatch<Real, products>::pad_height_m(const Truth<Real>& x, const GroundPlane<Real>& plane) const {
  return (distance_above(plane, x.motion.p_L) - plant_.cg_above_pads_m(plant_.state(), x.turn, plane.normal_L)) /
         dot(plane.normal_L, x.up_L);
}

}  // namespace farside::inline FARSIDE_ISA
