#pragma once
// What people write who know other programs, and what it is called here.
#include <functional>
#include <string>

namespace farside {

// " (what is meant)" for a word in a command's place; empty where nobody is known to mean anything by it.
std::string guessed_command(const std::string& word);

// The same for an option; `has` tells which long options the command has, so that no other one is named.
std::string guessed_option(const std::string& option, const std::function<bool(const std::string&)>& has);

}  // namespace farside
