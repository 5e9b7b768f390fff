#include "config/problems.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/error.h"

namespace farside {

Problems::Problems(std::string file, std::vector<std::string> overrides) : file_(std::move(file)), overrides_(std::move(overrides)) {}

void Problems::add(const Place& place, const std::string& path, const std::string& what) {
  const std::string where = place.override_index >= 0 ? "--set " + overrides_.at(static_cast<std::size_t>(place.override_index))
                                                      : fmt::format("{}:{}:{}", file_, place.line, place.column);
  const std::string text = where + ": error: " + (path.empty() ? "" : path + ": ") + what;
  if (!found_.empty() && found_.back().text == text) return;  // told from two sides
  found_.push_back({place, text});
}

void Problems::throw_if_any() const {
  if (found_.empty()) return;
  auto sorted = found_;
  const auto order = [](const Problem& p) { return std::tuple(p.place.override_index, p.place.line, p.place.column); };
  std::stable_sort(sorted.begin(), sorted.end(), [&](const Problem& a, const Problem& b) { return order(a) < order(b); });
  std::string text;
  for (const Problem& p : sorted) text += (text.empty() ? "" : "\n") + p.text;
  throw ConfigError(text);
}

}  // namespace farside
