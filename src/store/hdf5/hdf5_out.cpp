#include "store/hdf5/hdf5_out.h"

#include <hdf5_hl.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/nan.h"
#include "store/files.h"

namespace farside {
namespace {

// Takes errno out of HDF5's error stack ("... errno = 28, error message = ..."), and its innermost description.
struct InnermostError {
  int error = 0;
  std::string text;
};
herr_t find_innermost(unsigned, const H5E_error2_t* entry, void* out) {
  auto& cause = *static_cast<InnermostError*>(out);
  if (entry->desc == nullptr) return 0;
  if (cause.text.empty()) cause.text = entry->desc;
  if (const char* at = std::strstr(entry->desc, "errno = "); at != nullptr && cause.error == 0)
    cause.error = std::atoi(at + 8);
  return 0;
}

constexpr unsigned ordered = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;

}  // namespace

OutId::~OutId() {
  if (id_ >= 0) out_->checked(close_(id_), "write the file");
}

Hdf5Out::Hdf5Out(const std::string& path, Mode mode, const std::string& shown, const ChildReport& report)
    : shown_(shown), report_(report) {
  H5dont_atexit();
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  const OutId access(*this, checked(H5Pcreate(H5P_FILE_ACCESS), "prepare"), H5Pclose);
  // Oldest format that has what we use: every HDF5 since 1.8 reads it.
  checked(H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_V18), "prepare");
  // The file has a name that no one else knows, so it needs no lock; some network file systems have none.
  checked(H5Pset_file_locking(access, false, true), "prepare");
  if (mode == Mode::modify) {
    file_ = checked(H5Fopen(path.c_str(), H5F_ACC_RDWR, access), "open the file");
    return;
  }
  const OutId create = creation(H5P_FILE_CREATE);
  checked(H5Pset_link_creation_order(create, ordered), "prepare");
  file_ = checked(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, create, access), "create the file");
}

void Hdf5Out::fail(const std::string& doing) const {
  InnermostError cause;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, find_innermost, &cause);
  if (cause.error != 0) report_.store_failed(store_error_text(shown_, doing, cause.error));
  report_.store_failed(shown_ + ": could not " + doing + ": HDF5: " + cause.text +
                       "; check the file system, or choose another folder with -o");
}

void Hdf5Out::close() {
  checked(H5Fclose(file_), "write the file");
  file_ = -1;
}

// Without object times equal content is equal bytes. Attributes keep their order, as netCDF expects.
OutId Hdf5Out::creation(hid_t property_class) const {
  OutId plist(*this, checked(H5Pcreate(property_class), "prepare"), H5Pclose);
  checked(H5Pset_attr_creation_order(plist, ordered), "prepare");
  checked(H5Pset_obj_track_times(plist, false), "prepare");
  return plist;
}

void Hdf5Out::remove(const std::string& name) const {
  if (checked(H5Lexists(file_, name.c_str(), H5P_DEFAULT), "look for " + name) > 0) {
    checked(H5Ldelete(file_, name.c_str(), H5P_DEFAULT), "replace " + name);
  }
}

OutId Hdf5Out::group(hid_t parent, const std::string& name) const {
  const OutId create = creation(H5P_GROUP_CREATE);
  checked(H5Pset_link_creation_order(create, ordered), "prepare");
  return OutId(*this,
               checked(H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, create, H5P_DEFAULT), "write the group " + name),
               H5Gclose);
}

OutId Hdf5Out::table(hid_t parent, const std::string& name, hid_t type, hsize_t rows, hsize_t extent,
                     hsize_t chunk_rows, int level) const {
  const int rank = extent == 0 ? 1 : 2;
  const hsize_t shape[2] = {rows, extent};
  const hsize_t chunk[2] = {rows == 0 ? 1 : std::min(rows, chunk_rows), extent};
  const OutId space(*this, checked(H5Screate_simple(rank, shape, nullptr), "prepare"), H5Sclose);
  const OutId create = creation(H5P_DATASET_CREATE);
  checked(H5Pset_chunk(create, rank, chunk), "prepare");
  if (level > 0) {
    if (H5Tget_size(type) > 1) checked(H5Pset_shuffle(create), "prepare");
    checked(H5Pset_deflate(create, static_cast<unsigned>(level)), "prepare");
  }
  checked(H5Pset_fletcher32(create), "prepare");
  const OutId access(*this, checked(H5Pcreate(H5P_DATASET_ACCESS), "prepare"), H5Pclose);
  checked(H5Pset_chunk_cache(access, 0, 0, 0),
          "prepare");  // whole chunks are written: a cache for each column would only cost memory
  return OutId(
      *this,
      checked(H5Dcreate2(parent, name.c_str(), type, space, H5P_DEFAULT, create, access), "write the column " + name),
      H5Dclose);
}

OutId Hdf5Out::values(hid_t parent, const std::string& name, hid_t type, const std::vector<hsize_t>& shape,
                      const void* data) const {
  const int rank = static_cast<int>(shape.size());
  const hid_t shape_id = rank == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(rank, shape.data(), nullptr);
  const OutId space(*this, checked(shape_id, "prepare"), H5Sclose);
  const OutId create = creation(H5P_DATASET_CREATE);
  // A scalar lies in its header: thousands of them in /statistics take half the writes.
  if (rank == 0) checked(H5Pset_layout(create, H5D_COMPACT), "prepare");
  OutId dataset(
      *this, checked(H5Dcreate2(parent, name.c_str(), type, space, H5P_DEFAULT, create, H5P_DEFAULT), "write " + name),
      H5Dclose);
  if (data != nullptr) checked(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), "write " + name);
  return dataset;
}

void Hdf5Out::write_rows(hid_t dataset, hid_t type, hsize_t first, hsize_t rows, hsize_t extent,
                         const void* data) const {
  const int rank = extent == 0 ? 1 : 2;
  const hsize_t start[2] = {first, 0}, count[2] = {rows, extent};
  const OutId space(*this, checked(H5Dget_space(dataset), "prepare"), H5Sclose);
  checked(H5Sselect_hyperslab(space, H5S_SELECT_SET, start, nullptr, count, nullptr), "prepare");
  const OutId memory(*this, checked(H5Screate_simple(rank, count, nullptr), "prepare"), H5Sclose);
  checked(H5Dwrite(dataset, type, memory, space, H5P_DEFAULT, data), "write the rows");
}

OutId Hdf5Out::bare_dimension(hid_t parent, const std::string& name, hsize_t extent) const {
  const std::vector<float> nothing(extent);
  OutId scale = values(parent, name, H5T_IEEE_F32LE, {extent}, nothing.data());
  // The text that netCDF-4 gives a dimension without a variable, in its width: its readers then show no variable.
  char label[80];
  std::snprintf(label, sizeof label, "This is a netCDF dimension but not a netCDF variable.%10llu",
                static_cast<unsigned long long>(extent));
  make_scale(scale, label);
  return scale;
}

void Hdf5Out::make_scale(hid_t dataset, const std::string& name) const {
  checked(H5DSset_scale(dataset, name.c_str()), "write the dimension " + name);
}

void Hdf5Out::attach(hid_t dataset, hid_t scale, unsigned dimension) const {
  checked(H5DSattach_scale(dataset, scale, dimension), "write a dimension");
}

void Hdf5Out::link(const std::string& name, hid_t group) const {
  checked(H5Lcreate_hard(file_, name.c_str(), group, name.c_str(), H5P_DEFAULT, H5P_DEFAULT), "write the name " + name);
}

void Hdf5Out::attribute(hid_t where, const std::string& name, hid_t file_type, hid_t memory_type, hid_t space,
                        const void* data) const {
  const OutId attr(*this,
                   checked(H5Acreate2(where, name.c_str(), file_type, space, H5P_DEFAULT, H5P_DEFAULT),
                           "write the attribute " + name),
                   H5Aclose);
  checked(H5Awrite(attr, memory_type, data), "write the attribute " + name);
}

void Hdf5Out::text(hid_t where, const std::string& name, const std::string& value) const {
  const OutId type(*this, checked(H5Tcopy(H5T_C_S1), "prepare"), H5Tclose);
  checked(H5Tset_size(type, H5T_VARIABLE), "prepare");
  checked(H5Tset_cset(type, H5T_CSET_UTF8), "prepare");
  const OutId space(*this, checked(H5Screate(H5S_SCALAR), "prepare"), H5Sclose);
  const char* data = value.c_str();
  attribute(where, name, type, type, space, &data);
}

void Hdf5Out::texts(hid_t where, const std::string& name, const std::vector<std::string>& values) const {
  const OutId type(*this, checked(H5Tcopy(H5T_C_S1), "prepare"), H5Tclose);
  checked(H5Tset_size(type, H5T_VARIABLE), "prepare");
  checked(H5Tset_cset(type, H5T_CSET_UTF8), "prepare");
  const hsize_t n = values.size();
  const OutId space(*this, checked(H5Screate_simple(1, &n, nullptr), "prepare"), H5Sclose);
  std::vector<const char*> data;
  for (const std::string& v : values) data.push_back(v.c_str());
  attribute(where, name, type, type, space, data.data());
}

void Hdf5Out::numbers(hid_t where, const std::string& name, hid_t file_type,
                      const std::vector<std::int64_t>& values) const {
  const hsize_t n = values.size();
  const OutId space(*this, checked(H5Screate_simple(1, &n, nullptr), "prepare"), H5Sclose);
  attribute(where, name, file_type, H5T_NATIVE_INT64, space, values.data());
}

void Hdf5Out::number(hid_t where, const std::string& name, std::int64_t value) const {
  const OutId space(*this, checked(H5Screate(H5S_SCALAR), "prepare"), H5Sclose);
  attribute(where, name, H5T_STD_I64LE, H5T_NATIVE_INT64, space, &value);
}

void Hdf5Out::number(hid_t where, const std::string& name, std::uint64_t value) const {
  const OutId space(*this, checked(H5Screate(H5S_SCALAR), "prepare"), H5Sclose);
  attribute(where, name, H5T_STD_U64LE, H5T_NATIVE_UINT64, space, &value);
}

void Hdf5Out::not_a_number(hid_t where, const std::string& name, hid_t type) const {
  const hsize_t one = 1;
  const OutId space(*this, checked(H5Screate_simple(1, &one, nullptr), "prepare"), H5Sclose);
  attribute(where, name, type, H5T_NATIVE_DOUBLE, space, &nan);
}

}  // namespace farside
