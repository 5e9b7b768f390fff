#pragma once
// The columns of a campaign at run time: those of LandingRecord, one per dispersed input, and those of faults where it
// has some. Journal, writer, reader, `reduce` and FORMAT.md all take them from here. A row is a LandingRecord followed
// by 8 bytes for each of the others: a double in the file's unit, or a category.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "record/landing_record.h"

namespace farside {

enum class ColumnType { int8, int64, uint64, float32, float64 };
std::size_t size_of(ColumnType type);
const char* name_of(ColumnType type);

struct ColumnInfo {
  std::string name;
  ColumnType type = ColumnType::float64;
  std::string units;
  std::string long_name;
  std::string dimension;   // second dimension: leg, phase, component; empty: one value a case
  std::size_t extent = 1;  // of the second dimension
  std::vector<std::string> flag_meanings;
  std::vector<std::int64_t> flag_values;                // of a category
  std::vector<std::int64_t> flag_masks;                 // of a set of bits
  std::string config_path, kind, source, distribution;  // of a dispersed input
  std::size_t offset = 0;                               // in the row
  std::size_t bytes() const { return size_of(type) * extent; }
};

// Of margins and of what remains the smallest value is the worst, of all else the largest. By name, as files written
// by hand have it, too.
bool is_worst_when_small(const std::string& column);

// A second dimension; `meanings` name its elements, or are empty.
struct DimensionInfo {
  std::string name;
  std::size_t extent;
  std::string long_name;
  std::vector<std::string> meanings;
};
// Those of a vehicle with so many legs.
std::vector<DimensionInfo> record_dimensions(std::size_t legs);

// A dispersed parameter as the configuration declares it. `units` is the file's unit of the key.
struct InputInfo {
  std::string path;  // vehicle.engine.isp_s; its column is in_vehicle_engine_isp_s
  std::string units;
  std::string long_name;
  std::string kind;          // aleatory or epistemic
  std::string source;        // where the spread comes from
  std::string distribution;  // as in the configuration, on one line
};
std::string input_column_name(const std::string& path);

// What a campaign with faults has behind its inputs: fault, fault_time, fault_height.
inline constexpr std::size_t fault_columns = 3;

// What a campaign has behind those whose cases are of several designs, or outer draws (campaign.sampling).
struct DesignColumns {
  bool replicate = false, outer_draw = false;
  std::vector<std::string> matrices{};  // of a Saltelli design, by name; empty: it is none
  std::size_t count() const { return (replicate ? 1U : 0U) + (outer_draw ? 1U : 0U) + (matrices.empty() ? 0U : 2U); }
};

// Which columns a campaign keeps of the starts of the phases.
enum class PhaseColumns { none, times, states };
inline constexpr const char* phase_columns_names[] = {"none", "times", "states"};

// Columns of models that a campaign may do without: vehicle.engine.plume.model, aftermath.model.
struct ModelColumns {
  bool plume = true, aftermath = true;
};

class Schema {
 public:
  explicit Schema(const std::vector<InputInfo>& inputs = {}, PhaseColumns phases = PhaseColumns::states,
                  std::size_t legs = 4, const std::vector<std::string>& faults = {}, ModelColumns models = {},
                  DesignColumns design = {});

  const std::vector<ColumnInfo>& columns() const& { return columns_; }  // the first is `case`
  void columns() const&& = delete;                        // of a Schema that is gone before the loop over them
  const ColumnInfo* find(const std::string& name) const;  // null where there is none
  const std::vector<DimensionInfo>& dimensions() const& { return dimensions_; }
  std::size_t input_count() const { return input_count_; }  // of columns behind the record
  std::size_t row_bytes() const { return sizeof(LandingRecord) + 8 * input_count_; }

  // Names, types and places of the columns in one number: rows of another hash can't be read as these.
  std::uint64_t hash() const;

  // A row that says "not run": status 0, categories -1, floating values NaN.
  std::vector<std::byte> row_not_run(std::uint64_t case_number) const;

 private:
  void add_faults(const std::vector<std::string>& faults, std::size_t offset);

  std::vector<ColumnInfo> columns_;
  std::vector<DimensionInfo> dimensions_;
  std::size_t input_count_;
};

// Element `i` of a column of the row at `row`, as a double.
double value_at(const ColumnInfo& column, const std::byte* row, std::size_t i = 0);

}  // namespace farside
