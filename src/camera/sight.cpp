#include "camera/sight.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace farside {
namespace {

constexpr int level_stride = 3;  // a node of the level above stands for a block of this one
constexpr int steps_max = 20000;
constexpr double bottom_m = -2e4;  // all ground is above
constexpr double infinite = std::numeric_limits<double>::infinity();

// Between the nodes of wider levels the ground may rise over them: no more than 45 deg, and by a rock.
double margin_m(int level, double rock_top_m) { return mosaic_spacing_m(level) + rock_top_m; }

}  // namespace

struct Sight::Ray {
  Vec3<double> direction_L;
  double climb;  // p . direction, from the Moon's centre
};

Sight::Sight(const Mosaic& mosaic, const Vec3<double>& p_L, double pixel_rad)
    : reader_(mosaic), p_L_(p_L), radius_m_(mosaic.radius_m()), pixel_rad_(pixel_rad) {
  const Vec3<double> from_centre{p_L.x, p_L.y, p_L.z + radius_m_};
  height_m_ = (p_L.x * p_L.x + p_L.y * p_L.y + p_L.z * (p_L.z + 2.0 * radius_m_)) / (norm(from_centre) + radius_m_);
}

Sight::Ray Sight::ray_along(const Vec3<double>& direction_L) const {
  return {direction_L, dot(Vec3<double>{p_L_.x, p_L_.y, p_L_.z + radius_m_}, direction_L)};
}

// 0 where it begins below; NaN where it never comes down there.
double Sight::distance_down_to(const Ray& ray, double height_m) const {
  if (!(height_m_ > height_m)) return 0.0;
  const double drop = (height_m_ - height_m) * (height_m_ + height_m + 2.0 * radius_m_);
  const double reach2 = ray.climb * ray.climb - drop;
  return ray.climb < 0.0 && reach2 > 0.0 ? drop / (-ray.climb + std::sqrt(reach2)) : std::nan("");
}

// The widest nodes that lie no farther apart than the pixel is wide.
int Sight::level_at(double distance_m) const {
  const double wide = distance_m * pixel_rad_ / mosaic_finest_m;
  if (!(wide > 1.0)) return 0;
  const auto exponent = static_cast<int>(std::bit_cast<std::uint64_t>(wide) >> 52) - 1023;
  return std::min(exponent, mosaic_levels - 1);
}

struct Sight::Known {
  double distance_m = -1.0;
  Place place{};
};

inline Sight::Place Sight::place_at(const Ray& ray, double t) const {
  // r^2 - R^2, without the difference of large numbers
  const double above2 = t * (t + 2.0 * ray.climb) + height_m_ * (height_m_ + 2.0 * radius_m_);
  const double r = std::sqrt(above2 + radius_m_ * radius_m_), per_r = 1.0 / r, scale = radius_m_ * per_r;
  const double x = p_L_.x + t * ray.direction_L.x, y = p_L_.y + t * ray.direction_L.y;
  const double rate = (t + ray.climb) * per_r, shrink = rate * per_r;
  return {x * scale,
          y * scale,
          above2 / (r + radius_m_),
          scale * (ray.direction_L.x - x * shrink),
          scale * (ray.direction_L.y - y * shrink),
          rate};
}

// NaN where the ground isn't known, or its tile is missing.
inline double Sight::over_ground_m(const Ray& ray, int level, double t, Known& known) {
  known = {t, place_at(ray, t)};
  const BetweenTileNodes at = between_tile_nodes(level, known.place.east_m, known.place.north_m);
  const MosaicTile* const tile = reader_.tile(at.key);
  return tile ? known.place.height_m - interpolated(tile->height_m, at) : std::nan("");
}

// Where the ray goes below the ground, between a point over it and one below: by regula falsi (Illinois).
double Sight::refined(const Ray& ray, int level, double before_m, double over_m, double after_m, double below_m,
                      Known& known) {
  const double near_m = 0.01 * mosaic_spacing_m(level);  // far less than the pixel
  for (int i = 0; i < 6 && over_m > 0.0 && below_m < -near_m; ++i) {
    const double t = before_m + (after_m - before_m) * (over_m / (over_m - below_m)),
                 h = over_ground_m(ray, level, t, known);
    if (h < 0.0) {
      after_m = t;
      below_m = h;
      over_m *= 0.5;
    } else if (h < near_m) {
      return t;
    } else {
      before_m = t;
      over_m = h;
      below_m *= 0.5;
    }
  }
  return after_m;
}

// Blocks about as long as the way over the ground down to it.
int Sight::first_coarse(const Ray& ray, double t) const {
  const Place start = place_at(ray, t);
  const double across_m =
      std::sqrt(start.east_rate * start.east_rate + start.north_rate * start.north_rate) * start.height_m;
  int coarse = 1;
  while (coarse < mosaic_levels / level_stride &&
         start.height_rate * -block_steps *
                 mosaic_spacing_m(std::min(level_at(t) + level_stride * coarse, mosaic_levels - 1)) <
             across_m)
    ++coarse;
  return coarse;
}

struct Sight::Box {
  double west_m = infinite, east_m = -infinite, south_m = infinite, north_m = -infinite;
  void add(const Place& p) {
    west_m = std::min(west_m, p.east_m), east_m = std::max(east_m, p.east_m);
    south_m = std::min(south_m, p.north_m), north_m = std::max(north_m, p.north_m);
  }
  double side_m() const { return std::max(east_m - west_m, north_m - south_m); }
  void widen(double by_m) { west_m -= by_m, east_m += by_m, south_m -= by_m, north_m += by_m; }
};

// Of the nodes of the blocks that it touches.
Sight::Bounds Sight::bounds_in(int level, const Box& box, bool& complete) {
  Bounds bounds{infinite, -infinite};
  const BetweenTileNodes first = between_tile_nodes(level, box.west_m, box.south_m),
                         last = between_tile_nodes(level, box.east_m, box.north_m);
  for (std::int32_t y = first.key.y; y <= last.key.y; ++y) {
    for (std::int32_t x = first.key.x; x <= last.key.x; ++x) {
      const TileKey key{level, x, y};
      const MosaicTile* const tile = reader_.tile(key);
      if (!tile) {
        missing_.push_back(key);
        complete = false;
        continue;
      }
      const int west = x == first.key.x ? first.column / block_steps : 0,
                east = x == last.key.x ? last.column / block_steps : blocks_a_side - 1,
                south = y == first.key.y ? first.row / block_steps : 0,
                north = y == last.key.y ? last.row / block_steps : blocks_a_side - 1;
      for (int row = south; row <= north; ++row) {
        for (int column = west; column <= east; ++column) {
          const std::size_t block = block_index(row, column);
          bounds.low_m = std::min(bounds.low_m, double{tile->block_low_m[block]});
          bounds.high_m = std::max(bounds.high_m, double{tile->block_high_m[block]});
        }
      }
    }
  }
  return bounds;
}

// Each box holds the rays from where no ground is higher down to a guess of where it lies; what it finds is no lower
// than that guess, and so holds whatever the guess is.
Beam Sight::beam_between(const std::array<Vec3<double>, 4>& corners_L, bool& complete) {
  const Mosaic& mosaic = reader_.mosaic();
  std::array<Ray, 4> rays;
  for (std::size_t i = 0; i < rays.size(); ++i) rays[i] = ray_along(corners_L[i]);
  const Beam unknown{mosaic.top_m(), -1};
  Beam beam = unknown;
  double low_m = beam.high_m;
  int level = mosaic_levels - 1;
  constexpr int rounds_max = 12;
  for (int round = 0; round < rounds_max; ++round) {
    Box box;
    double nearest_m = infinite, farthest_m = 0.0;
    for (const Ray& ray : rays) {
      const double begin_m = distance_down_to(ray, beam.high_m), end_m = distance_down_to(ray, low_m);
      if (!(begin_m >= 0.0) || !(end_m >= 0.0)) return round == 0 ? unknown : beam;
      box.add(place_at(ray, begin_m)), box.add(place_at(ray, end_m));
      nearest_m = std::min(nearest_m, begin_m), farthest_m = std::max(farthest_m, end_m);
    }
    const int finest = level_at(nearest_m), finest_there = level_at(farthest_m);
    if (round == 0) {  // where the ground lies isn't known yet
      level = std::min(finest + level_stride * first_coarse(rays[0], nearest_m), mosaic_levels - 1);
    } else {
      box.widen(0.02 * box.side_m());  // rays between the corners of a cylinder's pixels
      const double nodes = box.side_m() / mosaic_spacing_m(finest_there);
      constexpr double nodes_max = 64.0;  // of a side
      int wanted = finest_there;
      for (double rest = nodes; rest > nodes_max && wanted < mosaic_levels - 1; rest *= 0.5) ++wanted;
      if (wanted > level) return beam;
      level = wanted;
    }
    const Bounds found = bounds_in(level, box, complete);
    if (!complete || !(found.high_m >= found.low_m)) return beam;
    const bool is_exact = level == finest && finest == finest_there;  // the very nodes that the rays will meet
    const double high_m = std::max(found.high_m + (is_exact ? 0.0 : margin_m(level, mosaic.rock_top_m())), low_m);
    const bool is_lower = high_m < beam.high_m - mosaic_spacing_m(level);
    if (high_m < beam.high_m) {
      beam.high_m = high_m;
      beam.coarse = is_exact ? 0 : std::max(1, (level - finest + level_stride - 1) / level_stride);
    }
    if (is_exact || (round > 1 && !is_lower)) return beam;
    low_m = std::min(found.low_m, beam.high_m);
  }
  return beam;
}

GroundHit Sight::look(const Vec3<double>& direction_L, const Beam& beam, bool& complete) {
  const Mosaic& mosaic = reader_.mosaic();
  const Ray ray = ray_along(direction_L);
  GroundHit hit;
  double t = distance_down_to(ray, beam.high_m);  // to where there may be ground
  if (!(t >= 0.0)) return hit;
  double before_m = t;
  int coarse = beam.coarse < 0 ? first_coarse(ray, t) : beam.coarse;
  Known known;
  for (int step = 0, jumps = 0; step < steps_max; ++step) {
    const Place p = t == known.distance_m ? known.place : place_at(ray, t);
    if (p.height_m > mosaic.top_m() && p.height_rate > 0.0) return hit;
    if (!(p.height_m > bottom_m)) break;
    const int finest = level_at(t);
    coarse = std::min(coarse, (mosaic_levels - 1 - finest) / level_stride);
    const int level = finest + level_stride * coarse;
    const double spacing_m = mosaic_spacing_m(level);
    const BetweenTileNodes at = between_tile_nodes(level, p.east_m, p.north_m);
    const MosaicTile* const tile = reader_.tile(at.key);
    // What is known of the ground about here: how high it is in the tile, or in the block of it.
    const bool over_tile = coarse == 0 && tile && p.height_m > tile->high_m;
    const int side = over_tile ? tile_steps : block_steps;
    const int block_x = at.column / side, block_y = at.row / side;
    const auto exit_m = [&](double place_m, double rate, std::int32_t tile_number, int block) {
      const double first = static_cast<double>(tile_number) * tile_steps + block * side;
      if (rate > 0.0) return ((first + std::min(side, tile_steps - block * side)) * spacing_m - place_m) / rate;
      return rate < 0.0 ? (first * spacing_m - place_m) / rate : infinite;
    };
    const double speed = std::sqrt(p.east_rate * p.east_rate + p.north_rate * p.north_rate);
    const double past_m = 1e-4 * spacing_m / std::max(speed, 1e-3);  // so that the next look is in the next block
    const double leave_m = std::max(0.0, std::min(exit_m(p.east_m, p.east_rate, at.key.x, block_x),
                                                  exit_m(p.north_m, p.north_rate, at.key.y, block_y))) +
                           past_m;
    const auto jump = [&] {
      t += std::min(leave_m, 1e6);
      before_m = t;
      coarse += jumps++ % 2;  // every second time: the ray may be about to come down
    };
    if (!tile) {
      missing_.push_back(at.key);
      complete = false;
      jump();
      continue;
    }
    const std::size_t block = block_index(block_y, block_x);
    const double high_m =
        over_tile    ? double{tile->high_m}
        : coarse > 0 ? std::min(tile->block_high_m[block] + margin_m(level, mosaic.rock_top_m()), mosaic.top_m())
                     : double{tile->block_high_m[block]};
    const bool from_above = p.height_m > high_m;
    if (from_above) {
      // the ray bends up from its tangent, which is never above it
      const double down_m = p.height_rate < 0.0 ? (p.height_m - high_m) / -p.height_rate : infinite;
      if (down_m >= leave_m) {
        jump();
        continue;
      }
      t += down_m;
      before_m = t;
      if (coarse == 0) t += 1e-9 * spacing_m;
      else --coarse;
      if (over_tile || level != finest) continue;
    } else if (coarse > 0) {
      --coarse;
      continue;
    }
    // in the finest block, among its nodes
    const double over_m =
        from_above ? over_ground_m(ray, finest, t, known) : p.height_m - interpolated(tile->height_m, at);
    double next_m = t, next_over_m = over_m;
    if (!(over_m < 0.0)) {
      const double low_m = tile->block_low_m[block];
      const double node_m = spacing_m / std::max(speed, 1e-9), above_low_m = std::max(over_m, p.height_m - low_m);
      const double to_low_m = p.height_rate < 0.0 ? above_low_m / -p.height_rate + 0.01 * spacing_m : infinite;
      next_m = t + std::max(std::min({leave_m, node_m, to_low_m}), 1e-3 * spacing_m);
      next_over_m = over_ground_m(ray, finest, next_m, known);
      if (!(next_over_m < 0.0)) {
        before_m = t = next_m;
        continue;
      }
      before_m = t;
    }
    hit.distance_m = refined(ray, finest, before_m, over_m, next_m, next_over_m, known);
    const Place found = hit.distance_m == known.distance_m ? known.place : place_at(ray, hit.distance_m);
    hit.seen = Seen::ground;
    hit.east_m = found.east_m;
    hit.north_m = found.north_m;
    hit.level = finest;
    hit.beyond = std::clamp(hit.distance_m * pixel_rad_ / mosaic_spacing_m(finest) - 1.0, 0.0, 1.0);
    return hit;
  }
  hit.seen = Seen::unknown;
  return hit;
}

}  // namespace farside
