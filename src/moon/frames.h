#pragma once
// Frames of the Moon and of the landing site. All maps refer to one sphere; latitudes are planetocentric, longitudes
// count east.
//   I  inertial, Moon-centred: the axes of M at ignition, not turning with the Moon afterwards
//   M  Moon-fixed, mean Earth and pole (maps, site coordinates)
//   A  Moon-fixed, principal axes (gravity coefficients)
//   L  landing site: origin at the target, x east, y north, z up
// Elementary rotations turn the frame, not the vector (as in SPICE): R3(a) gives the components in axes turned by a
// about z.
#include "lanes/math.h"
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr double moon_radius_m = 1737400.0;  // sphere of all maps, IAU 2009 (WGCCRE) mean radius, LOLA products
inline constexpr double pi = 3.141592653589793;     // rounded to nearest
inline constexpr double arcsecond_rad = pi / 648000.0;

template <class Real>
FARSIDE_INLINE Mat3<Real> turn_x(const Real& sine, const Real& cosine) {
  return {{Real(1.0), Real(0.0), Real(0.0)}, {Real(0.0), cosine, sine}, {Real(0.0), -sine, cosine}};
}
template <class Real>
FARSIDE_INLINE Mat3<Real> turn_y(const Real& sine, const Real& cosine) {
  return {{cosine, Real(0.0), -sine}, {Real(0.0), Real(1.0), Real(0.0)}, {sine, Real(0.0), cosine}};
}
template <class Real>
FARSIDE_INLINE Mat3<Real> turn_z(const Real& sine, const Real& cosine) {
  return {{cosine, sine, Real(0.0)}, {-sine, cosine, Real(0.0)}, {Real(0.0), Real(0.0), Real(1.0)}};
}

// R3(angle) of one angle per case, kept as its sine and cosine: what the Moon has turned since ignition, R_MI(t) = R3(w
// t).
template <class Real>
struct TurnZ {
  Real sine, cosine;
};
template <class Real>
FARSIDE_INLINE TurnZ<Real> turn_z_by(const Real& angle_rad) {
  TurnZ<Real> turn;
  sin_cos(angle_rad, turn.sine, turn.cosine);
  return turn;
}
// R3 a: from I to M.
template <class Real>
FARSIDE_INLINE Vec3<Real> operator*(const TurnZ<Real>& turn, const Vec3<Real>& a) {
  return {fma(turn.sine, a.y, turn.cosine * a.x), fnma(turn.sine, a.x, turn.cosine * a.y), a.z};
}
// The transpose of R3 times a: from M to I.
template <class Real>
FARSIDE_INLINE Vec3<Real> transposed_times(const TurnZ<Real>& turn, const Vec3<Real>& a) {
  return {fnma(turn.sine, a.y, turn.cosine * a.x), fma(turn.sine, a.x, turn.cosine * a.y), a.z};
}

// w x r for a body that turns about z: the velocity that a point of the turning frame has.
template <class Real>
FARSIDE_INLINE Vec3<Real> velocity_of_turning(const Real& rate_rad_s, const Vec3<Real>& p) {
  return {-(rate_rad_s * p.y), rate_rad_s * p.x, Real(0.0)};
}
// Velocity relative to the turning Moon, v - w x r, in the axes in which p and v are given (I, or M components of
// both).
template <class Real>
FARSIDE_INLINE Vec3<Real> relative_velocity(const Real& rate_rad_s, const Vec3<Real>& p, const Vec3<Real>& v) {
  return {fma(rate_rad_s, p.y, v.x), fnma(rate_rad_s, p.x, v.y), v.z};
}

// Sine and cosine of a small constant at compile time; Taylor, error below 1e-20 for |x| < 1e-3.
constexpr double small_sine(double x) { return x * (1.0 - x * x / 6.0); }
constexpr double small_cosine(double x) { return 1.0 - x * x / 2.0 * (1.0 - x * x / 12.0); }

// R_MA = R1(-c) R2(-b) R3(-a): principal axes to mean Earth, angles of DE421, to which the LRO maps refer (NAIF
// moon_080317.tf). The angles of DE430 would move Chang'e-4 by 2 m, taking one frame for the other by 780 m.
template <class Real>
FARSIDE_INLINE Mat3<Real> mean_earth_from_principal() {
  constexpr double a = 67.92 * arcsecond_rad, b = 78.56 * arcsecond_rad, c = 0.30 * arcsecond_rad;
  constexpr double sa = small_sine(a), ca = small_cosine(a), sb = small_sine(b), cb = small_cosine(b),
                   sc = small_sine(c), cc = small_cosine(c);
  return {{Real(cb * ca), Real(-cb * sa), Real(sb)},
          {Real(sc * sb * ca + cc * sa), Real(cc * ca - sc * sb * sa), Real(-sc * cb)},
          {Real(sc * sa - cc * sb * ca), Real(cc * sb * sa + sc * ca), Real(cc * cb)}};
}
template <class Real>
FARSIDE_INLINE Vec3<Real> principal_from_mean_earth(const Vec3<Real>& a_M) {
  return transposed_times(mean_earth_from_principal<Real>(), a_M);
}

// The landing site's frame, fixed in M.
template <class Real>
struct SiteFrame {
  Mat3<Real> R_LM;    // rows: east, north, up
  Vec3<Real> p_ML_M;  // the target from the Moon's centre
  Real radius_m;      // of the sphere through the target
};

template <class Real>
FARSIDE_INLINE SiteFrame<Real> site_frame(const Real& lat_rad, const Real& lon_rad, const Real& elevation_m) {
  Real sin_lat, cos_lat, sin_lon, cos_lon;
  sin_cos(lat_rad, sin_lat, cos_lat);
  sin_cos(lon_rad, sin_lon, cos_lon);
  const Vec3<Real> east{-sin_lon, cos_lon, Real(0.0)};
  const Vec3<Real> north{-(sin_lat * cos_lon), -(sin_lat * sin_lon), cos_lat};
  const Vec3<Real> up{cos_lat * cos_lon, cos_lat * sin_lon, sin_lat};
  const Real radius = Real(moon_radius_m) + elevation_m;
  return {{east, north, up}, radius * up, radius};
}

// Positions: p_M from the Moon's centre, p_L from the target.
template <class Real>
FARSIDE_INLINE Vec3<Real> site_from_moon(const SiteFrame<Real>& site, const Vec3<Real>& p_M) {
  return site.R_LM * (p_M - site.p_ML_M);
}
template <class Real>
FARSIDE_INLINE Vec3<Real> moon_from_site(const SiteFrame<Real>& site, const Vec3<Real>& p_L) {
  return transposed_times(site.R_LM, p_L) + site.p_ML_M;
}

template <class Real>
struct Geographic {
  Real lat_rad;   // -pi/2..pi/2
  Real lon_rad;   // 0 <= lon < 2 pi, east
  Real height_m;  // above the sphere of 1737.4 km
};
template <class Real>
FARSIDE_INLINE Geographic<Real> geographic(const Vec3<Real>& p_M) {
  const Real across = sqrt(fma(p_M.y, p_M.y, p_M.x * p_M.x));
  const Real lon = atan2(p_M.y, p_M.x);
  const Real east = select(lon < Real(0.0), lon + Real(2.0 * pi), lon);
  return {atan2(p_M.z, across), select(east >= Real(2.0 * pi), Real(0.0), east), norm(p_M) - Real(moon_radius_m)};
}

}  // namespace farside::inline FARSIDE_ISA
