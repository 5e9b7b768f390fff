#include "stats/text_page.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

// In characters, not bytes.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// Enough to tell what lies so far from 0 from it.
int decimals_of(double distance) {
  return distance <= 0 ? 2 : std::clamp(static_cast<int>(std::ceil(-std::log10(distance))) + 1, 2, 8);
}

// A bound that has no more digits than are shown stays as it is.
double rounded(double x, int decimals, Rounding rounding) {
  const double unit = std::pow(10.0, decimals);
  if (std::fabs(x * unit - std::nearbyint(x * unit)) < 1e-6 || rounding == Rounding::nearest) return x;
  return (rounding == Rounding::down ? std::floor(x * unit) : std::ceil(x * unit)) / unit;
}

}  // namespace

void TextPage::add_line(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  text_ += text + '\n';
}

void TextPage::free_line(const std::string& text) {
  if (!columns_ || width_of(text) <= *columns_) return line("{}", text);
  const std::size_t indent = text.find_first_not_of(' ');
  paragraph(text.substr(0, indent), text.substr(indent));
}

void TextPage::paragraph(const std::string& head, std::string text) {
  const std::size_t columns = columns_.value_or(98);
  const std::size_t indent = fmt::formatted_size("{}", head), room = columns - indent;
  std::string start = head;
  while (text.size() > room) {
    std::size_t at = text.rfind(' ', room);
    if (at == std::string::npos || at == 0) at = std::min(text.find(' '), text.size());
    line("{}{}", start, text.substr(0, at));
    text.erase(0, at + 1);
    start = std::string(indent, ' ');
  }
  line("{}{}", start, text);
}

void TextPage::end_table(std::string_view alignment) {
  const auto fits = [&](const TableRow& r) { return !columns_ || width_of(r.wide) <= *columns_; };
  if (std::all_of(table_.begin(), table_.end(), fits)) {
    for (const TableRow& r : table_) line("{}", r.wide);
  } else {
    narrow_table(alignment);
  }
  table_.clear();
}

// Columns as narrow as their content; cells without room go below their row.
void TextPage::narrow_table(std::string_view alignment) {
  std::vector<std::size_t> widths(alignment.size(), 0);
  for (const TableRow& r : table_) {
    for (std::size_t c = 0; c < r.cells.size(); ++c) widths[c] = std::max(widths[c], width_of(r.cells[c]));
  }
  const std::size_t all =
      std::accumulate(widths.begin(), widths.end(), widths.size() - 1);  // with a space between them
  const std::size_t gap = all <= *columns_ && all + widths.size() - 1 > *columns_ ? 1 : 2;
  std::size_t fitting = 0, used = 0;
  while (fitting < widths.size() && used + widths[fitting] <= *columns_) used += widths[fitting++] + gap;
  for (const TableRow& r : table_) {
    std::string text, rest;
    for (std::size_t c = 0; c < r.cells.size(); ++c) {
      const std::string space(c < fitting ? widths[c] - width_of(r.cells[c]) : 0, ' '), between(c == 0 ? 0 : gap, ' ');
      if (c < fitting) text += between + (alignment[c] == 'r' ? space + r.cells[c] : r.cells[c] + space);
      else if (!r.cells[c].empty()) rest += (rest.empty() ? "" : between) + r.cells[c];
    }
    line("{}", text);
    if (!rest.empty()) paragraph("      ", rest);
  }
}

std::string TextPage::take() {
  while (text_.size() > 1 && text_[text_.size() - 1] == '\n' && text_[text_.size() - 2] == '\n') text_.pop_back();
  return std::move(text_);
}

std::string thousands(std::uint64_t n) {
  std::string digits = std::to_string(n);
  for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  return digits;
}

std::string counted_cases(std::uint64_t n) { return thousands(n) + (n == 1 ? " case" : " cases"); }

bool is_finite(const Json& value) { return value.is_number() && std::isfinite(value.get<double>()); }

std::uint64_t count_of(const Json& value) { return value.is_number() ? value.get<std::uint64_t>() : 0; }

std::string percent(const Json& value, Rounding rounding) {
  return is_finite(value) ? percent(value.get<double>(), rounding) : "-";
}

std::string percent(double share, Rounding rounding) {
  if (!std::isfinite(share)) return "-";
  const double x = share * 100;
  const int decimals = decimals_of(std::min(x, 100 - x));
  return fmt::format("{:.{}f} %", rounded(x, decimals, rounding), decimals);
}

std::string signed_percent(const Json& value, Rounding rounding) {
  if (!is_finite(value)) return "-";
  const double x = value.get<double>() * 100;
  const int decimals = decimals_of(std::fabs(x));
  return fmt::format("{:+.{}f} %", rounded(x, decimals, rounding), decimals);
}

std::string bounds_of(const Json& share) {
  if (!is_finite(share.at("lower"))) return "";
  return percent(share.at("lower"), Rounding::down) + " to " + percent(share.at("upper"), Rounding::up);
}

std::string estimate_of(const Json& share) {
  const std::string low = percent(share.at("estimate"));
  return share.at("estimate_high") == share.at("estimate") ? low : low + " to " + percent(share.at("estimate_high"));
}

std::string percent_name(double p) { return fmt::format("{:.10g} %", p * 100); }

std::string numbers_of(const Json& cases) {
  std::string text;
  for (const Json& number : cases) text += (text.empty() ? "" : " ") + std::to_string(count_of(number));
  return text;
}

}  // namespace farside
