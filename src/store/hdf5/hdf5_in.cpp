#include "store/hdf5/hdf5_in.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace farside {
namespace {

constexpr std::uint64_t rows_max = std::uint64_t{1} << 36;
constexpr std::uint64_t second_extent_max = 4096;
constexpr std::size_t attribute_values_max = 4096;
constexpr std::size_t attribute_text_max = 64 << 20;
// deflate never shrinks by more than 1032 : 1 (zlib's technical notes); a dataset that claims more is damaged or
// hostile.
constexpr std::uint64_t compression_max = 1032;

std::optional<ColumnType> column_type(hid_t type) {
  const std::size_t size = H5Tget_size(type);
  if (H5Tget_class(type) == H5T_FLOAT) {
    if (size == 4) return ColumnType::float32;
    if (size == 8) return ColumnType::float64;
  } else if (H5Tget_class(type) == H5T_INTEGER) {
    const bool is_signed = H5Tget_sign(type) == H5T_SGN_2;
    if (size == 1 && is_signed) return ColumnType::int8;
    if (size == 8 && !is_signed) return ColumnType::uint64;
    if (size <= 8) return ColumnType::int64;
  }
  return {};
}

std::string class_name(H5T_class_t type_class) {
  switch (type_class) {
    case H5T_STRING:
      return "text";
    case H5T_ENUM:
      return "an enumeration (or booleans)";
    case H5T_VLEN:
      return "of variable length";
    case H5T_COMPOUND:
      return "compound";
    case H5T_REFERENCE:
      return "references";
    case H5T_FLOAT:
    case H5T_INTEGER:
      return "numbers of an unusual size";
    default:
      return "of an unusual type";
  }
}

// Is the fill value of the dataset a missing value? Then chunks that were never written are no error.
bool fills_with_missing(hid_t dataset, hid_t create) {
  double fill = 0;
  if (H5Pget_fill_value(create, H5T_NATIVE_DOUBLE, &fill) < 0) return false;
  const std::vector<double> missing = real_attribute(dataset, "_FillValue");
  return std::isnan(fill) || std::find(missing.begin(), missing.end(), fill) != missing.end();
}

// The number of chunks that were written, and of all chunks; {1, 1} for a dataset that isn't chunked.
std::array<std::uint64_t, 2> pieces(hid_t dataset, hid_t create, const DatasetShape& shape) {
  hsize_t size[2] = {1, 1}, written = 0;
  const Hid space(H5Dget_space(dataset), H5Sclose);
  const int rank = static_cast<int>(shape.extents.size());
  if (H5Pget_layout(create) != H5D_CHUNKED || H5Pget_chunk(create, rank, size) != rank ||
      H5Dget_num_chunks(dataset, space, &written) < 0)
    return {1, 1};
  std::uint64_t all = 1;
  for (int i = 0; i < rank; ++i) all *= (shape.extents[static_cast<std::size_t>(i)] + size[i] - 1) / size[i];
  return {written, all};
}

// netCDF's _Unsigned says that the bits of a signed type are an unsigned number, or the other way round.
bool has_other_sign(hid_t dataset) {
  const Hid type(H5Dget_type(dataset), H5Tclose);
  const auto is_unsigned = text_attribute(dataset, "_Unsigned");
  if (type < 0 || H5Tget_class(type) != H5T_INTEGER || !is_unsigned) return false;
  return (*is_unsigned == "true") != (H5Tget_sign(type) == H5T_SGN_NONE);
}

// Why the storage of the data (filters, other files, chunks not written) is refused; empty where it isn't.
std::string storage_problem(hid_t dataset, const DatasetShape& shape, std::uint64_t bytes) {
  const Hid create(H5Dget_create_plist(dataset), H5Pclose);
  if (create < 0) return "can't be read";
  const H5D_layout_t layout = H5Pget_layout(create);
  if (layout == H5D_VIRTUAL) return "takes its data from other files (a virtual dataset)";
  if (H5Pget_external_count(create) != 0) return "keeps its data in another file";
  const int filters = H5Pget_nfilters(create);
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0;
    std::size_t values = 0;
    const H5Z_filter_t id =
        H5Pget_filter2(create, static_cast<unsigned>(i), &flags, &values, nullptr, 0, nullptr, nullptr);
    if (id != H5Z_FILTER_DEFLATE && id != H5Z_FILTER_SHUFFLE && id != H5Z_FILTER_FLETCHER32) {
      return "uses a filter other than gzip, shuffle and fletcher32 (number " + std::to_string(id) + ")";
    }
  }
  for (const char* name : {"scale_factor", "add_offset"}) {
    if (H5Aexists(dataset, name) > 0)
      return "is packed (it has the attribute " + std::string(name) + "); write it with its values as they are";
  }
  if (has_other_sign(dataset))
    return "has numbers of another sign than its type (it has the attribute _Unsigned); write it in a type of its "
           "values";
  const std::uint64_t stored = H5Dget_storage_size(dataset);
  if (bytes > 0 && stored == 0 && layout != H5D_COMPACT) return "was never written: it has a shape and no data";
  if (bytes / compression_max > stored) {
    return "claims " + std::to_string(bytes) + " bytes but has " + std::to_string(stored) + " on disk";
  }
  if (const auto [written, all] = pieces(dataset, create, shape);
      written < all && !fills_with_missing(dataset, create)) {
    return "was not written to its end: " + std::to_string(written) + " of " + std::to_string(all) +
           " pieces have data";
  }
  return {};
}

}  // namespace

DatasetShape inspect_dataset(hid_t dataset, std::string& reason) {
  DatasetShape shape;
  const Hid type(H5Dget_type(dataset), H5Tclose), space(H5Dget_space(dataset), H5Sclose);
  if (type < 0 || space < 0) {
    reason = "can't be read";
    return shape;
  }
  const auto column = column_type(type);
  const int rank = H5Sget_simple_extent_type(space) == H5S_SIMPLE ? H5Sget_simple_extent_ndims(space) : 0;
  hsize_t extents[2] = {0, 1};
  if (!column) {
    reason = "is " + class_name(H5Tget_class(type)) +
             "; a column holds integers or floating values of 32 or 64 bits, and what is none belongs into a group";
  } else if (rank < 1 || rank > 2) {
    reason = "has " + std::to_string(std::max(rank, 0)) +
             " dimensions; a column has one or two, and what is none belongs into a group";
  } else if (H5Sget_simple_extent_dims(space, extents, nullptr) < 0) {
    reason = "can't be read";
  } else if (extents[0] > rows_max || extents[1] > second_extent_max || (rank == 2 && extents[1] == 0)) {
    reason = "has an impossible shape";
  } else {
    shape.type = *column;
    shape.extents.assign(extents, extents + rank);
    reason = storage_problem(dataset, shape, extents[0] * extents[1] * H5Tget_size(type));
  }
  return shape;
}

std::size_t chunk_bytes(hid_t dataset) {
  const Hid create(H5Dget_create_plist(dataset), H5Pclose), type(H5Dget_type(dataset), H5Tclose);
  hsize_t extents[2] = {1, 1};
  if (create < 0 || type < 0 || H5Pget_layout(create) != H5D_CHUNKED || H5Pget_chunk(create, 2, extents) < 1) return 0;
  return static_cast<std::size_t>(extents[0] * extents[1]) * H5Tget_size(type);
}

ScaleKind scale_kind(hid_t dataset) {
  if (text_attribute(dataset, "CLASS") != "DIMENSION_SCALE") return ScaleKind::none;
  const auto name = text_attribute(dataset, "NAME");
  return name && name->starts_with("This is a netCDF dimension but not a netCDF variable") ? ScaleKind::bare
                                                                                           : ScaleKind::scale;
}

std::optional<std::string> text_attribute(hid_t where, const std::string& name) {
  if (H5Aexists(where, name.c_str()) <= 0) return {};
  const Hid attr(H5Aopen(where, name.c_str(), H5P_DEFAULT), H5Aclose);
  if (attr < 0) return {};
  const Hid type(H5Aget_type(attr), H5Tclose), space(H5Aget_space(attr), H5Sclose);
  if (type < 0 || space < 0 || H5Tget_class(type) != H5T_STRING || H5Sget_simple_extent_npoints(space) != 1) return {};
  if (H5Tis_variable_str(type) > 0) {
    char* value = nullptr;
    const Hid memory(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(memory, H5T_VARIABLE);
    H5Tset_cset(memory, H5Tget_cset(type));
    if (H5Aread(attr, memory, &value) < 0) return {};
    std::string text = value == nullptr ? "" : value;
    H5free_memory(value);
    return text;
  }
  const std::size_t size = H5Tget_size(type);
  if (size > attribute_text_max) return {};
  std::string text(size, '\0');
  if (H5Aread(attr, type, text.data()) < 0) return {};
  text.resize(std::strlen(text.c_str()) < size ? std::strlen(text.c_str()) : size);
  return text;
}

std::vector<double> real_attribute(hid_t where, const std::string& name) {
  if (H5Aexists(where, name.c_str()) <= 0) return {};
  const Hid attr(H5Aopen(where, name.c_str(), H5P_DEFAULT), H5Aclose);
  if (attr < 0) return {};
  const Hid type(H5Aget_type(attr), H5Tclose), space(H5Aget_space(attr), H5Sclose);
  const bool number = type >= 0 && (H5Tget_class(type) == H5T_FLOAT || H5Tget_class(type) == H5T_INTEGER);
  const hssize_t n = space < 0 ? -1 : H5Sget_simple_extent_npoints(space);
  if (!number || n < 1 || static_cast<std::size_t>(n) > attribute_values_max) return {};
  std::vector<double> values(static_cast<std::size_t>(n));
  if (H5Aread(attr, H5T_NATIVE_DOUBLE, values.data()) < 0) return {};
  return values;
}

std::optional<std::vector<std::int64_t>> number_attribute(hid_t where, const std::string& name) {
  if (H5Aexists(where, name.c_str()) <= 0) return {};
  const Hid attr(H5Aopen(where, name.c_str(), H5P_DEFAULT), H5Aclose);
  if (attr < 0) return {};
  const Hid type(H5Aget_type(attr), H5Tclose), space(H5Aget_space(attr), H5Sclose);
  const hssize_t n = space < 0 ? -1 : H5Sget_simple_extent_npoints(space);
  if (type < 0 || H5Tget_class(type) != H5T_INTEGER || n < 1 || static_cast<std::size_t>(n) > attribute_values_max)
    return {};
  std::vector<std::int64_t> values(static_cast<std::size_t>(n));
  // An unsigned value keeps its bits: campaign_seed uses all 64.
  const hid_t memory = H5Tget_sign(type) == H5T_SGN_NONE ? H5T_NATIVE_UINT64 : H5T_NATIVE_INT64;
  if (H5Aread(attr, memory, values.data()) < 0) return {};
  return values;
}

hid_t memory_type(ColumnType type) {
  switch (type) {
    case ColumnType::int8:
      return H5T_NATIVE_INT8;
    case ColumnType::int64:
      return H5T_NATIVE_INT64;
    case ColumnType::uint64:
      return H5T_NATIVE_UINT64;
    case ColumnType::float32:
      return H5T_NATIVE_FLOAT;
    case ColumnType::float64:
      break;
  }
  return H5T_NATIVE_DOUBLE;
}

}  // namespace farside
