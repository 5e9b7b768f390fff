#include "app/rows/recorded_command.h"

#include <gtest/gtest.h>

namespace farside::recorded_command_test {
namespace {

TEST(RecordedCommand, IsSplitAsItWasQuoted) {
  for (const std::string word :
       {"plain", "", "two words", "it's", "a\\b", "--set", "x=[1, 2]", "''", "caf\xe9", "\x01'\\1 caf\xe9"}) {
    EXPECT_EQ(split_words("farside " + quoted(word) + " end"), (std::vector<std::string>{"farside", word, "end"}))
        << word;
  }
  EXPECT_TRUE(split_words("  ").empty());
}

// An attribute of a file holds UTF-8 only, and a name may be of other bytes.
TEST(RecordedCommand, IsTextWhateverTheNames) { EXPECT_EQ(quoted("caf\xe9 1\\.h5"), "$'caf\\351 1\\134.h5'"); }

TEST(RecordedCommand, TellsWhichCampaignWasFlown) {
  EXPECT_EQ(campaign_arguments("farside run a.yaml -o a.h5"), "a.yaml");
  EXPECT_EQ(campaign_arguments("farside run -o a.h5 --quiet 'my file.yaml' --cases 3 --shard 1/3"), "'my file.yaml'");
  EXPECT_EQ(campaign_arguments("farside run a.yaml --set a.b=1 -o a.h5 --set='c=[1, 2]' --threads 4"),
            "a.yaml --set a.b=1 '--set=c=[1, 2]'");
  EXPECT_EQ(campaign_arguments("farside run a.yaml -o a.h5 --missing-of b.h5 c.h5"), "a.yaml");
  EXPECT_EQ(campaign_arguments("farside run --strict a.yaml -o a.h5 --log a.log"), "a.yaml");
  EXPECT_EQ(campaign_arguments(""), "CONFIG");
  EXPECT_EQ(campaign_arguments("farside merge a.h5 -o b.h5"), "CONFIG");
}

}  // namespace
}  // namespace farside::recorded_command_test
