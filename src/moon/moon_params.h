#pragma once
// The world of one case: gravity, rotation, ground and soil.
#include "moon/gravity_params.h"
#include "moon/height_grid.h"
#include "moon/terrain/relief_params.h"

namespace farside::inline FARSIDE_ISA {

// How far the truth is from what a map of moon.terrain.layers shows: the ground is the map, moved.
inline constexpr double layer_place_max_m = 5000.0, layer_height_max_m = 1000.0;
template <class Real>
struct LayerErrorParams {
  Real east_m = 0.0;
  Real north_m = 0.0;
  Real up_m = 0.0;

  template <class V>
  static void fields(V& v) {
    v.number("east_m", &LayerErrorParams::east_m, unit::metre, {-layer_place_max_m, layer_place_max_m},
             "how far east of where the map of moon.terrain.layers shows it the ground is");
    v.number("north_m", &LayerErrorParams::north_m, unit::metre, {-layer_place_max_m, layer_place_max_m},
             "the same, north");
    v.number("up_m", &LayerErrorParams::up_m, unit::metre, {-layer_height_max_m, layer_height_max_m}, "the same, up");
  }
};

// The ground near the target. `plane` is a patch of 1 km about the target, blended into the sphere over the next
// kilometre.
template <class Real>
struct TerrainParams {
  Real slope_rad = 0.0;
  Real slope_azimuth_rad = 0.0;
  ReliefParams<Real> relief;
  LayerErrorParams<Real> layer0_error, layer1_error, layer2_error, layer3_error;  // one a layer

  template <class V>
  static void fields(V& v) {
    v.number("slope_deg", &TerrainParams::slope_rad, unit::degree, {0, 45}, "slope of the models `plane` and `facet`");
    v.number("slope_azimuth_deg", &TerrainParams::slope_azimuth_rad, unit::degree, {-360, 720},
             "azimuth that the ground falls towards, from north, clockwise");
    v.group("relief", &TerrainParams::relief);
    v.group("layer0_error", &TerrainParams::layer0_error);
    v.group("layer1_error", &TerrainParams::layer1_error);
    v.group("layer2_error", &TerrainParams::layer2_error);
    v.group("layer3_error", &TerrainParams::layer3_error);
  }
};

// Of map `i` of moon.terrain.layers.
template <class Real>
inline const LayerErrorParams<Real>& layer_error(const TerrainParams<Real>& p, int i) {
  const LayerErrorParams<Real>* const errors[] = {&p.layer0_error, &p.layer1_error, &p.layer2_error, &p.layer3_error};
  static_assert(sizeof errors / sizeof errors[0] == max_height_grids);
  return *errors[i];
}

// What the soil under one foot is to the soil of the place: its strength (moduli, bearing strength, cohesion) and its
// friction are multiplied.
template <class Real>
struct FootSoilParams {
  Real strength = 1.0;
  Real friction = 1.0;

  template <class V>
  static void fields(V& v) {
    v.number("strength", &FootSoilParams::strength, unit::none, {0.001, 1000},
             "under this foot, over that of the place: moduli, bearing strength and cohesion");
    v.number("friction", &FootSoilParams::friction, unit::none, {0, 10}, "the same of the friction");
  }
};

// Soil under a pad of the touchdown model `legs` (M16): pressure-sinkage law with exponent 1, stiff and elastic when it
// is unloaded, Coulomb friction with a bristle, passive pressure on a pad that ploughs. Defaults: the lunar-average
// friction and density; k_phi of a firmer ground, in which a nominal Chang'e-4 pad sinks 1-5 cm; the unloading
// stiffness stands to the loading one as in the softer ground that models of the Moon assume; internal friction and
// cohesion amid those measured under Chang'e-4's rover, 21.5 to 42 deg and 520 to 3,154 Pa (Ding et al. 2024, Nat.
// Commun.).
template <class Real>
struct SoilParams {
  Real k_c_N_m2 = 1400.0;
  Real k_phi_N_m3 = 4e6;
  Real bearing_N_m2 = 7000.0;
  Real density_kg_m3 = 1700.0;
  Real unloading_N_m = 2e6;
  Real damping_N_s_m = 2000.0;
  Real friction = 0.45;
  Real internal_friction_rad = 35.0 * unit::degree_rad;
  Real cohesion_N_m2 = 1000.0;
  Real bristle_N_m = 4e5;
  Real bristle_damping_N_s_m = 2000.0;
  FootSoilParams<Real> foot0, foot1, foot2, foot3, foot4, foot5, foot6, foot7;

  template <class V>
  static void fields(V& v) {
    v.number("k_c_N_m2", &SoilParams::k_c_N_m2, unit::newton_per_metre2, {0, 1e9},
             "cohesive modulus: pressure = bearing + (k_c / pad radius + k_phi) sinkage");
    v.number("k_phi_N_m3", &SoilParams::k_phi_N_m3, unit::newton_per_metre3, {1000, 1e12},
             "frictional modulus of the same");
    v.number("bearing_N_m2", &SoilParams::bearing_N_m2, unit::newton_per_metre2, {0, 1e12},
             "pressure that the soil bears before a pad sinks; huge on rock");
    v.number("density_kg_m3", &SoilParams::density_kg_m3, unit::kilogram_per_metre3, {0, 1e5},
             "density; soil pushed aside adds density * pad area * speed^2 while a pad sinks");
    v.number("unloading_N_m", &SoilParams::unloading_N_m, unit::newton_per_metre, {1000, 1e10},
             "stiffness of unloading; taken as twice that of loading where it is less");
    v.number("damping_N_s_m", &SoilParams::damping_N_s_m, unit::newton_second_per_metre, {0, 1e8},
             "damping while the soil is elastic");
    v.number("friction", &SoilParams::friction, unit::none, {0, 100},
             "Coulomb friction coefficient between pad and soil");
    v.number(
        "internal_friction_deg", &SoilParams::internal_friction_rad, unit::degree, {0, 60},
        "angle of internal friction: of the passive pressure on a pad that ploughs, and the slope of what it heaps "
        "up");
    v.number("cohesion_N_m2", &SoilParams::cohesion_N_m2, unit::newton_per_metre2, {0, 1e7},
             "cohesion, of the passive pressure");
    v.number("bristle_N_m", &SoilParams::bristle_N_m, unit::newton_per_metre, {1000, 1e10},
             "stiffness of a pad that sticks, along the ground");
    v.number("bristle_damping_N_s_m", &SoilParams::bristle_damping_N_s_m, unit::newton_second_per_metre, {0, 1e8},
             "damping of the same");
    v.group("foot0", &SoilParams::foot0);
    v.group("foot1", &SoilParams::foot1);
    v.group("foot2", &SoilParams::foot2);
    v.group("foot3", &SoilParams::foot3);
    v.group("foot4", &SoilParams::foot4);
    v.group("foot5", &SoilParams::foot5);
    v.group("foot6", &SoilParams::foot6);
    v.group("foot7", &SoilParams::foot7);
  }
};

// Under foot `i` of a vehicle.
template <class Real>
inline const FootSoilParams<Real>& foot_soil(const SoilParams<Real>& p, int i) {
  const FootSoilParams<Real>* const feet[] = {&p.foot0, &p.foot1, &p.foot2, &p.foot3,
                                              &p.foot4, &p.foot5, &p.foot6, &p.foot7};
  return *feet[i];
}

// Penalty contact of the model `rigid` (of `legs`: for a hull that lies on the ground): a spring and damper along the
// normal that never pull, and Coulomb friction regularised at a small speed (bench workload W2).
template <class Real>
struct RegolithParams {
  Real stiffness_N_m = 40000.0;
  Real damping_N_s_m = 8000.0;
  Real friction = 0.5;
  Real friction_speed_m_s = 0.02;
  SoilParams<Real> soil;

  template <class V>
  static void fields(V& v) {
    v.number("stiffness_N_m", &RegolithParams::stiffness_N_m, unit::newton_per_metre, {1, 1e9},
             "contact stiffness of one pad along the normal");
    v.number("damping_N_s_m", &RegolithParams::damping_N_s_m, unit::newton_second_per_metre, {0, 1e8},
             "contact damping of one pad along the normal");
    v.number("friction", &RegolithParams::friction, unit::none, {0, 5}, "Coulomb friction coefficient");
    v.number(
        "friction_speed_m_s", &RegolithParams::friction_speed_m_s, unit::metre_per_second, {1e-6, 1},
        "sliding speed at which friction is fully developed; taken as what a step can hold at rest where that is more");
    v.group("soil", &RegolithParams::soil);
  }
};

template <class Real>
struct MoonParams {
  GravityParams<Real> gravity;
  GravityErrorParams<Real> gravity_error;
  Real rotation_rate_rad_s = 2.661699458e-6;  // 13.17635815 deg a day, IAU 2009 (WGCCRE)
  TerrainParams<Real> terrain;
  RegolithParams<Real> regolith;

  template <class V>
  static void fields(V& v) {
    v.group("gravity", &MoonParams::gravity);
    v.group("gravity_error", &MoonParams::gravity_error);
    v.number("rotation_rate_rad_s", &MoonParams::rotation_rate_rad_s, unit::radian_per_second, {0, 1e-3},
             "sidereal rate, used when `rotation` is true");
    v.group("terrain", &MoonParams::terrain);
    v.group("regolith", &MoonParams::regolith);
  }
};

}  // namespace farside::inline FARSIDE_ISA
