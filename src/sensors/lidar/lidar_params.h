#pragma once
// Errors of the hazard lidar.
#include "base/field.h"
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

// Hazard lidar: a field of ranges about the body's -z (gnc.avoidance.mode: lidar).
template <class Real>
struct LidarParams {
  Real field_x_rad = 33.0 * unit::degree_rad;
  Real field_y_rad = 29.0 * unit::degree_rad;
  Real range_max_m = 300.0;
  Real noise_m = 0.05;
  Real bias_m = 0.0;
  Real dropout_prob = 0.005;
  Vec3<Real> misalignment_B{0.0, 0.0, 0.0};

  template <class V>
  static void fields(V& v) {
    v.number("field_x_deg", &LidarParams::field_x_rad, unit::degree, {1, 60}, "width of the field along body x");
    v.number("field_y_deg", &LidarParams::field_y_rad, unit::degree, {1, 60}, "and along body y");
    v.number("range_max_m", &LidarParams::range_max_m, unit::metre, {0, 10000},
             "range up to which it answers; 0: it is dead");
    v.number("noise_m", &LidarParams::noise_m, unit::metre, {0, 10}, "standard deviation of each range");
    v.number("bias_m", &LidarParams::bias_m, unit::metre, {-100, 100}, "measured minus true range");
    v.number("dropout_prob", &LidarParams::dropout_prob, unit::none, {0, 1}, "share of the samples without an answer");
    v.vector("misalignment_{}_deg", body_axes, &LidarParams::misalignment_B, unit::degree, {-5, 5},
             "turn of the field about body {}, which the flight software doesn't know", "the same about body {}");
  }
};

}  // namespace farside::inline FARSIDE_ISA
