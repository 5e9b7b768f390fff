#include "base/xml.h"

#include "base/utf8.h"

namespace farside {

std::string xml_text(std::string text) {
  for (Utf8Fault fault = find_utf8_fault(text); fault.what != nullptr; fault = find_utf8_fault(text))
    text[fault.position] = '?';
  std::string out;
  for (const char c : text) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"') out += "&quot;";
    else out += c;
  }
  return out;
}

}  // namespace farside
