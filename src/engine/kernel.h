#pragma once
// The seam between the host and the kernels, which are compiled once per instruction set: plain arrays, no owning types.
#include <cstddef>
#include <cstdint>

#include "flight/flight_options.h"
#include "moon/height_grid.h"
#include "record/landing_record.h"

namespace farside {

// What all cases of a campaign share.
struct KernelSetup {
  CampaignOptions options;
  const double* nominal;  // param_count doubles: what flight software believes of the vehicle and the Moon
  HeightGrid grids[max_height_grids];  // finest first
  std::int32_t grid_count;
  std::int32_t dispersed_count;
  const std::int32_t* dispersed_slots;  // whose values as used are read back into `inputs`
};

// Time history of one case, sampled at every control step and touchdown sample: rows of trace_columns doubles.
struct TraceSink {
  double* rows;
  std::size_t capacity, count;
};

struct CaseBlock {
  const std::uint64_t* case_numbers;
  const double* params;    // count x param_count, case after case: the truth of each case
  LandingRecord* records;  // count
  double* inputs;          // count x dispersed_count: dispersed parameters as the lanes used them, SI
  std::size_t count;
  std::uint64_t seed;
  TraceSink* trace;                // null, or where case 0 of the block leaves its history
  const volatile int* stop;        // null, or: give up soon when it is not 0
};

struct Kernel {
  const char* isa;   // as users name it: baseline, avx2, avx512
  int lanes;
  bool (*supported)();
  void (*run)(const KernelSetup&, const CaseBlock&);
};

const Kernel& kernel_v2();
const Kernel& kernel_v3();
const Kernel& kernel_v4();

// Best kernel this CPU can run ("auto"), or the one named baseline, avx2 or avx512.
// UsageError on an unknown name or one that this CPU can't run.
const Kernel& choose_kernel(const char* isa);

}  // namespace farside
