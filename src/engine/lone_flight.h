#pragma once
// One flight of given parameters, alone, with its history and what its filter did.
#include <vector>

#include "engine/kernel.h"
#include "flight/case_params.h"

namespace farside {

struct LoneFlight {
  LandingRecord record{};
  std::vector<TraceRecord> history;
  std::vector<FilterNumber> numbers;  // by navigation `filter`, as all that follows
  std::vector<FilterEpoch> epochs;
  std::vector<FlownPeriod> periods;
};

// `params` needn't be a draw of the campaign; noise in flight is that of the case with this number. `setup` must not
// look for hazards.
LoneFlight fly_alone(const KernelSetup& setup, const CaseParams<double>& params, std::uint64_t seed,
                     std::uint64_t case_number, const Kernel& kernel);

}  // namespace farside
