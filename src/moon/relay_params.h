#pragma once
// What isn't known of a relay satellite's orbit.
#include "base/field.h"
#include "lanes/lanes.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct RelayParams {
  Real phase = 0.0;

  template <class V>
  static void fields(V& v) {
    v.number("phase", &RelayParams::phase, unit::none, {0, 1},
             "where it is at relay.epoch_utc: the share of a period since it was farthest from the Moon");
  }
};

}  // namespace farside::inline FARSIDE_ISA
