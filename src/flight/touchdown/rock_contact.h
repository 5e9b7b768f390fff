#pragma once
// A pad beside or on a rock: the plane that touches the rock where the pad is nearest to it. Rocks are half ellipsoids
// on the ground (moon/terrain/rocks.h); vertical here is the site's z axis.
#include "flight/touchdown/soil.h"
#include "moon/terrain/ground.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct RockPatch {
  Vec3<Real> normal_L;
  Real offset_m;
  MaskOf<Real> near;       // close enough to be met before the next look
  Real area_m2, height_m;  // of the rock, in plan and above the ground
};

inline constexpr double rock_near_m = 0.3;
static_assert(rock_near_m < rock_search_m, "rocks are gathered from farther away than they are looked at");

template <class Real>
FARSIDE_INLINE RockPatch<Real> no_rock() {
  return {{Real(0.0), Real(0.0), Real(1.0)}, Real(-1e30), MaskOf<Real>(false), Real(0.0), Real(0.0)};
}

// Distance to the ellipsoid to first order: (g - 1) / |grad g|, g the distance from its centre in semi-axes. Right on
// the surface, and in direction; off it by a share of the distance.
template <class Real>
FARSIDE_INLINE RockPatch<Real> rock_at_pad(const Rock<Real>& rock, const Real& base_m, const Place<Real>& place,
                                           const Vec3<Real>& p_L, const Real& radius_m) {
  const OffsetFromRock<Real> q = nearest_of_disc(rock, place.east_m, place.north_m, radius_m);
  const Real per_height = Real(1.0) / max(rock.height_m, Real(1e-3));
  const Real u = fma(q.y_m, rock.ay_1_m, q.x_m * rock.ax_1_m), v = fma(q.y_m, rock.by_1_m, q.x_m * rock.bx_1_m);
  const Real w = (place.height_m - base_m) * per_height;
  const Real g = sqrt(fma(w, w, fma(v, v, u * u)));
  // at the very centre nothing tells where is out: up
  const Vec3<Real> gradient{fma(v, rock.bx_1_m, u * rock.ax_1_m), fma(v, rock.by_1_m, u * rock.ay_1_m),
                            select(g > Real(1e-6), w * per_height, per_height)};
  const Real steepness = norm(gradient);
  const Vec3<Real> normal = (Real(1.0) / steepness) * gradient;
  const Real distance = (g - Real(1.0)) * g / max(steepness, Real(1e-9));
  const MaskOf<Real> stands = rock.height_m > Real(0.0), close = distance < Real(rock_near_m);
  const MaskOf<Real> near = stands & close;
  const Real area = Real(3.141592653589793) / max(rock_axes_1_m2(rock), Real(1e-6));
  return {normal, dot(normal, p_L) - distance, near, area, rock.height_m};
}

template <class Real>
FARSIDE_INLINE RockPatch<Real> deeper_of(const RockPatch<Real>& a, const RockPatch<Real>& b, const Vec3<Real>& p_L) {
  const MaskOf<Real> deeper = a.offset_m - dot(a.normal_L, p_L) > b.offset_m - dot(b.normal_L, p_L);
  const MaskOf<Real> lone = !b.near, wins = lone | deeper, first = a.near & wins, near = a.near | b.near;
  return {select(first, a.normal_L, b.normal_L), select(first, a.offset_m, b.offset_m), near,
          select(first, a.area_m2, b.area_m2), select(first, a.height_m, b.height_m)};
}

// How firmly the ground holds its rocks. One that is pressed down sinks by the law of a pad of its area, from the depth
// at which it lies; one that is pushed aside is held by the passive pressure on what of it is below the ground and by
// friction under its weight, and beyond that rolls away before the pad. Where it has gone to, it stays for this pad.
template <class Real>
struct RockHold {
  Real buried;  // depth below the ground over height above it
  Real bearing_N_m2, modulus_N_m3, k_c_N_m2, weight_N_m3, cohesion_N_m2, rock_N_m3;
};
inline RockHold<double> rock_hold(const RockParams<double>& rock, const SoilParams<double>& soil, double gravity_m_s2) {
  const PassivePressure side = passive_pressure(soil, 1.0, gravity_m_s2);
  return {rock.buried_frac / (1.0 - rock.buried_frac),
          soil.bearing_N_m2,
          soil.k_phi_N_m3,
          soil.k_c_N_m2,
          side.weight_N_m3,
          side.cohesion_N_m2,
          0.5 * side.repose * rock.density_kg_m3 * gravity_m_s2};
}

// Along the normal at which a pad meets it.
template <class Real>
FARSIDE_INLINE Bearing<Real> bearing_of_rock(const RockHold<Real>& k, const RockPatch<Real>& rock) {
  const Real radius_m = max(sqrt(rock.area_m2 * Real(0.3183098861837907)), Real(1e-3));
  const Real depth_m = k.buried * rock.height_m, modulus = k.k_c_N_m2 / radius_m + k.modulus_N_m3;
  const Real down_N = rock.area_m2 * fma(modulus, depth_m, k.bearing_N_m2);
  const Real weight_N = (k.rock_N_m3 * rock.area_m2) * (Real(2.0 / 3.0) * (rock.height_m + depth_m));
  const Real wall_N = (Real(2.0) * radius_m * depth_m) * fma(Real(0.5) * k.weight_N_m3, depth_m, k.cohesion_N_m2);
  const Vec3<Real>& n = rock.normal_L;
  const Real aside = sqrt(fma(n.y, n.y, n.x * n.x));
  return {down_N / max(n.z, Real(1e-3)), rock.area_m2 * modulus, (weight_N + wall_N) / max(aside, Real(1e-6))};
}

// How far the rock stands above a plane under a disc, about at its point nearest to the rock's axis; 0 where it
// doesn't. `ground_m`: the plane's height above the sphere through the target at the disc's middle, with its slopes.
template <class Real>
struct PlaneOverPlace {
  Real ground_m, slope_east, slope_north;
};
template <class Real>
FARSIDE_INLINE Real rock_above_plane_m(const Rock<Real>& rock, const Real& base_m, const PlaneOverPlace<Real>& plane,
                                       const Place<Real>& place, const Real& radius_m) {
  const RockUnderDisc<Real> top = rock_under_disc(rock, place.east_m, place.north_m, radius_m);
  const Real below = fma(plane.slope_north, top.north_m - place.north_m,
                         fma(plane.slope_east, top.east_m - place.east_m, plane.ground_m));
  return select(top.height_m > Real(0.0), max(base_m + top.height_m - below, Real(0.0)), Real(0.0));
}

}  // namespace farside::inline FARSIDE_ISA
