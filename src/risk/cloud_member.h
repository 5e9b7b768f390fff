#pragma once
// The dispersion cloud: how flights to the target meet the ground, a member a flight. A member keeps its place and its
// motion together, so that what goes with each other (a long flight and a fast contact) does so at every aim point.
#include <cstdint>
#include <vector>

#include "flight/start/start_params.h"
#include "scenario/scenario.h"

namespace farside {

// `fails`: lost or not flown before the ground, wherever it aims. `unknown`: its own flight can't be told.
enum class Arrival : std::uint8_t { lands, fails, unknown };

struct CloudMember {
  std::uint64_t case_number = 0;
  Arrival arrival = Arrival::fails;
  double east_m = 0.0, north_m = 0.0;                   // of the CG, from the target
  SiteStartParams<double> state{};                      // where it meets the ground; its place is left to the touchdown
  double propellant_kg = 0.0, rcs_propellant_kg = 0.0;  // left on board
  bool powered = false;                                 // the engine still burnt
};

// From the row of a flight: its state where the descent handed over to the touchdown, `handover_m` above the ground.
CloudMember member_of(const LandingRecord& row, double handover_m);
// From the drawn inputs of a case that begins above the ground.
CloudMember member_of(std::uint64_t case_number, const CaseParams<double>& params);

// Body attitude as the yaw and tilt of a start that has it (flight/start/start.h); angles by the lanes' maths.
void put_attitude(const double (&quaternion)[4], SiteStartParams<double>& state);

}  // namespace farside
