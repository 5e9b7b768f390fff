#include "config/yaml/problems.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "base/utf8.h"

namespace farside {

Problems::Problems(std::string file, std::vector<std::string> overrides)
    : file_(std::move(file)), overrides_(std::move(overrides)) {}

int Problems::include(const std::string& file) {
  included_.push_back(file);
  return static_cast<int>(overrides_.size() + included_.size()) - 1;
}

std::string Problems::where(const Place& place) const {
  const std::size_t origin = static_cast<std::size_t>(place.origin);
  if (place.origin >= 0 && origin < overrides_.size()) return "--set " + shorten(overrides_[origin]);
  return fmt::format("{}:{}:{}", place.origin < 0 ? file_ : included_.at(origin - overrides_.size()), place.line,
                     place.column);
}

void Problems::add(const Place& place, const std::string& path, const std::string& what) {
  const std::string text = where(place) + ": error: " + (path.empty() ? "" : path + ": ") + what;
  if (!found_.empty() && found_.back().text == text) return;  // found by two checks
  found_.push_back({place, text});
}

void Problems::throw_if_any() const {
  if (found_.empty()) return;
  auto sorted = found_;
  const auto order = [](const Problem& p) { return std::tuple(p.place.origin, p.place.line, p.place.column); };
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const Problem& a, const Problem& b) { return order(a) < order(b); });
  std::string text;
  for (const Problem& p : sorted) text += (text.empty() ? "" : "\n") + p.text;
  throw ConfigError(text);
}

}  // namespace farside
