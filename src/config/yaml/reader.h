#pragma once
// YAML text to a document, strictly: refuses what YAML libraries accept although it is as a rule a mistake.
#include <cstddef>
#include <string_view>

#include "config/yaml/document.h"

namespace farside {

// A configuration is a page, not a data file: one beyond these limits is a mistake or an attack.
inline constexpr std::size_t yaml_bytes_max = std::size_t{1} << 20;
inline constexpr std::size_t yaml_scalar_max = std::size_t{1} << 16;
inline constexpr std::size_t yaml_nodes_max = 100000;
inline constexpr std::size_t yaml_depth_max = 32;

// Reads one document of UTF-8 text. Anchors, aliases, tags (but for `!!int "24"` and its like, the value itself), merge
// keys, duplicate and composed keys, quotes that span lines, control characters and further documents are added to
// `problems`, and reading goes on; a syntax error, or a limit above, ends it with what had been complete till then: a
// node of Kind::refused. `origin` as in Place.
Node read_yaml(std::string_view text, Problems& problems, int origin = -1);

}  // namespace farside
