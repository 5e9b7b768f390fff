#include "record/schema.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>

#include "base/error.h"
#include "record/fault_rates.h"

namespace farside {
namespace {

template <class T>
constexpr ColumnType type_of() {
  if constexpr (std::is_same_v<T, std::int8_t>) return ColumnType::int8;
  else if constexpr (std::is_same_v<T, std::int64_t>) return ColumnType::int64;
  else if constexpr (std::is_same_v<T, std::uint64_t>) return ColumnType::uint64;
  else if constexpr (std::is_same_v<T, float>) return ColumnType::float32;
  else {
    static_assert(std::is_same_v<T, double>, "a type that the output format has");
    return ColumnType::float64;
  }
}

// Of a member of one of the record's groups.
template <class Group, class M>
std::size_t offset_of(M Group::*member) {
  static const LandingRecord record{};
  return static_cast<std::size_t>(reinterpret_cast<const char*>(&(record.*member)) -
                                  reinterpret_cast<const char*>(&record));
}

// Collects the lines of LandingRecord::columns().
struct Collector {
  std::vector<ColumnInfo>& out;

  ColumnInfo& add(std::string name, ColumnType type, std::string units, std::string text, std::size_t offset) {
    ColumnInfo& c = out.emplace_back();
    c.name = std::move(name);
    c.type = type;
    c.units = std::move(units);
    c.long_name = std::move(text);
    c.offset = offset;
    return c;
  }
  template <class Group, class T>
  void column(const char* name, T Group::*member, const char* units, const char* text) {
    add(name, type_of<T>(), units, text, offset_of(member));
  }
  template <class Group, class T, std::size_t n>
  void column(const char* name, T (Group::*member)[n], std::string dimension, const char* units, const char* text) {
    ColumnInfo& c = add(name, type_of<T>(), units, text, offset_of(member));
    c.dimension = std::move(dimension);
    c.extent = n;
  }
  template <class Group, std::size_t n>
  void category(const char* name, std::int8_t Group::*member, const char* const (&meanings)[n], const char* text) {
    ColumnInfo& c = add(name, ColumnType::int8, "1", text, offset_of(member));
    for (std::size_t i = 0; i < n; ++i) {
      c.flag_values.push_back(static_cast<std::int64_t>(i));
      c.flag_meanings.emplace_back(meanings[i]);
    }
    c.flag_values.push_back(-1);
    c.flag_meanings.emplace_back("not_applicable");
  }
  // meanings[0] is "none" and has no bit.
  template <class Group, std::size_t n>
  void mask(const char* name, std::int64_t Group::*member, const char* const (&meanings)[n], const char* text) {
    ColumnInfo& c = add(name, ColumnType::int64, "1", text, offset_of(member));
    for (std::size_t i = 1; i < n; ++i) {
      c.flag_masks.push_back(std::int64_t{1} << (i - 1));
      c.flag_meanings.emplace_back(meanings[i]);
    }
  }
  template <class Info, class Group, std::size_t n>
  void margin(const char* prefix, const Info& criterion, double (Group::*margins)[n], double (Group::*times)[n],
              int i) {
    const std::string before = prefix, name = criterion.name, text = criterion.text;
    const std::size_t shift = sizeof(double) * static_cast<std::size_t>(i);
    add(before + "margin_" + name, ColumnType::float64, "1", "normalised margin, negative where violated: " + text,
        offset_of(margins) + shift);
    add(before + "time_" + name, ColumnType::float64, "s",
        "time from ignition at which the criterion was first violated: " + text, offset_of(times) + shift);
  }
};

template <class T>
double load(const std::byte* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return static_cast<double>(value);
}

template <class T>
void store(std::byte* at, T value) {
  std::memcpy(at, &value, sizeof value);
}

}  // namespace

std::size_t size_of(ColumnType type) {
  switch (type) {
    case ColumnType::int8:
      return 1;
    case ColumnType::float32:
      return 4;
    default:
      return 8;
  }
}

const char* name_of(ColumnType type) {
  switch (type) {
    case ColumnType::int8:
      return "int8";
    case ColumnType::int64:
      return "int64";
    case ColumnType::uint64:
      return "uint64";
    case ColumnType::float32:
      return "float32";
    case ColumnType::float64:
      break;
  }
  return "float64";
}

std::vector<DimensionInfo> record_dimensions(std::size_t legs) {
  return {
      {"leg", legs, "landing leg, numbered as in vehicle.legs", {}},
      {"phase", phase_count, "phase of the flight", {std::begin(phase_names), std::end(phase_names)}},
      {"component", 4, "component of a quaternion, scalar first", {"w", "x", "y", "z"}},
  };
}

std::string input_column_name(const std::string& path) {
  std::string name = "in_" + path;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

Schema::Schema(const std::vector<InputInfo>& inputs, PhaseColumns phases, std::size_t legs,
               const std::vector<std::string>& faults, ModelColumns models, DesignColumns design)
    : dimensions_(record_dimensions(legs)),
      input_count_(inputs.size() + (faults.empty() ? 0 : fault_columns) + design.count()) {
  Collector collector{columns_};
  collector.column("case", &CaseRecord::case_number, "1", "number of the case");
  LandingRecord::columns(collector);
  std::vector<ColumnInfo> of_aftermath;
  Collector aftermath{of_aftermath};
  MissionRecord::columns(aftermath);
  AftermathRecord::columns(aftermath);
  MissionMarginRecord::columns(aftermath);
  const auto is_of_aftermath = [&](const ColumnInfo& c) {
    return std::any_of(of_aftermath.begin(), of_aftermath.end(), [&](const ColumnInfo& a) { return a.name == c.name; });
  };
  const auto left_out = [&](const ColumnInfo& c) {
    const bool phase = c.dimension == "phase" && phases != PhaseColumns::states &&
                       (phases == PhaseColumns::none || c.name != "phase_time");
    return phase || (!models.plume && c.name.starts_with("plume_")) || (!models.aftermath && is_of_aftermath(c));
  };
  for (ColumnInfo& c : columns_)
    if (c.dimension == "leg") c.extent = legs;
  columns_.erase(std::remove_if(columns_.begin(), columns_.end(), left_out), columns_.end());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const InputInfo& in = inputs[i];
    ColumnInfo c;
    c.name = input_column_name(in.path);
    if (find(c.name) != nullptr) throw InternalError("two inputs would share the column " + c.name);
    c.units = in.units;
    c.long_name = in.long_name;
    c.config_path = in.path;
    c.kind = in.kind;
    c.source = in.source;
    c.distribution = in.distribution;
    c.offset = sizeof(LandingRecord) + 8 * i;
    columns_.push_back(std::move(c));
  }
  if (!faults.empty()) add_faults(faults, sizeof(LandingRecord) + 8 * inputs.size());
  std::size_t offset = row_bytes() - 8 * design.count();
  const auto add_number = [&](bool has, const char* name, const char* text) {
    if (!has) return;
    collector.add(name, ColumnType::int64, "1", text, offset);
    offset += 8;
  };
  const bool saltelli = !design.matrices.empty();
  add_number(design.replicate, "replicate", "number of the replicate of the design that the case is of");
  add_number(design.outer_draw, "outer_draw", "number of the draw of what is epistemic, from 1; 0: its best guess");
  add_number(saltelli, "saltelli_sample", "number of the base sample that the case is of");
  add_number(saltelli, "saltelli_matrix", "draw of the inputs: A, B, or A but for those named, which are as in B");
  if (!saltelli) return;
  columns_.back().flag_meanings = design.matrices;
  for (std::size_t i = 0; i < design.matrices.size(); ++i)
    columns_.back().flag_values.push_back(static_cast<std::int64_t>(i));
}

void Schema::add_faults(const std::vector<std::string>& faults, std::size_t offset) {
  Collector collector{columns_};
  ColumnInfo& fault = collector.add("fault", ColumnType::int8, "1", "what breaks in the case", offset);
  const auto meaning = [&](std::int64_t code, const std::string& name) {
    fault.flag_values.push_back(code);
    fault.flag_meanings.push_back(name);
  };
  std::int64_t code = 0;
  meaning(code++, no_fault);
  for (const std::string& name : faults) meaning(code++, name);
  meaning(code, several_faults);
  meaning(-1, "not_applicable");
  collector.add("fault_time", ColumnType::float64, "s", "time from ignition from which on a single fault holds",
                offset + 8);
  collector.add("fault_height", ColumnType::float64, "m", "height from which on a single fault holds", offset + 16);
}

const ColumnInfo* Schema::find(const std::string& name) const {
  const auto at = std::find_if(columns_.begin(), columns_.end(), [&](const ColumnInfo& c) { return c.name == name; });
  return at == columns_.end() ? nullptr : &*at;
}

std::uint64_t Schema::hash() const {
  std::string text;
  for (const ColumnInfo& c : columns_) {
    text += c.name + ' ' + name_of(c.type) + ' ' + c.units + ' ' + std::to_string(c.extent) + ' ' +
            std::to_string(c.offset) + '\n';
  }
  std::uint64_t h = 0xcbf29ce484222325;  // 64-bit FNV-1a, as the streams of random numbers have
  for (const char ch : text) h = (h ^ static_cast<unsigned char>(ch)) * 0x100000001b3;
  return h;
}

std::vector<std::byte> Schema::row_not_run(std::uint64_t case_number) const {
  std::vector<std::byte> row(row_bytes());
  for (const ColumnInfo& c : columns_) {
    for (std::size_t i = 0; i < c.extent; ++i) {
      std::byte* at = row.data() + c.offset + i * size_of(c.type);
      if (c.type == ColumnType::float64) store(at, std::numeric_limits<double>::quiet_NaN());
      else if (c.type == ColumnType::float32) store(at, std::numeric_limits<float>::quiet_NaN());
      else if (c.type == ColumnType::int8) store(at, std::int8_t{-1});
    }
  }
  LandingRecord record;
  std::memcpy(&record, row.data(), sizeof record);
  record.case_number = case_number;
  record.status = static_cast<std::int8_t>(Status::not_run);
  std::memcpy(row.data(), &record, sizeof record);
  return row;
}

double value_at(const ColumnInfo& column, const std::byte* row, std::size_t i) {
  const std::byte* at = row + column.offset + i * size_of(column.type);
  switch (column.type) {
    case ColumnType::int8:
      return load<std::int8_t>(at);
    case ColumnType::int64:
      return load<std::int64_t>(at);
    case ColumnType::uint64:
      return load<std::uint64_t>(at);
    case ColumnType::float32:
      return load<float>(at);
    case ColumnType::float64:
      break;
  }
  return load<double>(at);
}

bool is_worst_when_small(const std::string& column) {
  for (const char* start : {"margin_", "clearance", "mission_margin_", "egress_clearance", "battery_least",
                            "relay_link", "relay_share", "day_left", "wake_elevation"}) {
    if (column.starts_with(start)) return true;
  }
  return column.ends_with("_margin") || column.find("remaining") != std::string::npos;
}

}  // namespace farside
