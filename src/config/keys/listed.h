#pragma once
// What an entry of moon.terrain.relief.craters.listed and of .rocks.listed has, as keys of the entry or as columns of a
// file: one line each.
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/field.h"

namespace farside {

enum class ListedKind { craters, rocks };
inline constexpr ListedKind listed_kinds[] = {ListedKind::craters, ListedKind::rocks};

// A crater or a rock. `rise_m`: depth of a crater from rim to floor, height of a rock over the ground.
struct ListedFeature {
  double east_m = 0.0, north_m = 0.0, diameter_m = 0.0, rise_m = 0.0;
};

struct ListedColumn {
  const char* name;
  Range range;
  const char* unit;
  const char* text;
};

inline constexpr std::size_t listed_columns = 5;
using ListedValues = std::array<std::optional<double>, listed_columns>;  // nothing: not given

struct ListedInfo {
  const char* path;  // of the list
  const char* one;   // what an entry is
  // where, how wide, and how deep or high in metres or as a share of the diameter: one of the last two
  ListedColumn columns[listed_columns];
};
const ListedInfo& info(ListedKind kind);

// The kind whose list this key is.
std::optional<ListedKind> listed_kind(std::string_view path);

// Where a column of this name stands in `columns`.
std::optional<std::size_t> find_column(const ListedInfo& info, std::string_view name);

// `values`: each within its range. What is wrong with them together is told in `why`.
std::optional<ListedFeature> make_listed(ListedKind kind, const ListedValues& values, std::string& why);

}  // namespace farside
