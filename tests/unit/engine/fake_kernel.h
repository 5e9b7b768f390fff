#pragma once
// Kernels that fly nothing: a case's row follows from its number and its parameters, so that the host's part can be
// tested alone.
#include <cstring>

#include "engine/kernel.h"
#include "flight/case_params.h"
#include "scenario/scenario.h"

namespace farside::engine_test {

// Two inputs are dispersed, one of them given in degrees.
inline const Scenario& scenario() {
  static const Scenario s = load_scenario_text(
      "farside: 1\ncampaign: {seed: 5}\ndispersions:\n  - {path: vehicle.engine.isp_s, normal: {sd: 1}}\n"
      "  - {path: moon.terrain.slope_azimuth_deg, uniform: {min: 0, max: 360}}\n",
      "t.yaml", "");
  return s;
}

inline LandingRecord fake_record(std::uint64_t number, const double* params) {
  LandingRecord r;
  std::memset(static_cast<void*>(&r), 0, sizeof r);
  r.case_number = number;
  r.weight = 1.0;
  r.status = static_cast<std::int8_t>(number % 10 == 9 ? Status::numerical_failure : Status::done);
  r.outcome = static_cast<std::int8_t>(number % 3);
  for (int i = 0; i < param_count; ++i) r.landing_east += params[i];
  return r;
}

inline void fake_run(const KernelSetup& setup, const CaseBlock& block) {
  for (std::size_t i = 0; i < block.count; ++i) {
    const double* params = block.params + i * param_count;
    block.records[i] = fake_record(block.case_numbers[i], params);
    for (int k = 0; k < setup.dispersed_count; ++k) {
      block.inputs[i * static_cast<std::size_t>(setup.dispersed_count) + static_cast<std::size_t>(k)] =
          params[setup.dispersed_slots[k]];
    }
  }
}

// 25000 samples, more than anyone reserves at first.
inline void fake_scalar(const KernelSetup& setup, const CaseBlock& block) {
  fake_run(setup, block);
  if (block.trace == nullptr) return;
  for (block.trace->count = 0; block.trace->count < 25000; ++block.trace->count) {
    if (block.trace->count >= block.trace->capacity) continue;
    TraceRecord row{};
    row.time = static_cast<double>(block.trace->count);
    row.pads_in_contact = 4.0;
    block.trace->rows[block.trace->count] = row;
  }
}

// Leaves every second case alone.
inline void lazy_run(const KernelSetup& setup, const CaseBlock& block) {
  CaseBlock half = block;
  half.count /= 2;
  fake_run(setup, half);
}

inline constexpr Kernel fake_kernel{"fake", 4, fake_run, fake_scalar};
inline constexpr Kernel lazy_kernel{"lazy", 4, lazy_run, lazy_run};

}  // namespace farside::engine_test
