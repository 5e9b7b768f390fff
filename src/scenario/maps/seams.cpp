#include "scenario/maps/seams.h"

#include <algorithm>
#include <cmath>

#include "moon/grid_sample.h"

namespace farside {
namespace {

constexpr double step_least_m = 1.0;        // smaller ones are no matter
constexpr std::size_t places_max = 4000;    // of a side: the others lie between these
constexpr double edge_middle_nodes = 3.0;   // from the border: the middle of the edge over which a grid gives way
constexpr int relief_points = 8;            // to either side of a place
constexpr double scatter_per_mad = 1.4826;  // of a normal distribution, as are the two below
constexpr double error_of_median = 1.25;
constexpr double chance_sigma = 4.0, outlier_sigma = 6.0;

struct GridPlace {
  double column, row;
};

struct Step {
  double up_m, relief_m, east_m, north_m;
  std::size_t under;
};

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double height(const HeightGrid& grid, int column, int row) {
  return grid.height_m[static_cast<std::ptrdiff_t>(row) * grid.columns + column];
}

// Places in the middle of the edge of a side.
std::vector<GridPlace> places_along(const HeightGrid& grid, Seam::Side side) {
  std::vector<GridPlace> places;
  const bool upright = side == Seam::Side::west || side == Seam::Side::east;
  const double last = (upright ? grid.rows : grid.columns) - 1.0 - edge_middle_nodes;
  const bool low = side == Seam::Side::west || side == Seam::Side::south;
  const double across = low ? edge_middle_nodes : (upright ? grid.columns : grid.rows) - 1.0 - edge_middle_nodes;
  for (double along = edge_middle_nodes; along <= last; along += 1.0)  // NOLINT: whole numbers
    places.push_back(upright ? GridPlace{across, along} : GridPlace{along, across});
  return places;
}

// Middles of cells that have all of their 4 x 4 nodes, beside one that hasn't.
std::vector<GridPlace> places_beside_holes(const HeightGrid& grid) {
  std::vector<GridPlace> places;
  const auto whole = [&grid](int column, int row) {
    for (int r = row - 1; r <= row + 2; ++r) {
      for (int c = column - 1; c <= column + 2; ++c) {
        if (std::isnan(height(grid, c, r))) return false;
      }
    }
    return true;
  };
  for (int row = 1; row + 2 < grid.rows; ++row) {
    for (int column = 1; column + 2 < grid.columns; ++column) {
      // a cell that has its nodes, but a neighbour not: a node without data two or three nodes away
      const bool beside = (column > 1 && std::isnan(height(grid, column - 2, row))) ||
                          (column + 3 < grid.columns && std::isnan(height(grid, column + 3, row))) ||
                          (row > 1 && std::isnan(height(grid, column, row - 2))) ||
                          (row + 3 < grid.rows && std::isnan(height(grid, column, row + 3)));
      if (beside && whole(column, row)) places.push_back({column + 0.5, row + 0.5});
    }
  }
  return places;
}

// The largest difference of the map's heights within `about_m` of a node.
double relief_about(const HeightGrid& grid, const GridPlace& place, double about_m) {
  const int column = static_cast<int>(place.column), row = static_cast<int>(place.row);
  const double here = height(grid, column, row), nodes = std::max(about_m / grid.spacing_m, 2.0);
  double largest = 0.0;
  for (int i = -relief_points; i <= relief_points; ++i) {
    const double r = std::clamp(row + nodes * i / relief_points, 0.0, grid.rows - 1.0);
    for (int k = -relief_points; k <= relief_points; ++k) {
      const double c = std::clamp(column + nodes * k / relief_points, 0.0, grid.columns - 1.0);
      const double there = height(grid, static_cast<int>(c), static_cast<int>(r));
      if (!std::isnan(there)) largest = std::max(largest, std::abs(there - here));
    }
  }
  return largest;
}

std::vector<Step> steps_at(const std::vector<GridPlace>& places, const std::vector<HeightGrid>& grids,
                           std::size_t upper, const std::vector<double>& postings_m) {
  std::vector<Step> steps;
  const HeightGrid& grid = grids[upper];
  const std::size_t stride = std::max<std::size_t>(1, places.size() / places_max);
  for (std::size_t i = 0; i < places.size(); i += stride) {
    const GridPlace& p = places[i];
    const double east = grid.east_min_m + p.column * grid.spacing_m, north = grid.north_min_m + p.row * grid.spacing_m;
    const auto sample = [&](std::size_t g) { return sample_grid<double>(grids[g], east, north); };
    const GridSample<double> above = sample(upper);
    bool hidden = !above.covered;
    for (std::size_t g = 0; g < upper && !hidden; ++g) {
      const GridSample<double> over = sample(g);
      hidden = over.covered && over.weight == 1.0;
    }
    for (std::size_t g = upper + 1; g < grids.size() && !hidden; ++g) {
      const GridSample<double> below = sample(g);
      if (!below.covered) continue;
      steps.push_back({below.elevation_m - above.elevation_m, relief_about(grid, p, postings_m[g]), east, north, g});
      break;
    }
  }
  return steps;
}

std::optional<Seam> seam_of(const std::vector<Step>& steps, Seam::Side side, double length_m,
                            const std::vector<double>& postings_m) {
  if (steps.empty()) return std::nullopt;
  const auto of = [&steps](auto&& value) {
    std::vector<double> all;
    for (const Step& s : steps) all.push_back(value(s));
    return median(std::move(all));
  };
  const double offset = of([](const Step& s) { return s.up_m; });
  const double scatter = scatter_per_mad * of([offset](const Step& s) { return std::abs(s.up_m - offset); });
  const double relief = of([](const Step& s) { return s.relief_m; });
  int runs = 1;  // of steps to one side of the middle one: that many tell something new
  for (std::size_t i = 1; i < steps.size(); ++i) runs += (steps[i].up_m > offset) != (steps[i - 1].up_m > offset);
  const Step& any = steps[steps.size() / 2];
  const double by_scatter = chance_sigma * error_of_median * scatter / std::sqrt(runs);
  const double by_relief = chance_sigma * 0.5 * relief / std::sqrt(std::max(1.0, length_m / postings_m[any.under]));
  const bool all = std::abs(offset) > std::max({step_least_m, by_scatter, by_relief});
  const auto beyond = [&](const Step& s) {
    return all ? std::abs(s.up_m)
               : std::abs(s.up_m - offset) - std::max(step_least_m, outlier_sigma * scatter) - 1.25 * s.relief_m;
  };
  const Step& worst = *std::max_element(steps.begin(), steps.end(),
                                        [&](const Step& a, const Step& b) { return beyond(a) < beyond(b); });
  if (!(beyond(worst) > 0.0)) return std::nullopt;
  return Seam{side, worst.under, offset, std::abs(worst.up_m), worst.east_m, worst.north_m, all};
}

}  // namespace

std::optional<Seam> worst_seam(const std::vector<HeightGrid>& grids, std::size_t upper,
                               const std::vector<double>& postings_m) {
  if (upper + 1 >= grids.size()) return std::nullopt;
  const HeightGrid& grid = grids[upper];
  std::optional<Seam> worst;
  for (const Seam::Side side :
       {Seam::Side::west, Seam::Side::east, Seam::Side::south, Seam::Side::north, Seam::Side::hole}) {
    const std::vector<GridPlace> places =
        side == Seam::Side::hole ? places_beside_holes(grid) : places_along(grid, side);
    const double length_m = static_cast<double>(places.size()) * grid.spacing_m;
    const std::optional<Seam> seam = seam_of(steps_at(places, grids, upper, postings_m), side, length_m, postings_m);
    if (seam && (!worst || seam->largest_m > worst->largest_m)) worst = seam;
  }
  return worst;
}

}  // namespace farside
