#pragma once
// What all cases of a block share, made once; and the truth of each.
#include "flight/case_block.h"
#include "flight/start/start.h"
#include "moon/terrain/ground.h"

namespace farside::inline FARSIDE_ISA {

inline const CaseParams<double>& params_of(const CaseBlock& block, int i) {
  return *reinterpret_cast<const CaseParams<double>*>(block.params + static_cast<std::size_t>(i) * param_count);
}

struct DescentWorld {
  explicit DescentWorld(const KernelSetup& setup_)
      : setup(setup_),
        options(setup_.options),
        known(*reinterpret_cast<const CaseParams<double>*>(setup_.nominal)),
        site(site_frame(options.site.lat_rad, options.site.lon_rad, options.site.elevation_m)),
        view{options.moon.terrain.model, setup_.grids, setup_.grid_count, setup_.relief},
        step_s(options.flight.step_ticks * tick_s),
        control_s(options.gnc.control.period_ticks * tick_s),
        interval_s(options.gnc.guidance.period_ticks * tick_s),
        steps(options.gnc.control.period_ticks / options.flight.step_ticks),
        controls(options.gnc.guidance.period_ticks / options.gnc.control.period_ticks),
        known_start(start_of_flight(options, known, site)) {}

  // Of the Moon about its pole.
  double turning_rad_s(const MoonParams<double>& moon) const { return farside::turning_rad_s(options.moon, moon); }

  const KernelSetup& setup;
  const CampaignOptions& options;
  const CaseParams<double>& known;
  SiteFrame<double> site;
  TerrainView view;
  double step_s, control_s, interval_s;
  int steps, controls;               // steps a control period, control periods a guidance interval
  DescentState<double> known_start;  // of a flight: where the flight software believes to begin
};

}  // namespace farside::inline FARSIDE_ISA
