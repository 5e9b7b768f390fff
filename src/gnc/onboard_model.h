#pragma once
// What the flight software holds to be true of the vehicle, the Moon and its own start: the nominal values, one set for
// all lanes.
#include "gnc/gnc_options.h"
#include "gnc/navigation/inertial.h"
#include "moon/height_grid.h"
#include "moon/moon_options.h"
#include "moon/site_motion.h"
#include "sensors/sensor_params.h"
#include "vehicle/vehicle_params.h"

namespace farside::inline FARSIDE_ISA {

struct OnboardModel {
  const GncOptions& options;
  const MoonOptions& moon_options;
  const VehicleParams<double>& vehicle;
  const MoonParams<double>& moon;
  const SensorParams<double>& sensors;
  const HeightGrid* maps;  // of the ground, finest first
  int map_count;
  SiteFrame<double> site;
  InertialState<double> start;               // at ignition
  double turning_rad_s;                      // of the Moon
  double control_s, interval_s;              // between two control commands, two guidance commands
  const ThrusterTable* thrusters = nullptr;  // that are open or shut; null: any torque within limits

  // What the Moon has turned since ignition.
  template <class Real>
  FARSIDE_INLINE TurnZ<Real> moon_turn(const Real& time_s) const {
    return moon_options.rotation ? turn_z_by(Real(turning_rad_s) * time_s) : TurnZ<Real>{Real(0.0), Real(1.0)};
  }
};

}  // namespace farside::inline FARSIDE_ISA
