#pragma once
// Inputs that differ from case to case, and that the chosen models never read (flight/case_reads.h).
#include <string>
#include <vector>

#include "config/configuration.h"
#include "flight/case_reads.h"

namespace farside {

// How the key of this path is used, and by which line of the table; null where it is always read.
struct KeyUse {
  Use use = Use::yes;
  const Reads* line = nullptr;
};
KeyUse use_of(const std::string& path, const CampaignOptions& options);

struct UnreadInput {
  std::string path;
  std::string where;  // "file:line:column"
  std::string what;   // "dispersions[0]: 'moon.terrain.slope_deg' changes nothing here: ..."
  bool included;      // an included file disperses it: shared by campaigns, some of which read it
};
// A key that is read in rare events only counts as unread, unless the key that is otherwise read instead is dispersed,
// too.
std::vector<UnreadInput> unread_inputs(const Configuration& configuration);
// Faults of which no key is read; `path` is the fault's name.
std::vector<UnreadInput> unread_faults(const Configuration& configuration);

}  // namespace farside
