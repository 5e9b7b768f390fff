#pragma once
// Listed craters and rocks, of the configuration and of its files, sorted for the kernels.
#include <string>
#include <vector>

#include "config/keys/listed.h"
#include "moon/listed_relief.h"

namespace farside {

struct SortedThings {
  std::vector<ListedThing> things;
  std::vector<ListedLevel> levels;
  ListedThings view() const { return {things.data(), levels.data(), static_cast<std::int32_t>(levels.size())}; }
};

struct Listed {
  SortedThings craters, rocks;  // empty: there are none
};

class ListedSource {
 public:
  // `vehicle_radius_m`: from its axis to the rims of its pads.
  explicit ListedSource(double vehicle_radius_m) : vehicle_radius_m_(vehicle_radius_m) {}

  // ConfigError, at `where`: a crater whose rim is higher than relief may be.
  void add(ListedKind kind, const ListedFeature& feature, const std::string& where);

  // A row each. DataError, with the line: what read_csv() refuses, unknown and missing columns, values outside of their
  // limits, and what add() refuses.
  void add_file(ListedKind kind, const std::string& path);

  // ConfigError where more rocks stand about a place than a vehicle can be told of.
  Listed sorted() const;

 private:
  static std::string problem(ListedKind kind, const ListedFeature& feature);
  void check_rocks(const ListedThings& rocks) const;

  double vehicle_radius_m_;
  std::vector<ListedFeature> features_[2];
};

}  // namespace farside
