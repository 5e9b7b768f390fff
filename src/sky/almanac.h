#pragma once
// Sun and Earth over a span, looked up: both are computed every six hours, which is what takes time, and between those
// by cubics through four of them. The error is below 1 km of either, 1e-8 rad.
#include <vector>

#include "sky/ephemeris.h"

namespace farside {

class Almanac {
 public:
  Almanac(Instant from, double span_s);
  // As they are seen; `time` within the span.
  Bodies at(Instant time) const;

 private:
  Instant first_;              // a node ahead of the span
  std::vector<Bodies> nodes_;  // in ICRF axes
};

}  // namespace farside
