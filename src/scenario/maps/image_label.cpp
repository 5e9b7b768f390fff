#include "scenario/maps/image_label.h"

#include <algorithm>
#include <fstream>
#include <string_view>

#include "base/text.h"

namespace farside {
namespace {

constexpr int lines_max = 20000;  // labels have some hundreds
constexpr std::size_t line_max = 4096;
constexpr std::string_view blanks = " \t\r";

// The value without quotes and unit: of "0.5 <m>", of "\"EAST\"".
std::string_view bare(std::string_view text) {
  const std::string_view value = trimmed(text.substr(0, text.find("/*")), blanks);
  for (const char quote : {'"', '\''}) {
    if (value.size() > 1 && value.front() == quote) return trimmed(value.substr(1, value.find(quote, 1) - 1), blanks);
  }
  const std::size_t unit = value.find('<');
  return unit == 0 || unit == value.npos ? value : trimmed(value.substr(0, unit), blanks);
}

}  // namespace

ImageLabel::ImageLabel(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<std::string> objects;  // innermost last
  std::string line;
  for (int count = 0; count < lines_max && std::getline(in, line) && line.size() < line_max; ++count) {
    const std::string capitals = upper(line);
    const std::string_view text = trimmed(capitals, blanks);
    if (text == "END") return;
    const std::size_t equals = text.find('=');
    const std::string_view keyword = trimmed(text.substr(0, equals), blanks);
    if (keyword == "END_OBJECT" || keyword == "END_GROUP") {
      if (!objects.empty()) objects.pop_back();
      continue;
    }
    if (equals == text.npos) continue;
    const std::string value(bare(text.substr(equals + 1)));
    if (keyword == "OBJECT" || keyword == "GROUP") objects.push_back(value);
    else if (!objects.empty()) entries_.push_back({objects.back(), std::string(keyword), value});
  }
}

std::string ImageLabel::value(const std::string& object, const std::string& keyword) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& e) { return e.object == object && e.keyword == keyword; });
  return found == entries_.end() ? "" : found->value;
}

}  // namespace farside
