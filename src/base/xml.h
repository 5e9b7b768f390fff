#pragma once
// Text as XML 1.0 holds it, between tags and in attributes.
#include <string>

namespace farside {

// What would be markup is escaped; bytes that XML can't hold (control characters, no valid UTF-8) become question
// marks.
std::string xml_text(std::string text);

}  // namespace farside
