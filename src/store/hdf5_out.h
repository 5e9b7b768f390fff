#pragma once
// HDF5 for writing, in the child process alone: every call is checked, and the first failure ends the child with a message.
#include <hdf5.h>

#include <cstdint>
#include <string>
#include <vector>

#include "store/child.h"
#include "store/hid.h"

namespace farside {

class Hdf5Out {
 public:
  enum class Mode { create, modify };
  // `shown` is the name that messages give: the user's file, not the temporary one.
  Hdf5Out(const std::string& path, Mode mode, const std::string& shown, const ChildReport& report);

  hid_t root() const { return file_; }
  void close();  // writes what is left; nothing else may be called after it

  // Ends the child unless `id` (or a status) is good.
  template <class T>
  T checked(T id, const std::string& doing) const {
    if (id < 0) fail(doing);
    return id;
  }

  void remove(const std::string& name) const;  // from the root group; does nothing where it isn't
  Hid group(hid_t parent, const std::string& name) const;

  // A dataset of `rows` x `extent` (extent 0: one dimension), chunked and compressed; `level` 0: only checksummed.
  Hid table(hid_t parent, const std::string& name, hid_t type, hsize_t rows, hsize_t extent, hsize_t chunk_rows, int level) const;
  // A small dataset written at once. No dimensions: a scalar.
  Hid values(hid_t parent, const std::string& name, hid_t type, const std::vector<hsize_t>& shape, const void* data) const;
  void write_rows(hid_t dataset, hid_t type, hsize_t first, hsize_t rows, hsize_t extent, const void* data) const;

  // A dimension scale without values of its own (netCDF: a dimension that has no coordinate).
  Hid bare_dimension(hid_t parent, const std::string& name, hsize_t extent) const;
  void make_scale(hid_t dataset, const std::string& name) const;
  void attach(hid_t dataset, hid_t scale, unsigned dimension) const;

  void text(hid_t where, const std::string& name, const std::string& value) const;
  void texts(hid_t where, const std::string& name, const std::vector<std::string>& values) const;
  void numbers(hid_t where, const std::string& name, hid_t file_type, const std::vector<std::int64_t>& values) const;
  void number(hid_t where, const std::string& name, std::int64_t value) const;
  void number(hid_t where, const std::string& name, std::uint64_t value) const;
  void not_a_number(hid_t where, const std::string& name, hid_t type) const;

 private:
  [[noreturn]] void fail(const std::string& doing) const;
  void attribute(hid_t where, const std::string& name, hid_t file_type, hid_t memory_type, hid_t space, const void* data) const;
  Hid creation(hid_t property_class) const;

  std::string shown_;
  ChildReport report_;
  hid_t file_ = -1;
};

}  // namespace farside
