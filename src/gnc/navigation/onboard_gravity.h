#pragma once
// The gravity that the flight software reckons with: uniform, point mass or point mass and oblateness of the nominal
// parameters. Higher terms (1e-3 m/s^2 at most) are left to the feedback.
#include "gnc/navigation/navigation.h"
#include "moon/frames.h"
#include "moon/gravity.h"
#include "moon/moon_options.h"
#include "moon/moon_params.h"

namespace farside::inline FARSIDE_ISA {

// `known` is the nominal Moon.
template <class Real>
FARSIDE_INLINE GravityParams<Real> onboard_gravity_params(const MoonOptions& options, const MoonParams<double>& known) {
  const GravityParams<double>& g = known.gravity;
  const bool oblate =
      options.gravity.model == GravityModel::j2 || options.gravity.model == GravityModel::spherical_harmonic;
  return {Real(g.g_m_s2), Real(g.gm_m3_s2), Real(oblate ? g.j2 : 0.0), Real(g.reference_radius_m)};
}

// Acceleration of a free body in inertial axes; `up_I` is the target's vertical, used by the model `uniform` alone.
template <class Real>
FARSIDE_INLINE Vec3<Real> onboard_attraction(const MoonOptions& options, const MoonParams<double>& known,
                                             const Vec3<Real>& p_I, const Vec3<Real>& up_I) {
  const GravityParams<Real> params = onboard_gravity_params<Real>(options, known);
  return options.gravity.model == GravityModel::uniform ? uniform_gravity(up_I, params) : j2_gravity(p_I, params);
}

// The same in the site frame, with the apparent forces of its turning.
template <class Real>
FARSIDE_INLINE Vec3<Real> onboard_gravity(const MoonOptions& options, const MoonParams<double>& known,
                                          const SiteFrame<Real>& site, const Estimate<Real>& x) {
  const GravityParams<Real> params = onboard_gravity_params<Real>(options, known);
  const Vec3<Real> p_M = moon_from_site(site, x.p_LB);
  Vec3<Real> a_L;
  if (options.gravity.model == GravityModel::uniform) a_L = uniform_gravity(Vec3<Real>{0.0, 0.0, 1.0}, params);
  else a_L = site.R_LM * j2_gravity(p_M, params);
  if (!options.rotation) return a_L;
  // centrifugal w^2 (x, y, 0) and Coriolis -2 w x v, about the Moon's pole
  const Real rate(known.rotation_rate_rad_s);
  const Vec3<Real> v_M = transposed_times(site.R_LM, x.v_LB);
  const Real twice = Real(2.0) * rate, rate2 = rate * rate;
  const Vec3<Real> apparent_M{fma(twice, v_M.y, rate2 * p_M.x), fnma(twice, v_M.x, rate2 * p_M.y), Real(0.0)};
  return a_L + site.R_LM * apparent_M;
}

}  // namespace farside::inline FARSIDE_ISA
