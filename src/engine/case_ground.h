#pragma once
// The ground that one case of a campaign flies over, without flying it.
#include <cstdint>
#include <vector>

#include "engine/kernel.h"
#include "scenario/scenario.h"

namespace farside {

class CaseGround {
 public:
  // The scenario must outlive it. ConfigError where the drawn inputs of the case can't be (sampling/draw_rules.h).
  CaseGround(const Scenario& scenario, std::uint64_t case_number, const Kernel& kernel, int threads);

  // All inputs of the case as they were drawn, SI.
  const CaseParams<double>& params() const { return *reinterpret_cast<const CaseParams<double>*>(params_.data()); }
  const KernelSetup& setup() const { return setup_; }

  int threads() const { return threads_; }

  // Fills tiles, cut up and spread over the threads. The values depend on neither threads nor kernel nor tiles.
  void fill(const std::vector<GroundTile>& tiles) const;
  // Where the sun is seen: 1, 0 in shadow, NaN where height_m of the tile, which is filled, is. sunlit[r * stride + c].
  void light(const GroundTile& tile, double elevation_rad, double azimuth_rad, double* sunlit) const;
  // Elevation of the horizon from the local horizontal, NaN where height_m is; angle_rad[r * stride + c].
  void horizon(const GroundTile& tile, const HorizonView& view, double* angle_rad) const;
  // The same as seen from one place, by as many azimuths, evenly from north, clockwise; NaN: no ground is known there.
  std::vector<double> horizon_around(double east_m, double north_m, int azimuths, double eye_m, double reach_m) const;
  // The same as fill() on this thread alone.
  void fill_alone(const std::vector<GroundTile>& tiles) const;

 private:
  KernelSetup setup_;
  const Kernel& kernel_;
  int threads_;
  std::vector<double> params_;
};

}  // namespace farside
