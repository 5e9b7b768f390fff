#include "app/rows/campaign_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace farside::campaign_files_test {
namespace {

class CampaignFiles : public ::testing::Test {
 protected:
  CampaignFiles() : folder_(std::filesystem::path(::testing::TempDir()) / "campaign_files") {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "a.3-shards");
  }
  ~CampaignFiles() override { std::filesystem::remove_all(folder_); }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }

  std::filesystem::path folder_;
};

TEST_F(CampaignFiles, SubmissionCountsWhoLeftNothingYet) {
  write("a.3-shards/submitted", "first 1\nshards 4\nscheduler slurm\njobs 5 6\nnews of a later version\n");
  const auto submission = read_submission(path("a.3-shards"));
  ASSERT_TRUE(submission);
  EXPECT_EQ(submission->jobs, "5 6");
  EXPECT_EQ(count_unseen(*submission, {}), 3U);
  // A file and a journal of one shard, a shard that isn't of this submission, and something else.
  EXPECT_EQ(count_unseen(*submission, {"a/2.h5", "a/.2.h5@n1.7.journal", "a/0.h5", "a/other.h5"}), 2U);
}

TEST_F(CampaignFiles, SubmissionThatIsNoneIsLeftAlone) {
  EXPECT_FALSE(read_submission(path("a.3-shards")));
  for (const std::string text :
       {"", "shards x\n", "first 3\nshards 3\n", "shards 3\njobs \x1b[2J\n", "shards 99999999999999999999\n"}) {
    write("a.3-shards/submitted", text);
    EXPECT_FALSE(read_submission(path("a.3-shards"))) << text;
  }
}

TEST_F(CampaignFiles, FoldersOfShardsAreFoundByTheirOutput) {
  for (const char* name : {"a.3-shards/submitted", "a.h5", "b"}) write(name, "shards 3\n");
  std::filesystem::create_directories(path("a.4-shards"));  // without a submission
  EXPECT_EQ(shard_folders(path("a.h5")), std::vector{path("a.3-shards")});
  EXPECT_TRUE(shard_folders(path("b.h5")).empty());
  EXPECT_EQ(output_of_shards(path("a.3-shards/")), path("a.h5"));
  EXPECT_EQ(output_of_shards(path("b.12-shards")), path("b"));
  for (const char* name : {"a.x-shards", "a.3-shard", "c.3-shards", "-shards", ".3-shards"})
    EXPECT_EQ(output_of_shards(path(name)), "") << name;
}

}  // namespace
}  // namespace farside::campaign_files_test
