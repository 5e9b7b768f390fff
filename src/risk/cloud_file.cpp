#include "risk/cloud_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/error.h"
#include "config/keys/registry.h"
#include "store/hdf5/file_rows.h"

namespace farside {
namespace {

void require_units(const CampaignFile& file, const ColumnInfo& column, const std::string& expected) {
  if (!column.units.empty() && column.units != expected)
    throw DataError(fmt::format("{}: the column {} says that its units are '{}', expected '{}'; convert it",
                                file.path(), column.name, column.units, expected));
}

// A column of the file, read whole, and checked against the one of this name that farside writes.
class Column {
 public:
  Column(const CampaignFile& file, const std::string& name, std::uint64_t rows) {
    const Schema schema;
    const ColumnInfo* const found = file.find(name);
    const ColumnInfo& own = *schema.find(name);
    if (found == nullptr) return;
    if (found->extent != own.extent)
      throw DataError(fmt::format("{}: the column {} has {} values a case, expected {}", file.path(), name,
                                  found->extent, own.extent));
    require_units(file, *found, own.units);
    values_ = file.read_column(name, 0, rows);
    extent_ = own.extent;
  }
  bool is_there() const { return !values_.empty(); }
  double at(std::uint64_t row, std::size_t element = 0) const { return values_[row * extent_ + element]; }

 private:
  std::vector<double> values_;
  std::size_t extent_ = 1;
};

// Codes of a file's failures as this farside has them; a file may number its causes otherwise.
class FailureBits {
 public:
  explicit FailureBits(const ColumnInfo& column) {
    for (std::size_t i = 0; i < column.flag_masks.size() && i < column.flag_meanings.size(); ++i) {
      const auto known = std::find(std::begin(cause_meanings), std::end(cause_meanings), column.flag_meanings[i]);
      if (known != std::end(cause_meanings))
        bits_.emplace_back(column.flag_masks[i], failure_bit(static_cast<Cause>(known - std::begin(cause_meanings))));
    }
  }
  std::int64_t of(double stored) const {
    const auto mask = static_cast<std::int64_t>(stored);
    std::int64_t own = 0;
    for (const auto& [theirs, ours] : bits_) own |= (mask & theirs) != 0 ? ours : 0;
    return own;
  }

 private:
  std::vector<std::pair<std::int64_t, std::int64_t>> bits_;
};

constexpr const char* needed[] = {"failure_mask",      "landing_east",       "end_east",        "end_north",
                                  "end_velocity_east", "end_velocity_north", "end_velocity_up", "end_rate_x",
                                  "end_rate_y",        "end_rate_z",         "end_quaternion",  "propellant_remaining"};

void require_columns(const CampaignFile& file) {
  std::string missing;
  for (const char* const name : needed) {
    if (file.find(name) == nullptr) missing += (missing.empty() ? "" : ", ") + std::string(name);
  }
  if (missing.empty()) return;
  throw DataError(fmt::format(
      "{}: has no column {}; a cloud is made of the states in which flights met the ground. `farside run` writes them "
      "all; states of another program go into `start: {{from_file: CLOUD.csv}}` of the configuration, with columns "
      "such "
      "as start.touchdown.velocity_up_m_s",
      file.path(), missing));
}

MemberInputs inputs_of(const CampaignFile& file, const std::vector<std::uint64_t>& rows, std::uint64_t read) {
  MemberInputs inputs;
  std::vector<std::vector<double>> columns;
  for (const ColumnInfo& c : file.columns()) {
    const Key* const key = c.config_path.empty() ? nullptr : registry().find(c.config_path);
    if (key == nullptr || !key->dispersible() || c.extent != 1) continue;
    require_units(file, c, key->unit.name);
    inputs.columns.push_back({key->where, key->unit.factor});
    columns.push_back(file.read_column(c.name, 0, read));
  }
  for (const std::uint64_t row : rows) {
    for (const std::vector<double>& column : columns) inputs.values.push_back(column[row]);
  }
  return inputs;
}

}  // namespace

void MemberInputs::apply(std::size_t member, CaseParams<double>& params) const {
  double* const slots = reinterpret_cast<double*>(&params);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const double value = values[member * columns.size() + i];
    double& slot = slots[columns[i].slot];
    if (slot / columns[i].factor != value) slot = value * columns[i].factor;
  }
}

FileCloud read_cloud(const CampaignFile& file, std::uint64_t most, double handover_m) {
  require_columns(file);
  const std::uint64_t rows = file.rows();
  const std::vector<double> status = check_rows(file, 0, rows);
  FileCloud cloud;
  std::vector<std::uint64_t> flown;
  for (std::uint64_t row = 0; row < rows && flown.size() < most; ++row) {
    if (status.empty() || status[row] != static_cast<double>(Status::not_run)) flown.push_back(row);
  }
  const std::uint64_t read = flown.empty() ? 0 : flown.back() + 1;
  const auto column = [&](const char* name) { return Column(file, name, read); };
  const Column numbers = column("case"), mask = column("failure_mask"), landing_east = column("landing_east"),
               east = column("end_east"), north = column("end_north"), speed_east = column("end_velocity_east"),
               speed_north = column("end_velocity_north"), speed_up = column("end_velocity_up"),
               rate_x = column("end_rate_x"), rate_y = column("end_rate_y"), rate_z = column("end_rate_z"),
               turn = column("end_quaternion"), propellant = column("propellant_remaining"),
               rcs_propellant = column("rcs_propellant_remaining"), cutoff = column("cutoff_height"),
               weight = column("weight");
  const FailureBits bits(*file.find("failure_mask"));
  for (const std::uint64_t row : flown) {
    LandingRecord r{};
    r.case_number = numbers.is_there() ? static_cast<std::uint64_t>(numbers.at(row)) : row;
    r.status = static_cast<std::int8_t>(status.empty() ? Status::done : static_cast<Status>(status[row]));
    r.failure_mask = bits.of(mask.at(row));
    r.landing_east = landing_east.at(row);
    r.end_east = east.at(row);
    r.end_north = north.at(row);
    r.end_velocity_east = speed_east.at(row);
    r.end_velocity_north = speed_north.at(row);
    r.end_velocity_up = speed_up.at(row);
    r.end_rate_x = rate_x.at(row);
    r.end_rate_y = rate_y.at(row);
    r.end_rate_z = rate_z.at(row);
    for (std::size_t i = 0; i < 4; ++i) r.end_quaternion[i] = turn.at(row, i);
    r.propellant_remaining = propellant.at(row);
    r.rcs_propellant_remaining = rcs_propellant.is_there() ? rcs_propellant.at(row) : 0.0;
    r.cutoff_height = cutoff.is_there() ? cutoff.at(row) : 0.0;
    cloud.weighted = cloud.weighted || (weight.is_there() && weight.at(row) != weight.at(flown.front()));
    const CloudMember m = member_of(r, handover_m);
    if (m.arrival == Arrival::lands) {
      const double sum = m.north_m + m.state.velocity_L.x + m.state.velocity_L.y + m.state.velocity_L.z +
                         m.state.rate_B.x + m.state.rate_B.y + m.state.rate_B.z + m.propellant_kg + m.rcs_propellant_kg;
      double norm2 = 0.0;
      for (const double q : r.end_quaternion) norm2 += q * q;
      if (!std::isfinite(sum) || !(std::abs(norm2 - 1.0) < 1e-6))
        throw DataError(fmt::format(
            "{}: case {} came to the ground, but its state there (end_...) has no value, or its quaternion isn't of "
            "length 1; the file is damaged",
            file.path(), m.case_number));
    }
    cloud.members.push_back(m);
  }
  cloud.inputs = inputs_of(file, flown, read);
  return cloud;
}

}  // namespace farside
