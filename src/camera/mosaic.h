#pragma once
// The ground of a case as height maps at nested resolutions, tile by tile as pictures ask for them. A tile is a pure
// function of its key, so a picture depends neither on threads nor on the pictures before it.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "camera/sun.h"
#include "engine/case_ground.h"

namespace farside {

inline constexpr int mosaic_levels = 21;
inline constexpr double mosaic_finest_m = 1.0 / 128.0;  // the smallest rock has 0.1 m, roughness nodes every 0.5 m
inline constexpr int tile_steps = 125, tile_nodes = tile_steps + 1;
inline constexpr int block_steps = 8, blocks_a_side = 16;  // the last one has tile_steps % block_steps

constexpr double mosaic_spacing_m(int level) { return mosaic_finest_m * static_cast<double>(1 << level); }

// Tile (x, y) of a level: nodes every spacing from x * tile_steps, y * tile_steps on, east and north.
struct TileKey {
  std::int32_t level, x, y;
  bool operator==(const TileKey&) const = default;
  bool operator<(const TileKey& o) const { return std::tie(level, x, y) < std::tie(o.level, o.x, o.y); }
};
struct TileKeyHash {
  std::size_t operator()(const TileKey& k) const {
    const auto bits =
        (static_cast<std::uint64_t>(static_cast<std::uint32_t>(k.x)) << 32 | static_cast<std::uint32_t>(k.y)) *
        0x9e3779b97f4a7c15U;
    return static_cast<std::size_t>((bits ^ bits >> 29) + static_cast<std::uint64_t>(k.level));
  }
};

constexpr std::size_t node_index(int row, int column) {
  return static_cast<std::size_t>(row) * tile_nodes + static_cast<std::size_t>(column);
}
constexpr std::size_t block_index(int row, int column) {
  return static_cast<std::size_t>(row) * blocks_a_side + static_cast<std::size_t>(column);
}

// Nodes row after row from the south: value[node_index(row, column)].
struct MosaicTile {
  TileKey key{};
  std::vector<float> height_m;  // with rocks, above the sphere through the target; NaN where nothing is known
  std::vector<std::int16_t> normal_x, normal_y;  // site-frame parts of the surface's normal, in 1 / 32767
  std::vector<std::uint8_t> light;  // part of the sun's disc that is seen, in 1 / 255; empty until it is lit
  std::vector<float> block_high_m, block_low_m;  // infinite where no node is known
  float high_m = 0, low_m = 0;
  mutable std::atomic<std::uint32_t> used{0};  // number of the last picture that read it

  bool is_lit() const { return !light.empty(); }
};

class Mosaic {
 public:
  // `ground` must outlive it. Beyond `memory_bytes` tiles that the last picture didn't read are forgotten.
  Mosaic(const CaseGround& ground, const Sun& sun, std::size_t memory_bytes);

  const MosaicTile* find(const TileKey& key) const;
  void fill(std::vector<TileKey> keys);   // those that aren't there
  void light(std::vector<TileKey> keys);  // the same, with their light
  void begin_picture();
  void touch(const MosaicTile& tile) const { tile.used.store(picture_, std::memory_order_relaxed); }

  const CaseGround& ground() const { return ground_; }
  const Sun& sun() const { return sun_; }
  double radius_m() const { return radius_m_; }  // of the sphere through the target
  double top_m() const { return top_m_; }        // nothing is higher
  double rock_top_m() const { return rock_top_m_; }
  std::size_t memory_bytes() const;

 private:
  const CaseGround& ground_;
  Sun sun_;
  std::size_t budget_tiles_;
  double radius_m_, rock_top_m_, top_m_;
  std::uint32_t picture_ = 0;
  std::unordered_map<TileKey, std::unique_ptr<MosaicTile>, TileKeyHash> tiles_;
};

// Looks up tiles for one thread, which mostly asks for the one that it had.
class MosaicReader {
 public:
  explicit MosaicReader(const Mosaic& mosaic) : mosaic_(mosaic) {}

  const MosaicTile* tile(const TileKey& key) {
    const MosaicTile*& last = last_[key.level];
    if (last && last->key == key) return last;
    const MosaicTile* const found = mosaic_.find(key);
    if (!found) return nullptr;
    mosaic_.touch(*found);
    return last = found;
  }
  const Mosaic& mosaic() const { return mosaic_; }

 private:
  const Mosaic& mosaic_;
  const MosaicTile* last_[mosaic_levels] = {};
};

// A place between the nodes of a level.
struct BetweenTileNodes {
  TileKey key;
  int column, row;     // of the node south-west of it, within its tile
  double east, north;  // beyond it, in steps
};
// The whole number below; of what an int can hold, and without a call, which std::floor is on the oldest CPUs.
inline int whole_below(double x) {
  const int whole = static_cast<int>(x);
  return whole - (x < whole);
}
// Of a place in steps from the target.
inline BetweenTileNodes between_tile_nodes_in_steps(int level, double x, double y) {
  const int node_x = whole_below(x), node_y = whole_below(y);
  const int tile_x = whole_below(node_x * (1.0 / tile_steps) + 1e-6),
            tile_y = whole_below(node_y * (1.0 / tile_steps) + 1e-6);
  return {{level, tile_x, tile_y}, node_x - tile_x * tile_steps, node_y - tile_y * tile_steps, x - node_x, y - node_y};
}
inline BetweenTileNodes between_tile_nodes(int level, double east_m, double north_m) {
  const double per_step = 1.0 / mosaic_spacing_m(level);
  return between_tile_nodes_in_steps(level, east_m * per_step, north_m * per_step);
}
template <class Value>
double interpolated(const std::vector<Value>& values, const BetweenTileNodes& at) {
  const Value* const v = values.data() + at.row * tile_nodes + at.column;
  const auto node = [v](int i) { return static_cast<double>(v[i]); };
  const double south = node(0) + at.east * (node(1) - node(0));
  const double north = node(tile_nodes) + at.east * (node(tile_nodes + 1) - node(tile_nodes));
  return south + at.north * (north - south);
}

}  // namespace farside
