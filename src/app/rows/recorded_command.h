#pragma once
// The command that a file was made by, as its /provenance holds it, read again.
#include <string>
#include <vector>

namespace farside {

// The words of a command line as a shell would split it, in the quoting that this program writes.
std::vector<std::string> split_words(const std::string& command_line);

// Quoted, so that it can be pasted into a shell.
std::string quoted(const std::string& word);

// The campaign in a command of `farside run`: CONFIG and every --set.
inline constexpr const char* unknown_campaign = "CONFIG";
std::string campaign_arguments(const std::string& command_line);

}  // namespace farside
