#pragma once
// What a touchdown on crushable legs leaves beyond any other: strokes, load, energy, and the criteria that only this
// model can judge.
#include "flight/outcome.h"

namespace farside::inline FARSIDE_ISA {

// After record_touchdown.
inline void record_legs(const CaseParams<double>& p, int count, const TouchdownEnd& t, LandingRecord& r) {
  const LegParams<double>& legs = p.vehicle.legs;
  const LegsEnd& end = t.legs;
  const auto time = [&](double when_s) { return when_s >= 0.0 ? when_s : t.time_s; };
  if (!(t.memory.contact_s >= 0.0)) return;  // hovers for ever, or flies away

  double margin = 1.0;
  for (int i = 0; i < count; ++i) {
    r.stroke_primary[i] = end.primary_m[i];
    r.stroke_secondary[i] = end.secondary_m[i];
    margin = min(margin, min(margin_below(legs.primary.stroke_m, end.primary_m[i]),
                             margin_below(legs.secondary.stroke_m, end.secondary_m[i])));
  }
  set_margin(r, Criterion::stroke_exceeded, margin, time(end.stroke_s));
  if (legs.nozzle_clearance_m > 0.0)
    set_margin(r, Criterion::nozzle_strike, end.nozzle_clearance_m / legs.nozzle_clearance_m, time(end.nozzle_s));
  r.peak_load = end.load_m_s2;
  set_margin(r, Criterion::load_exceeded, margin_below(p.vehicle.limits.load_m_s2, end.load_m_s2), time(end.load_s));
  r.stability_margin = stability_margin(end.pad_L, count, t.constants.up_L);

  r.energy_touchdown = end.energy_J;
  r.energy_struts = end.struts_J;
  r.energy_soil = end.soil_J;
  r.energy_friction = end.friction_J;
  r.energy_residual = end.residual_J;
}

}  // namespace farside::inline FARSIDE_ISA
