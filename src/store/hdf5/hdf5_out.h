#pragma once
// HDF5 for writing, in the child process alone: every call is checked, and the first failure ends the child with a
// message.
#include <hdf5.h>

#include <cstdint>
#include <string>
#include <vector>

#include "store/process/writing_child.h"

namespace farside {

class Hdf5Out;

// Closes an identifier when it goes out of scope, and ends the child if that fails: HDF5 writes when it closes, and a
// failure then would leave a file that looks whole.
class OutId {
 public:
  using Close = herr_t (*)(hid_t);
  OutId(const Hdf5Out& out, hid_t id, Close close) : out_(&out), id_(id), close_(close) {}
  OutId(OutId&& other) noexcept : out_(other.out_), id_(other.id_), close_(other.close_) { other.id_ = -1; }
  OutId(const OutId&) = delete;
  OutId& operator=(const OutId&) = delete;
  OutId& operator=(OutId&&) = delete;
  ~OutId();
  operator hid_t() const { return id_; }

 private:
  const Hdf5Out* out_;
  hid_t id_;
  Close close_;
};

class Hdf5Out {
 public:
  enum class Mode { create, modify };
  // `shown` is the name that messages give: the user's file, not the temporary one.
  Hdf5Out(const std::string& path, Mode mode, const std::string& shown, const ChildReport& report);
  Hdf5Out(const Hdf5Out&) = delete;
  Hdf5Out& operator=(const Hdf5Out&) = delete;

  hid_t root() const { return file_; }
  void close();  // writes what is left; nothing else may be called after it

  // Ends the child unless `id` (or a status) is good.
  template <class T>
  T checked(T id, const std::string& doing) const {
    if (id < 0) fail(doing);
    return id;
  }

  void remove(const std::string& name) const;  // from the root group; does nothing where it isn't
  OutId group(hid_t parent, const std::string& name) const;

  // A dataset of `rows` x `extent` (extent 0: one dimension), chunked and compressed; `level` 0: only checksummed.
  OutId table(hid_t parent, const std::string& name, hid_t type, hsize_t rows, hsize_t extent, hsize_t chunk_rows,
              int level) const;
  // A small dataset written at once. No dimensions: a scalar.
  OutId values(hid_t parent, const std::string& name, hid_t type, const std::vector<hsize_t>& shape,
               const void* data) const;
  void write_rows(hid_t dataset, hid_t type, hsize_t first, hsize_t rows, hsize_t extent, const void* data) const;

  // A dimension scale without values of its own (netCDF: a dimension that has no coordinate).
  OutId bare_dimension(hid_t parent, const std::string& name, hsize_t extent) const;
  void make_scale(hid_t dataset, const std::string& name) const;
  void attach(hid_t dataset, hid_t scale, unsigned dimension) const;

  // A second name, in the group, of an object of the root.
  void link(const std::string& name, hid_t group) const;

  void text(hid_t where, const std::string& name, const std::string& value) const;
  void texts(hid_t where, const std::string& name, const std::vector<std::string>& values) const;
  void numbers(hid_t where, const std::string& name, hid_t file_type, const std::vector<std::int64_t>& values) const;
  void number(hid_t where, const std::string& name, std::int64_t value) const;
  void number(hid_t where, const std::string& name, std::uint64_t value) const;
  void not_a_number(hid_t where, const std::string& name, hid_t type) const;

 private:
  [[noreturn]] void fail(const std::string& doing) const;
  void attribute(hid_t where, const std::string& name, hid_t file_type, hid_t memory_type, hid_t space,
                 const void* data) const;
  OutId creation(hid_t property_class) const;

  std::string shown_;
  ChildReport report_;
  hid_t file_ = -1;
};

}  // namespace farside
