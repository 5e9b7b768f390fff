#pragma once
// Azimuths by number, without an angle.
#include "lanes/math.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr int edge_azimuths = 32;  // in which ground is looked at for what it hides

// Azimuths are told by numbers 0 to edge_azimuths around a square that stands on its corner: north 0, east a quarter.
struct Compass {
  double east, north;
};
inline Compass compass_of(int number) {
  constexpr Compass corner[] = {{0.0, 1.0}, {1.0, 0.0}, {0.0, -1.0}, {-1.0, 0.0}, {0.0, 1.0}};
  constexpr int quarter = edge_azimuths / 4;
  const int k = number / quarter;
  const double f = static_cast<double>(number % quarter) / quarter;
  const double east = (1.0 - f) * corner[k].east + f * corner[k + 1].east,
               north = (1.0 - f) * corner[k].north + f * corner[k + 1].north;
  const double per = 1.0 / sqrt(east * east + north * north);
  return {per * east, per * north};
}
// Of any direction but straight up.
inline double compass_number(double east, double north) {
  const double sum = abs(east) + abs(north);
  double quarters = north >= 0.0 ? 3.0 * sum + north : 2.0 * sum - east;
  if (east >= 0.0) quarters = north >= 0.0 ? east : sum - north;
  const double number = 0.25 * edge_azimuths * quarters / sum;
  return number < edge_azimuths ? number : 0.0;  // also of NaN
}

}  // namespace farside::inline FARSIDE_ISA
