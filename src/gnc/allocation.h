#pragma once
// How the flight software shares a torque out among thrusters that are open or shut (M6): each of six half axes has its
// own fixed shares, made for the vehicle that it takes itself for. A pulse is no shorter than the valves can make it.
#include "lanes/math.h"
#include "vehicle/pulse_times.h"

namespace farside::inline FARSIDE_ISA {

// A set that can't give all of what is asked for gives as much in that direction as it can, and the next one the rest.
// What is shorter than half the shortest pulse is left away, what is shorter than that becomes one.
template <class Real>
void allocate(const ThrusterTable& table, const Vec3<Real>& torque_B, const Real& least_s, double period_s,
              PulseTimes<Real>& pulses) {
  const Real zero(0.0), one(1.0), period(period_s);
  Vec3<Real> wanted = torque_B;
  for (int set = 1; set <= thruster_sets; ++set) {
    const Real parts[] = {max(wanted.x, zero),  max(-wanted.x, zero), max(wanted.y, zero),
                          max(-wanted.y, zero), max(wanted.z, zero),  max(-wanted.z, zero)};
    Real largest = zero;
    for (int i = 0; i < table.count; ++i) {
      if (table.thruster[i].set != set) continue;
      Real share = zero;
      for (int k = 0; k < 6; ++k) share = fma(Real(table.share_1_N_m[k][i]), parts[k], share);
      pulses.open_s[i] = share;
      largest = max(largest, share);
    }
    const Real given = select(largest > zero, one / max(largest, one), zero);
    for (int i = 0; i < table.count; ++i) {
      if (table.thruster[i].set != set) continue;
      const Real open_s = (period * given) * pulses.open_s[i];
      pulses.open_s[i] = select(open_s < Real(0.5) * least_s, zero, min(max(open_s, least_s), period));
    }
    wanted = (one - given) * wanted;
  }
  // rounding leaves something of nearly everything
  pulses.short_of = norm2(wanted) > Real(1e-12) * norm2(torque_B);
}

}  // namespace farside::inline FARSIDE_ISA
