#pragma once
// What must hold between settings of the flight software (base/rule.h). They are judged against the engine that it
// believes in: a true engine that is weaker than that is a landing to be flown.
#include "base/rule.h"
#include "gnc/gnc_options.h"
#include "gnc/gnc_params.h"
#include "lanes/math.h"
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

// The spread that the filter gives its start is one that errors can have.
template <class Judge>
void filter_rules(const FilterStartParams<double>& s, Judge& judge) {
  // radial, along, radial speed, speed along
  const double with[4][4] = {{1.0, s.radial_with_along, s.radial_with_radial_speed, s.radial_with_along_speed},
                             {s.radial_with_along, 1.0, s.along_with_radial_speed, s.along_with_along_speed},
                             {s.radial_with_radial_speed, s.along_with_radial_speed, 1.0, s.speeds},
                             {s.radial_with_along_speed, s.along_with_along_speed, s.speeds, 1.0}};
  double factor[4][4] = {};
  bool positive = true;  // Cholesky
  for (int i = 0; i < 4 && positive; ++i) {
    for (int j = 0; j <= i; ++j) {
      double sum = with[i][j];
      for (int k = 0; k < j; ++k) sum -= factor[i][k] * factor[j][k];
      if (i == j) positive = sum > 1e-12;
      factor[i][j] = i == j ? sqrt(max(sum, 1e-12)) : sum / factor[j][j];
    }
  }
  judge.require(positive,
                {&s.radial_with_along, &s.radial_with_radial_speed, &s.radial_with_along_speed,
                 &s.along_with_radial_speed, &s.along_with_along_speed, &s.speeds},
                "gnc.navigation.filter.start: no errors go together like this; the matrix of these correlations isn't "
                "positive definite");
}

template <class Judge>
void gnc_rules(const GncParams<double>& gnc, const EngineParams<double>& believed, const GncOptions& o, Judge& judge) {
  const GuidanceParams<double>& g = gnc.guidance;
  const GuidanceLaw law = o.guidance.law;
  if (o.navigation.mode == NavigationMode::filter) filter_rules(gnc.navigation.filter.start, judge);
  if (o.library) return;  // guides by itself
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
  const bool avoids = o.avoidance.mode == AvoidanceMode::lidar;
  judge.require(!avoids || o.library || o.guidance.law == GuidanceLaw::phased, {&o.avoidance.mode, &o.guidance.law},
                "gnc.avoidance.mode: lidar looks from the hover, which gnc.guidance.law: phased alone has");
  judge.require(!o.avoidance.blind_twin || !o.library, {&o.avoidance.blind_twin},
                "the twin that doesn't look is flown by farside's own guidance, in whose place gnc.library flies; "
                "expected false");
  judge.require(avoids || !o.avoidance.blind_twin, {&o.avoidance.blind_twin, &o.avoidance.mode},
                "gnc.avoidance.blind_twin compares with gnc.avoidance.mode: lidar, which is off");
}

}  // namespace farside::inline FARSIDE_ISA
