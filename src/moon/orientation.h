#pragma once
// Where the Moon's axes point: IAU/WGCCRE 2009 report (Archinal et al. 2011, Celest. Mech. Dyn. Astr. 109:101),
// thirteen terms. R_ME of DE421 differs by at most 0.0042 deg over 2019 to 2023 (130 m on the ground), which an
// orbit given in ICRF axes and sun and relay directions can bear; no other landing sees it, since its inertial axes are
// those of M at ignition.
#include "moon/frames.h"

namespace farside::inline FARSIDE_ISA {

// Degrees for the term i: argument at J2000 and per day, amplitudes in right ascension (sine), declination (cosine),
// rotation (sine).
struct OrientationTerm {
  double argument_deg, rate_deg_day, right_ascension_deg, declination_deg, rotation_deg;
};
inline constexpr OrientationTerm orientation_terms[] = {
    {125.045, -0.0529921, -3.8787, 1.5419, 3.5610},  {250.089, -0.1059842, -0.1204, 0.0239, 0.1208},
    {260.008, 13.0120009, 0.0700, -0.0278, -0.0642}, {176.625, 13.3407154, -0.0172, 0.0068, 0.0158},
    {357.529, 0.9856003, 0.0, 0.0, 0.0252},          {311.589, 26.4057084, 0.0072, -0.0029, -0.0066},
    {134.963, 13.0649930, 0.0, 0.0009, -0.0047},     {276.617, 0.3287146, 0.0, 0.0, -0.0046},
    {34.226, 1.7484877, 0.0, 0.0, 0.0028},           {15.134, -0.1589763, -0.0052, 0.0008, 0.0052},
    {119.743, 0.0036096, 0.0, 0.0, 0.0040},          {239.961, 0.1643573, 0.0, 0.0, 0.0019},
    {25.053, 12.9590088, 0.0043, -0.0009, -0.0044}};
inline constexpr double moon_rotation_rate_deg_day = 13.17635815;  // the same report

// Radians of an angle in degrees, whole turns taken off first; |angle| < 1e12 deg.
template <class Real>
FARSIDE_INLINE Real reduced_radians(const Real& angle_deg) {
  const Real to_integer(6755399441055744.0);  // 1.5 * 2^52: adding it leaves no bits for a fraction
  const Real turns = fma(angle_deg, Real(1.0 / 360.0), to_integer) - to_integer;
  return fma(turns, Real(-360.0), angle_deg) * Real(pi / 180.0);
}

// R_MI for I = the axes of the International Celestial Reference Frame: R3(W) R1(90 deg - declination) R3(90 deg +
// right ascension). `days_tdb` from J2000 (JD 2451545.0).
template <class Real>
FARSIDE_INLINE Mat3<Real> moon_orientation(const Real& days_tdb) {
  const Real centuries = days_tdb * Real(1.0 / 36525.0);
  Real right_ascension = fma(Real(0.0031), centuries, Real(269.9949));
  Real declination = fma(Real(0.0130), centuries, Real(66.5392));
  Real rotation =
      fma(Real(-1.4e-12) * days_tdb, days_tdb, fma(Real(moon_rotation_rate_deg_day), days_tdb, Real(38.3213)));
  for (const OrientationTerm& term : orientation_terms) {
    Real sine, cosine;
    sin_cos(reduced_radians(fma(Real(term.rate_deg_day), days_tdb, Real(term.argument_deg))), sine, cosine);
    right_ascension = fma(Real(term.right_ascension_deg), sine, right_ascension);
    declination = fma(Real(term.declination_deg), cosine, declination);
    rotation = fma(Real(term.rotation_deg), sine, rotation);
  }
  Real sw, cw, sd, cd, sa, ca;
  sin_cos(reduced_radians(rotation), sw, cw);
  sin_cos(reduced_radians(Real(90.0) - declination), sd, cd);
  sin_cos(reduced_radians(Real(90.0) + right_ascension), sa, ca);
  return turn_z(sw, cw) * (turn_x(sd, cd) * turn_z(sa, ca));
}

}  // namespace farside::inline FARSIDE_ISA
