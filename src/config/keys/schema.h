#pragma once
// Descriptions of the configuration for editors and readers, generated from the declarations.
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace farside {

// JSON Schema, draft 7. It has the checks of single keys; `farside validate` makes the others as well.
nlohmann::ordered_json configuration_schema();

// configs/README.md: every key with unit, default, limits and meaning.
std::string key_reference();

}  // namespace farside
