#pragma once
// The description of the output file, for people (src/store/FORMAT.md) and for programs (`farside schema --output`).
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "record/schema.h"

namespace farside {

std::string format_reference(const Schema& schema);
nlohmann::ordered_json format_json(const Schema& schema);

}  // namespace farside
