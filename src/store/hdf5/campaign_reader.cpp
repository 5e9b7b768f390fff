#include "store/hdf5/campaign_reader.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <iterator>
#include <limits>
#include <numeric>
#include <sstream>

#include "base/error.h"
#include "base/input_file.h"
#include "base/utf8.h"
#include "store/files.h"
#include "store/hdf5/hdf5_in.h"
#include "store/hdf5/writer.h"

namespace farside {
namespace {

constexpr std::size_t columns_max = 10000;
constexpr std::uint64_t any_length = UINT64_MAX;

// Where the file system has no locks, HDF5 says that another program is writing the file; so it is asked not to lock.
bool has_locks(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return ::flock(file.get(), LOCK_SH | LOCK_NB) == 0 || errno == EWOULDBLOCK;
}

Hid open_file(const std::string& path) {
  const QuietHdf5 quiet;
  check_input_file(path);
  const Hid access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_file_locking(access, has_locks(path), true);
  Hid file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), H5Fclose);
  if (file >= 0) return file;
  if (H5Fis_hdf5(path.c_str()) <= 0)
    throw DataError(path + ": is not an HDF5 file; give a campaign file or a journal that farside wrote");
  throw DataError(path +
                  ": is damaged (cut short, or changed after it was written), or another program is writing it; leave "
                  "it out, or fly it again");
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

// Name of the second dimension of a column (leg, phase, ...); "element" for a column that this build doesn't know.
std::string second_dimension(const std::string& column) {
  static const Schema schema;
  const ColumnInfo* known = schema.find(column);
  return known != nullptr && !known->dimension.empty() ? known->dimension : "element";
}

struct Links {
  std::vector<std::string> names;
  std::string indirect;  // the first link that leads elsewhere
};
herr_t list_link(hid_t, const char* name, const H5L_info_t* info, void* out) {
  auto& links = *static_cast<Links*>(out);
  if (info->type != H5L_TYPE_HARD && links.indirect.empty()) links.indirect = name;
  links.names.emplace_back(name);
  return links.names.size() > columns_max ? -1 : 0;
}

// What netCDF writes where a program wrote nothing and declared no _FillValue (netcdf.h, NC_FILL_SHORT and on, rounded
// to double; a byte has none that is missing).
constexpr double unwritten[] = {-32767, 65535, -2147483647, 4294967295, -0x1p63, 0x1p64, 9.9692099683868690e+36};

// The dataset's own fill value where it is one of those; nothing else says that HDF5's fill value was never written.
std::optional<double> netcdf_fill_value(hid_t dataset) {
  const Hid create(H5Dget_create_plist(dataset), H5Pclose), type(H5Dget_type(dataset), H5Tclose);
  H5D_fill_value_t defined = H5D_FILL_VALUE_UNDEFINED;
  double fill = 0;
  if (create < 0 || type < 0 || H5Tget_size(type) == 1 || H5Pfill_value_defined(create, &defined) < 0 ||
      defined != H5D_FILL_VALUE_USER_DEFINED || H5Pget_fill_value(create, H5T_NATIVE_DOUBLE, &fill) < 0 ||
      std::find(std::begin(unwritten), std::end(unwritten), fill) == std::end(unwritten))
    return {};
  return fill;
}

// Values that a dataset declares missing, by the conventions of netCDF. NaN always is.
class Missing {
 public:
  explicit Missing(hid_t dataset) {
    for (const char* name : {"_FillValue", "missing_value"}) {
      for (const double value : real_attribute(dataset, name)) {
        if (!std::isnan(value)) values_.push_back(value);
      }
    }
    if (H5Aexists(dataset, "_FillValue") <= 0) {
      if (const auto fill = netcdf_fill_value(dataset)) values_.push_back(*fill);
    }
    const std::vector<double> range = real_attribute(dataset, "valid_range"),
                              min = real_attribute(dataset, "valid_min"), max = real_attribute(dataset, "valid_max");
    if (range.size() == 2) min_ = range[0], max_ = range[1];
    if (min.size() == 1) min_ = min[0];
    if (max.size() == 1) max_ = max[0];
  }
  bool is_any() const { return !values_.empty() || std::isfinite(min_) || std::isfinite(max_); }
  bool holds(double value) const {
    return value < min_ || value > max_ || std::find(values_.begin(), values_.end(), value) != values_.end();
  }

 private:
  std::vector<double> values_;
  double min_ = -std::numeric_limits<double>::infinity(), max_ = std::numeric_limits<double>::infinity();
};

// Results, which no attribute may declare missing: a category's codes, except "not run" and "no cause", and sets of
// causes.
bool is_result(const std::string& column, double value) {
  if (column == "failure_mask") return value > 0;
  if (column != "status" && column != "outcome" && column != "first_cause") return false;
  static const Schema schema;
  const std::vector<std::int64_t>& codes = schema.find(column)->flag_values;
  return value >= (column == "outcome" ? 0 : 1) && std::find(codes.begin(), codes.end(), value) != codes.end();
}

struct Cleared {
  std::size_t values = 0, results = 0;
};

// Replaces missing values by NaN. Returns how many there were, and how many of them were results.
Cleared clear_missing(const Missing& missing, const std::string& column, std::string& doubles) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  Cleared found;
  for (std::size_t at = 0; at < doubles.size(); at += sizeof(double)) {
    double value = 0;
    std::memcpy(&value, &doubles[at], sizeof value);
    if (!missing.holds(value)) continue;
    std::memcpy(&doubles[at], &none, sizeof none);
    ++found.values;
    found.results += is_result(column, value);
  }
  return found;
}

}  // namespace

CampaignReader::CampaignReader(const std::string& path, Content content) : path_(path), file_(open_file(path)) {
  const QuietHdf5 quiet;
  if (!holds_histories_alone(content)) list_columns();
}

void CampaignReader::fail(const std::string& reason) const { throw DataError(path_ + ": " + reason); }

// Texts end up in JSON and on terminals.
std::optional<std::string> CampaignReader::text_of(hid_t object, const std::string& name) const {
  auto text = text_attribute(object, name);
  if (text && find_utf8_fault(*text).what != nullptr)
    fail("an attribute " + name + " is not text in UTF-8, or is damaged");
  return text;
}

bool CampaignReader::holds_histories_alone(Content content) const {
  const auto filetype = text("filetype");
  const bool histories = filetype && *filetype == trajectories_filetype;
  if (filetype && *filetype != campaign_filetype && !(histories && content == Content::histories))
    fail("is a " + *filetype + " file, not a " + campaign_filetype + " file");
  const auto version = number("format_version");
  if (version && *version > static_cast<std::uint64_t>(format_version)) {
    fail("has format_version " + std::to_string(*version) + "; this farside reads up to " +
         std::to_string(format_version));
  }
  return histories;
}

std::optional<ColumnInfo> CampaignReader::inspect(const std::string& name, std::uint64_t& rows) const {
  const Hid object(H5Oopen(file_, name.c_str(), H5P_DEFAULT), H5Oclose);
  if (object < 0) fail("the object " + name + " is damaged");
  if (H5Iget_type(object) != H5I_DATASET) return {};
  const ScaleKind kind = scale_kind(object);
  if (kind == ScaleKind::bare || (kind == ScaleKind::scale && name != "case")) return {};  // leg, phase: a dimension
  std::string reason;
  const DatasetShape shape = inspect_dataset(object, reason);
  if (!reason.empty()) fail("the dataset " + name + " " + reason);
  rows = shape.extents[0];

  ColumnInfo c;
  c.name = name;
  c.type = shape.type;
  c.extent = shape.extents.size() == 2 ? shape.extents[1] : 1;
  c.units = text_of(object, "units").value_or("");
  c.long_name = text_of(object, "long_name").value_or("");
  c.flag_values = number_attribute(object, "flag_values").value_or(std::vector<std::int64_t>{});
  c.flag_masks = number_attribute(object, "flag_masks").value_or(std::vector<std::int64_t>{});
  c.flag_meanings = words(text_of(object, "flag_meanings").value_or(""));
  const std::size_t flags = std::max(c.flag_values.size(), c.flag_masks.size());
  if (flags > 0 && !c.flag_meanings.empty() && flags != c.flag_meanings.size())
    fail("the dataset " + name + " has " + std::to_string(flags) + " flags and " +
         std::to_string(c.flag_meanings.size()) + " flag_meanings; give each flag a meaning");
  c.config_path = text_of(object, "config_path").value_or("");
  c.kind = text_of(object, "kind").value_or("");
  c.source = text_of(object, "source").value_or("");
  c.distribution = text_of(object, "distribution").value_or("");
  if (shape.extents.size() == 2) c.dimension = second_dimension(name);
  return c;
}

void CampaignReader::list_columns() {
  Links links;
  if (H5Literate(file_, H5_INDEX_NAME, H5_ITER_INC, nullptr, list_link, &links) < 0)
    fail("its list of datasets is damaged or too long");
  if (!links.indirect.empty())
    fail("the link " + links.indirect + " leads elsewhere; a campaign file holds its own data");
  std::vector<std::uint64_t> lengths;
  for (const std::string& name : links.names) {
    if (find_utf8_fault(name).what != nullptr) fail("the name of a dataset is not text in UTF-8, or is damaged");
    std::uint64_t rows = 0;
    if (auto column = inspect(name, rows)) {
      lengths.push_back(rows);
      columns_.push_back(std::move(*column));
    }
  }
  if (columns_.empty()) fail("holds no column of cases (no numeric dataset in its root group)");
  for (std::size_t i = 1; i < columns_.size(); ++i) {
    if (lengths[i] != lengths[0]) {
      fail("the columns " + columns_[0].name + " and " + columns_[i].name + " differ in length (" +
           std::to_string(lengths[0]) + " and " + std::to_string(lengths[i]) + ")");
    }
  }
  rows_ = lengths[0];
}

const Hid& CampaignReader::opened(const std::string& column) const {
  constexpr std::size_t opened_max = 8, caches_max = 64 << 20;
  const auto at = std::find_if(opened_.begin(), opened_.end(), [&](const Opened& o) { return o.column == column; });
  if (at != opened_.end()) return at->dataset;
  const std::size_t bytes = chunk_bytes(Hid(H5Dopen2(file_, column.c_str(), H5P_DEFAULT), H5Dclose));
  const auto cached = [&] {
    return std::accumulate(opened_.begin(), opened_.end(), bytes,
                           [](std::size_t sum, const Opened& o) { return sum + o.cache_bytes; });
  };
  while (!opened_.empty() && (opened_.size() == opened_max || cached() > caches_max)) opened_.pop_front();
  const Hid access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose);
  if (bytes > 0)
    H5Pset_chunk_cache(access, H5D_CHUNK_CACHE_NSLOTS_DEFAULT, bytes, 1.0);  // 1: evicts fully read chunks first
  opened_.push_back({column, bytes, Hid(H5Dopen2(file_, column.c_str(), access), H5Dclose)});
  return opened_.back().dataset;
}

std::string CampaignReader::read(const std::string& name, std::uint64_t first, std::uint64_t count, ReadAs as) const {
  const QuietHdf5 quiet;
  const auto column =
      std::find_if(columns_.begin(), columns_.end(), [&](const ColumnInfo& c) { return c.name == name; });
  if (column == columns_.end()) fail("has no column " + name);
  if (first > rows_ || count > rows_ - first)
    throw InternalError("rows " + std::to_string(first) + " and on are not in " + path_);
  const std::size_t size = as == ReadAs::doubles ? sizeof(double) : size_of(column->type);
  std::string bytes(count * column->extent * size, '\0');
  if (bytes.empty()) return bytes;
  const int rank = column->dimension.empty() ? 1 : 2;
  const hsize_t start[2] = {first, 0}, extents[2] = {count, column->extent};
  const Hid& dataset = opened(name);
  const Hid space(dataset < 0 ? -1 : H5Dget_space(dataset), H5Sclose);
  const Hid memory(H5Screate_simple(rank, extents, nullptr), H5Sclose);
  const hid_t type = as == ReadAs::doubles ? H5T_NATIVE_DOUBLE : memory_type(column->type);
  if (space < 0 || H5Sselect_hyperslab(space, H5S_SELECT_SET, start, nullptr, extents, nullptr) < 0 ||
      H5Dread(dataset, type, memory, space, H5P_DEFAULT, bytes.data()) < 0) {
    fail("the column " + name + " is damaged: its data can't be read or fail their checksum");
  }
  const Missing missing(dataset);
  if (!missing.is_any()) return bytes;
  std::string converted;
  if (as != ReadAs::doubles) {
    converted.resize(count * column->extent * sizeof(double));
    if (H5Dread(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, converted.data()) < 0)
      fail("the column " + name + " is damaged");
  }
  const Cleared found = clear_missing(missing, name, as == ReadAs::doubles ? bytes : converted);
  if (found.results > 0) {
    fail("the column " + name + " has " + std::to_string(found.results) +
         " values that say how a case ended, and its attributes (_FillValue, missing_value, valid_range) call them "
         "missing; remove these attributes");
  }
  if (as != ReadAs::doubles && found.values > 0) {
    fail("the column " + name + " has " + std::to_string(found.values) +
         " values that its fill value or its attributes (missing_value, valid_range) call missing; write NaN in their "
         "place");
  }
  return bytes;
}

Trajectories CampaignReader::trajectories() const {
  const QuietHdf5 quiet;
  Trajectories t;
  if (H5Lexists(file_, "trajectories", H5P_DEFAULT) <= 0) return t;
  const auto values = [&](const std::string& name, ColumnType type, std::uint64_t expected, auto& out) {
    const std::string path = "trajectories/" + name;
    H5L_info_t link{};
    const bool own = H5Lget_info(file_, path.c_str(), &link, H5P_DEFAULT) >= 0 && link.type == H5L_TYPE_HARD;
    const Hid dataset(own ? H5Dopen2(file_, path.c_str(), H5P_DEFAULT) : -1, H5Dclose);
    if (dataset < 0) fail("lacks the dataset " + path + ", or it is damaged");
    std::string reason;
    const DatasetShape shape = inspect_dataset(dataset, reason);
    if (reason.empty() && (shape.extents.size() != 1 || shape.type != type))
      reason = "has another type or shape than farside gives it";
    if (reason.empty() && expected != any_length && shape.extents[0] != expected)
      reason = "differs in length from what belongs to it";
    if (!reason.empty()) fail("the dataset " + path + " " + reason);
    out.resize(shape.extents[0]);
    if (!out.empty() && H5Dread(dataset, memory_type(type), H5S_ALL, H5S_ALL, H5P_DEFAULT, out.data()) < 0)
      fail("the dataset " + path + " is damaged");
  };
  t.columns = trajectory_columns();
  values("case_number", ColumnType::uint64, any_length, t.cases);
  values("row_size", ColumnType::uint64, t.cases.size(), t.row_counts);
  std::vector<std::vector<double>> columns(t.columns.size());
  for (std::size_t j = 0; j < columns.size(); ++j) {
    values(t.columns[j].name, ColumnType::float64, j == 0 ? any_length : columns[0].size(), columns[j]);
  }
  std::uint64_t left = columns[0].size();
  for (const std::uint64_t n : t.row_counts) {
    if (n > left) fail("the dataset trajectories/row_size counts more samples than there are");
    left -= n;
  }
  t.rows.resize(columns.size() * columns[0].size());
  for (std::size_t j = 0; j < columns.size(); ++j) {
    for (std::size_t i = 0; i < columns[j].size(); ++i) t.rows[i * columns.size() + j] = columns[j][i];
  }
  return t;
}

std::optional<std::string> CampaignReader::text(const std::string& name, const std::string& group) const {
  const QuietHdf5 quiet;
  const Hid where(H5Oopen(file_, group.empty() ? "/" : group.c_str(), H5P_DEFAULT), H5Oclose);
  if (where < 0) return {};
  return text_of(where, name);
}

std::optional<std::uint64_t> CampaignReader::number(const std::string& name, const std::string& group) const {
  const QuietHdf5 quiet;
  const Hid where(H5Oopen(file_, group.empty() ? "/" : group.c_str(), H5P_DEFAULT), H5Oclose);
  if (where < 0) return {};
  const auto values = number_attribute(where, name);
  if (!values || values->size() != 1) return {};
  return static_cast<std::uint64_t>(values->front());
}

}  // namespace farside
