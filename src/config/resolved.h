#pragma once
// A configuration as YAML with every default filled in: what a run stores, and what campaign_id is made from.
#include <string>
#include <vector>

#include "config/configuration.h"

namespace farside {

// Canonical order, shortest numbers; reading it gives the same values bit for bit.
std::string resolved_yaml(const Configuration& configuration);

// The part that the bits of a case depend on: without name, number of cases, treatment of invalid draws, requirements,
// output, sources, and paths of maps and tables (whose content counts, not its place).
std::string physics_yaml(const Configuration& configuration);

// One distribution on a line, as in the file: normal: {sd: 0.1, mean: 1}.
std::string distribution_text(const Dispersion& dispersion);

// The same with the SHA-256 of the table that it reads instead of its name, unless the configuration was read alone.
std::string physics_text(const Dispersion& dispersion);

// A requirement on a line, as in the file: {name: soft, event: safe, probability: 0.99, confidence: 0.9}.
std::string requirement_text(const Requirement& requirement);

// A value as it is written in the file.
std::string value_text(const Key& key, const Value& value);

}  // namespace farside
