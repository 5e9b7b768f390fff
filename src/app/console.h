#pragma once
// The only place where farside prints. Results go to stdout, everything else to stderr.
#include <string>

namespace farside {

// StoreError when it can't be written: a result that nobody got is no success.
void print(const std::string& text);

// Progress and remarks; that they can't be written is no error.
void print_note(const std::string& text);

}  // namespace farside
