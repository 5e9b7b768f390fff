#pragma once
// Where a case leaves its time history: lanes leave none, a single case (Real = double) into the sink it was given.
#include "flight/case_block.h"
#include "flight/start/attitude.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct Tracer {
  void add(const TraceRecord&) const {}
};

template <>
struct Tracer<double> {
  TraceSink* sink = nullptr;
  void add(const TraceRecord& row) const {
    if (sink->count < sink->capacity) sink->rows[sink->count] = row;
    ++sink->count;
  }
};

// The columns of motion; `up_L` is the local vertical.
inline TraceRecord trace_row(double t_s, const Vec3<double>& p_L, const Vec3<double>& v_L, const Quat<double>& q_LB,
                             const Vec3<double>& w_B, const Vec3<double>& up_L) {
  constexpr double degree = unit::degree_rad;
  TraceRecord row{};
  row.time = t_s;
  row.east = p_L.x;
  row.north = p_L.y;
  row.up = p_L.z;
  row.velocity_east = v_L.x;
  row.velocity_north = v_L.y;
  row.velocity_up = v_L.z;
  row.quaternion_w = q_LB.w;
  row.quaternion_x = q_LB.x;
  row.quaternion_y = q_LB.y;
  row.quaternion_z = q_LB.z;
  row.rate_x = w_B.x / degree;
  row.rate_y = w_B.y / degree;
  row.rate_z = w_B.z / degree;
  row.tilt = tilt_from(body_z(q_LB), up_L) / degree;
  for (double* x = &row.nav_error_east; x != &row.height; ++x)
    *x = __builtin_nan("");  // of navigation, in flight alone
  return row;
}

}  // namespace farside::inline FARSIDE_ISA
