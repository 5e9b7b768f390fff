#include "config/yaml/scalar.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace farside::scalar_test {
namespace {

Node plain(const std::string& text) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.text = text;
  return node;
}

std::string why_no_real(const std::string& text) {
  std::string why;
  return read_real(plain(text), why) ? "" : why;
}

TEST(Scalar, ReadsNumbersAsTheyAreWritten) {
  std::string why;
  EXPECT_EQ(read_real(plain("309"), why), 309.0);
  EXPECT_EQ(read_real(plain("-0.25"), why), -0.25);
  EXPECT_EQ(read_real(plain("+1.5e3"), why), 1500.0);
  EXPECT_EQ(read_real(plain(".5"), why), 0.5);
  EXPECT_EQ(read_real(plain("0"), why), 0.0);
  EXPECT_EQ(read_real(plain("0.0e5"), why), 0.0);
  EXPECT_EQ(read_real(plain("0.1"), why), 0.1);
  EXPECT_EQ(read_real(plain("2.2250738585072014e-308"), why), std::numeric_limits<double>::min());
}

TEST(Scalar, RefusesWhatOthersReadAsANumber) {
  for (const char* text :
       {"nan", ".nan", "NaN", "inf", "-.inf", "infinity", "0x1F",  "0x1p3",    "0b1", "1,5", "1_000", "1 000",
        "1e",  "e5",   "--1", "+-1", "-",     "+",        "1.2.3", "12:30:45", "1f",  "",    "٣"}) {
    EXPECT_NE(why_no_real(text), "") << text;
  }
  for (const char* text : {"010", "-007", "00.5", "01e2"})
    EXPECT_NE(why_no_real(text).find("octal"), std::string::npos) << text;
  for (const char* text : {"1e-400", "4e-320", "1e400", "-1e309", "0.0000001e-310"}) {
    EXPECT_NE(why_no_real(text).find("beyond what a double holds"), std::string::npos) << text;
  }
}

TEST(Scalar, ReadsWholeNumbersToTheLastBit) {
  std::string why;
  EXPECT_EQ(read_count(plain("18446744073709551615"), why), UINT64_MAX);
  EXPECT_EQ(read_count(plain("9007199254740993"), why), 9007199254740993u);  // 2^53 + 1 is no double
  EXPECT_EQ(read_whole(plain("-9223372036854775808"), why), INT64_MIN);
  EXPECT_EQ(read_count(plain("1e6"), why), 1000000u);
  EXPECT_EQ(read_count(plain("1e17"), why), std::nullopt);  // a double has gaps there
  EXPECT_EQ(read_count(plain("-1"), why), std::nullopt);
  EXPECT_EQ(read_count(plain("2.5"), why), std::nullopt);
  EXPECT_EQ(read_whole(plain("012"), why), std::nullopt);
}

TEST(Scalar, ReadsTrueAndFalseAndNothingLikeThem) {
  std::string why;
  EXPECT_EQ(read_flag(plain("true"), why), true);
  EXPECT_EQ(read_flag(plain("false"), why), false);
  for (const char* text : {"yes", "no", "on", "off", "y", "True", "1", "0"})
    EXPECT_EQ(read_flag(plain(text), why), std::nullopt) << text;
}

TEST(Scalar, ReadsDatesThatExist) {
  std::string why;
  EXPECT_TRUE(read_utc(plain("2020-02-29T23:59:59Z"), why));
  for (const char* text : {"2019-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2019-13-01T00:00:00Z",
                           "2019-01-00T00:00:00Z", "2019-01-01T24:00:00Z", "2019-01-01T00:60:00Z",
                           "2019-01-01T00:00:60Z", "1899-01-01T00:00:00Z", "2019-01-01", "2019-01-01T00:00:00+01"}) {
    EXPECT_FALSE(read_utc(plain(text), why)) << text;
  }
}

TEST(Scalar, WritesNumbersThatReadBackAsTheSameBits) {
  std::string why;
  for (const double x : {0.1, -45.4561, 1e9, 4.9028001218468e12, 2.661699458e-6, 1.0 / 3,
                         std::numeric_limits<double>::max(), std::numeric_limits<double>::min(), -0.0}) {
    const auto back = read_real(plain(to_text(x)), why);
    ASSERT_TRUE(back) << to_text(x);
    EXPECT_EQ(*back, x);
    EXPECT_EQ(std::signbit(*back), std::signbit(x));
  }
}

// YAML 1.1 readers take 1e+09 for a text.
TEST(Scalar, WritesAPointBeforeAnExponent) {
  EXPECT_EQ(to_text(1e9), "1.0e+09");
  EXPECT_EQ(to_text(1.5e300), "1.5e+300");
  EXPECT_EQ(to_text(7500), "7500");
  EXPECT_EQ(to_short_text(1e17), "1e17");
  EXPECT_EQ(to_short_text(1e-6), "1e-6");
}

}  // namespace
}  // namespace farside::scalar_test
