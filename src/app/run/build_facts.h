#pragma once
// Commit, compiler and libraries of this program.
#include <string>
#include <utility>
#include <vector>

namespace farside {

std::string build_commit();    // git describe when it was built; empty outside of a clone
std::string build_compiler();  // "GNU 12.2.0, Release"
std::vector<std::pair<std::string, std::string>> build_libraries();  // name, version
std::string build_libraries_text();                                  // on one line

}  // namespace farside
