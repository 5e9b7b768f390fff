#include "store/reader.h"

#include <gtest/gtest.h>
#include <hdf5_hl.h>

#include <array>
#include <cmath>
#include <functional>
#include <tuple>

#include "base/error.h"
#include "store/hdf5/writer.h"
#include "unit/store/fixture.h"

namespace farside::reader_test {
namespace {

using store_test::append_block, store_test::Folder, store_test::make_header, store_test::mix, store_test::make_input,
    store_test::make_record, store_test::small_schema;

// A file that someone else wrote.
void write_foreign(const std::string& path, const std::function<void(hid_t)>& fill) {
  const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  fill(file);
  H5Fclose(file);
}

void put_doubles(hid_t file, const char* name, const std::vector<double>& values) {
  const hsize_t n = values.size();
  H5LTmake_dataset_double(file, name, 1, &n, values.data());
}

// What the reader says of it; HDF5 must say nothing.
std::string refusal(const std::string& path, const std::string& column = "") {
  testing::internal::CaptureStderr();
  std::string message;
  try {
    const CampaignFile file(path);
    if (!column.empty()) file.read_column(column);
  } catch (const DataError& e) {
    message = e.what();
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_TRUE(message.empty() || message.rfind(path + ": ", 0) == 0) << message;
  return message;
}

std::string refusal_of(const std::function<void(hid_t)>& fill) {
  const Folder folder;
  write_foreign(folder / "f.h5", fill);
  return refusal(folder / "f.h5");
}

void write_campaign(const std::string& path, std::uint64_t cases) {
  Journal journal(path, small_schema(), make_header(100));
  append_block(journal, 0, cases);
  write_campaign_file(mix(journal), make_header(cases), nullptr, nullptr, path, {});
}

#define EXPECT_TELLS(message, part) EXPECT_NE((message).find(part), std::string::npos) << (message)

TEST(Reader, ReadsAFileByHandThatHoldsSomeColumns) {
  const Folder folder;
  write_foreign(folder / "f.h5", [](hid_t file) {
    put_doubles(file, "landing_east", {1.5, -2.5, NAN});
    const hsize_t three = 3;
    const std::int32_t outcome[] = {0, 2, 1};
    H5LTmake_dataset(file, "outcome", 1, &three, H5T_NATIVE_INT32, outcome);
    const hsize_t table[] = {3, 2};
    const float sinkage[] = {1, 2, 3, 4, 5, 6};
    H5LTmake_dataset(file, "sinkage", 2, table, H5T_NATIVE_FLOAT, sinkage);
    H5LTset_attribute_string(file, "outcome", "flag_meanings", "safe degraded lost");
    const hsize_t five = 5;
    const std::int8_t other[5] = {};
    H5LTmake_dataset(file, "leg", 1, &five, H5T_NATIVE_INT8, other);
    const hid_t scale = H5Dopen2(file, "leg", H5P_DEFAULT);
    H5DSset_scale(scale, "leg");
    H5Dclose(scale);
    H5Gclose(H5Gcreate2(file, "notes", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  });
  const CampaignFile file(folder / "f.h5");
  EXPECT_EQ(file.rows(), 3u);
  EXPECT_EQ(file.columns().size(), 3u);
  EXPECT_EQ(file.read_column("outcome"), (std::vector<double>{0, 2, 1}));
  EXPECT_EQ(file.read_column("landing_east", 1, 1), (std::vector<double>{-2.5}));
  EXPECT_EQ(file.read_column("sinkage", 1, 2), (std::vector<double>{3, 4, 5, 6}));
  EXPECT_EQ(file.find("outcome")->flag_meanings, (std::vector<std::string>{"safe", "degraded", "lost"}));
  EXPECT_EQ(file.row_of(2), 2u);
  EXPECT_FALSE(file.row_of(3));
  EXPECT_FALSE(file.text("campaign_id"));
}

TEST(Reader, SaysWhyAFileIsNone) {
  const Folder folder;
  EXPECT_TELLS(refusal(folder / "none.h5"), "no such file; check its path");
  EXPECT_TELLS(refusal(folder / ""), "can't be read: it is a folder; give a file");
  std::ofstream(folder / "text.h5") << "case,outcome\n0,0\n";
  EXPECT_TELLS(refusal(folder / "text.h5"), "is not an HDF5 file");
  std::ofstream(folder / "empty.h5") << "";
  EXPECT_TELLS(refusal(folder / "empty.h5"), "is not an HDF5 file");
  write_campaign(folder / "cut.h5", 100);
  std::filesystem::resize_file(folder / "cut.h5", std::filesystem::file_size(folder / "cut.h5") / 2);
  EXPECT_TELLS(refusal(folder / "cut.h5"), "is damaged");
}

TEST(Reader, RefusesTextThatIsNone) {
  for (const char* bad : {"m\xff", "\x1b[31m"}) {
    EXPECT_TELLS(refusal_of([&](hid_t file) {
                   put_doubles(file, "x", {1.0});
                   H5LTset_attribute_string(file, "x", "units", bad);
                 }),
                 "attribute units is not text");
    EXPECT_TELLS(refusal_of([&](hid_t file) { put_doubles(file, bad, {1.0}); }), "name of a dataset");
  }
}

TEST(Reader, RefusesOtherFileTypesAndNewerVersions) {
  EXPECT_TELLS(refusal_of([](hid_t file) { H5LTset_attribute_string(file, "/", "filetype", "farside-trajectories"); }),
               "is a farside-trajectories file");
  EXPECT_TELLS(refusal_of([](hid_t file) {
                 const int version = 2;
                 H5LTset_attribute_int(file, "/", "format_version", &version, 1);
               }),
               "format_version 2");
  EXPECT_TELLS(refusal_of([](hid_t) {}), "holds no column of cases");
}

TEST(Reader, RefusesColumnsOfAnotherShapeOrType) {
  EXPECT_TELLS(refusal_of([](hid_t file) {
                 put_doubles(file, "a", {1, 2});
                 put_doubles(file, "b", {1, 2, 3});
               }),
               "differ in length (2 and 3)");
  EXPECT_TELLS(refusal_of([](hid_t file) {
                 const hsize_t cube[] = {1, 1, 1};
                 const double one = 1;
                 H5LTmake_dataset_double(file, "cube", 3, cube, &one);
               }),
               "cube has 3 dimensions");
  EXPECT_TELLS(refusal_of([](hid_t file) { H5LTmake_dataset_string(file, "label", "x"); }),
               "label is text; a column holds integers or floating values of 32 or 64 bits, and what is none belongs "
               "into a group");
  EXPECT_TELLS(refusal_of([](hid_t file) {
                 const hsize_t two = 2;
                 const hid_t type = H5Tvlen_create(H5T_NATIVE_DOUBLE);
                 const hvl_t data[2] = {{0, nullptr}, {0, nullptr}};
                 H5LTmake_dataset(file, "ragged", 1, &two, type, data);
                 H5Tclose(type);
               }),
               "ragged is of variable length");
}

TEST(Reader, RefusesDataThatIsNotInTheFile) {
  EXPECT_TELLS(refusal_of([](hid_t file) {
                 put_doubles(file, "a", {1, 2});
                 H5Lcreate_soft("/a", file, "b", H5P_DEFAULT, H5P_DEFAULT);
               }),
               "the link b leads elsewhere");
  EXPECT_TELLS(
      refusal_of([](hid_t file) { H5Lcreate_external("other.h5", "/a", file, "a", H5P_DEFAULT, H5P_DEFAULT); }),
      "the link a leads elsewhere");
  const auto with_layout = [](const std::function<void(hid_t create, hid_t space)>& prepare) {
    return refusal_of([&](hid_t file) {
      const hsize_t four = 4;
      const hid_t space = H5Screate_simple(1, &four, nullptr), create = H5Pcreate(H5P_DATASET_CREATE);
      prepare(create, space);
      H5Dclose(H5Dcreate2(file, "a", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, create, H5P_DEFAULT));
      H5Pclose(create);
      H5Sclose(space);
    });
  };
  EXPECT_TELLS(with_layout([](hid_t create, hid_t) { H5Pset_external(create, "other.raw", 0, 32); }),
               "keeps its data in another file");
  EXPECT_TELLS(with_layout([](hid_t create, hid_t space) { H5Pset_virtual(create, space, "other.h5", "/a", space); }),
               "virtual dataset");
  EXPECT_TELLS(with_layout([](hid_t create, hid_t) {
                 const hsize_t chunk = 4;
                 H5Pset_chunk(create, 1, &chunk);
                 H5Pset_scaleoffset(create, H5Z_SO_FLOAT_DSCALE, 2);
               }),
               "a filter other than");
}

TEST(Reader, RefusesADatasetThatWasNotWrittenToItsEnd) {
  const auto first_of_three_chunks = [](const double* fill) {
    return [fill](hid_t file) {
      const hsize_t rows = 10, chunk = 4;
      const hid_t space = H5Screate_simple(1, &rows, nullptr), create = H5Pcreate(H5P_DATASET_CREATE),
                  part = H5Scopy(space);
      H5Pset_chunk(create, 1, &chunk);
      if (fill != nullptr) H5Pset_fill_value(create, H5T_NATIVE_DOUBLE, fill);
      const hid_t dataset = H5Dcreate2(file, "a", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, create, H5P_DEFAULT);
      const hsize_t start = 0;
      H5Sselect_hyperslab(part, H5S_SELECT_SET, &start, nullptr, &chunk, nullptr);
      const double ones[4] = {1, 1, 1, 1};
      const hid_t memory = H5Screate_simple(1, &chunk, nullptr);
      H5Dwrite(dataset, H5T_NATIVE_DOUBLE, memory, part, H5P_DEFAULT, ones);
      for (const hid_t s : {space, part, memory}) H5Sclose(s);
      H5Pclose(create);
      H5Dclose(dataset);
    };
  };
  EXPECT_TELLS(refusal_of(first_of_three_chunks(nullptr)), "a was not written to its end: 1 of 3 pieces have data");
  const double none = NAN;  // there the rest reads as missing
  EXPECT_EQ(refusal_of(first_of_three_chunks(&none)), "");
}

TEST(Reader, NoAttributeCallsMissingHowACaseEnded) {
  const auto with_fill = [](const char* column, const std::vector<double>& values, double fill) {
    return [=](hid_t file) {
      put_doubles(file, column, values);
      H5LTset_attribute_double(file, column, "_FillValue", &fill, 1);
    };
  };
  const Folder folder;
  const auto read = [&](const std::function<void(hid_t)>& fill, const char* column) {
    write_foreign(folder / "f.h5", fill);
    return refusal(folder / "f.h5", column);
  };
  const std::string told =
      " values that say how a case ended, and its attributes (_FillValue, missing_value, "
      "valid_range) call them missing; remove these attributes";
  EXPECT_TELLS(read(with_fill("outcome", {0, 0, 2, 3}, 0), "outcome"), "the column outcome has 2" + told);
  EXPECT_TELLS(read(with_fill("outcome", {0, 0, 2, 3}, 3), "outcome"), "the column outcome has 1" + told);
  EXPECT_TELLS(read(with_fill("status", {1, 1, 1, 0}, 1), "status"), "the column status has 3" + told);
  EXPECT_TELLS(read(with_fill("first_cause", {5, 0, 0, 0}, 5), "first_cause"), "the column first_cause has 1" + told);
  EXPECT_TELLS(read(with_fill("failure_mask", {6, 0, 0, 0}, 6), "failure_mask"),
               "the column failure_mask has 1" + told);
  // what those say who have no value: not run, no cause, and a number that is no code
  EXPECT_EQ(read(with_fill("status", {1, 1, 1, 0}, 0), "status"), "");
  EXPECT_EQ(read(with_fill("first_cause", {5, 0, 0, 0}, 0), "first_cause"), "");
  EXPECT_EQ(read(with_fill("outcome", {0, 99, -1, 3}, 99), "outcome"), "");
  EXPECT_EQ(read(with_fill("outcome", {0, 99, -1, 3}, -1), "outcome"), "");
}

TEST(Reader, WhatAttributesCallMissingIsNeverAValue) {
  const Folder folder;
  const std::vector<double> one{2.0}, two{1.0, 3.0}, range{1.5, 3.5};
  for (const auto& [name, values, expected] :
       std::vector<std::tuple<const char*, std::vector<double>, std::vector<double>>>{
           {"_FillValue", one, {1, NAN, 3, 4}},
           {"missing_value", two, {NAN, 2, NAN, 4}},
           {"valid_min", one, {NAN, 2, 3, 4}},
           {"valid_max", one, {1, 2, NAN, NAN}},
           {"valid_range", range, {NAN, 2, 3, NAN}}}) {
    const std::string path = folder / (std::string(name) + ".h5");
    write_foreign(path, [&, name = name, values = values](hid_t file) {
      put_doubles(file, "a", {1, 2, 3, 4});
      H5LTset_attribute_double(file, "a", name, values.data(), values.size());
    });
    const std::vector<double> read = CampaignFile(path).read_column("a");
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_TRUE(read[i] == expected[i] || (std::isnan(read[i]) && std::isnan(expected[i])))
          << name << " " << i << ": " << read[i];
    }
    try {
      CampaignFile(path).read_bytes("a", 0, 4);  // as merge copies them, without attributes
      ADD_FAILURE() << name << ": missing values were copied as values";
    } catch (const DataError& e) {
      EXPECT_TELLS(std::string(e.what()), "call missing; write NaN in their place");
    }
  }
}

TEST(Reader, WhatNetcdfFillsInUnwrittenPlacesIsNeverAValue) {
  const Folder folder;
  const auto read = [&](hid_t type, const void* fill, std::uint64_t written, bool attribute = false) {
    const std::string path = folder / "n.nc";
    write_foreign(path, [&](hid_t file) {
      const hsize_t n = 2;
      const hid_t space = H5Screate_simple(1, &n, nullptr), create = H5Pcreate(H5P_DATASET_CREATE);
      if (fill) H5Pset_fill_value(create, type, fill);
      const hid_t dataset = H5Dcreate2(file, "a", type, space, H5P_DEFAULT, create, H5P_DEFAULT);
      const hsize_t first = 0, count = written;
      H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, nullptr, &count, nullptr);
      const hid_t memory = H5Screate_simple(1, &count, nullptr);
      const double values[] = {7, 9.9692099683868690e+36};
      H5Dwrite(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, values);
      const double other = -1;
      if (attribute) H5LTset_attribute_double(file, "a", "_FillValue", &other, 1);
      H5Sclose(memory), H5Dclose(dataset), H5Pclose(create), H5Sclose(space);
    });
    return CampaignFile(path).read_column("a").at(1);
  };
  const double nc_fill_double = 9.9692099683868690e+36;  // netcdf.h: NC_FILL_DOUBLE and its neighbours
  const float nc_fill_float = 9.9692099683868690e+36f;
  const std::int16_t nc_fill_short = -32767;
  const std::int32_t nc_fill_int = -2147483647, other = -2147483646, zero = 0;
  const std::int64_t nc_fill_int64 = -9223372036854775806;
  const std::uint64_t nc_fill_uint64 = 18446744073709551614u;
  const std::int8_t nc_fill_byte = -127;
  EXPECT_TRUE(std::isnan(read(H5T_NATIVE_DOUBLE, &nc_fill_double, 1)));
  EXPECT_TRUE(std::isnan(read(H5T_NATIVE_FLOAT, &nc_fill_float, 1)));
  EXPECT_TRUE(std::isnan(read(H5T_NATIVE_INT16, &nc_fill_short, 1)));
  EXPECT_TRUE(std::isnan(read(H5T_NATIVE_INT32, &nc_fill_int, 1)));
  EXPECT_TRUE(std::isnan(read(H5T_NATIVE_INT64, &nc_fill_int64, 1)));
  EXPECT_TRUE(std::isnan(read(H5T_NATIVE_UINT64, &nc_fill_uint64, 1)));
  EXPECT_EQ(read(H5T_NATIVE_INT8, &nc_fill_byte, 1), -127);  // of a byte, every value is one
  EXPECT_EQ(read(H5T_NATIVE_INT32, &other, 1), other);
  EXPECT_EQ(read(H5T_NATIVE_INT32, &zero, 1), 0);
  EXPECT_EQ(read(H5T_NATIVE_DOUBLE, nullptr, 2), nc_fill_double);  // another fill value, or another one declared
  EXPECT_EQ(read(H5T_NATIVE_DOUBLE, &nc_fill_double, 1, true), nc_fill_double);
}

TEST(Reader, RefusesNumbersOfAnotherSignThanTheirType) {
  const Folder folder;
  const auto refused = [&](hid_t type, const char* text) {
    write_foreign(folder / "u.nc", [&](hid_t file) {
      const hsize_t n = 2;
      const std::int8_t values[] = {-1, 1};
      H5LTmake_dataset(file, "a", 1, &n, type, values);
      H5LTset_attribute_string(file, "a", "_Unsigned", text);
    });
    return refusal(folder / "u.nc", "a");
  };
  EXPECT_TELLS(refused(H5T_NATIVE_INT8, "true"), "of another sign than its type");
  EXPECT_TELLS(refused(H5T_NATIVE_UINT8, "false"), "of another sign than its type");
  EXPECT_EQ(refused(H5T_NATIVE_INT8, "false"), "");
  EXPECT_EQ(refused(H5T_NATIVE_UINT8, "true"), "");
}

TEST(Reader, RefusesFlagsWithoutTheirMeanings) {
  const Folder folder;
  const auto refused = [&](const char* meanings) {
    write_foreign(folder / "f.h5", [&](hid_t file) {
      put_doubles(file, "first_cause", {0, 1});
      const long flags[] = {0, 1};
      H5LTset_attribute_long(file, "first_cause", "flag_values", flags, 2);
      H5LTset_attribute_string(file, "first_cause", "flag_meanings", meanings);
    });
    return refusal(folder / "f.h5", "first_cause");
  };
  EXPECT_TELLS(refused("none"), "the dataset first_cause has 2 flags and 1 flag_meanings; give each flag a meaning");
  EXPECT_TELLS(refused("none slid tip_over"), "has 2 flags and 3 flag_meanings");
  EXPECT_EQ(refused("none slid"), "");
}

TEST(Reader, RefusesAnExtentThatItsBytesCannotHold) {
  EXPECT_TELLS(refusal_of([](hid_t file) {
                 const hsize_t rows = hsize_t{1} << 34, chunk = 1024;
                 const hid_t space = H5Screate_simple(1, &rows, nullptr), create = H5Pcreate(H5P_DATASET_CREATE);
                 H5Pset_chunk(create, 1, &chunk);
                 const hid_t set = H5Dcreate2(file, "a", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, create, H5P_DEFAULT);
                 const hsize_t first = 0, one = 1;  // a single chunk of them all
                 const hid_t memory = H5Screate_simple(1, &one, nullptr);
                 const double value = 1.0;
                 H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, nullptr, &one, nullptr);
                 H5Dwrite(set, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, &value);
                 H5Sclose(memory);
                 H5Dclose(set);
                 H5Pclose(create);
                 H5Sclose(space);
               }),
               "but has 8192 on disk");
}

// A campaign of many equal cases is written, and its statistics are made, however small the file gets.
TEST(Reader, SmallFilesOfManyValuesAreReadOnlyWhereThisProgramWroteThem) {
  const Folder folder;
  const std::string path = folder / "f.h5";
  constexpr hsize_t rows = 80'000'000, chunk = 1 << 20;
  write_foreign(path, [&](hid_t file) {
    const hid_t space = H5Screate_simple(1, &rows, nullptr), create = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(create, 1, &chunk);
    H5Pset_deflate(create, 1);
    const hid_t set = H5Dcreate2(file, "outcome", H5T_NATIVE_INT8, space, H5P_DEFAULT, create, H5P_DEFAULT);
    H5Dwrite(set, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, std::vector<std::int8_t>(rows).data());
    H5Dclose(set);
    H5Pclose(create);
    H5Sclose(space);
  });
  EXPECT_TELLS(refusal(path), "claims 80 million values and has ");
  const CampaignFile own(path, Author::this_program);
  EXPECT_EQ(own.rows(), rows);
  EXPECT_EQ(own.read_column("outcome", rows - 2, 2), (std::vector<double>{0.0, 0.0}));
}

TEST(Reader, SeesADamagedByteOfAColumn) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  write_campaign(path, 1000);
  haddr_t address = 0;
  {
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT),
                dataset = H5Dopen2(file, "landing_east", H5P_DEFAULT);
    const hid_t space = H5Dget_space(dataset);
    hsize_t offset = 0, size = 0;
    unsigned mask = 0;
    ASSERT_GE(H5Dget_chunk_info(dataset, space, 0, &offset, &mask, &address, &size), 0);
    H5Sclose(space);
    H5Dclose(dataset);
    H5Fclose(file);
  }
  std::fstream bytes(path, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekg(static_cast<std::streamoff>(address) + 100);
  const char changed = static_cast<char>(bytes.peek() ^ 4);
  bytes.seekp(static_cast<std::streamoff>(address) + 100);
  bytes.put(changed);
  bytes.close();
  EXPECT_EQ(refusal(path, "landing_north"), "");
  EXPECT_TELLS(refusal(path, "landing_east"), "the column landing_east is damaged");
}

TEST(Reader, FindsASingleBitThatDiffersInARow) {
  const Folder folder;
  write_campaign(folder / "a.h5", 10);
  const CampaignFile file(folder / "a.h5");
  const Schema schema = small_schema();
  LandingRecord record = make_record(4);
  std::array<double, 2> inputs = {make_input(4, 0), make_input(4, 1)};
  EXPECT_TRUE(compare_row(file, 4, schema, record, inputs.data()).empty());
  record.sinkage[2] = std::nextafter(record.sinkage[2], 0);
  inputs[1] = std::nextafter(inputs[1], 1e9);
  const auto differences = compare_row(file, 4, schema, record, inputs.data());
  ASSERT_EQ(differences.size(), 2u);
  EXPECT_EQ(differences[0].name, "sinkage");
  EXPECT_EQ(differences[0].element, 2u);
  EXPECT_EQ(differences[0].stored, make_record(4).sinkage[2]);
  EXPECT_EQ(differences[1].name, "in_start_descent_mass_kg");
  EXPECT_EQ(differences[1].computed, inputs[1]);
}

TEST(Reader, KnowsNoColumnThatTheFileLacks) {
  const Folder folder;
  write_campaign(folder / "a.h5", 3);
  EXPECT_TELLS(refusal(folder / "a.h5", "rover_pitch"), "has no column rover_pitch");
}

}  // namespace
}  // namespace farside::reader_test
