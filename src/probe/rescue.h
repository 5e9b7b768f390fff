#pragma once
// What would have saved a case: the smallest groups of its inputs that, put back to their nominal values, let it end
// well, while everything else (other inputs, noise, ground) stays as it was.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/kernel.h"
#include "scenario/scenario.h"

namespace farside {

struct RescueOptions {
  const Kernel* kernel = nullptr;
  int threads = 1;
  bool lost_only = false;             // a degraded landing is saved enough
  bool mission = false;               // saved: the landing is safe, and the mission goes on
  std::uint64_t flights_max = 20000;  // larger groups are tried exhaustively while this lasts
};

// Something about the case that isn't nominal and that its models read.
struct Departure {
  std::string name;  // an input's path, start.from_file for its whole row, or a fault's name
  std::string units;
  double drawn, nominal;  // in the file's unit; NaN where there are several values
};

struct SavingGroup {
  std::vector<std::size_t> departures;
  // Of the way back to nominal, the least that is enough, in steps of a twentieth, with everything behind it; all of
  // the group go together. NaN with a fault, which strikes or doesn't.
  double part;
  // Over other ground and with other noise, with the group put back, as Rescue::others_saved without: a group that is
  // the cause saves there, too, where one that was lucky doesn't. Of the first groups; else nothing.
  std::optional<std::uint64_t> others_saved{};
};

struct Rescue {
  LandingRecord flown{};    // as drawn
  LandingRecord nominal{};  // with every departure put back
  std::vector<Departure> departures;
  std::vector<SavingGroup> groups;  // all of the smallest size, the steadiest first; empty where nothing saves it
  // Every smaller group was tried. Otherwise there is one group, of which nothing can be left out.
  bool smallest = false;
  // As drawn, over other ground and with other noise: that of the next draws of the campaign.
  std::uint64_t others = 0, others_saved = 0;
  std::uint64_t flights = 0;
};

// Of a case that didn't end well, or, with `mission`, whose mission doesn't go on.
Rescue find_rescue(const Scenario& scenario, std::uint64_t case_number, const RescueOptions& options);

}  // namespace farside
