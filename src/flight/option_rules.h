#pragma once
// What must hold between the choices of a campaign (base/rule.h). All cases share them: no draw can break one.
#include "flight/flight_options.h"
#include "gnc/gnc_rules.h"

namespace farside::inline FARSIDE_ISA {

template <class Judge>
void touchdown_option_rules(const TouchdownOptions& o, Judge& judge) {
  const bool legs = o.model == TouchdownModel::legs;
  const double& step_s = legs ? o.legs_step_s : o.step_s;
  judge.not_above(step_s, o.load_window_s);
  constexpr double most = 1e9;  // steps are counted in 32 bits
  judge.require(o.time_max_s <= most * step_s, {&step_s, &o.time_max_s},
                "touchdown.time_max_s ({} s) takes more than {} steps of touchdown.{} ({} s)", o.time_max_s, most,
                legs ? "legs_step_s" : "step_s", step_s);
}

template <class Judge>
void option_rules(const CampaignOptions& o, Judge& judge) {
  judge.multiple(o.gnc.control.period_ticks, o.flight.step_ticks);
  judge.multiple(o.flight.time_max_ticks, o.flight.step_ticks);
  gnc_option_rules(o.gnc, judge);
  touchdown_option_rules(o.touchdown, judge);
  judge.require(o.start != StartMode::touchdown || o.touchdown.model != TouchdownModel::none, {&o.touchdown.model},
                "'none' leaves nothing to compute for cases that begin with start.touchdown");
  judge.require(o.vehicle.engine.plume.model == PlumeModel::none || o.touchdown.model != TouchdownModel::none,
                {&o.vehicle.engine.plume.model, &o.touchdown.model},
                "'erosion' needs a nozzle over the ground, and so touchdown.model 'rigid' or 'legs'");
  const bool mission = o.aftermath.model == AftermathModel::mission;
  judge.require(!mission || o.touchdown.model != TouchdownModel::none, {&o.aftermath.model, &o.touchdown.model},
                "'mission' needs a vehicle at rest, and so touchdown.model 'rigid' or 'legs'");
  judge.require(!mission || o.moon.terrain.model != TerrainModel::facet, {&o.aftermath.model, &o.moon.terrain.model},
                "'mission' needs ground to stand on and to roll off to, and moon.terrain.model 'facet' is no surface");
}

}  // namespace farside::inline FARSIDE_ISA
