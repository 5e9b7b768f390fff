#pragma once
// The provenance that is stored in a file.
#include <string>

#include "scenario/scenario.h"
#include "store/hdf5/writer.h"

namespace farside {

// The current time, UTC: 2019-01-03T02:26:00Z.
std::string utc_now();

struct RunFacts {
  std::string command_line, isa, started;
  int threads = 1;
};

// The header of a file with these cases, finished now.
CampaignHeader make_header(const Scenario& scenario, const CaseRanges& cases, const RunFacts& facts);

// Of this program, this process and the current time.
void add_run_facts(Provenance& provenance, const RunFacts& facts);

}  // namespace farside
