#pragma once
// What a case on crushable legs leaves at its end, beyond what every touchdown leaves.
#include "lanes/vec.h"
#include "record/landing_record.h"

namespace farside::inline FARSIDE_ISA {

// Times are NaN where it has not happened.
struct LegsEnd {
  Vec3<double> pad_L[legs_max];                       // from the vehicle's CG
  double primary_m[legs_max], secondary_m[legs_max];  // strokes used; the largest of both struts and directions
  double nozzle_clearance_m, nozzle_s, stroke_s, load_s, load_m_s2;
  double energy_J, struts_J, soil_J, friction_J, residual_J;
};

}  // namespace farside::inline FARSIDE_ISA
