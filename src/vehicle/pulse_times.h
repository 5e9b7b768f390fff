#pragma once
// What the flight software tells thrusters that are open or shut.
#include "lanes/vec.h"
#include "vehicle/thruster_table.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct PulseTimes {
  Real open_s[thrusters_max];  // of each thruster in the control period, from its start
  MaskOf<Real> short_of;       // more was asked for than they can give
};

}  // namespace farside::inline FARSIDE_ISA
