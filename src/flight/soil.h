#pragma once
// A pad on soil (M16): plastic sinkage by a linear pressure-sinkage law and the inertia of the soil pushed aside, stiff
// elastic unloading, Coulomb friction through a bristle that holds a pad at rest where it is.
#include "lanes/vec.h"
#include "moon/moon_params.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct PadSoil {
  Real loading_N_m, bearing_N, unloading_N_m, per_unloading_m_N, damping_N_s_m;
  Real inertia_kg_m;  // force of the soil pushed aside, per square of the speed
  Real friction, bristle_N_m, bristle_damping_N_s_m;
};

// Least ratio of unloading to loading stiffness: with 1 the soil would be elastic and give all its energy back.
inline constexpr double least_unloading = 2.0;

template <class Real>
FARSIDE_INLINE PadSoil<Real> pad_soil(const SoilParams<Real>& p, const Real& pad_diameter_m) {
  const Real radius = Real(0.5) * pad_diameter_m;
  const Real area = Real(3.141592653589793) * (radius * radius);
  const Real loading = area * (p.k_c_N_m2 / radius + p.k_phi_N_m3);
  const Real unloading = max(p.unloading_N_m, Real(least_unloading) * loading);
  return {loading,
          p.bearing_N,
          unloading,
          Real(1.0) / unloading,
          p.damping_N_s_m,
          p.density_kg_m3 * area,
          p.friction,
          p.bristle_N_m,
          p.bristle_damping_N_s_m};
}

// A rock under a pad: it gives way elastically alone, and bears whatever stands on it.
template <class Real>
FARSIDE_INLINE PadSoil<Real> pad_on_rock(const RockParams<Real>& rock, const SoilParams<Real>& soil) {
  return {Real(0.0), Real(1e12),    rock.stiffness_N_m, Real(1.0) / rock.stiffness_N_m, rock.damping_N_s_m,
          Real(0.0), rock.friction, soil.bristle_N_m,   soil.bristle_damping_N_s_m};
}

// What the ground remembers of a pad.
template <class Real>
struct Footprint {
  Real sinkage_m;        // plastic
  Vec3<Real> bristle_m;  // how far the pad has been moved from where it sticks, along the ground
};

// Force of the ground on a pad; dt is the time since the last one.
template <class Real>
struct GroundForce {
  Real normal_N;
  Vec3<Real> friction_N;
};

// `depth_m` of the pad below the undisturbed ground, `sinking_m_s` its rate, `slide_m_s` its velocity along the ground.
template <class Real>
FARSIDE_INLINE GroundForce<Real> press(const PadSoil<Real>& k, const Real& depth_m, const Real& sinking_m_s,
                                       const Vec3<Real>& slide_m_s, const Real& dt_s, Footprint<Real>& f) {
  const Real zero(0.0);
  const Real limit_N = fma(k.loading_N_m, max(depth_m, zero), k.bearing_N);
  f.sinkage_m = max(fnma(k.per_unloading_m_N, limit_N, depth_m), f.sinkage_m);
  const Real elastic_m = depth_m - f.sinkage_m;
  const Real push_N = clamp(fma(k.damping_N_s_m, sinking_m_s, k.unloading_N_m * elastic_m), zero, limit_N);
  const Real speed = max(sinking_m_s, zero);
  const Real normal_N = select(elastic_m > zero, fma(k.inertia_kg_m * speed, speed, push_N), zero);

  // the bristle follows the pad; where it can't hold it gives way, by the factor that brings the force back to
  // Coulomb's
  const Vec3<Real> stretched = axpy(dt_s, slide_m_s, f.bristle_m);
  const Vec3<Real> pull = axpy(-k.bristle_damping_N_s_m, slide_m_s, -k.bristle_N_m * stretched);
  const Real hold_N = k.friction * normal_N, pull_N = sqrt(norm2(pull));
  const Real share = select(pull_N > hold_N, hold_N / max(pull_N, Real(1e-300)), Real(1.0));
  f.bristle_m = share * stretched;
  return {normal_N, share * pull};
}

}  // namespace farside::inline FARSIDE_ISA
