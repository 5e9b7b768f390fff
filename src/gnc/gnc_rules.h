#pragma once
// What must hold between settings of the flight software (base/rule.h). They are judged against the engine that it
// believes in: a true engine that is weaker than that is a landing to be flown.
#include "base/rule.h"
#include "gnc/gnc_options.h"
#include "gnc/gnc_params.h"
#include "vehicle/vehicle_params.h"

namespace farside::inline FARSIDE_ISA {

// What a phase asks for is what the engine can give, and the phases come down one after the other.
template <class Judge>
void phase_rules(const GuidanceParams<double>& g, const EngineParams<double>& believed, const GuidanceOptions& o,
                 Judge& judge) {
  const BrakingParams<double>& braking = g.braking;
  const double most = believed.thrust_max_N, highest = braking.thrust_N * (1.0 + braking.thrust_margin_frac);
  if (judge.not_above(braking.thrust_N, believed.thrust_max_N) && o.braking.range == BrakingRange::controlled) {
    judge.require(highest <= most * (1.0 + 1e-9),
                  {&braking.thrust_N, &braking.thrust_margin_frac, &believed.thrust_max_N},
                  "gnc.guidance.braking.thrust_N ({} N) leaves no margin of {} below vehicle.engine.thrust_max_N ({} "
                  "N) for range: "
                  "controlled; at most {:.0f} N do",
                  braking.thrust_N, braking.thrust_margin_frac, most,
                  static_cast<double>(static_cast<long long>(most / (1.0 + braking.thrust_margin_frac))));
  }
  judge.not_above(g.hover.height_m, braking.height_m);
  judge.not_above(g.translation.height_m, g.hover.height_m);
  judge.not_above(g.cutoff_height_m, g.translation.height_m);
}

template <class Judge>
void gnc_rules(const GncParams<double>& gnc, const EngineParams<double>& believed, const GncOptions& o, Judge& judge) {
  const GuidanceParams<double>& g = gnc.guidance;
  const GuidanceLaw law = o.guidance.law;
  if (law == GuidanceLaw::polynomial) {
    const double first = g.polynomial.braking.end_time_s, second = g.polynomial.approach.end_time_s;
    judge.require(
        second > first, {&g.polynomial.approach.end_time_s, &g.polynomial.braking.end_time_s},
        "gnc.guidance.polynomial.approach.end_time_s ({}) is not after gnc.guidance.polynomial.braking.end_time_s ({})",
        second, first);
  }
  if (law == GuidanceLaw::phased) phase_rules(g, believed, o.guidance, judge);
  const OpenLoopParams<double>& open = g.open_loop;
  if (law == GuidanceLaw::open_loop) {
    judge.require(open.direction_L.z != 0.0 || open.direction_L.x != 0.0 || open.direction_L.y != 0.0,
                  {&open.direction_L.z, &open.direction_L.x, &open.direction_L.y},
                  "the thrust has no direction: all three components are 0");
  }
}

template <class Judge>
void gnc_option_rules(const GncOptions& o, Judge& judge) {
  judge.multiple(o.guidance.period_ticks, o.control.period_ticks);
}

}  // namespace farside::inline FARSIDE_ISA
