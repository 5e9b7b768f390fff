#pragma once
// Everything numeric that a case depends on: one array of doubles, so every one of them can be dispersed by its path.
#include "aftermath/rover_params.h"
#include "flight/start/start_params.h"
#include "gnc/gnc_params.h"
#include "moon/moon_params.h"
#include "moon/relay_params.h"
#include "sensors/sensor_params.h"
#include "vehicle/vehicle_params.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct CaseParams {
  MoonParams<Real> moon;
  VehicleParams<Real> vehicle;
  SensorParams<Real> sensors;
  GncParams<Real> gnc;
  StartParams<Real> start;
  RelayParams<Real> relay;
  RoverParams<Real> rover;

  template <class V>
  static void fields(V& v) {
    v.group("moon", &CaseParams::moon);
    v.group("vehicle", &CaseParams::vehicle);
    v.group("sensors", &CaseParams::sensors);
    v.group("gnc", &CaseParams::gnc);
    v.group("start", &CaseParams::start);
    v.group("relay", &CaseParams::relay);
    v.group("rover", &CaseParams::rover);
  }
};

inline constexpr int param_count = sizeof(CaseParams<double>) / sizeof(double);
static_assert(sizeof(CaseParams<Lanes>) == param_count * sizeof(Lanes), "parameters are nothing but Reals");

}  // namespace farside::inline FARSIDE_ISA
