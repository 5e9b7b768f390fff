#pragma once
// A case of a campaign file flown again, and held against its row bit for bit.
#include <cstdint>
#include <string>

#include "engine/replay.h"
#include "store/reader.h"

namespace farside {

// UsageError where the file has no such case, or it wasn't run.
std::uint64_t row_of_case(const CampaignFile& file, std::uint64_t case_number);
// What it was flown with; relative paths of maps start from `maps` or the current folder. DataError as scenario_of().
Scenario stored_scenario(const CampaignFile& file, const std::string& maps);
// DataError where the file lacks a value, InternalError where the bits of one differ. Returns how many columns were
// compared.
std::size_t check_flown_again(const CampaignFile& file, std::uint64_t row, const Scenario& scenario,
                              const Replay& replay);

// All of that with the case's time history, for pictures of it. UsageError where its drawn inputs couldn't fly, or its
// ground is none that can be looked at (moon.terrain.model: facet).
struct FlownAgain {
  Scenario scenario;
  Replay replay;
};
FlownAgain fly_again(const std::string& path, std::uint64_t case_number, const std::string& maps, const Kernel& kernel);

}  // namespace farside
