#pragma once
// A look for hazards in flight: the lidar scans the ground that is there, the flight software chooses a place, and what
// was true of it is written down. Lanes that look are worked off one after the other, pixels, samples and cells in all
// lanes.
#include "flight/descent/descent_state.h"
#include "flight/descent/descent_world.h"
#include "sensors/lidar/lidar.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
class HazardLook {
 public:
  explicit HazardLook(const DescentWorld& world) : w_(world) {}

  // Of lane i. `ground`: of its case. Adds to the log.
  void look(int i, const Truth<Real>& x, const Ground<double>& ground, const SensorParams<double>& sensors,
            const ScanDraws& draws, FlightSoftware<Real>& software, const Measurements<Real>& z, HazardMemory& memory,
            AvoidanceLog<double>& log);

 private:
  const DescentWorld& w_;
};

template <class Real>
void HazardLook<Real>::look(int i, const Truth<Real>& x, const Ground<double>& ground,
                            const SensorParams<double>& sensors, const ScanDraws& draws, FlightSoftware<Real>& software,
                            const Measurements<Real>& z, HazardMemory& memory, AvoidanceLog<double>& log) {
  const LidarPose pose{take_lane(x.motion, i).p_L,
                       attitude_in_site(w_.site, take_lane(x.turn, i), take_lane(x.q_IB, i))};
  const int legs = w_.options.vehicle.legs.count;
  Lidar<Real> lidar(ground, sensors.lidar, w_.options.sensors.lidar.samples, memory.lidar);
  const Scan scan = lidar.look(pose, &draws);
  const Look seen = software.see(i, z, scan, legs, memory.hazard);

  const double stance_m = stance_radius_m(w_.known.vehicle.legs), fine_m = stance_m * (1.0 / 16.0);
  const double fine_reach_m = stance_m + fine_m;  // pads are taken at the nearest point
  const Stance fine = make_stance(w_.known.vehicle.legs, legs, fine_m);
  const Nadir& nadir = lidar.nadir();
  const auto east_of_m = [&](const Vec3<double>& way_B) { return nadir.east_m + dot(nadir.east_L, pose.R_LB * way_B); };
  const auto north_of_m = [&](const Vec3<double>& way_B) {
    return nadir.north_m + dot(nadir.north_L, pose.R_LB * way_B);
  };
  const auto judge_truly = [&](const Vec3<double>& way_B) {
    const double east_m = east_of_m(way_B), north_m = north_of_m(way_B);
    const auto top_m = lidar.tops_about(east_m, north_m, fine_reach_m);
    return judge_place<double>(fine, seen.limits, {}, [&](int row, int column) {
      return top_m(east_m + column * fine_m, north_m + row * fine_m) - nadir.height_m;
    });
  };
  const PlaceHazard<double> truth = judge_truly(seen.site_B);
  log.result = double(static_cast<int>(seen.choice.result));
  log.east_m = east_of_m(seen.site_B), log.north_m = north_of_m(seen.site_B);
  log.clearance_m = seen.choice.clearance_m;
  log.seen = {seen.choice.slope_rad, seen.choice.roughness_m, seen.choice.index};
  log.truth = {truth.slope_rad, truth.roughness_m, truth.index};
  if (log.looks == 0.0) {
    log.hover_east_m = nadir.east_m, log.hover_north_m = nadir.north_m;
    log.first_east_m = log.east_m, log.first_north_m = log.north_m;
    log.ahead_seen = seen.ahead.index;
    log.ahead_true = judge_truly(seen.ahead_B).index;
  }
  log.looks = log.looks + 1.0;
}

}  // namespace farside::inline FARSIDE_ISA
