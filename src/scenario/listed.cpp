#include "scenario/listed.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "config/yaml/scalar.h"
#include "config/yaml/spelling.h"
#include "moon/terrain/listed.h"
#include "moon/terrain/relief_scales.h"
#include "scenario/cloud.h"

namespace farside {
namespace {

constexpr std::size_t things_max = 10'000'000;

// Power of two that a size begins with: the level of its things.
int level_of(double diameter_m) { return std::ilogb(diameter_m); }

SortedThings sort_things(ListedKind kind, const std::vector<ListedFeature>& features) {
  SortedThings sorted;
  std::vector<std::pair<int, ListedThing>> things;
  for (const ListedFeature& f : features) {
    const int level = level_of(f.diameter_m);
    const double largest_m = std::ldexp(1.0, level + 1);
    const bool crater = kind == ListedKind::craters;
    const double edge_m = crater ? listed_crater_edge_m(largest_m) : listed_rock_edge_m(largest_m);
    const CraterScales scales = crater ? crater_scales(f.diameter_m, f.rise_m) : CraterScales{0.0, f.rise_m};
    things.push_back({level,
                      {std::floor(f.north_m / edge_m), std::floor(f.east_m / edge_m), f.east_m, f.north_m,
                       2.0 / f.diameter_m, scales.below_m, scales.above_m}});
    if (sorted.levels.empty() || std::none_of(sorted.levels.begin(), sorted.levels.end(),
                                              [&](const ListedLevel& l) { return l.edge_m == edge_m; }))
      sorted.levels.push_back({edge_m, 0, 0});
  }
  std::stable_sort(things.begin(), things.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first, a.second.row, a.second.column) < std::tie(b.first, b.second.row, b.second.column);
  });
  std::sort(sorted.levels.begin(), sorted.levels.end(),
            [](const auto& a, const auto& b) { return a.edge_m < b.edge_m; });
  std::size_t level = 0;
  for (std::size_t i = 0; i < things.size(); ++i) {
    if (i > 0 && things[i].first != things[i - 1].first) sorted.levels[++level].begin = static_cast<std::int32_t>(i);
    sorted.levels[level].end = static_cast<std::int32_t>(i + 1);
    sorted.things.push_back(things[i].second);
  }
  return sorted;
}

}  // namespace

std::string ListedSource::problem(ListedKind kind, const ListedFeature& feature) {
  if (kind == ListedKind::rocks) return "";
  const double rim_m = crater_rim_frac * crater_scales(feature.diameter_m, feature.rise_m).above_m;
  if (rim_m <= relief_highest_m) return "";
  return fmt::format(
      "its rim would stand {:.0f} m over the plain, and relief stands at most {} m; such a crater is for "
      "a map (moon.terrain.layers)",
      rim_m, to_short_text(relief_highest_m));
}

void ListedSource::add(ListedKind kind, const ListedFeature& feature, const std::string& where) {
  if (const std::string why = problem(kind, feature); !why.empty()) throw ConfigError(where + ": " + why);
  features_[static_cast<int>(kind)].push_back(feature);
}

void ListedSource::add_file(ListedKind kind, const std::string& path) {
  const ListedInfo& kind_info = info(kind);
  const auto& columns = kind_info.columns;
  std::vector<std::string> known;
  for (const ListedColumn& column : columns) known.emplace_back(column.name);
  const CloudTable table = read_csv(
      path, fmt::format("the columns {}, {}, {} and {} or {}", known[0], known[1], known[2], known[3], known[4]));
  std::vector<std::size_t> meaning;
  for (const std::string& name : table.columns) {
    const auto column = find_column(kind_info, name);
    if (!column) {
      const std::string near = nearest_word(name, known);
      throw DataError(
          fmt::format("{}: the column '{}' is none of a {}{}", path, name, kind_info.one,
                      near.empty() ? "; expected " + fmt::format("{}", fmt::join(known, ", ")) : did_you_mean(near)));
    }
    meaning.push_back(*column);
  }
  for (std::uint64_t row = 0; row < table.rows; ++row) {
    const auto fail = [&](const std::string& what) {
      throw DataError(fmt::format("{}:{}: error: {}", path, table.lines[row], what));
    };
    ListedValues values;
    for (std::size_t i = 0; i < meaning.size(); ++i) {
      const ListedColumn& column = columns[meaning[i]];
      const double value = table.row(row)[i];
      if (!(value >= column.range.min && value <= column.range.max))
        fail(fmt::format("{}: {} is outside {}..{}{}{} ({})", column.name, to_short_text(value),
                         to_short_text(column.range.min), to_short_text(column.range.max), *column.unit ? " " : "",
                         column.unit, column.text));
      values[meaning[i]] = value;
    }
    std::string why;
    const auto feature = make_listed(kind, values, why);
    if (!feature) fail(why);
    if (why = problem(kind, *feature); !why.empty()) fail(why);
    features_[static_cast<int>(kind)].push_back(*feature);
  }
}

// All rocks that a vehicle meets at once are so near to any one of them.
void ListedSource::check_rocks(const ListedThings& rocks) const {
  constexpr double more_m =
      1.6;  // what is gathered beyond the vehicle (flight/touchdown/ground_under.h), and legs that spread
  const double about_m = 2.0 * (vehicle_radius_m_ + more_m + rock_search_m);
  const std::int32_t count = rocks.level_count > 0 ? rocks.levels[rocks.level_count - 1].end : 0;
  for (std::int32_t i = 0; i < count; ++i) {
    const ListedThing& rock = rocks.things[i];
    const double own_m = 1.0 / rock.inverse_radius_1_m;
    int about = 0;
    visit_listed_about(rocks, rock.x_m, rock.y_m, about_m + own_m, [&](const ListedHere<double>& other) {
      const double reach_m = about_m + own_m + 1.0 / other.inverse_radius_1_m;
      about += std::hypot(other.x_m - rock.x_m, other.y_m - rock.y_m) < reach_m;
    });
    if (about > listed_rocks_about_max)
      throw ConfigError(
          fmt::format("{}: error: {} rocks lie within {:.0f} m of east {} m, north {} m, too many to be told apart "
                      "under a vehicle; "
                      "expected at most {}: list those that matter, or draw small ones by moon.terrain.relief.rocks",
                      info(ListedKind::rocks).path, about, about_m, to_short_text(rock.x_m), to_short_text(rock.y_m),
                      listed_rocks_about_max));
  }
}

Listed ListedSource::sorted() const {
  for (const ListedKind kind : listed_kinds) {
    if (const std::size_t count = features_[static_cast<int>(kind)].size(); count > things_max)
      throw ConfigError(fmt::format("{}: {} found, at most {} are used", info(kind).path, count, things_max));
  }
  Listed listed{sort_things(ListedKind::craters, features_[0]), sort_things(ListedKind::rocks, features_[1])};
  check_rocks(listed.rocks.view());
  return listed;
}

}  // namespace farside
