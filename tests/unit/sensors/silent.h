#pragma once
// Measurements of sensors that say nothing but attitude and rate.
#include "sensors/measurements.h"

namespace farside::inline FARSIDE_ISA {

inline Measurements<double> silent(double time_s, const Quat<double>& q_IB, const Vec3<double>& w_IB_B) {
  const Reading<double> none = reading<double>(false, 0.0);
  const VectorReading<double> nowhere = reading<double>(false, Vec3<double>{0.0, 0.0, 0.0});
  Measurements<double> z{};
  z.time_s = time_s, z.q_IB = q_IB, z.w_IB_B = w_IB_B;
  z.height_m = z.cutoff_m = z.contact = z.mass_kg = z.pad_height_m = none;
  z.velocity_change_B = z.velocity_B = z.angle_change_B = z.place_L = z.position_L = z.velocity_L = nowhere;
  z.star_tracker_IB = reading<double>(false, q_IB);
  for (Reading<double>& r : z.range_m) r = none;
  for (Reading<double>& r : z.closing_m_s) r = none;
  return z;
}

}  // namespace farside::inline FARSIDE_ISA
