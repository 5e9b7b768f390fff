#pragma once
// Phases of a flight, in their order: the dimension `phase` of the output file. A law of guidance goes through those
// that it has.
namespace farside {

enum class Phase {
  ignition,     // engine on at low thrust, attitude held
  braking,      // most of the velocity is taken off
  adjust,       // turns upright
  approach,     // down to the hover, nearly upright
  hover,        // stands above the ground and looks
  translation,  // over to the chosen place, and down
  descent,      // straight down at constant speed
  free_fall,    // engine cut off
  touchdown,    // first pad on the ground
  end           // at rest, or as far as the case is followed
};
inline constexpr const char* phase_names[] = {"ignition",    "braking", "adjust",    "approach",  "hover",
                                              "translation", "descent", "free_fall", "touchdown", "end"};
inline constexpr int phase_count = sizeof(phase_names) / sizeof(phase_names[0]);
inline constexpr int descent_phase_count = static_cast<int>(Phase::free_fall) + 1;  // those before the ground
static_assert(phase_count == static_cast<int>(Phase::end) + 1);

}  // namespace farside
