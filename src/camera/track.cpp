#include "camera/track.h"

#include <algorithm>
#include <cmath>

#include "base/field.h"

namespace farside {
namespace {

TrackPoint point_of(const TraceRecord& r) {
  return {r.time,
          {r.east, r.north, r.up},
          {r.velocity_east, r.velocity_north, r.velocity_up},
          unit::degree_rad * Vec3<double>{r.rate_x, r.rate_y, r.rate_z},
          {r.quaternion_w, r.quaternion_x, r.quaternion_y, r.quaternion_z},
          r.propellant};
}

double between(double a, double b, double share) { return a + share * (b - a); }
Vec3<double> between(const Vec3<double>& a, const Vec3<double>& b, double share) { return axpy(share, b - a, a); }

// The cubic through two positions with the velocities there.
Vec3<double> along_cubic(const TrackPoint& a, const TrackPoint& b, double share) {
  const double step_s = b.time_s - a.time_s, left = 1.0 - share;
  const double of_b = share * share * (3.0 - 2.0 * share);
  const Vec3<double> mean = between(a.cg_L, b.cg_L, of_b);
  return axpy(step_s * share * left * left, a.v_L, axpy(-(step_s * share * share * left), b.v_L, mean));
}

Quat<double> between(const Quat<double>& a, const Quat<double>& b, double share) {
  const double same = a.w * b.w + a.x * b.x + a.y * b.y + a.z * b.z;
  return normalised(axpy(same < 0.0 ? -share : share, b, (1.0 - share) * a));  // close enough for a straight line
}

}  // namespace

Track::Track(const std::vector<TraceRecord>& history, const MassParams<double>& mass)
    : history_(history), mass_(mass) {}

double Track::begin_s() const { return history_.front().time; }
double Track::end_s() const { return history_.back().time; }

TrackPoint Track::at(double time_s) const {
  const auto after = std::upper_bound(history_.begin(), history_.end(), time_s,
                                      [](double t, const TraceRecord& r) { return t < r.time; });
  if (after == history_.begin()) return point_of(history_.front());
  if (after == history_.end()) return point_of(history_.back());
  const TrackPoint a = point_of(*(after - 1)), b = point_of(*after);
  const double share = (time_s - a.time_s) / (b.time_s - a.time_s);
  return {time_s,
          along_cubic(a, b, share),
          between(a.v_L, b.v_L, share),
          between(a.w_B, b.w_B, share),
          between(a.q_LB, b.q_LB, share),
          between(a.propellant_kg, b.propellant_kg, share)};
}

LanderPose Track::pose(const TrackPoint& point) const {
  const double fill = mass_.propellant_kg > 0.0 ? point.propellant_kg / mass_.propellant_kg : 0.0;
  const Vec3<double> cg_B{mass_.cg_x_m, mass_.cg_y_m, between(mass_.cg_z_m, mass_.cg_z_full_m, fill)};
  const Mat3<double> R_LB = rotation(point.q_LB);
  return {point.cg_L - R_LB * cg_B, R_LB};
}

Pinhole descent_camera(const LanderPose& pose, const Vec3<double>& eye_B, int side, double field_rad) {
  const Mat3<double> R_BL = transposed(pose.R_LB);  // rows: body axes in the site frame
  return {axpy(1.0, pose.R_LB * eye_B, pose.p_L), {R_BL.row0, -R_BL.row1, -R_BL.row2}, side, field_rad};
}

}  // namespace farside
