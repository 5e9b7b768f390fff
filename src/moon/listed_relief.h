#pragma once
// Craters and rocks that a campaign lists, sorted so that those about a place are found without a look at the others:
// plain data, shared by the host that fills it and the kernels that read it.
#include <cstdint>

namespace farside {

// A crater or a rock. A crater's profile is given in diameters: `below_m` multiplies what of it lies below the plain,
// `above_m` what lies above. A rock is `above_m` high.
struct ListedThing {
  double row, column;  // of the cell that it is in, a whole number each
  double x_m, y_m, inverse_radius_1_m;
  double below_m, above_m;
};

// Things of about one size: those of [begin, end) of all things, in cells whose edge is more than twice their reach.
// Sorted by row, then by column, then as they are listed.
struct ListedLevel {
  double edge_m;
  std::int32_t begin, end;
};

struct ListedThings {
  const ListedThing* things;
  const ListedLevel* levels;
  std::int32_t level_count;
};

struct ListedRelief {
  ListedThings craters, rocks;
};

// As many listed rocks at most may lie about a vehicle: terrain/nearby.h has room for them beside those that are drawn.
inline constexpr int listed_rocks_about_max = 64;

}  // namespace farside
