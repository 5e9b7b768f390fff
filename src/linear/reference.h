#pragma once
// The flights that errors are linearised about: the nominal case with sensors that make no errors, and with no other
// ground than the map on board shows; and flights in which the ground alone is that of a case.
#include <cstdint>
#include <vector>

#include "engine/lone_flight.h"
#include "linear/flight_errors.h"
#include "scenario/scenario.h"

namespace farside {

// The nominal parameters without errors of the sensors, of the start's attitude, of the map and of gravity. When
// sensors answer, and when they fail, stays.
CaseParams<double> quiet_params(const Scenario& scenario);

struct ReferenceOptions {
  const Kernel* kernel = nullptr;
  int threads = 1;
  std::uint64_t flights = 16;   // about which it is linearised: in each, other readings drop out
  std::uint64_t grounds = 256;  // grounds that are flown over
};

// Where readings drop out by chance `options.flights`, else one.
std::vector<LoneFlight> reference_flights(const Scenario& scenario, const CaseParams<double>& quiet,
                                          const ReferenceOptions& options);

// What a flight's navigation was off when a phase began, or at the end of the descent (Phase::touchdown): believed
// minus true, site axes, velocities relative to the Moon. Of the attitude nothing is told.
struct FlownError {
  int phase;
  Shown error;
};
using FlownErrors = std::vector<FlownError>;
FlownErrors errors_of(const LoneFlight& flight);

// Of flights over the ground of cases 0, 1, ...; none where the map on board shows all of it.
std::vector<FlownErrors> errors_over_grounds(const Scenario& scenario, const CaseParams<double>& quiet,
                                             const ReferenceOptions& options);

}  // namespace farside
