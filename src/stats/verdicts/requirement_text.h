#pragma once
// A requirement in words, of its JSON (requirement_json()): what it asks, and what the campaign shows of it.
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace farside {

// touchdown_tilt ≤ 5 in ≥ 99 % of the cases
std::string requirement_asks(const nlohmann::ordered_json& requirement);

// observed 97.10 %; at most 97.32 % with 90 % confidence
std::string requirement_evidence(const nlohmann::ordered_json& requirement);

}  // namespace farside
