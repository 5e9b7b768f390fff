#pragma once
// --set PATH=VALUE: changes a document before it is checked, so that a key set there is judged like one of the file.
#include <string>
#include <vector>

#include "config/yaml/document.h"

namespace farside {

// Sets are applied in their order. PATH names a key as in messages; elements of a list by their index:
// dispersions[0].normal.sd or dispersions.0.normal.sd, the index one past the last appends; or by their path or name:
// dispersions[vehicle.engine.isp_s]. An index that hits a dispersion of an included file is refused: those follow the
// campaign's own. VALUE is YAML (a number, a text, [a, list], {a: map}); an empty one removes the key, so that its
// default holds. UsageError when a text isn't PATH=VALUE at all; everything else goes to `problems`.
void apply_overrides(Node& root, const std::vector<std::string>& overrides, Problems& problems);

// Applies those of `include` alone, before the included file is read; apply_overrides() leaves them out.
void apply_include_overrides(Node& root, const std::vector<std::string>& overrides, Problems& problems);

}  // namespace farside
