#pragma once
// Who may meet the ground soon, and how far a lane is from it. A lane that can't come near the ground in an interval isn't asked where it
// is.
#include "flight/ending.h"
#include "flight/pads.h"
#include "flight/plant.h"

namespace farside::inline FARSIDE_ISA {

template <class Real, bool products>
class GroundWatch {
 public:
  using Mask = MaskOf<Real>;
  GroundWatch(const DescentWorld& world, const Plant<Real, products>& plant) : w_(world), plant_(plant) {}

  void start(int lane, const CaseParams<double>& p);

  // How far a lane can come down in the guidance interval that begins with `x`: its speed, and more acceleration than it has.
  void look_ahead(const Truth<Real>& x);
  Mask near() const { return near_; }  // may meet the ground in this interval

  // Clearance of the CG from the ground, or of the lowest pad from the height at which the touchdown takes over, along the ground's normal.
  Clearance<Real> clearance(const DescentState<Real>& s, const Real& time_s, Mask& covered) const;
  // Height of the pad plane's centre above the ground's tangent plane below the vehicle, along the site's vertical.
  Real pad_height_m(const Truth<Real>& x) const;
  double height_m(const Vec3<double>& p_L) const { return height_above_ground(ground_, p_L).height_m; }

 private:
  const DescentWorld& w_;
  const Plant<Real, products>& plant_;
  Ground<Real> ground_;
  PadCircle<Real> pads_;
  Mask near_;
};

template <class Real, bool products>
void GroundWatch<Real, products>::start(int i, const CaseParams<double>& p) {
  const Ground<double> ground = make_ground(w_.view, p.moon.terrain, w_.site.radius_m);
  ground_.view = w_.view;
  set_lane(ground_.radius_m, i, ground.radius_m);
  set_lane(ground_.slope_east, i, ground.slope_east);
  set_lane(ground_.slope_north, i, ground.slope_north);
  put_lane(pads_, i, pad_circle(p.vehicle.legs));
}

template <class Real, bool products>
void GroundWatch<Real, products>::look_ahead(const Truth<Real>& x) {
  const VehicleParams<Real>& v = plant_.params().vehicle;
  const Real T(w_.interval_s);
  const Real pull = v.engine.thrust_max_N * v.engine.thrust_scale / x.mass_kg + Real(4.0);
  const Real reach = fma(Real(0.5) * T * T, pull, norm(x.motion.v_L) * T) +
                     (v.legs.pad_radius_m + abs(plant_.cg_B().z) + Real(w_.options.touchdown.handover_height_m));
  near_ = !(x.level_m - Real(w_.setup.ground_top_m) > reach);
}

template <class Real, bool products>
Clearance<Real> GroundWatch<Real, products>::clearance(const DescentState<Real>& s, const Real& time_s, Mask& covered) const {
  const TurnZ<Real> turn = plant_.turn(time_s);
  const SiteMotion<Real> x = plant_.motion(s, turn);
  const GroundPlane<Real> plane = ground_plane(ground_, x.p_L);
  covered = plane.covered;
  Real height = distance_above(plane, x.p_L);
  if (w_.options.touchdown.model != TouchdownModel::none) {
    const Vec3<Real> n_I = inertial_from_site(plant_.site(), turn, plane.normal_L);
    const Vec3<Real> n_B = turned(conjugate(s.q_IB), n_I, Real(2.0) * n_I);
    const CaseParams<Real>& p = plant_.params();
    const MassProperties<Real> body = mass_properties(p.vehicle.mass, s.propellant_kg, mass_of(p, s));
    height = height + lowest_pad(pads_, n_B) - dot(n_B, body.cg_B) - Real(w_.options.touchdown.handover_height_m);
  }
  return {height, dot(plane.normal_L, x.v_L)};
}

template <class Real, bool products>
Real GroundWatch<Real, products>::pad_height_m(const Truth<Real>& x) const {
  const GroundPlane<Real> plane = ground_plane(ground_, x.motion.p_L);
  return (distance_above(plane, x.motion.p_L) - plant_.cg_above_pads_m(plant_.state(), x.turn, plane.normal_L)) / plane.normal_L.z;
}

}  // namespace farside::inline FARSIDE_ISA
