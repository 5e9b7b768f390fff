#pragma once
// One case flown again, alone: to check its row, and for its time history.
#include <cstdint>
#include <string>
#include <vector>

#include "engine/kernel.h"
#include "sampling/fault_draws.h"
#include "scenario/scenario.h"
#include "store/hdf5/writer.h"
#include "store/reader.h"

namespace farside {

struct Replay {
  LandingRecord record{};
  std::vector<double> inputs;        // in the file's units
  std::vector<TraceRecord> history;  // empty where it wasn't asked for
  FaultOfCase fault;
  std::string software_failure;  // what its own flight software did (gnc.library); empty: it didn't fail

  bool was_flown() const { return record.first_cause != static_cast<std::int8_t>(Cause::invalid_draw); }
};
enum class History { leave, keep };

Replay replay_case(const Scenario& scenario, std::uint64_t case_number, const Kernel& kernel, History history);

// Columns of TraceRecord. Every replay must have kept its history.
Trajectories trajectories_of(const std::vector<Replay>& replays);

// The scenario that a campaign file was flown with, from the configuration it holds. Relative paths of maps are taken
// from `folder` or, where there is no such file, from the current one. DataError, naming what differs, where this build
// makes another campaign of it.
Scenario scenario_of(const CampaignFile& file, const std::string& folder);

}  // namespace farside
