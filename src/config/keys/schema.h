#pragma once
// What describes the configuration to editors and readers, generated from the declarations.
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace farside {

// JSON Schema, draft 7. It holds what one key can tell; `farside validate` checks the rest.
nlohmann::ordered_json configuration_schema();

// configs/README.md: every key with unit, default, limits and meaning.
std::string key_reference();

}  // namespace farside
