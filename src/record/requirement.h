#pragma once
// What a campaign has to show: the share of cases within the limit, or with the event, is at least `probability`; the
// share with a failure at most.
#include <string>

namespace farside {

struct Requirement {
  std::string name;
  std::string quantity;  // a column of the output file, or empty
  bool has_min = false, has_max = false;
  double min = 0.0, max = 0.0;
  std::string event;  // safe or a cause, or empty
  double probability = 0.0, confidence = 0.0;
  bool at_most = false;  // of an event that is a cause: `probability` is the most that is allowed
};

}  // namespace farside
