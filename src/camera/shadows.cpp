#include "camera/shadows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace farside {
namespace {

// Rings of nodes of one level, from so many steps to so many: those about a place, and the one of each wider level.
constexpr int own_rings = 5, own_ring_steps[own_rings + 1] = {1, 3, 6, 12, 24, 48};
constexpr int rings_max = own_rings + mosaic_levels;

struct Ring {
  int level;
  double begin_m, end_m;
};
// The rings of nodes about a place of this level, outwards; nothing beyond the widest level.
std::optional<Ring> ring_of(int level, int number) {
  const int wider = std::max(0, number - own_rings + 1), in_level = std::min(number, own_rings - 1);
  if (level + wider >= mosaic_levels) return std::nullopt;
  const double spacing_m = mosaic_spacing_m(level + wider);
  return Ring{level + wider, own_ring_steps[in_level] * spacing_m, own_ring_steps[in_level + 1] * spacing_m};
}

// The sun as a tile sees it, and the way to it along the sphere in places a metre.
struct LocalSun {
  double elevation_rad, tangent, tangent_low, tangent_high, east, north;
};
LocalSun local_sun(const Mosaic& mosaic, const TileKey& key) {
  const double half_m = 0.5 * tile_steps * mosaic_spacing_m(key.level);
  const double x = (2.0 * key.x + 1.0) * half_m / mosaic.radius_m(),
               y = (2.0 * key.y + 1.0) * half_m / mosaic.radius_m();
  const Vec3<double> up{x, y, std::sqrt(std::max(1e-6, 1.0 - x * x - y * y))}, sun = mosaic.sun().direction_L();
  const double sine = std::clamp(dot(up, sun), -1.0, 1.0), elevation_rad = asin(sine);
  const Vec3<double> along = axpy(-sine, up, sun);
  const double across = std::max(norm(along), 1e-12);
  const auto tangent = [](double angle_rad) {
    const double steepest = 1.57;  // a sun overhead: nothing hides it
    double s, c;
    sin_cos(std::clamp(angle_rad, -steepest, steepest), s, c);
    return s / c;
  };
  return {elevation_rad,
          tangent(elevation_rad),
          tangent(elevation_rad - sun_radius_rad),
          tangent(elevation_rad + sun_radius_rad),
          along.x / across,
          along.y / across};
}

// How high ground from a distance on has to stand over a place to hide some of the sun; below a sun at the horizon any
// ground may.
double needed_m(const LocalSun& sun, double distance_m, double radius_m) {
  if (!(sun.tangent_low > 0.0)) return -std::numeric_limits<double>::infinity();
  return distance_m * (sun.tangent_low + 0.5 * distance_m / radius_m);
}

// The least and the largest place of a part of a tile, and of that part moved along the way to the sun.
struct Box {
  double west_m, east_m, south_m, north_m;
};
Box moved(const Box& b, const LocalSun& sun, const Ring& ring) {
  const double more_m = mosaic_spacing_m(ring.level) * 1e-3;
  return {b.west_m + std::min(ring.begin_m * sun.east, ring.end_m * sun.east) - more_m,
          b.east_m + std::max(ring.begin_m * sun.east, ring.end_m * sun.east) + more_m,
          b.south_m + std::min(ring.begin_m * sun.north, ring.end_m * sun.north) - more_m,
          b.north_m + std::max(ring.begin_m * sun.north, ring.end_m * sun.north) + more_m};
}
Box box_of(const TileKey& key, int column, int row, int steps) {
  const double spacing_m = mosaic_spacing_m(key.level);
  const double west = static_cast<double>(key.x) * tile_steps + column,
               south = static_cast<double>(key.y) * tile_steps + row;
  return {west * spacing_m, (west + std::min(steps, tile_steps - column)) * spacing_m, south * spacing_m,
          (south + std::min(steps, tile_steps - row)) * spacing_m};
}

// visit(key) of all tiles of a level that a box touches.
template <class Visit>
void each_tile(int level, const Box& box, Visit&& visit) {
  const BetweenTileNodes first = between_tile_nodes(level, box.west_m, box.south_m),
                         last = between_tile_nodes(level, box.east_m, box.north_m);
  for (std::int32_t y = first.key.y; y <= last.key.y; ++y) {
    for (std::int32_t x = first.key.x; x <= last.key.x; ++x) visit(TileKey{level, x, y});
  }
}

// The highest node of the blocks that a box touches.
double highest_in(MosaicReader& reader, int level, const Box& box) {
  const double spacing_m = mosaic_spacing_m(level);
  double highest = -std::numeric_limits<double>::infinity();
  each_tile(level, box, [&](const TileKey& key) {
    const MosaicTile* const tile = reader.tile(key);
    if (!tile) return;
    const auto block = [&](double place_m, std::int32_t tile_number) {
      const double step = place_m / spacing_m - static_cast<double>(tile_number) * tile_steps;
      return static_cast<int>(std::clamp(step / block_steps, 0.0, blocks_a_side - 1.0));
    };
    for (int y = block(box.south_m, key.y); y <= block(box.north_m, key.y); ++y) {
      for (int x = block(box.west_m, key.x); x <= block(box.east_m, key.x); ++x)
        highest = std::max(highest, double{tile->block_high_m[block_index(y, x)]});
    }
  });
  return highest;
}

// A ring in which ground may hide some of the sun.
struct RingInSight {
  Ring ring;
  double high_m, steps_east, steps_north;  // its highest node; a step of its nodes towards the sun, in steps
};

// Tangent of the highest elevation that ground of a ring reaches, seen from a place; no less than `tangent`.
double raise_horizon(MosaicReader& reader, const RingInSight& in_sight, const LocalSun& sun, double east_m,
                     double north_m, double height_m, double tangent) {
  const Ring& ring = in_sight.ring;
  const double spacing_m = mosaic_spacing_m(ring.level), bend = 0.5 / reader.mosaic().radius_m();
  if (in_sight.high_m - height_m <= ring.begin_m * tangent) return tangent;
  const double per_step = 1.0 / spacing_m;
  double x = east_m * per_step + ring.begin_m * per_step * in_sight.steps_east;
  double y = north_m * per_step + ring.begin_m * per_step * in_sight.steps_north;
  for (double d = ring.begin_m; d < ring.end_m && tangent < sun.tangent_high; d += spacing_m) {
    const BetweenTileNodes at = between_tile_nodes_in_steps(ring.level, x, y);
    x += in_sight.steps_east;
    y += in_sight.steps_north;
    const MosaicTile* const tile = reader.tile(at.key);
    if (!tile) continue;
    const double rise_m = interpolated(tile->height_m, at) - height_m - bend * d * d;
    if (rise_m > tangent * d) tangent = rise_m / d;  // never of NaN
  }
  return tangent;
}

void light_block(MosaicReader& reader, const LocalSun& sun, int block, MosaicTile& tile) {
  const Mosaic& mosaic = reader.mosaic();
  const int row = block / blocks_a_side * block_steps, column = block % blocks_a_side * block_steps;
  const double low_m = tile.block_low_m[static_cast<std::size_t>(block)];
  const Box box = box_of(tile.key, column, row, block_steps);
  RingInSight rings[rings_max];
  int count = 0;
  for (int number = 0;; ++number) {
    const std::optional<Ring> ring = ring_of(tile.key.level, number);
    if (!ring) break;
    const double needed = low_m + needed_m(sun, ring->begin_m, mosaic.radius_m());
    if (!(mosaic.top_m() > needed)) break;
    const double high_m = highest_in(reader, ring->level, moved(box, sun, *ring));
    if (high_m > needed) rings[count++] = {*ring, high_m, sun.east, sun.north};
  }
  const double spacing_m = mosaic_spacing_m(tile.key.level);
  const auto last = [](int first) { return std::min(first + block_steps - 1, tile_steps); };  // the next has the rest
  for (int r = row; r <= last(row); ++r) {
    for (int c = column; c <= last(column); ++c) {
      const std::size_t at = node_index(r, c);
      const double height_m = tile.height_m[at];
      double tangent = sun.tangent_low;  // lower ground hides nothing
      for (int i = 0; i < count && tangent < sun.tangent_high; ++i)
        tangent = raise_horizon(reader, rings[i], sun, (static_cast<double>(tile.key.x) * tile_steps + c) * spacing_m,
                                (static_cast<double>(tile.key.y) * tile_steps + r) * spacing_m, height_m, tangent);
      // the disc is small: elevations in it go with their tangents
      const double edge = tangent < sun.tangent ? sun.tangent - sun.tangent_low : sun.tangent_high - sun.tangent;
      const double share = tangent > sun.tangent_low ? disc_share((sun.tangent - tangent) / edge) : 1.0;
      tile.light[at] = static_cast<std::uint8_t>(std::lrint(255.0 * share));
    }
  }
}

}  // namespace

void add_shadow_casters(const Mosaic& mosaic, const MosaicTile& tile, std::vector<TileKey>& keys) {
  const LocalSun sun = local_sun(mosaic, tile.key);
  if (sun.elevation_rad < -sun_radius_rad) return;
  const Box box = box_of(tile.key, 0, 0, tile_steps);
  for (int number = 0;; ++number) {
    const std::optional<Ring> ring = ring_of(tile.key.level, number);
    if (!ring || !(mosaic.top_m() > tile.low_m + needed_m(sun, ring->begin_m, mosaic.radius_m()))) break;
    each_tile(ring->level, moved(box, sun, *ring), [&](const TileKey& key) { keys.push_back(key); });
  }
}

void light_tile(MosaicReader& reader, MosaicTile& tile) {
  const LocalSun sun = local_sun(reader.mosaic(), tile.key);
  tile.light.assign(tile.height_m.size(), 0);
  if (sun.elevation_rad < -sun_radius_rad) return;  // night
  for (int block = 0; block < blocks_a_side * blocks_a_side; ++block) light_block(reader, sun, block, tile);
}

}  // namespace farside
