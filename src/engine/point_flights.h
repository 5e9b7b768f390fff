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
  // The scenario must outlive it. Noise in flight is that of this draw at all points that have none of their own.
  PointFlights(const Scenario& scenario, std::uint64_t draw, const Kernel& kernel, int threads);

  // A record for each point, in their order; of inputs that can't be, that of a case which isn't flown
  // (record/invalid_draw.h). The bits depend on neither threads nor kernel.
  std::vector<LandingRecord> fly(const std::vector<CaseParams<double>>& points) const;
  // The same, each with the noise, and over the ground, of a draw of its own.
  std::vector<LandingRecord> fly(const std::vector<CaseParams<double>>& points,
                                 const std::vector<std::uint64_t>& draws) const;

 private:
  void fly_part(const CaseParams<double>* points, const std::uint64_t* draws, std::size_t count, HazardMemory* hazard,
                LandingRecord* records) const;

  const Scenario& scenario_;
  std::uint64_t draw_;
  const Kernel& kernel_;
  int threads_;
  KernelSetup setup_;
  DrawRules rules_;
};

}  // namespace farside
