#pragma once
// What a failure goes with as text: UTF-8, no colour, ends in a newline.
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace farside {

// `drivers` as compute_drivers() returns them; `columns`: of the terminal, 60 or more.
std::string summarise_drivers(const nlohmann::ordered_json& drivers, const std::string& campaign,
                              std::optional<std::size_t> columns);

}  // namespace farside
