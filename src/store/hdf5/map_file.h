#pragma once
// A file of maps, or of what else are fields on axes: at the root, where readers look first, and of maps under the same
// names in /maps.
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "store/campaign_header.h"
#include "store/hdf5/writer.h"

namespace farside {

struct MapFile {
  struct Axis {
    std::string name, units, long_name;
    std::vector<double> values;
    std::vector<std::string> meanings{};  // of the values 0, 1, ..., where they are names
  };
  // NaN: no value.
  struct Field {
    std::string name, units, long_name;
    std::vector<std::string> dimensions;  // names of axes, the slowest first; none: a single value
    std::vector<double> values;
    std::string coordinates{};  // names of fields that say where the values are, such as "lat lon"
  };
  std::vector<Axis> axes;
  std::vector<Field> fields;
  std::vector<std::pair<std::string, std::string>> texts;  // attributes of the root and of the group
  std::string filetype = "farside-map";
  std::string group = "maps";  // that has all of it again; empty: none
};

// Whole or not at all. InternalError where a field doesn't fit its axes.
void write_map_file(const CampaignHeader& header, const MapFile& maps, const std::string& path,
                    const WriteOptions& options);

}  // namespace farside
