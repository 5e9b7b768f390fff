#pragma once
// How the vehicle is computed: choices that all cases share, beside the numbers of vehicle_params.h.
#include "base/field.h"

namespace farside {

struct ThrusterOptions {
  bool uses_propellant = true;

  template <class V>
  static void fields(V& v) {
    v.flag("uses_propellant", &ThrusterOptions::uses_propellant, "control torques consume thruster propellant");
  }
};

struct VehicleOptions {
  ThrusterOptions thrusters;

  template <class V>
  static void fields(V& v) {
    v.group("thrusters", &VehicleOptions::thrusters);
  }
};

}  // namespace farside
