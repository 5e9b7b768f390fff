#pragma once
// Flights of chosen inputs, as lanes: of points that needn't be a draw of the campaign.
#include <cstdint>
#include <vector>

#include "engine/kernel.h"
#include "flight/case_params.h"
#include "sampling/draw_rules.h"
#include "scenario/scenario.h"

namespace farside {

class PointFlights {
 public:
  // The scenario must outlive it. Noise in flight is that of this draw, the same at all points.
  PointFlights(const Scenario& scenario, std::uint64_t draw, const Kernel& kernel, int threads);

  // A record for each point, in their order; of inputs that can't be, that of a case which isn't flown
  // (record/invalid_draw.h). The bits depend on neither threads nor kernel.
  std::vector<LandingRecord> fly(const std::vector<CaseParams<double>>& points) const;
  // The same inputs with the noise, and over the ground, of each of these draws.
  std::vector<LandingRecord> fly_draws(const CaseParams<double>& point, const std::vector<std::uint64_t>& draws) const;

 private:
  struct Flight {
    const CaseParams<double>* point;
    std::uint64_t draw;
  };
  std::vector<LandingRecord> fly(const std::vector<Flight>& flights) const;
  void fly_part(const Flight* flights, std::size_t count, HazardMemory* hazard, LandingRecord* records) const;

  const Scenario& scenario_;
  std::uint64_t draw_;
  const Kernel& kernel_;
  int threads_;
  KernelSetup setup_;
  DrawRules rules_;
};

}  // namespace farside
