#pragma once
// How the vehicle is computed: choices that all cases share, beside the numbers of vehicle_params.h.
#include <cstdint>

#include "base/field.h"
#include "record/leg_counts.h"

namespace farside {

enum class ThrusterModel { torque, pulses };
inline constexpr const char* thruster_model_names[] = {"torque", "pulses"};

enum class PlumeModel : std::int32_t { none, erosion };
inline constexpr const char* plume_model_names[] = {"none", "erosion"};

struct PlumeOptions {
  PlumeModel model = PlumeModel::none;

  template <class V>
  static void fields(V& v) {
    v.choice("model", &PlumeOptions::model, plume_model_names,
             "what is told of the exhaust on the ground: `erosion` from which height on it moves soil, and how deep it "
             "digs");
  }
};

struct EngineOptions {
  PlumeOptions plume;

  template <class V>
  static void fields(V& v) {
    v.group("plume", &EngineOptions::plume);
  }
};

struct ThrusterOptions {
  ThrusterModel model = ThrusterModel::torque;
  bool uses_propellant = true;

  template <class V>
  static void fields(V& v) {
    v.choice("model", &ThrusterOptions::model, thruster_model_names,
             "`torque`: any torque within limits; `pulses`: thrusters of the table `list`, open or shut");
    v.flag("uses_propellant", &ThrusterOptions::uses_propellant, "control torques consume thruster propellant");
  }
};

enum class SloshModel { none, pendulum, cylinder };
inline constexpr const char* slosh_model_names[] = {"none", "pendulum", "cylinder"};
inline constexpr int slosh_tanks_max = 4;

struct SloshOptions {
  SloshModel model = SloshModel::none;
  int tanks = 1;

  template <class V>
  static void fields(V& v) {
    v.choice(
        "model", &SloshOptions::model, slosh_model_names,
        "how propellant sloshes in flight: as a pendulum that is given, or as that of the first mode of a cylinder");
    v.whole("tanks", &SloshOptions::tanks, {1, slosh_tanks_max}, "tanks that it sloshes in, from tank0 on");
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
  EngineOptions engine;
  ThrusterOptions thrusters;
  SloshOptions slosh;
  LegOptions legs;

  template <class V>
  static void fields(V& v) {
    v.group("engine", &VehicleOptions::engine);
    v.group("thrusters", &VehicleOptions::thrusters);
    v.group("slosh", &VehicleOptions::slosh);
    v.group("legs", &VehicleOptions::legs);
  }
};

}  // namespace farside
