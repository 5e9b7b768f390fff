#pragma once
// A case on the ground: how it comes down to it, what is remembered on the way, how it comes to rest.
#include "flight/case_params.h"
#include "flight/touchdown/legs_end.h"
#include "flight/touchdown/pads.h"
#include "lanes/vec.h"
#include "vehicle/plume.h"

namespace farside::inline FARSIDE_ISA {

// Steps in a time, at least one. Up to 1e10 of them (1,000 s in steps of 1e-7 s): no int holds that.
inline std::int64_t whole_steps(double time, double step) {
  const std::int64_t n = static_cast<std::int64_t>(time / step + 0.5);  // NOLINT: lround is the C library's
  return n < 1 ? 1 : n;
}

// When a touchdown looks at what need not be exact in time (rest, sliding, the limits): every 5 ms or 64 steps, about,
// at the ends of whole windows of the load where these are shorter, else at equal parts of them.
inline std::int64_t watch_steps(std::int64_t window, double step) {
  std::int64_t n = whole_steps(0.005, step);
  if (n > 64) n = 64;
  if (window <= n) return window * (n / window);
  while (window % n != 0) --n;
  return n;
}

inline constexpr double still_time_s = 0.5;         // a vehicle that is still for this time is at rest
inline constexpr double still_speed2_m2_s2 = 2e-3;  // 1e-3 J/kg
inline constexpr double still_rate2_rad2_s2 = (0.01 * unit::degree_rad) * (0.01 * unit::degree_rad);
// A slow vehicle that swings by less than swing_rate2 for this time is at rest, too: a fall would be faster.
inline constexpr double swing_time_s = 5.0;
inline constexpr double swing_rate2_rad2_s2 = (0.5 * unit::degree_rad) * (0.5 * unit::degree_rad);
// Largest net force on a vehicle at rest over its weight, averaged over that time.
inline constexpr double still_pull_frac = 0.1;

// Largest error of the energy balance, as a fraction of the energy involved and per kilogram. More means that the step
// is too long or that a force law adds energy; such a case is a numerical failure. At the default steps the error is
// 1e-2 (springs of model `rigid`) and 3e-4 (`legs`).
inline constexpr double energy_error_frac = 0.05, energy_error_J_kg = 0.01;

// Site frame, relative to the Moon, from just above the ground. The turning of the site frame is left out of the motion
// (Coriolis: 1e-5 m/s^2 at 2 m/s); gravity is the apparent one of the place, held. Nothing but Reals.
template <class Real>
struct TouchdownState {
  Vec3<Real> p_L, v_L;  // of the CG
  Quat<Real> q_LB;
  Vec3<Real> w_B;
  Real thrust_N;  // of the engine, while it burns or tails off
};

// Of a case, for the whole touchdown. Nothing but Reals.
template <class Real>
struct TouchdownConstants {
  Vec3<Real> gravity_L, up_L;
  Real mass_kg, per_mass, per_exhaust_speed_s_m;
  Vec3<Real> cg_B, hull_centre_B;     // hull: of its lowest ring, from the CG
  Real hull_radius_m, hull_height_m;  // height: of the highest ring above the lowest
  PadCircle<Real> pads;
  Vec3<Real> thrust_axis_B, thrust_torque_B;  // unit vector; torque about the CG, per newton
  Real tip_cosine, end_cosine;                // cosines of the tilts that are a tip-over, and that end a case
  Real start_s;
  Vec3<Real> start_p_L;
  Real kinetic_J;     // at the start
  Real slip2_m2_s2;   // square of the sliding speed of a pad that holds
  Real support_m_s2;  // acceleration of what is at rest stays below this
};

// What happened so far. Times are from ignition; NaN where it has not. Nothing but Reals.
template <class Real>
struct TouchdownMemory {
  Real steps;
  Real still_s, swing_s;            // time since it has been still, and since it has been slow and at most swinging
  Vec3<Real> still_v_L, swing_v_L;  // velocity when that began
  Real off_map_s;                   // on ground of no map
  Real thrust_J;                    // work of the thrust
  Real contact_s;                   // first contact of any part, and the state then
  Vec3<Real> contact_p_L, contact_v_L, contact_w_B;
  Real contact_tilt_cosine, contact_tilt_sine;
  Real least_cosine, tip_s;        // of the tilt, after first contact
  Real clearance_m, hull_s;        // least clearance of the hull ring
  Vec3<Real> window_N;             // contact force summed over the window under way
  Real peak2_N2;                   // largest square of such a sum
  Real slide_s;                    // farther from the first contact than the limit
  Real burnt_kg, rcs_burnt_kg;     // propellant of the engine, of the thrusters
  Real dry_s;                      // when the engine ran out of it
  Real cutoff_s, cutoff_height_m;  // when the engine was cut off, and the pad plane's height then
  Real depth_m[legs_max];          // of the pads
  PlumeTrace<Real> plume;          // since the descent began
};

enum class TouchdownEnding { rest, moving, tipped, off_map, numerical };  // moving: when the time was over

// One case at the end.
struct TouchdownEnd {
  TouchdownEnding ending;
  double time_s;
  TouchdownState<double> state;
  TouchdownConstants<double> constants;
  TouchdownMemory<double> memory;
  LegsEnd legs;  // of the model `legs`
};

// Slow, with no pad that slips, for another `since_s`.
template <class Real>
FARSIDE_INLINE void watch_stillness(MaskOf<Real> slow, const TouchdownState<Real>& s, const Real& since_s,
                                    TouchdownMemory<Real>& m) {
  if (!any(slow)) {
    m.still_s = m.swing_s = Real(0.0);
    return;
  }
  const Real zero(0.0), turning2 = norm2(s.w_B);
  const MaskOf<Real> still = slow & (turning2 < Real(still_rate2_rad2_s2)),
                     swings = slow & (turning2 < Real(swing_rate2_rad2_s2));
  m.still_v_L = select(still & !(m.still_s > zero), s.v_L, m.still_v_L);
  m.still_s = select(still, m.still_s + since_s, zero);
  m.swing_v_L = select(swings & !(m.swing_s > zero), s.v_L, m.swing_v_L);
  m.swing_s = select(swings, m.swing_s + since_s, zero);
}
// Still for long enough, and nothing pulls: neither the top of a slow bounce nor the slow start of a fall. Struts with
// feet that stick swing for minutes, and friction that creeps on uneven ground turns a vehicle; both are at rest.
template <class Real>
FARSIDE_INLINE MaskOf<Real> at_rest(const TouchdownConstants<Real>& c, const TouchdownMemory<Real>& m,
                                    const Vec3<Real>& v_L) {
  const Real pull = c.support_m_s2 * m.still_s, swing_pull = c.support_m_s2 * m.swing_s;
  const MaskOf<Real> still = (m.still_s > Real(still_time_s - 1e-6)) & (norm2(v_L - m.still_v_L) < pull * pull);
  return still | ((m.swing_s > Real(swing_time_s - 1e-6)) & (norm2(v_L - m.swing_v_L) < swing_pull * swing_pull));
}

// Of a lane that ends now.
inline TouchdownEnding ending_of(const TouchdownConstants<double>& c, const TouchdownMemory<double>& m,
                                 const Vec3<double>& v_L, bool sound) {
  if (!sound) return TouchdownEnding::numerical;
  if (m.off_map_s >= 0.0) return TouchdownEnding::off_map;
  if (m.least_cosine < c.end_cosine) return TouchdownEnding::tipped;
  return at_rest(c, m, v_L) ? TouchdownEnding::rest : TouchdownEnding::moving;
}

}  // namespace farside::inline FARSIDE_ISA
