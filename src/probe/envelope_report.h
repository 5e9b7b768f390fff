#pragma once
// An envelope as JSON and as a table, with what to set so that `farside run` flies the case that shows a failure.
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "probe/envelope.h"

namespace farside {

// Values of --set by which the case of `space` has its inputs at `z`, to the bit, as truth that the flight software
// doesn't know. Empty where the errors of start.orbit can't be replaced like that.
std::vector<std::string> sets_of(const Scenario& scenario, const InputSpace& space, const Coordinates& z,
                                 Striking faults = Striking::never);

// `campaign`: configuration and --set as they were given, quoted, for commands to paste.
nlohmann::ordered_json envelope_json(const Envelope& envelope, const Scenario& scenario, const InputSpace& space,
                                     const EnvelopeOptions& options, const std::string& campaign);
std::string envelope_table(const Envelope& envelope, const Scenario& scenario, const InputSpace& space,
                           const EnvelopeOptions& options, const std::string& campaign);

}  // namespace farside
