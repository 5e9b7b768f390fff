#pragma once
// Rows whose every value follows from the case number.
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "base/error.h"
#include "store/hdf5/writer.h"
#include "store/journal/journal.h"
#include "unit/folder.h"

namespace farside::store_test {

using test::Folder;

inline Schema small_schema() {
  return Schema({{"vehicle.engine.isp_s", "s", "vacuum specific impulse", "aleatory", "data sheet", "normal: {sd: 1}"},
                 {"start.descent.mass_kg", "kg", "mass at ignition", "epistemic", "", "uniform: {min: 1, max: 2}"}});
}

inline LandingRecord make_record(std::uint64_t i) {
  LandingRecord r{};
  std::minstd_rand noise(static_cast<unsigned>(i + 1));
  // weight ... time[] are consecutive doubles.
  for (double* value = &r.weight; value != r.time + criterion_count; ++value) *value = noise() * 1e-3;
  for (double* legs : {r.sinkage, r.stroke_primary, r.stroke_secondary, r.pad_east, r.pad_north, r.pad_ground})
    for (int leg = 4; leg < legs_max; ++leg) legs[leg] = 0.0;  // no column of a vehicle with four
  for (float& t : r.phase_time) t = static_cast<float>(noise() % 1000);
  r.case_number = i;
  r.failure_mask = static_cast<std::int64_t>(i % 4);
  r.status = 1;
  r.outcome = static_cast<std::int8_t>(i % 4);
  r.first_cause = static_cast<std::int8_t>(i % 15);
  r.mission = static_cast<std::int8_t>(i % 3);
  return r;
}
inline double make_input(std::uint64_t i, std::size_t k) {
  return 300.0 + 1e-3 * static_cast<double>(i) + static_cast<double>(k);
}

inline void append_block(Journal& journal, std::uint64_t first, std::size_t count) {
  std::vector<LandingRecord> records;
  std::vector<double> inputs;
  for (std::uint64_t i = first; i < first + count; ++i) {
    records.push_back(make_record(i));
    for (std::size_t k = 0; k < journal.schema().input_count(); ++k) inputs.push_back(make_input(i, k));
  }
  journal.append(records.data(), inputs.data(), count);
}

inline CampaignHeader make_header(std::uint64_t cases) {
  CampaignHeader h;
  h.title = "unit test";
  h.campaign_id = std::string(64, 'c');
  h.seed = 0xffffffffffffffff;
  h.campaign_cases = cases;
  h.cases = normalised({{0, cases}});
  h.provenance.config_yaml = "farside: 1\n";
  h.provenance.command_line = "farside run";
  h.provenance.started = "2026-01-01T00:00:00Z";
  return h;
}

inline RowMix mix(const Journal& journal) { return {journal.schema(), {&journal}}; }

// Columns of cases first ... as doubles; cases without a row as "not run". Of a column (case, leg) all legs of a case
// follow each other.
inline std::vector<std::vector<double>> read_columns(const RowMix& rows, const std::vector<std::string>& names,
                                                     std::uint64_t first, std::uint64_t count) {
  const Schema& schema = rows.schema();
  std::vector<std::vector<double>> values;
  for (const std::string& name : names) {
    const ColumnInfo& c = *schema.find(name);
    std::vector<double>& column = values.emplace_back();
    const std::vector<std::byte> absent = schema.row_not_run(0);
    for (std::uint64_t i = 0; i < count * c.extent; ++i) column.push_back(value_at(c, absent.data(), i % c.extent));
    rows.for_each_run({first, count}, [&](std::uint64_t run, std::size_t n, const std::byte* bytes) {
      for (std::size_t i = 0; i < n * c.extent; ++i) {
        column[(run - first) * c.extent + i] = value_at(c, bytes + i / c.extent * schema.row_bytes(), i % c.extent);
      }
    });
  }
  return values;
}
inline std::vector<std::vector<double>> read_columns(const Journal& journal, const std::vector<std::string>& names,
                                                     std::uint64_t first, std::uint64_t count) {
  return read_columns(mix(journal), names, first, count);
}

inline std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

template <class Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const Error& e) {
    return e.what();
  }
  return {};
}
inline void write_cases(const std::string& path, std::uint64_t cases, const WriteOptions& options = {},
                        const ComputeStatistics& statistics = {}) {
  Journal journal(path, small_schema(), make_header(100));
  append_block(journal, 0, cases);
  write_campaign_file(mix(journal), make_header(cases), statistics, nullptr, path, options);
  journal.remove();
}

}  // namespace farside::store_test
