#pragma once
// Rocks (M17): half ellipsoids that stand on the ground, strewn by a power law of sizes. They neither move nor break.
#include "moon/terrain/cells.h"
#include "moon/terrain/relief_params.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr double rock_smallest_m = 0.1, rock_largest_m = 2.0;  // diameters
inline constexpr int rock_ranks = 16;
inline constexpr double rocks_about_max = 64.0;  // on average, about a vehicle: nearby.h has room for more
inline constexpr double rock_axis_ratio = 0.8;   // of the plan's axes
inline constexpr double rock_search_m = 0.35;    // from a point: how far beyond its rim a rock is still found
inline constexpr double rock_edge_m = 2.75;      // of a cell
static_assert(0.5 * rock_edge_m > 0.5 * rock_largest_m + rock_search_m + 1e-6);

template <class Real>
struct RockLaw {
  PoissonRanks<Real, rock_ranks> count;
  Real kept;              // 1 - (smallest / largest)^exponent
  Real inverse_exponent;  // -1 / exponent
  Real height_frac;
};
inline double rocks_per_m2(const RockParams<double>& p) {
  return p.number_1_m2 * (pow(rock_smallest_m, -p.exponent) - pow(rock_largest_m, -p.exponent));
}
inline RockLaw<double> rock_law(const RockParams<double>& p) {
  const double more = pow(rock_smallest_m, -p.exponent), less = pow(rock_largest_m, -p.exponent);
  RockLaw<double> law;
  law.count = poisson_ranks<rock_ranks>(rocks_per_m2(p) * rock_edge_m * rock_edge_m);
  law.kept = 1.0 - less / more;
  law.inverse_exponent = -1.0 / p.exponent;
  law.height_frac = p.height_frac;
  return law;
}

template <class Real>
struct Rock {
  Real x_m, y_m;
  Real ax_1_m, ay_1_m, bx_1_m, by_1_m;  // (a . d, b . d) is a plan offset d in units of the semi-axes
  Real height_m;
};

// A rock's 128 random bits: x 32, y 32 | diameter 22, yaw 11, height 11; the last 20 of a cell's first rock say how
// many the cell has.
template <class Real>
FARSIDE_INLINE Rock<Real> make_rock(const WordPair<WordsOf<Real>>& hash, const Real& column, const Real& row,
                                    const RockLaw<Real>& law) {
  const Real rest = fma(-law.kept, unit_of_bits<42, 22, Real>(hash.second), Real(1.0));
  const Real diameter_m = Real(rock_smallest_m) * pow(rest, law.inverse_exponent);
  const Real major = Real(2.0) / diameter_m, minor = major * Real(1.0 / rock_axis_ratio);
  Real sine, cosine;
  sin_cos(unit_of_bits<31, 11, Real>(hash.second) * Real(3.141592653589793), sine, cosine);
  Rock<Real> r;
  const Spot<Real> spot = spot_in_cell(hash.first, column, row, rock_edge_m);
  r.x_m = spot.x_m;
  r.y_m = spot.y_m;
  r.ax_1_m = major * cosine;
  r.ay_1_m = major * sine;
  r.bx_1_m = -(minor * sine);
  r.by_1_m = minor * cosine;
  r.height_m = (diameter_m * law.height_frac) * fma(unit_of_bits<20, 11, Real>(hash.second), Real(0.8), Real(0.6));
  return r;
}

// One over the product of its semi-axes in plan.
template <class Real>
FARSIDE_INLINE Real rock_axes_1_m2(const Rock<Real>& r) {
  return abs(fma(r.ax_1_m, r.by_1_m, -(r.ay_1_m * r.bx_1_m)));
}

// How high it stands over the ground at a point; 0 beside it.
template <class Real>
FARSIDE_INLINE Real rock_height_m(const Rock<Real>& r, const Real& x_m, const Real& y_m) {
  const Real dx = x_m - r.x_m, dy = y_m - r.y_m;
  const Real u = fma(dy, r.ay_1_m, dx * r.ax_1_m), v = fma(dy, r.by_1_m, dx * r.bx_1_m);
  return r.height_m * sqrt(max(Real(1.0) - fma(v, v, u * u), Real(0.0)));
}

// The point of a disc about (east, north) that is nearest to the rock's axis, from that axis.
template <class Real>
struct OffsetFromRock {
  Real x_m, y_m;
};
template <class Real>
FARSIDE_INLINE OffsetFromRock<Real> nearest_of_disc(const Rock<Real>& rock, const Real& east_m, const Real& north_m,
                                                    const Real& radius_m) {
  const Real x = east_m - rock.x_m, y = north_m - rock.y_m;
  const Real distance = sqrt(fma(y, y, x * x));
  const Real share = max(distance - radius_m, Real(0.0)) / max(distance, Real(1e-9));
  return {share * x, share * y};
}

// That point, in the plane, and how high the rock stands there; 0 where the disc is beside it.
template <class Real>
struct RockUnderDisc {
  Real east_m, north_m, height_m;
};
template <class Real>
FARSIDE_INLINE RockUnderDisc<Real> rock_under_disc(const Rock<Real>& rock, const Real& east_m, const Real& north_m,
                                                   const Real& radius_m) {
  const OffsetFromRock<Real> q = nearest_of_disc(rock, east_m, north_m, radius_m);
  const Real east = rock.x_m + q.x_m, north = rock.y_m + q.y_m;
  return {east, north, rock_height_m(rock, east, north)};
}

}  // namespace farside::inline FARSIDE_ISA
