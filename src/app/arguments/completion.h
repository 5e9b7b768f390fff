#pragma once
// What shells complete: commands, options, and the words or files that are their values.
#include <string>

#include "app/arguments/declarations.h"

namespace farside {

inline constexpr const char* completion_shells[] = {"bash", "zsh"};

std::string bash_completion(const CLI::App& app, const OptionWords& words);
std::string zsh_completion(const CLI::App& app, const OptionWords& words);

}  // namespace farside
