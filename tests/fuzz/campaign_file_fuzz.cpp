// Sound HDF5 files of any layout, given to the reader of campaign files: wrong names, ranks, types, extents, filters,
// links, attributes. Each is refused with a reason, or can be read to its end, and the reading process says the same.
// (Files that HDF5 itself can't read are the business of faults/mutants.py: the library that finds them has crashes of
// its own, and is kept in a child process for that.)
#include <hdf5.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/error.h"
#include "fuzz/fuzz_file.h"
#include "store/hdf5/campaign_reader.h"
#include "store/process/packet.h"
#include "store/reader.h"

namespace {

using namespace farside;

constexpr std::uint64_t rows_read_max = 1000;
constexpr const char* attributes[] = {"filetype", "campaign_id", "complete", "units", "config_yaml"};

// Choices, taken from the fuzzer's bytes one after the other; zeros when they are used up.
class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  unsigned next(unsigned bound) { return size_ == 0 ? 0 : (--size_, *data_++ % bound); }
  bool is_over() const { return size_ == 0; }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
};

std::string pick_name(Choices& choices) {
  static const char* const names[] = {"case",
                                      "status",
                                      "outcome",
                                      "first_cause",
                                      "failure_mask",
                                      "weight",
                                      "landing_east",
                                      "stroke_primary",
                                      "leg",
                                      "phase",
                                      "in_vehicle_engine_isp_s",
                                      "provenance",
                                      "statistics",
                                      "x",
                                      "a/b",
                                      "\xff\xfe",
                                      "margin_",
                                      "component",
                                      "trajectories",
                                      "trajectories/case_number",
                                      "trajectories/row_size",
                                      "trajectories/time"};
  return names[choices.next(std::size(names))];
}

// A type of a value: the reader knows some, and must say so of the others.
hid_t pick_type(Choices& choices) {
  switch (choices.next(14)) {
    case 0:
      return H5Tcopy(H5T_IEEE_F64LE);
    case 1:
      return H5Tcopy(H5T_IEEE_F32LE);
    case 2:
      return H5Tcopy(H5T_STD_I8LE);
    case 3:
      return H5Tcopy(H5T_STD_I64LE);
    case 4:
      return H5Tcopy(H5T_STD_U64LE);
    case 5:
      return H5Tcopy(H5T_IEEE_F64BE);
    case 6:
      return H5Tcopy(H5T_STD_I32BE);
    case 7:
      return H5Tcopy(H5T_STD_REF_OBJ);
    case 8:
      return H5Tcreate(H5T_OPAQUE, 1 + choices.next(200));
    case 9: {
      const hid_t text = H5Tcopy(H5T_C_S1);
      H5Tset_size(text, choices.next(2) == 0 ? H5T_VARIABLE : 1 + choices.next(100));
      return text;
    }
    case 10:
      return H5Tvlen_create(H5T_IEEE_F64LE);
    case 11: {
      const hsize_t extent[1] = {1 + choices.next(8)};
      return H5Tarray_create2(H5T_IEEE_F64LE, 1, extent);
    }
    case 12: {
      const hid_t compound = H5Tcreate(H5T_COMPOUND, 16);
      H5Tinsert(compound, "a", 0, H5T_IEEE_F64LE);
      H5Tinsert(compound, "b", 8, H5T_STD_I8LE);
      return compound;
    }
    default: {
      const hid_t odd = H5Tcopy(H5T_STD_U64LE);
      H5Tset_precision(odd, 1 + choices.next(63));
      return odd;
    }
  }
}

hsize_t pick_extent(Choices& choices) {
  static const hsize_t extents[] = {0, 1, 3, 3, 3, 4, 100, 65536, hsize_t{1} << 32, hsize_t{1} << 62};
  return extents[choices.next(std::size(extents))];
}

hid_t pick_space(Choices& choices, int& rank) {
  rank = static_cast<int>(choices.next(5)) - 1;
  if (rank < 0) return H5Screate(H5S_NULL);
  if (rank == 0) return H5Screate(H5S_SCALAR);
  hsize_t extents[4], most[4];
  for (int i = 0; i < rank; ++i) {
    extents[i] = pick_extent(choices);
    most[i] = choices.next(2) == 0 ? extents[i] : H5S_UNLIMITED;
  }
  return H5Screate_simple(rank, extents, most);
}

hid_t pick_layout(Choices& choices, int rank) {
  const hid_t layout = H5Pcreate(H5P_DATASET_CREATE);
  switch (rank < 1 ? 9 : choices.next(5)) {
    case 0: {
      hsize_t chunk[4];
      for (int i = 0; i < rank; ++i) chunk[i] = 1 + choices.next(64);
      H5Pset_chunk(layout, rank, chunk);
      if (choices.next(2) == 0) H5Pset_shuffle(layout);
      if (choices.next(2) == 0) H5Pset_deflate(layout, 1);
      if (choices.next(2) == 0) H5Pset_fletcher32(layout);
      if (choices.next(8) == 0) H5Pset_nbit(layout);
      if (choices.next(8) == 0) H5Pset_scaleoffset(layout, H5Z_SO_INT, 4);
      break;
    }
    case 1:
      H5Pset_layout(layout, H5D_COMPACT);
      break;
    case 2:
      H5Pset_external(layout, "/dev/zero", 0, H5F_UNLIMITED);
      break;
    default:
      break;
  }
  H5Pset_alloc_time(layout, choices.next(2) == 0 ? H5D_ALLOC_TIME_LATE : H5D_ALLOC_TIME_INCR);
  return layout;
}

void add_attribute(Choices& choices, hid_t to) {
  static const char* const names[] = {"filetype",      "format_version", "campaign_id",   "model_version",
                                      "campaign_seed", "shard",          "complete",      "units",
                                      "long_name",     "flag_values",    "flag_meanings", "flag_masks",
                                      "config_path",   "config_yaml",    "_FillValue"};
  const char* name = names[choices.next(std::size(names))];
  const hid_t type = pick_type(choices);
  hsize_t few[1] = {choices.next(20)};
  const hid_t space = choices.next(2) == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, few, nullptr);
  const hid_t attribute = H5Acreate2(to, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  if (attribute >= 0) {
    if (H5Tis_variable_str(type) == 0 && H5Tdetect_class(type, H5T_VLEN) == 0 &&
        H5Tdetect_class(type, H5T_REFERENCE) == 0) {
      std::vector<unsigned char> bytes(
          static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)) * H5Tget_size(type) + 1);
      for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(choices.next(256));
      H5Awrite(attribute, type, bytes.data());
    }
    H5Aclose(attribute);
  }
  H5Sclose(space);
  H5Tclose(type);
}

void add_dataset(Choices& choices, hid_t file) {
  int rank;
  const hid_t type = pick_type(choices), space = pick_space(choices, rank), layout = pick_layout(choices, rank);
  const hid_t dataset = H5Dcreate2(file, pick_name(choices).c_str(), type, space, H5P_DEFAULT, layout, H5P_DEFAULT);
  if (dataset >= 0) {
    for (unsigned n = choices.next(4); n > 0; --n) add_attribute(choices, dataset);
    H5Dclose(dataset);
  }
  H5Pclose(layout);
  H5Sclose(space);
  H5Tclose(type);
}

void add_link(Choices& choices, hid_t file) {
  const std::string name = pick_name(choices), to = pick_name(choices);
  switch (choices.next(4)) {
    case 0:
      H5Lcreate_soft(to.c_str(), file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      break;
    case 1:
      H5Lcreate_external("/nowhere.h5", to.c_str(), file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      break;
    case 2:
      H5Lcreate_hard(file, to.c_str(), file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      break;
    default: {
      const hid_t group = H5Gcreate2(file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
      if (group >= 0) H5Gclose(group);
    }
  }
}

std::vector<unsigned char> make_file(Choices& choices) {
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_fapl_core(access, 1 << 16, false);
  const hid_t file = H5Fcreate("fuzz.h5", H5F_ACC_TRUNC, H5P_DEFAULT, access);
  H5Pclose(access);
  if (file < 0) std::abort();
  for (int n = 0; n < 24 && !choices.is_over(); ++n) {
    switch (choices.next(8)) {
      case 0:
        add_link(choices, file);
        break;
      case 1:
        add_attribute(choices, file);
        break;
      default:
        add_dataset(choices, file);
    }
  }
  H5Fflush(file, H5F_SCOPE_LOCAL);
  std::vector<unsigned char> image(static_cast<std::size_t>(H5Fget_file_image(file, nullptr, 0)));
  H5Fget_file_image(file, image.data(), image.size());
  H5Fclose(file);
  return image;
}

// All that is told of a file, in one text. `read` gives the bytes of some values of a column.
template <class File, class Read>
std::string all_of(const File& file, const Read& read) {
  PacketOut told;
  told.number(file.rows()).number(file.columns().size());
  for (const ColumnInfo& column : file.columns()) {
    const std::uint64_t some = std::min(rows_read_max, file.rows()), first = file.rows() - some;
    const std::string doubles = read(column.name, first, some, ReadAs::doubles),
                      stored = read(column.name, first, some, ReadAs::stored);
    if (doubles.size() != some * column.extent * sizeof(double) || stored.size() != some * column.bytes()) std::abort();
    told.text(column.name).text(column.units).text(doubles).text(stored);
  }
  for (const char* name : attributes) {
    told.text(file.text(name).value_or("none"))
        .number(file.number(name).value_or(0))
        .text(file.text(name, "provenance").value_or("none"));
  }
  return told.list(file.trajectories().rows).bytes();
}

// In this process: a finding in a child would only look like damage, and the fuzzer wouldn't see what its inputs reach.
std::string read_here(const std::string& path) {
  const CampaignReader file(path, Content::cases);
  return all_of(file, [&](const auto&... what) { return file.read(what...); });
}

template <class Value>
std::string bytes_of(const std::vector<Value>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value)};
}

// By way of the reading process, as the program does it.
std::string read_in_child(const std::string& path) {
  const CampaignFile file(path);
  return all_of(file, [&](const std::string& name, std::uint64_t first, std::uint64_t count, ReadAs as) {
    return as == ReadAs::doubles ? bytes_of(file.read_column(name, first, count))
                                 : bytes_of(file.read_bytes(name, first, count));
  });
}

template <class Read>
std::string answer_or_refusal(const Read& read, const std::string& path) {
  try {
    return read(path);
  } catch (const DataError& e) {
    return e.what();
  }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  const std::vector<unsigned char> image = make_file(choices);
  const std::string& path = fuzz_file(image.data(), image.size());
  const std::string here = answer_or_refusal(read_here, path);
  // A process for each input would cost more than all the rest.
  if (size > 0 && data[size - 1] % 64 == 0 && answer_or_refusal(read_in_child, path) != here) std::abort();
  return 0;
}
