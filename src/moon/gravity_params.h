#pragma once
// What the gravity models know. The spherical harmonics' coefficients are in moon/gravity_field.h.
#include "base/field.h"
#include "lanes/lanes.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct GravityParams {
  Real g_m_s2 = 1.625;                  // uniform model only
  Real gm_m3_s2 = 4.9028001218468e12;   // GRGM1200L (PDS GGGRX_1200L); DE440 differs in the 8th digit
  Real j2 = 2.0320994701829e-4;         // unnormalised, GRGM1200L: -sqrt(5) C20
  Real reference_radius_m = 1738000.0;  // of the coefficients, GRGM1200L

  template <class V>
  static void fields(V& v) {
    v.number("g_m_s2", &GravityParams::g_m_s2, unit::metre_per_second2, {0, 30},
             "gravity of the model `uniform`, along the target's vertical");
    v.number("gm_m3_s2", &GravityParams::gm_m3_s2, unit::gm, {1e9, 1e17}, "gravitational parameter");
    v.number("j2", &GravityParams::j2, unit::none, {-0.1, 0.1}, "oblateness of the model `j2`");
    v.number("reference_radius_m", &GravityParams::reference_radius_m, unit::metre, {1e5, 1e8},
             "reference radius of j2 and of the field");
  }
};

// What the field's degree leaves out: see moon/unknown_gravity.h.
template <class Real>
struct GravityErrorParams {
  Real sd_m_s2 = 0.0;
  Real length_m = 60000.0;

  template <class V>
  static void fields(V& v) {
    v.number("sd_m_s2", &GravityErrorParams::sd_m_s2, unit::metre_per_second2, {0, 1},
             "spread of what is added to the gravity model along each axis; 0: nothing");
    v.number("length_m", &GravityErrorParams::length_m, unit::metre, {1, 1e7}, "way on which it changes");
  }
};

}  // namespace farside::inline FARSIDE_ISA
