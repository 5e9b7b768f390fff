#pragma once
// Where something stands in the sky of a site, and how far away.
#include <string>

#include "moon/frames.h"

namespace farside {

struct Direction {
  double elevation_rad;  // from the horizontal at the target
  double azimuth_rad;    // from north, clockwise, 0 to 2 pi
  double range_m;
};

// Of a point given from the Moon's centre.
Direction direction_of(const SiteFrame<double>& site, const Vec3<double>& p_M);

// Angle that a ball of this radius fills, half of it.
double disc_radius_rad(double radius_m, double range_m);

// "NE" of 50 deg: one of sixteen.
std::string compass_point(double azimuth_rad);

// On level ground: the shadow's length of something upright; infinite without a sun.
double shadow_length_m(double height_m, double elevation_rad);

// Cosine of the angle between the sun and the normal of a deck that leans by `tilt_rad` towards an azimuth: negative
// where the sun is behind it.
double cos_incidence(double tilt_rad, double towards_rad, double sun_elevation_rad, double sun_azimuth_rad);

}  // namespace farside
