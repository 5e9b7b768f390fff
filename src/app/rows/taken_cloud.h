#pragma once
// farside map --cloud: the flights of a finished campaign in place of those that would be flown for the map.
#include <string>
#include <vector>

#include "risk/cloud_file.h"
#include "scenario/scenario.h"

namespace farside {

struct TakenCloud {
  FileCloud cloud;
  std::vector<std::string> conditions;  // what it is, and what it wasn't flown with; for `given`
};

// The first `most` flights. DataError, with what to do, where the file isn't finished or has no such states, or where
// vehicle, gravity or site aren't those of the scenario: then a flight of the one is no touchdown of the other.
TakenCloud take_cloud(const std::string& path, const Scenario& scenario, std::uint64_t most);

}  // namespace farside
