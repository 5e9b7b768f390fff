#include "app/run/shard.h"

#include <gtest/gtest.h>

#include <map>

#include "base/error.h"

namespace farside::shard_test {
namespace {

using Environment = std::map<std::string, std::string>;

Shard parse(const std::string& text, const Environment& environment = {}) {
  return parse_shard(text, [&](const char* name) {
    const auto at = environment.find(name);
    return at == environment.end() ? std::string() : at->second;
  });
}

void expect_shard(const std::string& text, const Environment& environment, std::uint64_t index, std::uint64_t count) {
  const Shard shard = parse(text, environment);
  EXPECT_EQ(shard.index, index) << text;
  EXPECT_EQ(shard.count, count) << text;
}

std::string refusal(const std::string& text, const Environment& environment = {}) {
  try {
    parse(text, environment);
  } catch (const UsageError& e) {
    return e.what();
  }
  return "";
}

TEST(Shard, ReadsAPartOfAWhole) {
  expect_shard("0/1", {}, 0, 1);
  expect_shard("9/10", {}, 9, 10);
  for (const char* wrong : {"10/10", "0/0", "3", "", "/", "a/3", "3/a", "-1/3", "1/3/5", " 1/3", "auto/0", "auto/x"}) {
    EXPECT_NE(refusal(wrong), "") << wrong;
  }
}

TEST(Shard, IsTheTaskOfASlurmArray) {
  const Environment array{{"SLURM_ARRAY_TASK_ID", "12"},
                          {"SLURM_ARRAY_TASK_MIN", "10"},
                          {"SLURM_ARRAY_TASK_MAX", "16"},
                          {"SLURM_ARRAY_TASK_STEP", "2"},
                          {"SLURM_ARRAY_TASK_COUNT", "4"}};
  expect_shard("auto", array, 1, 4);
  expect_shard("auto", {{"SLURM_ARRAY_TASK_ID", "0"}, {"SLURM_ARRAY_TASK_MIN", "0"}, {"SLURM_ARRAY_TASK_COUNT", "1"}},
               0, 1);
}

TEST(Shard, OfTasksThatWereSubmittedAgainIsTakenWithTheNumberOfShards) {
  const Environment again{{"SLURM_ARRAY_TASK_ID", "7"},
                          {"SLURM_ARRAY_TASK_MIN", "3"},
                          {"SLURM_ARRAY_TASK_MAX", "7"},
                          {"SLURM_ARRAY_TASK_COUNT", "2"}};
  EXPECT_NE(refusal("auto", again).find("auto/N"), std::string::npos) << refusal("auto", again);
  Environment first = again;
  first["SLURM_ARRAY_TASK_ID"] = "3";  // by itself it could be shard 0 of 2, which it isn't
  EXPECT_NE(refusal("auto", first), "");
  expect_shard("auto/10", again, 7, 10);
  EXPECT_NE(refusal("auto/7", again).find("from 0 to 6"), std::string::npos) << refusal("auto/7", again);
}

TEST(Shard, IsTheTaskOfOtherSystems) {
  expect_shard("auto",
               {{"SGE_TASK_ID", "1"}, {"SGE_TASK_FIRST", "1"}, {"SGE_TASK_LAST", "10"}, {"SGE_TASK_STEPSIZE", "1"}}, 0,
               10);
  expect_shard("auto",
               {{"SGE_TASK_ID", "9"}, {"SGE_TASK_FIRST", "1"}, {"SGE_TASK_LAST", "10"}, {"SGE_TASK_STEPSIZE", "4"}}, 2,
               3);
  expect_shard("auto/10", {{"SGE_TASK_ID", "10"}}, 9, 10);
  expect_shard("auto/10", {{"PBS_ARRAY_INDEX", "9"}}, 9, 10);
  expect_shard("auto/10", {{"PBS_ARRAYID", "0"}}, 0, 10);
  expect_shard("auto/10", {{"LSB_JOBINDEX", "10"}}, 9, 10);
  expect_shard("auto", {{"LSB_JOBINDEX", "3"}, {"LSB_JOBINDEX_END", "5"}}, 2, 5);
}

TEST(Shard, SaysWhatToDoWhereNoArrayTells) {
  EXPECT_NE(refusal("auto").find("SLURM_ARRAY_TASK_ID"), std::string::npos);
  EXPECT_NE(refusal("auto", {{"SGE_TASK_ID", "undefined"}}).find("no job array"), std::string::npos);
  EXPECT_NE(refusal("auto/4", {{"SLURM_ARRAY_TASK_ID", "-1"}}).find("SLURM_ARRAY_TASK_ID=-1 is no number of a task"),
            std::string::npos);
  EXPECT_NE(refusal("auto", {{"LSB_JOBINDEX", "0"}}).find("no job array"), std::string::npos);
  EXPECT_NE(refusal("auto", {{"PBS_ARRAY_INDEX", "3"}}).find("PBS doesn't tell how many tasks"), std::string::npos);
}

}  // namespace
}  // namespace farside::shard_test
