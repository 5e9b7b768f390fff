#pragma once
// What must hold between errors of the sensors (base/rule.h).
#include "base/rule.h"
#include "sensors/sensor_params.h"

namespace farside::inline FARSIDE_ISA {

template <class Judge>
void sensor_rules(const SensorParams<double>& p, Judge& judge) {
  judge.not_above(p.altimeter.range_min_m, p.altimeter.range_max_m);
  judge.not_above(p.velocimeter.range_min_m, p.velocimeter.range_max_m);
}

}  // namespace farside::inline FARSIDE_ISA
