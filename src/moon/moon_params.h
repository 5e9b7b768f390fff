#pragma once
// The world of one case: gravity, rotation, ground and soil.
#include "moon/gravity_params.h"

namespace farside::inline FARSIDE_ISA {

// The ground near the target. `plane` is a patch of 1 km about the target, blended into the sphere over the next kilometre.
template <class Real>
struct TerrainParams {
  Real slope_rad = 0.0;
  Real slope_azimuth_rad = 0.0;

  template <class V>
  static void fields(V& v) {
    v.number("slope_deg", &TerrainParams::slope_rad, unit::degree, {0, 45}, "slope of the model `plane`");
    v.number("slope_azimuth_deg", &TerrainParams::slope_azimuth_rad, unit::degree, {-360, 720},
             "azimuth that the plane falls towards, from north, clockwise");
  }
};

// Penalty contact of a pad with the ground: a spring and damper along the normal that never pull, and Coulomb friction
// regularised at a small speed (bench workload W2; the crushable legs and soil have their own models).
template <class Real>
struct RegolithParams {
  Real stiffness_N_m = 40000.0;
  Real damping_N_s_m = 8000.0;
  Real friction = 0.5;
  Real friction_speed_m_s = 0.02;

  template <class V>
  static void fields(V& v) {
    v.number("stiffness_N_m", &RegolithParams::stiffness_N_m, unit::newton_per_metre, {1, 1e9},
             "contact stiffness of one pad along the normal");
    v.number("damping_N_s_m", &RegolithParams::damping_N_s_m, unit::newton_second_per_metre, {0, 1e8},
             "contact damping of one pad along the normal");
    v.number("friction", &RegolithParams::friction, unit::none, {0, 5}, "Coulomb friction coefficient");
    v.number("friction_speed_m_s", &RegolithParams::friction_speed_m_s, unit::metre_per_second, {1e-6, 1},
             "sliding speed at which friction is fully developed");
  }
};

template <class Real>
struct MoonParams {
  GravityParams<Real> gravity;
  Real rotation_rate_rad_s = 2.661699458e-6;  // 13.17635815 deg a day, IAU 2009 (WGCCRE)
  TerrainParams<Real> terrain;
  RegolithParams<Real> regolith;

  template <class V>
  static void fields(V& v) {
    v.group("gravity", &MoonParams::gravity);
    v.number("rotation_rate_rad_s", &MoonParams::rotation_rate_rad_s, unit::radian_per_second, {0, 1e-3},
             "sidereal rate, used when `rotation` is true");
    v.group("terrain", &MoonParams::terrain);
    v.group("regolith", &MoonParams::regolith);
  }
};

}  // namespace farside::inline FARSIDE_ISA
