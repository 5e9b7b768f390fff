#include "config/yaml/spelling.h"

#include <gtest/gtest.h>

namespace farside::spelling_test {
namespace {

TEST(Spelling, CountsEditsAndSwapsOfNeighbours) {
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);  // the textbook's example
  EXPECT_EQ(edit_distance("thurst", "thrust"), 1u);   // a swap is one
  EXPECT_EQ(edit_distance("ca", "abc"), 3u);          // no edits between swapped letters
}

const std::vector<Candidate> engine = {
    {"thrust_max_N", "thrust_max"}, {"thrust_min_N", "thrust_min"}, {"isp_s", "isp"}, {"lag_s", "lag"}};

TEST(Spelling, FindsTheNearestWord) {
  EXPECT_EQ(nearest_word("thurst_max_N", engine), "thrust_max_N");
  EXPECT_EQ(nearest_word("thrust_mn_N", engine), "thrust_min_N");
}

TEST(Spelling, FindsAWordWhoseUnitIsMissingOrAnother) {
  EXPECT_EQ(nearest_word("thrust_max", engine), "thrust_max_N");
  EXPECT_EQ(nearest_word("isp", engine), "isp_s");
  EXPECT_EQ(nearest_word("isp_seconds", engine), "isp_s");
  EXPECT_EQ(nearest_word("thrust_max_kilo_newton", engine), "thrust_max_N");
}

TEST(Spelling, SuggestsNothingFarAway) {
  EXPECT_EQ(nearest_word("colour", engine), "");
  EXPECT_EQ(nearest_word("x", engine), "");
  EXPECT_EQ(nearest_word(std::string(100000, 'a'), engine), "");
}

}  // namespace
}  // namespace farside::spelling_test
