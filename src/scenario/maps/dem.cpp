#include "scenario/maps/dem.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "base/error.h"
#include "moon/frames.h"
#include "scenario/maps/map_library.h"
#include "store/process/packet.h"
#include "store/process/reading_child.h"

namespace farside {

const bool reads_maps = true;

namespace {

constexpr int tile_nodes = 256;         // side of the tile that is resampled at once
constexpr double tile_pixels = 1024.0;  // the same in pixels, about: fewer nodes where they are far apart
constexpr double half_width_max_frac =
    0.7;                      // of the sphere's radius: the corners of the square stay on the near hemisphere
constexpr int nodes_min = 4;  // to either side of the target: needed by interpolation and blending

// Positions on a map of places about the site.
class SiteMap {
 public:
  SiteMap(const std::string& path, const SiteOptions& site)
      : raster_(map_library(path).open(path)), frame_(site_frame(site.lat_rad, site.lon_rad, site.elevation_m)) {
    target_ = raster_->locate(site.lon_rad / unit::degree_rad, site.lat_rad / unit::degree_rad);
  }

  const ElevationMap& raster() const { return *raster_; }
  double radius_m() const { return frame_.radius_m; }
  bool holds_target() const { return raster_->contains(target_); }

  void add(double east_m, double north_m) {
    const double x = east_m / frame_.radius_m, y = north_m / frame_.radius_m;
    const Vec3<double> up_M = transposed_times(frame_.R_LM, Vec3<double>{x, y, std::sqrt(1.0 - x * x - y * y)});
    const Geographic<double> place = geographic(up_M);
    lon_deg_list_.push_back(place.lon_rad / unit::degree_rad);
    lat_deg_list_.push_back(place.lat_rad / unit::degree_rad);
  }
  // Pixel positions of the places added since the last call.
  std::vector<PixelPosition> take() {
    std::vector<PixelPosition> positions = raster_->locate(lon_deg_list_, lat_deg_list_, target_.column);
    lon_deg_list_.clear();
    lat_deg_list_.clear();
    return positions;
  }

 private:
  std::unique_ptr<ElevationMap> raster_;
  SiteFrame<double> frame_;
  PixelPosition target_{};
  std::vector<double> lon_deg_list_, lat_deg_list_;
};

// The shorter side of the map's pixel at the target, rounded down to two digits, so that it is the same on every
// machine.
double own_posting_m(SiteMap& map) {
  const double arm = 50.0;
  for (const double sign : {1.0, -1.0}) map.add(sign * arm, 0.0);
  for (const double sign : {1.0, -1.0}) map.add(0.0, sign * arm);
  const std::vector<PixelPosition> p = map.take();
  const double per_east = std::hypot(p[0].column - p[1].column, p[0].row - p[1].row);
  const double per_north = std::hypot(p[2].column - p[3].column, p[2].row - p[3].row);
  const double posting = 2.0 * arm / std::max(per_east, per_north);
  const double unit = std::pow(10.0, std::floor(std::log10(posting)) - 1.0);
  return unit * std::floor(posting / unit * (1.0 + 1e-6));  // so that 4.9999999 m is 5 m
}

bool holds_square(SiteMap& map, double half_m) {
  constexpr int steps = 64;
  for (int i = -steps; i <= steps; ++i) {
    const double along = half_m * i / steps;
    for (const double side : {-half_m, half_m}) {
      map.add(along, side);
      map.add(side, along);
    }
  }
  const std::vector<PixelPosition> border = map.take();
  return std::all_of(border.begin(), border.end(), [&](const PixelPosition& p) { return map.raster().contains(p); });
}

// The largest whole number of nodes to either side, up to `most`, that the map holds.
int nodes_within(SiteMap& map, double spacing_m, int most) {
  int held = 0, beyond = std::min(most, static_cast<int>(half_width_max_frac * map.radius_m() / spacing_m)) + 1;
  while (beyond - held > 1) {
    const int middle = held + (beyond - held) / 2;
    (holds_square(map, middle * spacing_m) ? held : beyond) = middle;
  }
  return held;
}

// How far the map goes at most from the target, straight to a side.
double reach(SiteMap& map) {
  double farthest = 0.0;
  for (const auto& [east, north] : {std::pair{1, 0}, std::pair{-1, 0}, std::pair{0, 1}, std::pair{0, -1}}) {
    double held = 0.0, beyond = half_width_max_frac * map.radius_m();
    for (int i = 0; i < 20; ++i) {  // bisection to a millionth
      const double middle = 0.5 * (held + beyond);
      map.add(east * middle, north * middle);
      (map.raster().contains(map.take().front()) ? held : beyond) = middle;
    }
    farthest = std::max(farthest, held);
  }
  return farthest;
}

int nodes_for(const DemLayer& layer, SiteMap& map, double spacing_m, int side_max) {
  if (layer.half_width_m == 0.0) {
    const int nodes = nodes_within(map, spacing_m, side_max / 2);
    if (nodes >= nodes_min) return nodes;
    throw DataError(
        fmt::format("{}: reaches less than {} nodes of {:g} m beyond the target (site.lat_deg, site.lon_deg); use a "
                    "map that the target is well inside of",
                    layer.path, nodes_min, spacing_m));
  }
  if (layer.half_width_m > half_width_max_frac * map.radius_m()) {
    throw DataError(fmt::format(
        "{}: half_width_m = {:g} is beyond {:.0f} m, where the site's frame folds over; choose a smaller one",
        layer.path, layer.half_width_m, half_width_max_frac * map.radius_m()));
  }
  // one node more, because cover ends one node inside the grid
  const double wanted = std::ceil(layer.half_width_m / spacing_m * (1.0 - 1e-12)) + 1.0;
  const double nodes = std::max(wanted, static_cast<double>(nodes_min));
  if (2.0 * nodes + 1.0 > side_max) {
    throw DataError(fmt::format(
        "{}: {:.0f} x {:.0f} nodes are more than {} x {}; choose spacing_m >= {:.3g} or half_width_m <= {:.6g}",
        layer.path, 2 * nodes + 1, 2 * nodes + 1, side_max, side_max, layer.half_width_m / grid_reach(side_max),
        grid_reach(side_max) * spacing_m));
  }
  return static_cast<int>(nodes);
}

TerrainGrid resample(const DemLayer& layer, const SiteOptions& site, int side_max) {
  SiteMap map(layer.path, site);
  if (!map.holds_target()) {
    const std::string middle = map.raster().middle();
    throw DataError(
        fmt::format("{}: does not hold the target at {:.6f} deg N, {:.6f} deg E; check site.lat_deg and site.lon_deg "
                    "or use another map{}",
                    layer.path, site.lat_rad / unit::degree_rad, site.lon_rad / unit::degree_rad,
                    middle.empty() ? "" : " (this one's middle is at " + middle + ")"));
  }
  const double posting = own_posting_m(map), spacing = layer.spacing_m > 0.0 ? layer.spacing_m : posting;
  const int nodes = nodes_for(layer, map, spacing, side_max), side = 2 * nodes + 1;
  TerrainGrid grid;
  grid.columns = grid.rows = side;
  grid.spacing_m = spacing;
  grid.east_min_m = grid.north_min_m = -(nodes * spacing);
  grid.map = {map.raster().source(), map.raster().scale()};
  grid.map.posting_m = posting;
  if (layer.half_width_m == 0.0) {
    grid.map.reach_m = reach(map);
    const int all = nodes < side_max / 2 ? nodes : nodes_within(map, spacing, std::numeric_limits<int>::max() - 1);
    if (all > nodes) grid.map.whole_m = all * spacing;
  }
  grid.heights.resize(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));

  const int step = std::clamp(static_cast<int>(tile_pixels * posting / spacing), 8, tile_nodes);
  for (int row0 = 0; row0 < side; row0 += step) {
    for (int column0 = 0; column0 < side; column0 += step) {
      const int row1 = std::min(row0 + step, side), column1 = std::min(column0 + step, side);
      for (int r = row0; r < row1; ++r) {
        for (int c = column0; c < column1; ++c) map.add((c - nodes) * spacing, (r - nodes) * spacing);
      }
      const std::vector<double> heights = map.raster().heights_m(map.take(), Interpolation::bicubic);
      std::size_t i = 0;
      for (int r = row0; r < row1; ++r) {
        for (int c = column0; c < column1; ++c) {
          const double rounded = std::nearbyint((heights[i++] - site.elevation_m) * 1024.0) / 1024.0;
          grid.heights[static_cast<std::size_t>(r) * static_cast<std::size_t>(side) + static_cast<std::size_t>(c)] =
              static_cast<float>(rounded);
        }
      }
    }
  }
  if (std::all_of(grid.heights.begin(), grid.heights.end(), [](float h) { return std::isnan(h); })) {
    throw DataError(
        fmt::format("{}: has no data within {:g} m of the target, north, south, east or west (site.lat_deg, "
                    "site.lon_deg); use another map, or check its no-data value and its mask",
                    layer.path, nodes * spacing));
  }
  return grid;
}

// Runs `work` on a map in a child process, since GDAL may crash or hang.
template <class Work>
std::string read_map(const std::string& path, int cpu_s, const Work& work) {
  map_library(path).start();  // in the parent, so that children don't repeat it
  ReadingLimits limits;
  limits.memory_bytes = std::uint64_t{4} << 30;
  limits.cpu_s = cpu_s;
  limits.reader = "GDAL";
  limits.fault =
      "it is damaged, or too much of it is read at once: choose a smaller half_width_m, or convert it with "
      "gdal_translate to a GeoTIFF of the region that is needed";
  ReadingChild child(
      path, [&]() -> ReadingChild::Answer { return [&](const std::string&) { return work(); }; }, limits);
  return child.ask("");
}

// The grid that holds less than its map, where that map reaches farther than all others; else their number.
std::size_t widest_cut(const std::vector<TerrainGrid>& grids) {
  double widest_m = 0.0;
  for (const TerrainGrid& grid : grids) widest_m = std::max(widest_m, -grid.east_min_m);
  std::size_t cut = grids.size();
  for (std::size_t i = 0; i < grids.size(); ++i) {
    if (grids[i].map.whole_m <= widest_m) continue;
    widest_m = grids[i].map.whole_m;
    cut = i;
  }
  return cut;
}

// All of a map, by as many nodes as a grid may have, of a spacing of two digits.
DemLayer rest_of(const DemLayer& layer, const TerrainGrid& grid, int side_max) {
  const double least = grid.map.whole_m / grid_reach(side_max);
  const double unit = std::pow(10.0, std::floor(std::log10(least)) - 1.0);
  const double spacing_m = unit * std::ceil(least / unit * (1.0 - 1e-6));
  const double nodes = std::max(std::floor(grid.map.whole_m / spacing_m) - 1.0, 1.0);  // cover ends one node inside
  return {layer.path, spacing_m, nodes * spacing_m, layer.where};
}

}  // namespace

std::vector<std::string> parts_of_map(const std::string& path) {
  const std::string bytes =
      read_map(path, 5, [&] { return PacketOut().texts(map_library(path).open(path)->files()).bytes(); });
  return PacketIn(bytes).texts();
}

TerrainGrid load_dem(const DemLayer& layer, const SiteOptions& site, int side_max) {
  const std::string bytes = read_map(layer.path, 25, [&] {  // the largest grid takes 10 s
    const TerrainGrid grid = resample(layer, site, side_max);
    PacketOut out;
    out.number(static_cast<std::uint64_t>(grid.columns)).number(static_cast<std::uint64_t>(grid.rows));
    out.list(std::vector<double>{grid.east_min_m, grid.north_min_m, grid.spacing_m})
        .list(grid.heights)
        .text(grid.map.source);
    const MapFacts& map = grid.map;
    return out
        .list(std::vector<double>{map.scale.per_count_m, map.scale.at_zero_m, map.reach_m, map.whole_m, map.posting_m})
        .bytes();
  });
  PacketIn in(bytes);
  TerrainGrid grid;
  grid.columns = static_cast<int>(in.number());
  grid.rows = static_cast<int>(in.number());
  const std::vector<double> place = in.list<double>();
  grid.east_min_m = place.at(0), grid.north_min_m = place.at(1), grid.spacing_m = place.at(2);
  grid.heights = in.list<float>();
  grid.map.source = in.text();
  const std::vector<double> facts = in.list<double>();
  grid.map.scale = {facts.at(0), facts.at(1)}, grid.map.reach_m = facts.at(2);
  grid.map.whole_m = facts.at(3), grid.map.posting_m = facts.at(4);
  return grid;
}

std::vector<TerrainGrid> load_terrain(const std::vector<DemLayer>& layers, const SiteOptions& site, int side_max) {
  if (layers.size() > static_cast<std::size_t>(max_height_grids)) {
    throw ConfigError(
        fmt::format("moon.terrain.layers: {} maps found, at most {} are used", layers.size(), max_height_grids));
  }
  std::vector<TerrainGrid> grids;
  const auto add = [&](const DemLayer& layer, std::size_t number) {
    try {
      grids.push_back(load_dem(layer, site, side_max));
      grids.back().layer = static_cast<int>(number);
    } catch (const DataError& e) {
      throw DataError((layer.where.empty() ? "" : layer.where + ": ") + e.what());
    }
  };
  for (std::size_t i = 0; i < layers.size(); ++i) add(layers[i], i);
  const std::size_t cut = widest_cut(grids);
  if (cut < grids.size() && grids.size() < static_cast<std::size_t>(max_height_grids)) {
    const DemLayer rest = rest_of(layers[cut], grids[cut], side_max);
    if (rest.half_width_m > -grids[cut].east_min_m) add(rest, cut);  // else less than a node of it is left
  }
  return grids;
}

}  // namespace farside
