#pragma once
// What an entry of vehicle.thrusters.list has: one line a key.
#include "base/field.h"
#include "vehicle/thruster_table.h"

namespace farside {

inline constexpr char thrusters_path[] = "vehicle.thrusters.list";

struct ThrusterKey {
  const char* name;
  double (Thruster::*vector)[3];  // of which this is component `axis`
  int axis;
  Range range;
  const char* unit;
  const char* text;
};

inline constexpr ThrusterKey thruster_keys[] = {
    {"x_m", &Thruster::position_m, 0, {-20, 20}, "m", "where its force acts, body x, from the centre of the pad plane"},
    {"y_m", &Thruster::position_m, 1, {-20, 20}, "m", "the same, body y"},
    {"z_m", &Thruster::position_m, 2, {-20, 20}, "m", "the same, body z"},
    {"force_x_N", &Thruster::force_N, 0, {-1e5, 1e5}, "N", "its force on the vehicle while it is open, body x"},
    {"force_y_N", &Thruster::force_N, 1, {-1e5, 1e5}, "N", "the same, body y"},
    {"force_z_N", &Thruster::force_N, 2, {-1e5, 1e5}, "N", "the same, body z"}};

inline constexpr char thruster_set_text[] = "1: used first; 2: gives what those of set 1 can't; default 1";

}  // namespace farside
