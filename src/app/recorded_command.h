#pragma once
// The command that a file was made by, as its /provenance holds it, read again.
#include <string>
#include <vector>

namespace farside {

// The words of a command line as a shell would split it, in the quoting that this program writes.
std::vector<std::string> split_words(const std::string& command_line);

// As it could be typed again.
std::string quoted(const std::string& word);

// Which campaign `farside run` flew by it: CONFIG and every --set.
inline constexpr const char* unknown_campaign = "CONFIG";
std::string campaign_arguments(const std::string& command_line);

}  // namespace farside
