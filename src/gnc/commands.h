#pragma once
// What crosses from the flight software to the vehicle, and nothing else does. The other way come `Measurements`
// (sensors/measurements.h).
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct Commands {
  Real engine_on;       // 1 or 0
  Real thrust_N;        // of the main engine, while it is on
  Real engine_wait_s;   // the engine is told so long after the command is given; less than a control period
  Real engine_for_s;    // from now until it goes off by itself; 1e30: not before the next command
  Vec3<Real> torque_B;  // of the thrusters; those that are open or shut: what their pulses are made of (allocation.h)
};

}  // namespace farside::inline FARSIDE_ISA
