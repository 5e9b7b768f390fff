#pragma once
// The lander as closed cylinders, for its shadow and for what the mast sees of it: hull, nozzle, pads and struts where
// they are before they crush. In body axes, from the middle of the pad plane.
#include <optional>
#include <vector>

#include "lanes/vec.h"
#include "vehicle/vehicle_params.h"

namespace farside {

struct Rod {
  Vec3<double> from_B, to_B;
  double radius_m;
};
struct RodHit {
  double distance_m;
  Vec3<double> normal_B;  // outwards
};
// The first point of a closed cylinder along a ray that begins outside of it.
std::optional<RodHit> meet(const Rod& rod, const Vec3<double>& p_B, const Vec3<double>& direction_B);

struct LanderPose {
  Vec3<double> p_L;  // the middle of the pad plane
  Mat3<double> R_LB;
};

class Lander {
 public:
  Lander(const VehicleParams<double>& vehicle, int legs);

  void add(const Rod& rod);  // such as a mast
  std::optional<RodHit> meet(const Vec3<double>& p_B, const Vec3<double>& direction_B) const;
  double top_m() const { return top_m_; }               // of the hull
  const Vec3<double>& eye_B() const { return eye_B_; }  // where the descent camera is: at the hull's lowest ring

  // Part of the sun's disc that it leaves to a place; `sun_L` towards its middle.
  double light_at(const LanderPose& pose, const Vec3<double>& place_L, const Vec3<double>& sun_L) const;

 private:
  static constexpr int disc_places = 8;  // of the sun, by which its light is judged
  static constexpr std::size_t rods_max = 64;
  struct Turn {
    double sine, cosine;
  };
  Turn disc_[disc_places];
  std::vector<Rod> rods_;
  double top_m_;
  Vec3<double> eye_B_;
  double reach_m_ = 0.0;  // from the middle of the pad plane
};

}  // namespace farside
