#pragma once
// Type, shape and storage of the datasets and attributes of a foreign HDF5 file, without reading its data.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "record/schema.h"
#include "store/hdf5/hid.h"

namespace farside {

// While one of these exists, HDF5 prints no error messages.
class QuietHdf5 {
 public:
  QuietHdf5() {
    H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  QuietHdf5(const QuietHdf5&) = delete;
  QuietHdf5& operator=(const QuietHdf5&) = delete;
  ~QuietHdf5() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }

 private:
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
};

struct DatasetShape {
  std::vector<std::uint64_t> extents;
  ColumnType type = ColumnType::float64;
};

// Shape and type, or why farside doesn't read such a dataset: not numbers, rank other than 1 or 2, data in other files,
// unusual filters, more rows than its bytes on disk can hold, data that are packed or were not written to the end.
// `reason` is empty when all is well.
DatasetShape inspect_dataset(hid_t dataset, std::string& reason);

// Size of a chunk in memory; 0 for a dataset that isn't chunked.
std::size_t chunk_bytes(hid_t dataset);

// "scale": a dimension scale; "bare": one without values of its own (netCDF's dimension without a variable).
enum class ScaleKind { none, scale, bare };
ScaleKind scale_kind(hid_t dataset);

std::optional<std::string> text_attribute(hid_t where, const std::string& name);
std::vector<double> real_attribute(hid_t where, const std::string& name);  // empty unless it is an attribute of numbers
std::optional<std::vector<std::int64_t>> number_attribute(hid_t where, const std::string& name);

hid_t memory_type(ColumnType type);

}  // namespace farside
