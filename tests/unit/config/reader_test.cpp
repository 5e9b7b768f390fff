#include "config/yaml/reader.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"

namespace farside::reader_test {
namespace {

// All messages of a text, or "".
std::string problems_of(std::string_view text) {
  Problems problems("t.yaml");
  read_yaml(text, problems);
  try {
    problems.throw_if_any();
  } catch (const ConfigError& e) {
    return e.what();
  }
  return "";
}

Node read(std::string_view text) {
  Problems problems("t.yaml");
  Node node = read_yaml(text, problems);
  problems.throw_if_any();
  return node;
}

TEST(Reader, KeepsThePlaceOfEveryKeyAndValue) {
  const Node root = read("a: 1\nb:\n  - x\n  -   {c: 2}\n");
  EXPECT_EQ(root.keys[1].place.line, 2);
  EXPECT_EQ(root.find("a")->place.column, 4);
  const Node& element = root.find("b")->items[1];
  EXPECT_EQ(element.place.line, 4);
  EXPECT_EQ(element.place.column, 7);
  EXPECT_EQ(element.find("c")->place.column, 11);
}

TEST(Reader, TellsQuotedFromPlainText) {
  const Node root = read("a: 1\nb: \"1\"\nc: '1'\n");
  EXPECT_FALSE(root.find("a")->quoted);
  EXPECT_TRUE(root.find("b")->quoted);
  EXPECT_TRUE(root.find("c")->quoted);
}

TEST(Reader, TakesAByteOrderMarkAndWindowsLineEnds) {
  EXPECT_EQ(read("\xEF\xBB\xBF"
                 "a: 1\r\nb: 2\r\n")
                .find("b")
                ->text,
            "2");
  EXPECT_EQ(read("\xEF\xBB\xBF"
                 "a: 1\r\nb: 2\r\n")
                .find("b")
                ->place.line,
            2);
}

TEST(Reader, TakesTextsOfOtherScripts) { EXPECT_EQ(read("a: 嫦娥四号 Kármán\n").find("a")->text, "嫦娥四号 Kármán"); }

TEST(Reader, RefusesBytesThatAreNoUtf8) {
  EXPECT_EQ(problems_of("a: K\xE1rm\xE1n\n"), "t.yaml:1:5: error: not UTF-8 text");      // Latin-1
  EXPECT_EQ(problems_of("a: 1\nb: \xC0\xAF\n"), "t.yaml:2:4: error: not UTF-8 text");    // overlong
  EXPECT_EQ(problems_of("a: \xE0\x80\xAF\n"), "t.yaml:1:4: error: not UTF-8 text");      // the same in three bytes
  EXPECT_EQ(problems_of("a: \xED\xA0\x80\n"), "t.yaml:1:4: error: not UTF-8 text");      // surrogate
  EXPECT_EQ(problems_of("a: \xF4\x90\x80\x80\n"), "t.yaml:1:4: error: not UTF-8 text");  // above U+10FFFF
  EXPECT_EQ(problems_of("a: \xE5\xAB"), "t.yaml:1:4: error: not UTF-8 text");            // cut
  EXPECT_EQ(problems_of(std::string_view("\xFF\xFE"
                                         "a\0",
                                         4)),
            "t.yaml:1:1: error: not UTF-8 text");  // UTF-16
}

TEST(Reader, RefusesControlCharacters) {
  EXPECT_EQ(problems_of(std::string_view("a: \0\n", 5)), "t.yaml:1:4: error: a control character");
  EXPECT_EQ(problems_of("a: 1\n# \x1b[31m\n"), "t.yaml:2:3: error: a control character");
  EXPECT_EQ(problems_of("a: x\xC2\x85y\n"), "t.yaml:1:5: error: a control character");
}

TEST(Reader, RefusesAFileThatIsTooLarge) {
  const std::string text = "# " + std::string(yaml_bytes_max, 'x');
  EXPECT_EQ(problems_of(text), "t.yaml:1:1: error: more than the 1048576 bytes that are read");
}

TEST(Reader, TellsWhoGivesACampaignFileForItsConfiguration) {
  EXPECT_NE(problems_of(std::string("\x89HDF\r\n\x1a\n") + std::string(2'000'000, '\0'))
                .find("an HDF5 file, not a campaign in YAML"),
            std::string::npos);
}

TEST(Reader, RefusesTooManyValues) {
  std::string text = "a: [";
  for (std::size_t i = 0; i < yaml_nodes_max; ++i) text += "1,";
  EXPECT_NE(problems_of(text + "]\n").find("more than 100000 values"), std::string::npos);
}

TEST(Reader, RefusesATextThatIsTooLong) {
  EXPECT_EQ(problems_of("a: " + std::string(yaml_scalar_max + 1, 'x')),
            "t.yaml:1:4: error: a text of 65537 bytes; at most 65536 are read");
}

TEST(Reader, TakesTheDeepestNestingAndRefusesTheNext) {
  const auto nested = [](std::size_t n) { return std::string(n, '[') + std::string(n, ']'); };
  EXPECT_EQ(problems_of(nested(yaml_depth_max)), "");
  EXPECT_EQ(problems_of(nested(yaml_depth_max + 1)), "t.yaml:1:33: error: nested deeper than 32 levels");
  EXPECT_NE(problems_of(nested(100000)), "");
}

TEST(Reader, GoesOnAfterWhatItRefuses) {
  const std::string all = problems_of("a: &x 1\nb: *x\nc: !t 2\nd: 1\nd: 2\n");
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 3) << all;
}

TEST(Reader, ReportsAnAliasBombOnceAnAlias) {
  // Each alias is a message; none is followed.
  const std::string all = problems_of("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n");
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 8) << all;
}

TEST(Reader, FindsTheQuoteThatIsLeftOpenFarFromTheEnd) {
  EXPECT_EQ(problems_of("a: 'it''s fine'\nb: \"also \\\" fine\" # \"not this\nc: [x, 'open, y]\nd: 1\n").substr(0, 19),
            "t.yaml:3:8: error: ");
}

TEST(Reader, TakesLongTextsAsBlocks) { EXPECT_EQ(read("a: >\n  one\n  \"two\n").find("a")->text, "one \"two\n"); }

}  // namespace
}  // namespace farside::reader_test
