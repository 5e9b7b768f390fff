#pragma once
// An audit as JSON and as text.
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "probe/audit.h"

namespace farside {

nlohmann::ordered_json audit_json(const Audit& audit, const Scenario& scenario);
std::string audit_text(const Audit& audit, const Scenario& scenario);

}  // namespace farside
