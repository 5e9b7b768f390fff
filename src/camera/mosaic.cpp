#include "camera/mosaic.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "camera/shadows.h"
#include "engine/team.h"
#include "moon/frames.h"

namespace farside {
namespace {

constexpr int raster_side = tile_nodes + 2;  // a node more on each side, for slopes
constexpr std::size_t raster_pixels = static_cast<std::size_t>(raster_side) * raster_side;
constexpr std::size_t tile_values = static_cast<std::size_t>(tile_nodes) * tile_nodes;
constexpr std::size_t tile_bytes = tile_values * 9 + 4096;
constexpr std::size_t at_once = 64;  // tiles whose rasters are held

struct Raster {
  std::vector<double> height_m = std::vector<double>(raster_pixels), rock_m = height_m;
};

// The middle of the raster's south-west pixel is the node before the tile's first one.
GroundTile raster_of(const TileKey& key, Raster& raster) {
  const double spacing_m = mosaic_spacing_m(key.level);
  const double west = static_cast<double>(key.x) * tile_steps - 1.5;
  const double north = (static_cast<double>(key.y) + 1.0) * tile_steps + 1.5;
  return {west * spacing_m, north * spacing_m,      spacing_m,           0, 0, raster_side, raster_side,
          raster_side,      raster.height_m.data(), raster.rock_m.data()};
}

// The normal of a surface whose height over the sphere has these slopes at a place. In plain products: an fma is a call
// on the oldest CPUs, and this is done for each node.
Vec3<double> normal_at(double radius_m, double east_m, double north_m, double height_m, double slope_east,
                       double slope_north) {
  const double x = east_m / radius_m, y = north_m / radius_m, z = std::sqrt(std::max(1e-6, 1.0 - x * x - y * y));
  const double stretch = (radius_m + height_m) / radius_m;  // the way along the ground over that along the sphere
  const double ax = stretch + slope_east * x, ay = slope_east * y, az = slope_east * z - stretch * (x / z);
  const double bx = slope_north * x, by = stretch + slope_north * y, bz = slope_north * z - stretch * (y / z);
  const double nx = ay * bz - az * by, ny = az * bx - ax * bz, nz = ax * by - ay * bx;
  const double per_length = 1.0 / std::sqrt(nx * nx + ny * ny + nz * nz);
  return {nx * per_length, ny * per_length, nz * per_length};
}

void take_raster(const Raster& raster, double radius_m, MosaicTile& tile) {
  const double spacing_m = mosaic_spacing_m(tile.key.level);
  const auto surface_m = [&](int column, int row) {  // from the tile's south-west node
    const std::size_t at =
        static_cast<std::size_t>(tile_nodes - row) * raster_side + static_cast<std::size_t>(column + 1);
    return raster.height_m[at] + raster.rock_m[at];
  };
  const auto slope = [&](double before_m, double after_m) {
    const double rise = (after_m - before_m) / (2.0 * spacing_m);
    return std::isnan(rise) ? 0.0 : rise;  // beside what is unknown
  };
  const auto in_parts = [](double part) { return static_cast<std::int16_t>(std::lrint(part * 32767.0)); };
  tile.height_m.resize(tile_values);
  tile.normal_x.resize(tile_values);
  tile.normal_y.resize(tile_values);
  for (int r = 0; r < tile_nodes; ++r) {
    for (int c = 0; c < tile_nodes; ++c) {
      const double height_m = surface_m(c, r);
      const Vec3<double> normal = normal_at(
          radius_m, (static_cast<double>(tile.key.x) * tile_steps + c) * spacing_m,
          (static_cast<double>(tile.key.y) * tile_steps + r) * spacing_m, std::isnan(height_m) ? 0.0 : height_m,
          slope(surface_m(c - 1, r), surface_m(c + 1, r)), slope(surface_m(c, r - 1), surface_m(c, r + 1)));
      const std::size_t at = node_index(r, c);
      tile.height_m[at] = static_cast<float>(height_m);
      tile.normal_x[at] = in_parts(normal.x);
      tile.normal_y[at] = in_parts(normal.y);
    }
  }
}

void find_bounds(MosaicTile& tile) {
  constexpr float infinite = std::numeric_limits<float>::infinity();
  tile.block_high_m.assign(static_cast<std::size_t>(blocks_a_side) * blocks_a_side, -infinite);
  tile.block_low_m.assign(tile.block_high_m.size(), infinite);
  for (int b = 0; b < blocks_a_side * blocks_a_side; ++b) {
    const int row = b / blocks_a_side * block_steps, column = b % blocks_a_side * block_steps;
    float &high = tile.block_high_m[static_cast<std::size_t>(b)], &low = tile.block_low_m[static_cast<std::size_t>(b)];
    for (int r = row; r <= std::min(row + block_steps, tile_steps); ++r) {
      for (int c = column; c <= std::min(column + block_steps, tile_steps); ++c) {
        const float h = tile.height_m[node_index(r, c)];
        if (h > high) high = h;  // never of NaN
        if (h < low) low = h;
      }
    }
  }
  tile.high_m = *std::max_element(tile.block_high_m.begin(), tile.block_high_m.end());
  tile.low_m = *std::min_element(tile.block_low_m.begin(), tile.block_low_m.end());
}

// How high a rock may stand over the ground.
double highest_rock_m(const KernelSetup& setup, const CaseParams<double>& params) {
  double highest = 0.0;
  const ListedThings& listed = setup.relief.listed.rocks;
  for (std::int32_t l = 0; l < listed.level_count; ++l) {
    for (std::int32_t i = listed.levels[l].begin; i < listed.levels[l].end; ++i)
      highest = std::max(highest, listed.things[i].above_m);
  }
  constexpr double largest_m = 2.0, highest_share = 1.4;  // moon/terrain/rocks.h: make_rock()
  if (draws_relief(setup.relief))
    highest = std::max(highest, largest_m * highest_share * params.moon.terrain.relief.rocks.height_frac);
  return highest;
}

}  // namespace

Mosaic::Mosaic(const CaseGround& ground, const Sun& sun, std::size_t memory_bytes)
    : ground_(ground),
      sun_(sun),
      budget_tiles_(memory_bytes / tile_bytes),
      radius_m_(moon_radius_m + ground.setup().options.site.elevation_m),
      rock_top_m_(highest_rock_m(ground.setup(), ground.params())),
      top_m_(ground.setup().ground_top_m + rock_top_m_ + 1.0) {}

const MosaicTile* Mosaic::find(const TileKey& key) const {
  const auto found = tiles_.find(key);
  return found == tiles_.end() ? nullptr : found->second.get();
}

std::size_t Mosaic::memory_bytes() const { return tiles_.size() * tile_bytes; }

void Mosaic::begin_picture() {
  if (tiles_.size() > budget_tiles_) {
    std::erase_if(tiles_, [this](const auto& t) { return t.second->used.load(std::memory_order_relaxed) < picture_; });
  }
  ++picture_;
}

void Mosaic::fill(std::vector<TileKey> keys) {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  std::erase_if(keys, [this](const TileKey& key) { return tiles_.contains(key); });
  std::vector<Raster> rasters(std::min(keys.size(), at_once));
  for (std::size_t first = 0; first < keys.size(); first += at_once) {
    const std::size_t count = std::min(at_once, keys.size() - first);
    std::vector<GroundTile> wanted;
    std::vector<MosaicTile*> made;
    for (std::size_t i = 0; i < count; ++i) {
      wanted.push_back(raster_of(keys[first + i], rasters[i]));
      auto tile = std::make_unique<MosaicTile>();
      tile->key = keys[first + i];
      touch(*tile);
      made.push_back(tile.get());
      tiles_.emplace(tile->key, std::move(tile));
    }
    ground_.fill(wanted);
    in_parts(ground_.threads(), count, 1, [&] {
      return [&](std::size_t i, std::size_t) {
        take_raster(rasters[i], radius_m_, *made[i]);
        find_bounds(*made[i]);
      };
    });
  }
}

void Mosaic::light(std::vector<TileKey> keys) {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  fill(keys);
  std::vector<MosaicTile*> dark;
  std::vector<TileKey> casters;
  for (const TileKey& key : keys) {
    MosaicTile& tile = *tiles_.at(key);
    if (tile.is_lit()) continue;
    dark.push_back(&tile);
    add_shadow_casters(*this, tile, casters);
  }
  fill(casters);
  in_parts(ground_.threads(), dark.size(), 1, [&] {
    return [&, reader = MosaicReader(*this)](std::size_t i, std::size_t) mutable { light_tile(reader, *dark[i]); };
  });
}

}  // namespace farside
