#pragma once
// Where the maps of a ground meet: how high it steps there.
#include <optional>
#include <vector>

#include "scenario/maps/dem.h"

namespace farside {

// A step that the maps' own relief and noise don't explain.
struct Seam {
  enum class Side { west, east, south, north, hole };
  Side side;          // of the upper grid; hole: along places without data
  std::size_t under;  // the grid that shows from there on
  double offset_m;    // by how much that one is higher, in the middle of all steps along the side
  double largest_m;   // the largest step there, and where
  double east_m, north_m;
  bool along_all_of_it;  // else at that place alone
};

// Of grid `upper` against those after it. A step is told of
// - where the middle one of a side is more than 1 m, and more than four times what chance makes of it: by the scatter
// of
//   the steps, and by the upper map's relief within a posting of the lower one, which that one can't show;
// - where one is off the middle one by more than 1 m, six times their scatter and all that relief.
std::optional<Seam> worst_seam(const std::vector<HeightGrid>& grids, std::size_t upper,
                               const std::vector<double>& postings_m);

}  // namespace farside
