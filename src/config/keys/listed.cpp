#include "config/keys/listed.h"

#include <fmt/format.h>

#include "config/yaml/scalar.h"

namespace farside {
namespace {

constexpr ListedColumn east{"east_m", {-1e6, 1e6}, "m", "from the target point, in the site's frame"},
    north{"north_m", {-1e6, 1e6}, "m", "the same"};

constexpr ListedInfo kinds[] = {
    {"moon.terrain.relief.craters.listed",
     "crater",
     {east,
      north,
      {"diameter_m", {0.1, 20000}, "m", "from rim to rim"},
      {"depth_m", {1e-4, 5000}, "m", "from rim to floor; at most a quarter of the diameter"},
      {"depth_frac", {0.001, 0.25}, "", "instead: depth over diameter"}}},
    {"moon.terrain.relief.rocks.listed",
     "rock",
     {east,
      north,
      {"diameter_m", {0.02, 20}, "m", "in plan, where it is round"},
      {"height_m", {1e-3, 20}, "m", "over the ground; at most the diameter"},
      {"height_frac", {0.05, 1}, "", "instead: height over diameter"}}}};

}  // namespace

const ListedInfo& info(ListedKind kind) { return kinds[static_cast<int>(kind)]; }

std::optional<ListedKind> listed_kind(std::string_view path) {
  for (const ListedKind kind : listed_kinds) {
    if (path == info(kind).path) return kind;
  }
  return {};
}

std::optional<std::size_t> find_column(const ListedInfo& info, std::string_view name) {
  for (std::size_t i = 0; i < listed_columns; ++i) {
    if (name == info.columns[i].name) return i;
  }
  return {};
}

std::optional<ListedFeature> make_listed(ListedKind kind, const ListedValues& values, std::string& why) {
  const auto& columns = info(kind).columns;
  for (std::size_t i = 0; i < 3; ++i) {
    if (!values[i]) {
      why = fmt::format("'{}' is missing", columns[i].name);
      return {};
    }
  }
  if (values[3].has_value() == values[4].has_value()) {
    why = fmt::format("expected either '{}' or '{}'", columns[3].name, columns[4].name);
    return {};
  }
  const double diameter_m = *values[2];
  const ListedFeature feature{*values[0], *values[1], diameter_m, values[3] ? *values[3] : *values[4] * diameter_m};
  const Range& share = columns[4].range;
  constexpr double rounding = 1e-9;
  if (const double is = feature.rise_m / diameter_m; is < share.min - rounding || is > share.max + rounding) {
    why = fmt::format("{} of {} m with a {} of {} m: {} over diameter is {:.3g}, outside {}..{}", columns[3].name,
                      to_short_text(feature.rise_m), columns[2].name, to_short_text(diameter_m),
                      kind == ListedKind::craters ? "depth" : "height", is, to_short_text(share.min),
                      to_short_text(share.max));
    return {};
  }
  return feature;
}

}  // namespace farside
