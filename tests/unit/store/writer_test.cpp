#include "store/hdf5/writer.h"

#include <gtest/gtest.h>
#include <hdf5_hl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "store/reader.h"
#include "unit/sanitized.h"
#include "unit/store/fixture.h"

namespace farside::writer_test {
namespace {

using store_test::append_block, store_test::bytes_of, store_test::Folder, store_test::make_header,
    store_test::message_of, store_test::mix, store_test::make_input, store_test::make_record, store_test::small_schema,
    store_test::write_cases;
using Json = nlohmann::ordered_json;

TEST(Writer, StoresEveryColumnOfEveryCaseBitForBit) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  write_cases(path, 100);
  const CampaignFile file(path);
  const Schema schema = small_schema();
  ASSERT_EQ(file.rows(), 100u);
  ASSERT_EQ(file.columns().size(), schema.columns().size());
  for (std::uint64_t i = 0; i < 100; ++i) {
    const double inputs[] = {make_input(i, 0), make_input(i, 1)};
    EXPECT_TRUE(compare_row(file, i, schema, make_record(i), inputs).empty()) << i;
  }
}

TEST(Writer, OrdersBlocksAndMarksMissingCasesAcrossChunks) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  constexpr std::uint64_t first = 1000, cases = 70000;  // more than two chunks of rows, the last one partial
  Journal journal(path, Schema(), make_header(100));
  append_block(journal, first + 40000, 30000);
  append_block(journal, first, 39990);  // ten are missing
  CampaignHeader header = make_header(cases);
  header.cases = {{first, cases}};
  write_campaign_file(mix(journal), header, nullptr, nullptr, path, {});
  const CampaignFile file(path);
  EXPECT_EQ(file.number("complete"), 0u);
  const auto numbers = file.read_column("case"), status = file.read_column("status"),
             north = file.read_column("landing_north");
  for (std::uint64_t i = 0; i < cases; ++i) {
    const bool missing = i >= 39990 && i < 40000;
    ASSERT_EQ(numbers[i], first + i);
    ASSERT_EQ(status[i], missing ? 0 : 1);
    if (missing) ASSERT_TRUE(std::isnan(north[i]));
    else ASSERT_EQ(north[i], make_record(first + i).landing_north);
  }
  EXPECT_EQ(file.row_of(first + 5), 5u);
  EXPECT_FALSE(file.row_of(5));
}

TEST(Writer, CompressesTheColumnsThatGzipShrinksAndNoOthers) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  write_cases(path, 1000);
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  const auto compressed = [&](const char* name) {
    const hid_t column = H5Dopen2(file, name, H5P_DEFAULT), creation = H5Dget_create_plist(column);
    unsigned flags = 0;
    std::size_t values = 0;
    const bool found =
        H5Pget_filter_by_id2(creation, H5Z_FILTER_DEFLATE, &flags, &values, nullptr, 0, nullptr, nullptr) >= 0;
    H5Pclose(creation);
    H5Dclose(column);
    return found;
  };
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  EXPECT_TRUE(compressed("case"));           // one byte of eight differs from the row before
  EXPECT_TRUE(compressed("status"));         // none
  EXPECT_FALSE(compressed("landing_east"));  // noise
  EXPECT_FALSE(compressed("sinkage"));       // noise, four values a case
  H5Fclose(file);
}

TEST(Writer, StoresNoChunkThatIsHalfEmpty) {
  const Folder folder;
  const auto bytes_a_case = [&](std::uint64_t cases) {
    const std::string path = folder / std::to_string(cases);
    write_cases(path, cases);
    return static_cast<double>(std::filesystem::file_size(path)) / static_cast<double>(cases);
  };
  // One case more than a chunk holds; what a file has beside its rows and is not a case's makes less than 5 % here.
  EXPECT_LT(bytes_a_case((1 << 15) + 1), 1.05 * bytes_a_case(1 << 15));
}

TEST(Writer, DescribesTheCampaign) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  CampaignHeader header = make_header(3);
  header.shard = 2;
  header.shards = 5;
  header.provenance.config_yaml.assign(200000, 'y');  // more than the 64 kB that an HDF5 object header holds
  Journal journal(path, small_schema(), make_header(100));
  append_block(journal, 0, 3);
  write_campaign_file(mix(journal), header, nullptr, nullptr, path, {});
  const CampaignFile file(path);
  EXPECT_EQ(file.text("filetype"), "farside-campaign");
  EXPECT_EQ(file.text("campaign_id"), header.campaign_id);
  EXPECT_EQ(file.number("campaign_seed"), 0xffffffffffffffffu);
  EXPECT_EQ(file.text("shard"), "2/5");
  EXPECT_EQ(file.number("complete"), 1u);
  EXPECT_EQ(file.text("config_yaml", "provenance"), header.provenance.config_yaml);
  EXPECT_EQ(file.text("command_line", "provenance"), "farside run");
  const ColumnInfo& isp = *file.find("in_vehicle_engine_isp_s");
  EXPECT_EQ(isp.config_path, "vehicle.engine.isp_s");
  EXPECT_EQ(isp.units, "s");
  EXPECT_EQ(isp.source, "data sheet");
  EXPECT_EQ(isp.distribution, "normal: {sd: 1}");
  EXPECT_EQ(file.find("outcome")->flag_meanings[1], "degraded");
  EXPECT_EQ(file.find("failure_mask")->flag_masks[3], 8);
}

TEST(Writer, GivesEqualBytesForEqualContentWhenReproducible) {
  const Folder folder;
  const Json statistics = {{"cases", {{"total", 50}}}, {"list", {1.5, nullptr}}};
  WriteOptions options;
  options.reproducible = true;
  for (const char* name : {"a.h5", "b.h5"}) {
    if (name[0] == 'b') ::usleep(1100000);  // HDF5's own times of objects have a resolution of a second
    Journal journal(folder / name, small_schema(), make_header(100));
    if (name[0] == 'a') append_block(journal, 0, 50);
    else
      for (const std::uint64_t first : {40, 10, 30, 0, 20}) append_block(journal, first, 10);
    CampaignHeader header = make_header(50);
    header.provenance.started = name;  // any of what is left out
    write_campaign_file(
        mix(journal), header, [&](const CampaignFile&) { return statistics; }, nullptr, folder / name, options);
  }
  EXPECT_TRUE(bytes_of(folder / "a.h5") == bytes_of(folder / "b.h5"));
  EXPECT_FALSE(CampaignFile(folder / "a.h5").text("started", "provenance"));
}

TEST(Writer, NeedsLittleMoreMemoryForManyCases) {
  if (memory_is_sanitized) GTEST_SKIP() << "the address sanitizer's allocator keeps what was freed";
  const Folder folder;
  const auto write = [&](std::uint64_t cases) {
    Journal journal(folder / "a.h5", Schema(), make_header(100));
    std::vector<LandingRecord> block(1000, make_record(0));
    for (std::uint64_t first = 0; first < cases; first += block.size()) {
      for (std::size_t i = 0; i < block.size(); ++i) block[i].case_number = first + i;
      journal.append(block.data(), nullptr, block.size());
    }
    WriteOptions options;
    options.existing = Existing::replace;
    write_campaign_file(mix(journal), make_header(cases), nullptr, nullptr, folder / "a.h5", options);
    journal.remove();
  };
  // Peaks never fall, so each size has a process of its own.
  const auto peak_kib = [&](std::uint64_t cases) {
    const pid_t child = ::fork();
    if (child == 0) {
      write(cases);
      rusage own{}, writing{};
      getrusage(RUSAGE_SELF, &own);
      getrusage(RUSAGE_CHILDREN, &writing);
      std::ofstream(folder / "rss") << own.ru_maxrss + writing.ru_maxrss;
      ::_exit(0);
    }
    int status = 1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    long kib = 0;
    std::ifstream(folder / "rss") >> kib;
    return kib;
  };
  const long small = peak_kib(10000), large = peak_kib(300000);
  EXPECT_GT(small, 1000);
  // Two chunks of rows and slack; a writer that kept all rows would need 160 MB more.
  EXPECT_LT(large - small, 60000);
}

TEST(Writer, StoresStatisticsAsTextAndNumbers) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  write_cases(path, 10);
  const std::string rows_before = std::to_string(CampaignFile(path).read_column("landing_east")[9]);
  for (const double estimate : {0.25, 0.75}) {  // the second time they are replaced
    Json statistics;
    statistics["probability"]["safe"] = {{"estimate", estimate}, {"upper", nullptr}, {"method", "clopper_pearson"}};
    statistics["dispersion"]["covariance_m2"] = {{1.0, 2.0}, {2.0, 5.0}};
    statistics["requirements"] =
        Json::array({{{"name", "soft"}, {"estimate", 0.5}}, {{"name", "near"}, {"estimate", nullptr}}});
    store_statistics(statistics, path);
    const CampaignFile file(path);
    EXPECT_EQ(file.text("json", "statistics"), statistics.dump());
    EXPECT_EQ(file.text("method", "statistics/probability/safe"), "clopper_pearson");
    EXPECT_EQ(std::to_string(file.read_column("landing_east")[9]), rows_before);
  }
  EXPECT_EQ(folder.files(), 1u);
}

TEST(Writer, StatisticsSeeTheWholeTableAndNobodySeesTheFileBefore) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  write_cases(path, 10, {}, [&](const CampaignFile& file) {
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_EQ(file.number("complete"), 1u);
    return Json{{"rows", file.rows()}, {"last", file.read_column("landing_east")[9]}};
  });
  EXPECT_EQ(CampaignFile(path).text("json", "statistics"),
            Json({{"rows", 10}, {"last", make_record(9).landing_east}}).dump());
  EXPECT_EQ(folder.files(), 1u);
}

TEST(Writer, WritesAShardWithoutCases) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  write_cases(path, 0);
  const CampaignFile file(path);
  EXPECT_EQ(file.rows(), 0u);
  EXPECT_EQ(file.number("complete"), 1u);
  EXPECT_TRUE(file.read_column("landing_east").empty());
}

TEST(Writer, WritesTimeHistoriesAlone) {
  const Folder folder;
  const std::string path = folder / "t.h5";
  Trajectories histories;
  histories.columns = {{"time", "s", "time from ignition"}, {"height", "m", "height of the CG"}};
  histories.cases = {41};
  histories.row_counts = {3};
  histories.rows = {0, 10, 1, 9.5, 2, 7};
  write_trajectory_file(make_header(1), histories, path, {});
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  std::vector<double> height(3);
  std::uint64_t number = 0;
  H5LTread_dataset_double(file, "trajectories/height", height.data());
  H5LTread_dataset(file, "trajectories/case_number", H5T_NATIVE_UINT64, &number);
  std::vector<double> at_root(3);
  H5LTread_dataset_double(file, "height", at_root.data());
  H5Fclose(file);
  EXPECT_EQ(height, (std::vector<double>{10, 9.5, 7}));
  EXPECT_EQ(at_root, height);
  EXPECT_EQ(number, 41u);
  EXPECT_NE(message_of([&] { CampaignFile{path}; }).find("is a farside-trajectories file"), std::string::npos);
}

TEST(Writer, PassesOnAProblemOfTheRows) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  Journal journal(path, small_schema(), make_header(100)), other(path, small_schema(), make_header(100));
  append_block(journal, 0, 10);
  LandingRecord changed = make_record(7);
  changed.landing_east += 1.0;
  const double inputs[] = {make_input(7, 0), make_input(7, 1)};
  other.append(&changed, inputs, 1);
  const RowMix both(small_schema(), {&journal, &other});
  const std::string message =
      message_of([&] { write_campaign_file(both, make_header(10), nullptr, nullptr, path, {}); });
  EXPECT_NE(message.find("case 7 has other bits"), std::string::npos) << message;
  EXPECT_EQ(folder.files(), 2u);  // the journals
}

TEST(Writer, WritesScatteredCasesOneAfterTheOther) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  Journal journal(path, small_schema(), make_header(100));
  append_block(journal, 0, 50);
  CampaignHeader header = make_header(100);
  header.cases = {{3, 2}, {10, 1}, {48, 4}};
  write_campaign_file(mix(journal), header, nullptr, nullptr, path, {});
  const CampaignFile file(path);
  EXPECT_EQ(file.read_column("case"), (std::vector<double>{3, 4, 10, 48, 49, 50, 51}));
  EXPECT_EQ(file.read_column("status"), (std::vector<double>{1, 1, 1, 1, 1, 0, 0}));
  EXPECT_EQ(file.read_column("landing_east")[2], make_record(10).landing_east);
  EXPECT_EQ(file.number("complete"), 0u);
  EXPECT_EQ(file.number("campaign_cases"), 100u);
}

}  // namespace
}  // namespace farside::writer_test
