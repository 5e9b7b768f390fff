#pragma once
// Is the vehicle heard on its way down? In lanes, once a guidance interval: by the antenna's attitude, over the edge of
// the smooth sphere, and past what maps show. The relay stands where it stood at ignition: in a quarter of an hour it
// moves by a quarter of a degree.
#include "aftermath/relay_link.h"
#include "lanes/lane_struct.h"
#include "moon/site_motion.h"

namespace farside::inline FARSIDE_ISA {

// Nothing but Reals.
template <class Real>
struct RelayLog {
  Real silent_s, longest_s;  // without a link: until now, and at most
};

template <class Real>
class RelayWatch {
 public:
  explicit RelayWatch(const SkyTable& sky) : sky_(sky) {}
  bool some() const { return sky_.relay_moments > 0; }

  void start(int i, const AntennaParams<double>& antenna, double phase) {
    const Vec3<double> relay_L = RelayOver(sky_, phase).p_L(0.0);
    put_lane(relay_L_, i, relay_L);
    put_lane(axis_B_, i, leaning_B(antenna.tilt_rad, antenna.azimuth_rad));
    // the angle from the axis at which the link is just what is needed, at the distance of the target
    const Vec3<double> ahead{0.0, 0.0, 1.0};
    const double spare_dB = link_to(norm(relay_L) * ahead, ahead, antenna.half_power_rad, sky_.link_dB).margin_dB;
    double sine, cosine = 2.0;  // never
    if (spare_dB >= 0.0) sin_cos(min(antenna.half_power_rad * sqrt(spare_dB / 3.0), pi), sine, cosine);
    set_lane(least_cosine_, i, cosine);
  }

  // Over an interval that begins with a vehicle at `p_L`, whose attitude turns directions of the site frame into those
  // of the body by `to_body`. hidden(direction, lanes that see it but for the ground): where the ground is in the way.
  template <class ToBody, class Hidden>
  void look(const Vec3<Real>& p_L, const Vec3<Real>& up_L, const Real& level_m, const Real& radius_m, double interval_s,
            ToBody&& to_body, Hidden&& hidden, RelayLog<Real>& log) const {
    const Vec3<Real> way_L = relay_L_ - p_L;
    const Vec3<Real> towards_L = (Real(1.0) / norm(way_L)) * way_L;
    const Real dip = -sqrt(max(level_m + level_m, Real(0.0)) / radius_m);
    const MaskOf<Real> faced = (dot(towards_L, up_L) >= dip) & (dot(axis_B_, to_body(towards_L)) >= least_cosine_);
    const MaskOf<Real> seen = faced & !hidden(towards_L, faced);
    log.silent_s = select(seen, Real(0.0), log.silent_s + Real(interval_s));
    log.longest_s = max(log.silent_s, log.longest_s);
  }

 private:
  const SkyTable& sky_;
  Vec3<Real> relay_L_, axis_B_;
  Real least_cosine_;
};

}  // namespace farside::inline FARSIDE_ISA
