#include "scenario/image_label.h"

#include <algorithm>
#include <cctype>
#include <fstream>

namespace farside {
namespace {

constexpr int lines_max = 20000;  // labels have some hundreds
constexpr std::size_t line_max = 4096;

std::string trimmed(const std::string& text) {
  const char* const blank = " \t\r";
  const std::size_t begin = text.find_first_not_of(blank);
  return begin == text.npos ? "" : text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

// "0.5 <m>" and "\"EAST\"" without what surrounds the value.
std::string bare(const std::string& text) {
  std::string value = trimmed(text.substr(0, text.find("/*")));
  for (const char quote : {'"', '\''}) {
    if (value.size() > 1 && value.front() == quote) return trimmed(value.substr(1, value.find(quote, 1) - 1));
  }
  const std::size_t unit = value.find('<');
  return unit == 0 || unit == value.npos ? value : trimmed(value.substr(0, unit));
}

}  // namespace

ImageLabel::ImageLabel(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<std::string> objects;  // innermost last
  std::string line;
  for (int count = 0; count < lines_max && std::getline(in, line) && line.size() < line_max; ++count) {
    const std::string text = upper(trimmed(line));
    if (text == "END") return;
    const std::size_t equals = text.find('=');
    const std::string keyword = trimmed(text.substr(0, equals));
    if (keyword == "END_OBJECT" || keyword == "END_GROUP") {
      if (!objects.empty()) objects.pop_back();
      continue;
    }
    if (equals == text.npos) continue;
    const std::string value = bare(text.substr(equals + 1));
    if (keyword == "OBJECT" || keyword == "GROUP") objects.push_back(value);
    else if (!objects.empty()) entries_.push_back({objects.back(), keyword, value});
  }
}

std::string ImageLabel::value(const std::string& object, const std::string& keyword) const {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.object == object && e.keyword == keyword; });
  return found == entries_.end() ? "" : found->value;
}

}  // namespace farside
