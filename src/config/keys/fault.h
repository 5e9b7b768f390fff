#pragma once
// What may break, and which keys that sets: one line each for the reader, the schema, the key reference and the sampler
// (M15). A fault is a value of ordinary keys, so that each can be flown alone, or dispersed, without it.
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "record/phases.h"

namespace farside {

// One key that a mechanism sets, in the key's unit. `{}` in a path stands for the option `leg`.
struct FaultEffect {
  const char* path;
  const char* option;  // which gives the value; "": always `value`
  double value;        // without that option
  bool factor;         // multiplies what the key has
};

struct FaultMechanism {
  const char* name;
  const char* text;
  const char *time_path, *height_path;  // the key that is set to when it strikes; "": not by time, by height
  std::vector<FaultEffect> effects;

  bool has_onset() const { return *time_path || *height_path; }
  bool has_leg() const;
};
const std::vector<FaultMechanism>& fault_mechanisms();

enum class Onset { always, time, height, phase };

// One entry of `faults`.
struct Fault {
  std::string name;  // in the column `fault`, and of its random streams
  const FaultMechanism* mechanism = nullptr;
  double probability = 0.0;
  Onset onset = Onset::always;
  Phase phase = Phase::ignition;          // of Onset::phase, at or after whose start it strikes
  double from = 0.0, to = 0.0;            // s or m: evenly between
  std::map<std::string, double> options;  // those that were given
  std::string source;
  std::string where, entry;  // "file:line:column" and "faults[0]", for messages
  bool included = false;     // stands in an included file

  double option(const char* name, double otherwise) const;
  std::string onset_path() const;                        // "": it has none
  std::string path_of(const FaultEffect& effect) const;  // with its leg
  std::vector<std::string> paths() const;                // of all keys that it sets
};

// On a line, as in the file.
std::string fault_text(const Fault& fault);

}  // namespace farside
