#pragma once
// The relay satellite: a halo orbit carried along with the Earth and the Moon as they are. Lengths go with the distance
// of the two, axes with their line and the normal of the Moon's motion. That is a likeness: a real relay is steered,
// and its phase is known from tracking alone.
#include "config/instant.h"
#include "sky/halo.h"

namespace farside {

// How a place on the halo lies about the Moon: p_M = origin + axes h, Moon-fixed mean-Earth axes, m.
struct RelayAxes {
  Mat3<double> axes_M;
  Vec3<double> origin_M;
};
RelayAxes relay_axes(Instant time);

class Relay {
 public:
  // At `epoch` it is `phase` of a period after the apse that is farther from the Moon.
  Relay(double amplitude_m, double phase, Instant epoch) : halo_(amplitude_m), phase_(phase), epoch_(epoch) {}

  const Halo& halo() const { return halo_; }
  double phase_at(Instant time) const;  // 0 to 1
  // From the Moon's centre, Moon-fixed mean-Earth axes, m.
  Vec3<double> p_M(Instant time) const;

 private:
  Halo halo_;
  double phase_;
  Instant epoch_;
};

// The same without the Moon's librations and with the mean distance: x from the Moon to the Earth, z along the angular
// momentum of the two.
Vec3<double> mean_relay_m(const HaloState& state);

}  // namespace farside
