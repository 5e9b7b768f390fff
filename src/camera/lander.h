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
  bool is_seen = true;  // by the mast's camera; its shadow is, whatever it says
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
  static constexpr std::size_t rods_max = 64;

  Lander(const VehicleParams<double>& vehicle, int legs);

  void add(const Rod& rod);  // such as a mast
  // The first point of those that are seen.
  std::optional<RodHit> meet(const Vec3<double>& p_B, const Vec3<double>& direction_B) const;
  double top_m() const { return top_m_; }      // of the hull
  double reach_m() const { return reach_m_; }  // of any rod, from the middle of the pad plane
  const std::vector<Rod>& rods() const { return rods_; }
  const Vec3<double>& eye_B() const { return eye_B_; }  // where the descent camera is: at the hull's lowest ring

 private:
  std::vector<Rod> rods_;
  double top_m_;
  Vec3<double> eye_B_;
  double reach_m_ = 0.0;
};

// What a lander in one pose leaves of the sun, for many places.
class LanderShadow {
 public:
  // `sun_L` towards the middle of the disc.
  LanderShadow(const Lander& lander, const LanderPose& pose, const Vec3<double>& sun_L);

  // Part of the disc that a place sees.
  double light_at(const Vec3<double>& place_L) const;

 private:
  static constexpr int disc_places = 8;  // of the sun, by which its light is judged
  struct Way {                           // along a direction past a rod: what of meet() no place changes
    double along, a;
    Vec3<double> across;
    Way(const Vec3<double>& axis, const Vec3<double>& direction_B);
  };
  struct Caster {
    Vec3<double> from_B, axis;
    double length_m, radius_m;
    Way middle;  // of the disc
    std::vector<Way> disc;
  };
  struct Near;  // a place as a rod has it
  static bool hides(const Caster& rod, const Near& place, const Way& way);
  struct Span {
    double from_m, to_m;
  };
  static Span span_in(const Caster& rod, const Near& place, double more_m);

  LanderPose pose_;
  Vec3<double> sun_L_;
  double reach_m_;
  std::vector<Caster> rods_;  // those that have a length
  // Of each: a unit vector across its axis and the sun's middle, 0 where they are parallel; how far its axis is that
  // way.
  std::vector<double> beside_x_, beside_y_, beside_z_, beside_m_, radius_m_;
};

}  // namespace farside
