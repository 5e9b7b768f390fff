#pragma once
// The manual page, section 1, in roff.
#include <string>

#include "app/arguments/declarations.h"

namespace farside {

std::string manual_page(const CLI::App& app);

}  // namespace farside
