#pragma once
// What goes into the kernels and comes out of them: plain arrays and structs of fixed layout, no owning types. Outside
// the instruction set's namespace on purpose: host and kernels share these very types.
#include <cstddef>
#include <cstdint>

#include "aftermath/sky_table.h"
#include "flight/flight_options.h"
#include "gnc/flight_library.h"
#include "gnc/hazard/hazard_scratch.h"
#include "gnc/navigation/filter_history.h"
#include "lanes/lanes.h"
#include "moon/height_grid.h"
#include "moon/terrain/relief_scales.h"
#include "record/landing_record.h"
#include "record/trace_record.h"
#include "vehicle/thruster_table.h"

namespace farside {

struct LibraryFile;  // of the host (scenario/flight_library.h)

// What all cases of a campaign share.
struct KernelSetup {
  CampaignOptions options;
  const double* nominal;               // param_count doubles: what flight software believes of the vehicle and the Moon
  HeightGrid grids[max_height_grids];  // finest first
  std::int32_t grid_count;
  ReliefScales relief;
  ThrusterTable thrusters;  // those that are open or shut
  SkyTable sky;             // where options.aftermath.model asks for it
  double ground_top_m;      // no ground is higher above the sphere through the target
  std::int32_t dispersed_count;
  const std::int32_t* dispersed_slots;   // whose values as used are read back into `inputs`
  bool products_of_inertia;              // some case may have one that is not zero
  const LibraryFile* library = nullptr;  // where options.gnc.library says so; of the host alone
};

// Time history of one case, sampled at every control step and every few milliseconds of the touchdown.
struct TraceSink {
  TraceRecord* rows;
  std::size_t capacity, count;   // what doesn't fit is counted and left out
  FilterSink* filter = nullptr;  // where the filter, if one navigates, leaves what it did
};

// Where scans and hazard maps are made, one case after the other.
struct HazardMemory {
  LidarScratch lidar;
  HazardScratch hazard;
};

struct CaseBlock {
  const std::uint64_t* case_numbers;
  const double* params;    // count x param_count, case after case: the truth of each case
  LandingRecord* records;  // count
  double* inputs;          // count x dispersed_count: dispersed parameters as the lanes used them, SI
  std::size_t count;
  std::uint64_t seed;    // of the campaign: noise in flight is drawn from it
  TraceSink* trace;      // null, or where case 0 of the block leaves its history (by run_scalar alone)
  HazardMemory* hazard;  // where cases look for hazards; else null
  const int* stop;       // null, or: give up soon when it is not 0; records of unfinished cases keep Status::not_run
  const FlightLibrary* library = nullptr;  // a user's own flight software, where options.gnc.library says so
  std::size_t first = 0;                   // number of this block's first case in that of the library
};

}  // namespace farside

namespace farside::inline FARSIDE_ISA {

// Another thread may set the flag at any time. The compiler's own atomic load: functions of std::atomic would be code
// that instruction sets share.
inline bool told_to_stop(const CaseBlock& block) {
  return block.stop != nullptr && __atomic_load_n(block.stop, __ATOMIC_RELAXED) != 0;
}

}  // namespace farside::inline FARSIDE_ISA
