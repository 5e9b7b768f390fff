#pragma once
// How the vehicle is computed: choices that all cases share, beside the numbers of vehicle_params.h.
#include "base/field.h"
#include "record/leg_counts.h"

namespace farside {

struct ThrusterOptions {
  bool uses_propellant = true;

  template <class V>
  static void fields(V& v) {
    v.flag("uses_propellant", &ThrusterOptions::uses_propellant, "control torques consume thruster propellant");
  }
};

struct LegOptions {
  int count = 4;

  template <class V>
  static void fields(V& v) {
    v.whole("count", &LegOptions::count, {legs_least, legs_max}, "legs, at equal angles");
  }
};

struct VehicleOptions {
  ThrusterOptions thrusters;
  LegOptions legs;

  template <class V>
  static void fields(V& v) {
    v.group("thrusters", &VehicleOptions::thrusters);
    v.group("legs", &VehicleOptions::legs);
  }
};

}  // namespace farside
