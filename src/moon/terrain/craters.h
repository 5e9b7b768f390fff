#pragma once
// Small craters (M17), where no map shows them: how many of which size, how deep they still are, and their shape.
#include "moon/terrain/cells.h"
#include "moon/terrain/relief_params.h"
#include "moon/terrain/relief_scales.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr int crater_ranks = 12;
inline constexpr double crater_reach_radii = 1.5;        // the profile ends there
inline constexpr double crater_edge_diameters = 1.5625;  // of a cell, in the level's largest diameters
static_assert(0.5 * crater_edge_diameters > 0.5 * crater_reach_radii + 1e-6);
inline constexpr double crater_edge_m(int level) { return crater_edge_diameters * 2.0 * crater_level_m(level); }

// Craters of `diameter_m` and more made in a square metre in `age_Ga`: Neukum, Ivanov, Hartmann 2001, Space Sci. Rev.
// 96:55, 10 m to 300 km. The polynomial gives the shape, which is scaled to the chronology's number at 1 km.
inline double crater_production_per_m2(double diameter_m, double age_Ga) {
  constexpr double shape[] = {-3.557528, 0.781027,  1.021521,  -0.156012, -0.444058, 0.019977,
                              0.086850,  -0.005874, -0.006809, 8.25e-4,   5.54e-5};
  constexpr double ln_10 = 2.302585092994046;
  const double x = log(1e-3 * diameter_m) / ln_10;
  double sum = 0.0;
  for (int i = 10; i >= 0; --i) sum = (sum + shape[i]) * x;
  const double at_1_km_per_km2 = 5.44e-14 * (exp(6.93 * age_Ga) - 1.0) + 8.38e-4 * age_Ga;
  return 1e-6 * at_1_km_per_km2 * exp(sum * ln_10);
}
// Those that are there: no more than in equilibrium. Below 10 m the production's law isn't known; on ground of 0.25 Ga
// and more it is more than the equilibrium lets stand.
inline double craters_per_m2(const CraterParams<double>& p, double diameter_m) {
  const double equilibrium = p.equilibrium_1_m2 / (diameter_m * diameter_m);
  return diameter_m < 10.0 ? equilibrium : min(equilibrium, crater_production_per_m2(diameter_m, p.age_Ga));
}

// The craters of one case's ground. Nothing but Reals.
template <class Real>
struct CraterLaw {
  PoissonRanks<Real, crater_ranks> count[crater_levels_max];
  Real wear;   // (depth of a fresh crater) / (least depth) - 1
  Real fresh;  // (depth of a fresh crater) / (depth of the profile)
};
inline constexpr double crater_profile_depth_frac = 0.215;
inline CraterLaw<double> crater_law(const CraterParams<double>& p, int levels) {
  CraterLaw<double> law{};
  for (int l = 0; l < crater_levels_max; ++l) {
    const double low = crater_level_m(l), edge = crater_edge_m(l);
    const double mean =
        l < levels ? max(craters_per_m2(p, low) - craters_per_m2(p, 2.0 * low), 0.0) * edge * edge : 0.0;
    law.count[l] = poisson_ranks<crater_ranks>(mean);
  }
  const double least = min(p.depth_least_frac, p.depth_fresh_frac);
  law.wear = p.depth_fresh_frac / least - 1.0;
  law.fresh = p.depth_fresh_frac / crater_profile_depth_frac;
  return law;
}

template <class Real>
struct Crater {
  Real x_m, y_m, inverse_radius_1_m;
  Real bowl_m, rim_m;  // multiply what of the profile, given in diameters, lies below and above the plain
};

// A crater's 128 random bits: x 32, y 32 | diameter 22, age 22; the last 20 of a cell's first crater say how many the
// cell has.
// Diameters by N ~ D^-2 within a level. Depth d0 / (1 + u (d0 / dmin - 1)); a worn rim is lower still, s^1.5.
template <class Real>
FARSIDE_INLINE Crater<Real> make_crater(const WordPair<WordsOf<Real>>& hash, const Real& column, const Real& row,
                                        const CraterLaw<Real>& law, int level) {
  const Real one(1.0);
  const double low_m = crater_level_m(level);
  const Real q = sqrt(fma(unit_of_bits<42, 22, Real>(hash.second), Real(-0.75), one));  // D = low / q
  const Real age = fma(unit_of_bits<20, 22, Real>(hash.second), law.wear, one);
  const Real inverse = one / (q * age);
  const Real s = (q * inverse) * law.fresh;  // depth over the profile's
  Crater<Real> c;
  const Spot<Real> spot = spot_in_cell(hash.first, column, row, crater_edge_m(level));
  c.x_m = spot.x_m;
  c.y_m = spot.y_m;
  c.inverse_radius_1_m = q * Real(2.0 / low_m);
  c.bowl_m = (inverse * Real(low_m)) * law.fresh;  // s D
  c.rim_m = c.bowl_m * sqrt(s);
  return c;
}

template <class Real>
struct Relief3 {
  Real height_m, slope_east, slope_north;
};
template <class Real>
FARSIDE_INLINE Relief3<Real> operator+(const Relief3<Real>& a, const Relief3<Real>& b) {
  return {a.height_m + b.height_m, a.slope_east + b.slope_east, a.slope_north + b.slope_north};
}

// Fassett & Thomson 2014, JGR Planets 119:2255, eq. 4, in diameters over radii. As published it steps by 7e-4 at 0.2
// radii and by 1e-5 at 0.98; the larger of floor and wall, and the smaller of that and the rim's outside, meet without
// a step. The slope breaks there and at 1.5.
template <class Real>
FARSIDE_INLINE Relief3<Real> crater_relief(const Crater<Real>& c, const Real& x_m, const Real& y_m) {
  const Real zero(0.0), floor(-0.181);
  const Real dx = x_m - c.x_m, dy = y_m - c.y_m;
  const Real r = sqrt(fma(dy, dy, dx * dx)), t = r * c.inverse_radius_1_m;
  const Real wall =
      fma(t, fma(t, fma(t, Real(-0.039499407), Real(0.083116795)), Real(0.227533882)), Real(-0.228809953));
  const Real outside =
      fma(t, fma(t, fma(t, Real(0.01505647), Real(0.01844746)), Real(-0.187050452)), Real(0.188253307));
  const Real wall_slope = fma(t, fma(t, Real(-0.118498221), Real(0.16623359)), Real(0.227533882));
  const Real outside_slope = fma(t, fma(t, Real(0.04516941), Real(0.03689492)), Real(-0.187050452));
  const MaskOf<Real> reaches = t < Real(crater_reach_radii);
  const Real bowl = max(wall, floor), profile = min(bowl, outside);
  const Real slope = select(bowl < outside, select(wall > floor, wall_slope, zero), outside_slope);
  const Real scale = select(profile < zero, c.bowl_m, c.rim_m);
  // at the centre the floor is flat, and what is divided by r is 0
  const MaskOf<Real> leans = reaches & (slope * slope > zero);
  const Real k = select(leans, (scale * slope) * c.inverse_radius_1_m, zero) / select(leans, r, Real(1.0));
  return {select(reaches, scale * profile, zero), k * dx, k * dy};
}

}  // namespace farside::inline FARSIDE_ISA
