#pragma once
// The attitude thrusters one by one, and how a torque is shared out among them (M6): plain data, which the host makes
// (scenario/thruster_shares.h) and kernels read.
#include <cstdint>

namespace farside {

inline constexpr int thrusters_max = 32, thruster_sets = 2;

// Body axes, from the centre of the pad plane.
struct Thruster {
  double position_m[3];  // where its force acts
  double force_N[3];     // on the vehicle, while it is open
  std::int32_t set;      // 1 is used first, 2 gives what the first can't
};

struct ThrusterTable {
  std::int32_t count;
  Thruster thruster[thrusters_max];
  // [axis][thruster]: the share of a control period for which it is open, for 1 N m about +x, -x, +y, -y, +z, -z.
  double share_1_N_m[6][thrusters_max];
};

}  // namespace farside
