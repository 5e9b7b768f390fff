#pragma once
// Where a lander was and how it stood between the samples of its time history, and when its pictures are taken.
#include <vector>

#include "camera/lander.h"
#include "camera/view.h"
#include "record/trace_record.h"
#include "vehicle/vehicle_params.h"

namespace farside {

struct TrackPoint {
  double time_s = 0.0;
  Vec3<double> cg_L{}, v_L{}, w_B{};  // w_B against the stars, rad/s
  Quat<double> q_LB{};
  double propellant_kg = 0.0;
};

class Track {
 public:
  // `history` must hold a sample, and outlive it.
  Track(const std::vector<TraceRecord>& history, const MassParams<double>& mass);

  double begin_s() const;
  double end_s() const;
  // Position by a cubic that keeps velocities, attitude along the shortest turn; the first or last sample beyond them.
  TrackPoint at(double time_s) const;
  // The middle of the pad plane, as the centre of gravity moves with the tanks.
  LanderPose pose(const TrackPoint& point) const;

 private:
  const std::vector<TraceRecord>& history_;
  MassParams<double> mass_;
};

// Looks along body -z, its rows along body x: with body y to the north and no tilt, north is up.
Pinhole descent_camera(const LanderPose& pose, const Vec3<double>& eye_B, int side, double field_rad);

}  // namespace farside
