#pragma once
// A southern halo orbit about the second Lagrange point of Earth and Moon, as periodic orbit of the circular restricted
// three-body problem, found by differential correction. Lengths in Earth-Moon distances, times in 1 / 2 pi of a
// revolution of the two; x from Earth to Moon, z along their angular momentum, origin at their barycentre.
#include <vector>

#include "lanes/vec.h"

namespace farside {

inline constexpr double earth_moon_mass_ratio = 81.3005690699153;  // DE421
inline constexpr double moon_mass_share = 1.0 / (1.0 + earth_moon_mass_ratio);
inline constexpr double earth_moon_distance_m = 3.844e8;       // the mean one, which lengths are turned into metres by
inline constexpr double earth_moon_time_s = 375190.261576656;  // sqrt(distance^3 / GM), GM of both of DE421

struct HaloState {
  Vec3<double> p, v;
};

class Halo {
 public:
  // `amplitude_m`: largest distance from the plane in which Earth and Moon move, on the southern side; 1,000 to
  // 30,000 km. InternalError where the correction doesn't converge.
  explicit Halo(double amplitude_m);

  double period() const { return period_; }
  double period_s() const { return period_ * earth_moon_time_s; }
  // At a share of the period, any number, after the apse that is farther from the Moon, where it stands southernmost.
  // Between the steps of the integration by cubics: 1e-11.
  HaloState at(double phase) const;

 private:
  double period_ = 0.0;
  std::vector<HaloState> half_;  // evenly spaced, from the far apse to the near one; the rest mirrors it
};

// Jacobi's constant, which the motion keeps.
double jacobi_constant(const HaloState& state);

}  // namespace farside
