#pragma once
// What a file says of the run that wrote it.
#include <cstdint>
#include <string>

#include "scenario/scenario.h"
#include "store/writer.h"

namespace farside {

// The current time, UTC: 2019-01-03T02:26:00Z.
std::string utc_now();

struct RunFacts {
  std::string command_line, isa, started;
  int threads = 1;
};

// Of a file with cases first ... first + count - 1 that ends being computed now.
CampaignHeader make_header(const Scenario& scenario, std::uint64_t first, std::uint64_t count, const RunFacts& facts);

}  // namespace farside
