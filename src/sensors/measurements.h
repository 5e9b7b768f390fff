#pragma once
// What crosses from the truth to the flight software, and nothing else does: readings, each with a flag and an age. The
// other way go `Commands` (gnc/commands.h). Plain Reals, so that with `double` it is the interface of a flight software
// of one's own.
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

// A reading that isn't valid is NaN: who looks at it shows.
template <class Real>
struct Reading {
  Real value, valid, age_s;  // valid: 1 or 0; age: how long ago it was taken
};
template <class Real>
struct VectorReading {
  Vec3<Real> value;
  Real valid, age_s;
};
template <class Real>
struct AttitudeReading {
  Quat<Real> value;
  Real valid, age_s;
};
template <class Real>
FARSIDE_INLINE MaskOf<Real> answers(const AttitudeReading<Real>& r) {
  return r.valid > Real(0.5);
}
template <class Real>
FARSIDE_INLINE MaskOf<Real> answers(const Reading<Real>& r) {
  return r.valid > Real(0.5);
}
template <class Real>
FARSIDE_INLINE MaskOf<Real> answers(const VectorReading<Real>& r) {
  return r.valid > Real(0.5);
}
template <class Real>
FARSIDE_INLINE Reading<Real> reading(const MaskOf<Real>& valid, const Real& value) {
  return {select(valid, value, Real(__builtin_nan(""))), select(valid, Real(1.0), Real(0.0)), Real(0.0)};
}
template <class Real>
FARSIDE_INLINE VectorReading<Real> reading(const MaskOf<Real>& valid, const Vec3<Real>& value) {
  const Real nothing(__builtin_nan(""));
  return {select(valid, value, Vec3<Real>{nothing, nothing, nothing}), select(valid, Real(1.0), Real(0.0)), Real(0.0)};
}

template <class Real>
FARSIDE_INLINE AttitudeReading<Real> reading(const MaskOf<Real>& valid, const Quat<Real>& value) {
  const Real nothing(__builtin_nan(""));
  return {select(valid, value, Quat<Real>{nothing, nothing, nothing, nothing}), select(valid, Real(1.0), Real(0.0)),
          Real(0.0)};
}

inline constexpr int altimeter_beams = 2, velocimeter_beams = 4;

template <class Real>
struct Measurements {
  Real time_s;        // from ignition
  Quat<Real> q_IB;    // attitude, body to inertial; NaN for the navigation mode `filter`, which has to find it
  Vec3<Real> w_IB_B;  // inertial rate, body axes: known, or what the gyros measure
  VectorReading<Real> velocity_change_B;  // accelerometers, since the last reading: without gravity, body axes
  Reading<Real> height_m;                 // altimeter: pad plane above the ground, along the local vertical
  VectorReading<Real> velocity_B;         // velocimeter: over the ground, body axes
  Reading<Real> cutoff_m;                 // cutoff sensor: pad plane above the ground
  Reading<Real> contact;                  // switches in the pads: 1 closed, 0 open
  // of the navigation mode `filter` alone: the turn since the last reading as a rotation vector, body axes; ranges to
  // the ground along the altimeter's beams, from the centre of the pad plane; speed towards the ground along the
  // velocimeter's beams, of the same point; place east and north of the target
  VectorReading<Real> angle_change_B;
  AttitudeReading<Real> star_tracker_IB;
  Reading<Real> range_m[altimeter_beams];
  Reading<Real> closing_m_s[velocimeter_beams];
  VectorReading<Real> place_L;
  // of the navigation mode `perfect` alone: CG, site frame, relative to the Moon; pad plane above the ground
  VectorReading<Real> position_L, velocity_L;
  Reading<Real> mass_kg, pad_height_m;
};

// A reading of the kind of `like` that isn't valid.
template <class Real>
FARSIDE_INLINE Reading<Real> no_reading(const Reading<Real>&) {
  return reading(MaskOf<Real>(false), Real(0.0));
}
template <class Real>
FARSIDE_INLINE VectorReading<Real> no_reading(const VectorReading<Real>&) {
  return reading(MaskOf<Real>(false), Vec3<Real>{Real(0.0), Real(0.0), Real(0.0)});
}
template <class Real>
FARSIDE_INLINE AttitudeReading<Real> no_reading(const AttitudeReading<Real>&) {
  return reading(MaskOf<Real>(false), Quat<Real>{Real(0.0), Real(0.0), Real(0.0), Real(0.0)});
}

// Each reading of `a`, with that of `b`.
template <class Real, class Each>
void with_readings(Measurements<Real>& a, const Measurements<Real>& b, const Each& each) {
  each(a.velocity_change_B, b.velocity_change_B);
  each(a.height_m, b.height_m);
  each(a.velocity_B, b.velocity_B);
  each(a.cutoff_m, b.cutoff_m);
  each(a.contact, b.contact);
  each(a.angle_change_B, b.angle_change_B);
  each(a.star_tracker_IB, b.star_tracker_IB);
  for (int i = 0; i < altimeter_beams; ++i) each(a.range_m[i], b.range_m[i]);
  for (int i = 0; i < velocimeter_beams; ++i) each(a.closing_m_s[i], b.closing_m_s[i]);
  each(a.place_L, b.place_L);
  each(a.position_L, b.position_L);
  each(a.velocity_L, b.velocity_L);
  each(a.mass_kg, b.mass_kg);
  each(a.pad_height_m, b.pad_height_m);
}

}  // namespace farside::inline FARSIDE_ISA
