#include "store/hdf5/writer.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "store/hdf5/hdf5_out.h"
#include "store/hdf5/parts.h"
#include "store/reader.h"

namespace farside {
namespace {

struct StoredType {
  hid_t file, memory;
};
StoredType stored_type(ColumnType type) {
  switch (type) {
    case ColumnType::int8:
      return {H5T_STD_I8LE, H5T_NATIVE_INT8};
    case ColumnType::int64:
      return {H5T_STD_I64LE, H5T_NATIVE_INT64};
    case ColumnType::uint64:
      return {H5T_STD_U64LE, H5T_NATIVE_UINT64};
    case ColumnType::float32:
      return {H5T_IEEE_F32LE, H5T_NATIVE_FLOAT};
    case ColumnType::float64:
      break;
  }
  return {H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE};
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : " ") + word;
  return all;
}

void describe(const Hdf5Out& out, hid_t dataset, const ColumnInfo& c) {
  const hid_t type = stored_type(c.type).file;
  out.text(dataset, "units", c.units);
  out.text(dataset, "long_name", c.long_name);
  if (c.type == ColumnType::float64 || c.type == ColumnType::float32) out.not_a_number(dataset, "_FillValue", type);
  if (!c.flag_values.empty()) out.numbers(dataset, "flag_values", type, c.flag_values);
  if (!c.flag_masks.empty()) out.numbers(dataset, "flag_masks", type, c.flag_masks);
  if (!c.flag_meanings.empty()) out.text(dataset, "flag_meanings", joined(c.flag_meanings));
  if (is_worst_when_small(c.name)) out.text(dataset, "worst", "smallest");
  if (!c.config_path.empty()) out.text(dataset, "config_path", c.config_path);
  if (!c.kind.empty()) out.text(dataset, "kind", c.kind);
  if (!c.source.empty()) out.text(dataset, "source", c.source);
  if (!c.distribution.empty()) out.text(dataset, "distribution", c.distribution);
}

OutId write_dimension(const Hdf5Out& out, const DimensionInfo& d) {
  std::vector<std::int8_t> index(d.extent);
  for (std::size_t i = 0; i < d.extent; ++i) index[i] = static_cast<std::int8_t>(i);
  OutId scale = out.values(out.root(), d.name, H5T_STD_I8LE, {d.extent}, index.data());
  out.make_scale(scale, d.name);
  out.text(scale, "units", "1");
  out.text(scale, "long_name", d.long_name);
  if (!d.meanings.empty()) {
    out.numbers(scale, "flag_values", H5T_STD_I8LE, {index.begin(), index.end()});
    out.text(scale, "flag_meanings", joined(d.meanings));
  }
  return scale;
}

// Most digits of most results are random: gzip would save an eighth of them and take more time than all other writing.
// It pays where more than half of the bytes of a column equal those of the row before.
bool worth_compressing(const std::vector<std::byte>& values, std::size_t row_bytes) {
  std::size_t repeated = 0;
  for (std::size_t i = row_bytes; i < values.size(); ++i) repeated += values[i] == values[i - row_bytes];
  return 2 * repeated > values.size();
}

// The columns of the table while it is written: a dataset each and the values of the chunk under way.
class Table {
 public:
  Table(const Hdf5Out& out, const Schema& schema, std::uint64_t rows, int compression)
      : out_(out), schema_(schema), rows_(rows), compression_(compression), buffers_(schema.columns().size()) {}

  // Sets all cases of the chunk to "not run".
  void begin_chunk(const CaseRanges& cases) {
    const std::vector<std::byte> absent = schema_.row_not_run(0);
    const std::size_t rows = static_cast<std::size_t>(count_cases(cases));
    for (std::size_t j = 0; j < buffers_.size(); ++j) {
      const ColumnInfo& c = schema_.columns()[j];
      buffers_[j].resize(rows * c.bytes());
      std::byte* at = buffers_[j].data();
      for (const CaseRange& range : cases) {
        for (std::uint64_t number = range.first; number < range.end(); ++number, at += c.bytes()) {
          if (j == 0) std::memcpy(at, &number, sizeof number);
          else std::memcpy(at, absent.data() + c.offset, c.bytes());
        }
      }
    }
  }

  void put(std::size_t at_row, std::size_t count, const std::byte* rows) {
    for (std::size_t j = 0; j < buffers_.size(); ++j) {
      const ColumnInfo& c = schema_.columns()[j];
      std::byte* at = buffers_[j].data() + at_row * c.bytes();
      for (std::size_t i = 0; i < count; ++i, at += c.bytes())
        std::memcpy(at, rows + i * schema_.row_bytes() + c.offset, c.bytes());
    }
  }

  void end_chunk(std::uint64_t first_row, std::size_t rows) {
    if (datasets_.empty()) create();
    for (std::size_t j = 0; j < buffers_.size(); ++j) {
      const ColumnInfo& c = schema_.columns()[j];
      out_.write_rows(datasets_[j], stored_type(c.type).memory, first_row, rows, c.dimension.empty() ? 0 : c.extent,
                      buffers_[j].data());
    }
  }

 private:
  // The first chunk, whose values are in the buffers, decides which columns are compressed.
  void create() {
    std::vector<OutId> dimensions;
    for (std::size_t j = 0; j < buffers_.size(); ++j) {
      const ColumnInfo& c = schema_.columns()[j];
      const hsize_t extent = c.dimension.empty() ? 0 : c.extent;
      const int level = worth_compressing(buffers_[j], c.bytes()) ? compression_ : 0;
      datasets_.push_back(
          out_.table(out_.root(), c.name, stored_type(c.type).file, rows_, extent, choose_chunk_rows(rows_), level));
      describe(out_, datasets_.back(), c);
      if (c.name == "case") {
        out_.make_scale(datasets_.back(), "case");
        for (const DimensionInfo& d : schema_.dimensions()) dimensions.push_back(write_dimension(out_, d));
        continue;
      }
      out_.attach(datasets_.back(), datasets_.front(), 0);
      if (extent == 0) continue;
      const auto& infos = schema_.dimensions();
      const auto d =
          std::find_if(infos.begin(), infos.end(), [&](const DimensionInfo& info) { return info.name == c.dimension; });
      out_.attach(datasets_.back(), dimensions[static_cast<std::size_t>(d - infos.begin())], 1);
    }
  }

  const Hdf5Out& out_;
  const Schema& schema_;
  std::uint64_t rows_;
  int compression_;
  std::vector<OutId> datasets_;
  std::vector<std::vector<std::byte>> buffers_;
};

// Returns how many of the cases had a row.
std::uint64_t write_table(const Hdf5Out& out, const RowMix& rows, const CampaignHeader& header, int compression) {
  const std::uint64_t total = count_cases(header.cases);
  Table table(out, rows.schema(), total, compression);
  const std::uint64_t chunk_rows = choose_chunk_rows(total);
  RangeCursor cursor(header.cases);
  std::uint64_t found = 0, done = 0;
  do {  // at least once: a table without rows has columns, too
    const CaseRanges chunk = cursor.next(chunk_rows);
    table.begin_chunk(chunk);
    std::uint64_t before = 0;  // cases of the chunk in the ranges before
    for (const CaseRange& range : chunk) {
      rows.for_each_run(range, [&](std::uint64_t first, std::size_t count, const std::byte* bytes) {
        table.put(static_cast<std::size_t>(before + first - range.first), count, bytes);
        found += count;
      });
      before += range.count;
    }
    table.end_chunk(done, static_cast<std::size_t>(before));
    done += before;
  } while (done < total);
  return found;
}

// Adds /statistics to a temporary file.
void add_statistics(const nlohmann::ordered_json& statistics, const std::string& temporary, const std::string& shown) {
  run_in_child(shown, [&](const ChildReport& report) {
    Hdf5Out out(temporary, Hdf5Out::Mode::modify, shown, report);
    out.remove("statistics");
    write_statistics(out, statistics);
    out.close();
  });
}

nlohmann::ordered_json compute(const ComputeStatistics& statistics, const std::string& temporary,
                               const std::string& shown) {
  try {
    return statistics(CampaignFile(temporary, Author::this_program));
  } catch (const DataError& e) {
    throw StoreError(shown + ": could not be read back: " + e.what());
  }
}

}  // namespace

std::uint64_t choose_chunk_rows(std::uint64_t rows) {
  constexpr std::uint64_t most = 1 << 15;
  const std::uint64_t chunks = std::max<std::uint64_t>(1, (rows + most - 1) / most);
  return std::max<std::uint64_t>(1, (rows + chunks - 1) / chunks);
}

void write_campaign_file(const RowMix& rows, const CampaignHeader& header, const ComputeStatistics& statistics,
                         const Trajectories* trajectories, const std::string& path, const WriteOptions& options) {
  write_whole(path, options.existing, options.replaces, [&](const TemporaryFile& temporary) {
    run_in_child(path, [&](const ChildReport& report) {
      Hdf5Out out(temporary.path(), Hdf5Out::Mode::create, path, report);
      std::uint64_t found = 0;
      try {
        found = write_table(out, rows, header, options.compression);
      } catch (const StoreError& e) {
        report.store_failed(e.what());  // at once: HDF5 may not close a file on a failing disk
      } catch (const DataError& e) {
        report.data_failed(e.what());
      }
      write_root_attributes(out, header, campaign_filetype, found == count_cases(header.cases));
      write_provenance(out, header, options.reproducible);
      if (trajectories != nullptr) write_trajectories(out, *trajectories, options.compression);
      out.close();
    });
    if (statistics) add_statistics(compute(statistics, temporary.path(), path), temporary.path(), path);
  });
}

void write_trajectory_file(const CampaignHeader& header, const Trajectories& trajectories, const std::string& path,
                           const WriteOptions& options) {
  write_whole(path, options.existing, options.replaces, [&](const TemporaryFile& temporary) {
    run_in_child(path, [&](const ChildReport& report) {
      Hdf5Out out(temporary.path(), Hdf5Out::Mode::create, path, report);
      write_root_attributes(out, header, trajectories_filetype, true);
      write_provenance(out, header, options.reproducible);
      write_trajectories_at_root(out, trajectories, options.compression);
      out.close();
    });
  });
}

void store_statistics(const nlohmann::ordered_json& statistics, const std::string& path,
                      const std::optional<FileIdentity>& read) {
  write_whole(path, Existing::replace, read, [&](const TemporaryFile& temporary) {
    copy_file(path, temporary.file(), path);
    add_statistics(statistics, temporary.path(), path);
  });
}

}  // namespace farside
