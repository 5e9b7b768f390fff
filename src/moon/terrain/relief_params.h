#pragma once
// Relief that no map shows, drawn from laws: craters, rocks, roughness.
#include "base/field.h"
#include "lanes/lanes.h"

namespace farside::inline FARSIDE_ISA {

// Number of craters: the lesser of equilibrium (as many are worn away as are made) and production at an age. Depth: of
// a fresh one down to the least that is still told from the plain, by an age uniform in a crater's lifetime under
// diffusion. Defaults: Trask's law; the age of Von Karman's floor; depths of which the mean is 0.061, as measured of
// small craters about Chang'e-4 (Wu et al. 2021, EPSL 553:116666).
template <class Real>
struct CraterParams {
  Real equilibrium_1_m2 = 0.07943282347242815;  // 10^-1.1
  Real age_Ga = 3.6;
  Real depth_fresh_frac = 0.165;
  Real depth_least_frac = 0.029;

  template <class V>
  static void fields(V& v) {
    v.number("equilibrium_1_m2", &CraterParams::equilibrium_1_m2, unit::per_metre2, {0, 0.3},
             "craters of 1 m and more a square metre, in equilibrium; their number goes with diameter^-2");
    v.number("age_Ga", &CraterParams::age_Ga, unit::none, {0.25, 4.2},
             "age of the surface in 10^9 years: larger craters are not in equilibrium yet, and fewer");
    v.number("depth_fresh_frac", &CraterParams::depth_fresh_frac, unit::none, {0.01, 0.25},
             "depth of a fresh crater over its diameter");
    v.number("depth_least_frac", &CraterParams::depth_least_frac, unit::none, {0.005, 0.25},
             "depth over diameter at the end of a crater's life");
  }
};

// Half ellipsoids on the ground; number N(>= D) = number_1_m2 D^-exponent with D in metres, from 0.1 m to 2 m.
// Defaults: the slope of the VIPER mission's specification, as many as cover 0.21 % of the area, as seen about
// Chang'e-4 (Wu et al. 2021).
template <class Real>
struct RockParams {
  Real number_1_m2 = 2.8e-4;
  Real exponent = 2.482;
  Real height_frac = 0.5;
  Real buried_frac = 0.3;
  Real density_kg_m3 = 2900.0;
  Real friction = 0.6;
  Real stiffness_N_m = 2e6;
  Real damping_N_s_m = 2000.0;

  template <class V>
  static void fields(V& v) {
    v.number("number_1_m2", &RockParams::number_1_m2, unit::per_metre2, {0, 1e-3},
             "rocks of 1 m and more a square metre; their number goes with diameter^-exponent, 0.1 to 2 m");
    v.number("exponent", &RockParams::exponent, unit::none, {1, 2.7}, "of that law");
    v.number("height_frac", &RockParams::height_frac, unit::none, {0.1, 1},
             "mean height over diameter; from rock to rock 0.6 to 1.4 times that");
    v.number("buried_frac", &RockParams::buried_frac, unit::none, {0, 0.9},
             "part of a rock's whole height that is below the ground and holds it");
    v.number("density_kg_m3", &RockParams::density_kg_m3, unit::kilogram_per_metre3, {100, 1e4}, "of the rock");
    v.number("friction", &RockParams::friction, unit::none, {0, 5},
             "Coulomb friction coefficient between pad and rock");
    v.number("stiffness_N_m", &RockParams::stiffness_N_m, unit::newton_per_metre, {1000, 1e8},
             "contact stiffness of a pad on a rock, which does not break");
    v.number("damping_N_s_m", &RockParams::damping_N_s_m, unit::newton_second_per_metre, {0, 1e6},
             "damping of the same");
  }
};

// Self-affine roughness beside the craters: root mean square difference in height over a baseline L goes with
// L^hurst.
template <class Real>
struct RoughnessParams {
  Real deviation_m = 0.03;
  Real hurst = 0.76;

  template <class V>
  static void fields(V& v) {
    v.number("deviation_m", &RoughnessParams::deviation_m, unit::metre, {0, 0.5},
             "root mean square difference in height over 1 m, of what isn't craters");
    v.number("hurst", &RoughnessParams::hurst, unit::none, {0.3, 0.99}, "Hurst exponent");
  }
};

template <class Real>
struct ReliefParams {
  Real ground = 0.0;
  CraterParams<Real> craters;
  RockParams<Real> rocks;
  RoughnessParams<Real> roughness;

  template <class V>
  static void fields(V& v) {
    v.number("ground", &ReliefParams::ground, unit::none, {0, 1},
             "which ground of all that the laws allow; where neither this nor a dispersion of it is given, nor "
             "`dispersions: []`, each case has its own");
    v.group("craters", &ReliefParams::craters);
    v.group("rocks", &ReliefParams::rocks);
    v.group("roughness", &ReliefParams::roughness);
  }
};

}  // namespace farside::inline FARSIDE_ISA
