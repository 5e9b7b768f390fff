#pragma once
// A pad on soil (M16): plastic sinkage by a linear pressure-sinkage law and the inertia of the soil pushed aside, stiff
// elastic unloading, Coulomb friction through a bristle that holds a pad at rest where it is, and the passive pressure
// on the side of a pad that ploughs (Rankine), with what it has heaped up before itself.
#include "lanes/math.h"
#include "lanes/vec.h"
#include "moon/moon_params.h"
#include "vehicle/vehicle_params.h"

namespace farside::inline FARSIDE_ISA {

// The force that the ground under a pad bears: it grows with the depth, and ends.
template <class Real>
struct Bearing {
  Real bearing_N, loading_N_m, most_N;
};
template <class Real>
struct PadSoil {
  Bearing<Real> bears;
  Real unloading_N_m, per_unloading_m_N, damping_N_s_m;
  Real inertia_kg_m;  // force of the soil pushed aside, per square of the speed
  Real friction, bristle_N_m, bristle_damping_N_s_m;
  Real plough_N_m2, plough_N_m;  // resistance over depth^2 and over depth
  Real repose;                   // twice the tangent of a heap's slope
  Real pad_height_m;             // soil spills over it
};

// Least ratio of unloading to loading stiffness: with 1 the soil would be elastic and give all its energy back.
inline constexpr double least_unloading = 2.0;
// A pad's rounded edge has the whole passive pressure from this depth on.
inline constexpr double plough_depth_m = 0.03;

// Passive pressure (Rankine) over depth below a free surface: p = weight_N_m3 depth + cohesion_N_m2.
struct PassivePressure {
  double weight_N_m3, cohesion_N_m2, repose;
};
inline PassivePressure passive_pressure(const SoilParams<double>& p, double strength, double gravity_m_s2) {
  double sine, cosine;
  sin_cos(p.internal_friction_rad, sine, cosine);
  const double coefficient = (1.0 + sine) / (1.0 - sine);  // tan^2(45 deg + phi / 2)
  return {coefficient * p.density_kg_m3 * gravity_m_s2, 2.0 * sqrt(coefficient) * (strength * p.cohesion_N_m2),
          2.0 * (sine / cosine)};
}

// Of the ground under a pad, as it sinks and as it comes back.
struct PadStiffness {
  double loading_N_m, unloading_N_m;
};
inline PadStiffness pad_stiffness(const SoilParams<double>& p, double strength, double radius_m) {
  const double area = 3.141592653589793 * (radius_m * radius_m);
  const double loading = strength * (area * (p.k_c_N_m2 / radius_m + p.k_phi_N_m3));
  return {loading, max(p.unloading_N_m, least_unloading * loading)};
}

// Under one foot of a vehicle.
inline PadSoil<double> pad_soil(const SoilParams<double>& p, const FootSoilParams<double>& foot,
                                const LegParams<double>& legs, double gravity_m_s2) {
  const double width = legs.pad_diameter_m, radius = 0.5 * width, area = 3.141592653589793 * (radius * radius);
  const PadStiffness stiffness = pad_stiffness(p, foot.strength, radius);
  const PassivePressure side = passive_pressure(p, foot.strength, gravity_m_s2);
  PadSoil<double> k;
  k.bears = {foot.strength * (area * p.bearing_N_m2), stiffness.loading_N_m, 1e30};
  k.unloading_N_m = stiffness.unloading_N_m;
  k.per_unloading_m_N = 1.0 / stiffness.unloading_N_m;
  k.damping_N_s_m = p.damping_N_s_m;
  k.inertia_kg_m = p.density_kg_m3 * area;
  k.friction = foot.friction * p.friction;
  k.bristle_N_m = p.bristle_N_m;
  k.bristle_damping_N_s_m = p.bristle_damping_N_s_m;
  k.plough_N_m2 = 0.5 * side.weight_N_m3 * width;
  k.plough_N_m = side.cohesion_N_m2 * width;
  k.repose = side.repose;
  k.pad_height_m = legs.pad_height_m;
  return k;
}

// Of a pad on a rock. What a rock bears is its own (rock_contact.h).
inline PadSoil<double> pad_on_rock(const RockParams<double>& rock, const SoilParams<double>& soil) {
  PadSoil<double> k{};
  k.unloading_N_m = rock.stiffness_N_m;
  k.per_unloading_m_N = 1.0 / rock.stiffness_N_m;
  k.damping_N_s_m = rock.damping_N_s_m;
  k.friction = rock.friction;
  k.bristle_N_m = soil.bristle_N_m;
  k.bristle_damping_N_s_m = soil.bristle_damping_N_s_m;
  return k;
}

// What the ground remembers of a pad.
template <class Real>
struct Footprint {
  Real sinkage_m;        // plastic
  Vec3<Real> bristle_m;  // how far the pad has been moved from where it sticks, along the ground
  Real heap_m2;          // soil heaped up before the pad since it came into the ground, over its width
  Real hold_N;           // the most that could hold it back along the ground in the last step
};

// Force of the ground on a pad; dt is the time since the last one.
template <class Real>
struct GroundForce {
  Real normal_N;
  Vec3<Real> friction_N;
};

// Of a pad `depth_m` in the ground that slides.
template <class Real>
FARSIDE_INLINE Real plough(const PadSoil<Real>& k, const Real& depth_m, const Real& heap_m2) {
  const Real heap_m = min(sqrt(k.repose * heap_m2), max(k.pad_height_m - depth_m, Real(0.0)));
  const Real wall_m = depth_m + heap_m, edge = min(depth_m * Real(1.0 / plough_depth_m), Real(1.0));
  return edge * fma(k.plough_N_m2 * wall_m, wall_m, k.plough_N_m * depth_m);
}

// `depth_m` of the pad below the undisturbed ground, `sinking_m_s` its rate, `slide_m_s` its velocity along the ground.
template <class Real>
FARSIDE_INLINE GroundForce<Real> press(const PadSoil<Real>& k, const Bearing<Real>& bears, const Real& depth_m,
                                       const Real& sinking_m_s, const Vec3<Real>& slide_m_s, const Real& dt_s,
                                       Footprint<Real>& f) {
  const Real zero(0.0), one(1.0), inside_m = max(depth_m, zero);
  const Real limit_N = min(fma(bears.loading_N_m, inside_m, bears.bearing_N), bears.most_N);
  f.sinkage_m = max(fnma(k.per_unloading_m_N, limit_N, depth_m), f.sinkage_m);
  const Real elastic_m = depth_m - f.sinkage_m;
  const Real push_N = clamp(fma(k.damping_N_s_m, sinking_m_s, k.unloading_N_m * elastic_m), zero, limit_N);
  const Real speed = max(sinking_m_s, zero);
  const Real normal_N = select(elastic_m > zero, fma(k.inertia_kg_m * speed, speed, push_N), zero);

  // the bristle follows the pad; where it can't hold it gives way, by the factor that brings the force back to the
  // limit
  const Vec3<Real> stretched = axpy(dt_s, slide_m_s, f.bristle_m);
  const Vec3<Real> pull = axpy(-k.bristle_damping_N_s_m, slide_m_s, -k.bristle_N_m * stretched);
  f.hold_N = fma(k.friction, normal_N, plough(k, inside_m, f.heap_m2));
  const Real pull_N = sqrt(norm2(pull));
  const Real share = select(pull_N > f.hold_N, f.hold_N / max(pull_N, Real(1e-300)), one);
  f.heap_m2 = select(depth_m > zero, fma((one - share) * inside_m, sqrt(norm2(stretched)), f.heap_m2), zero);
  f.bristle_m = share * stretched;
  return {normal_N, share * pull};
}

}  // namespace farside::inline FARSIDE_ISA
