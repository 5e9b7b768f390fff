#include "config/instant.h"

#include <gtest/gtest.h>

namespace farside::instant_test {
namespace {

Instant at(const char* text, TimeScale scale = TimeScale::utc) { return read_instant(text, scale).value(); }

TEST(Instant, CountsLeapSeconds) {
  EXPECT_EQ(seconds_between(at("2016-12-31T23:59:59Z"), at("2017-01-01T00:00:00Z")), 2.0);
  EXPECT_EQ(utc_text(later(at("2016-12-31T23:59:59Z"), 2.0)), "2017-01-01T00:00:00Z");
  EXPECT_EQ(seconds_between(at("2015-12-31T23:59:59Z"), at("2016-01-01T00:00:00Z")), 1.0);
  // 26 of them from 1972-01-01 to 2017-01-01, inclusive of the last, and 27 with that of 2017
  EXPECT_EQ(seconds_between(at("1972-01-01T00:00:00Z"), at("2017-01-01T00:00:00Z")), 16437 * 86400.0 + 27.0);
}

TEST(Instant, IsTheSameInEveryScale) {
  const Instant utc = at("2019-01-03T02:26:00Z");
  EXPECT_EQ(at("2019-01-03T02:26:37", TimeScale::tai).ns, utc.ns);
  EXPECT_EQ(at("2019-01-03T02:27:09.184", TimeScale::tt).ns, utc.ns);
  EXPECT_EQ(at("2019-003T02:26:00.0", TimeScale::utc).ns, utc.ns);
  EXPECT_EQ(at("2000-01-01T12:00:00", TimeScale::tai).ns, 0);
  // as the tests of the Moon's orientation have it; TDB is within 2 ms of TT
  EXPECT_NEAR(days_tdb(utc), 2458486.0 - 2451545.0 + 0.602189629348681, 0.002 / 86400.0);
  EXPECT_EQ(days_tdb(at("2000-01-01T12:00:00", TimeScale::tt)), 0.0);
}

TEST(Instant, IsWrittenAsItIsRead) {
  for (const char* text : {"2019-01-03T02:15:00Z", "2019-01-03T02:15:00.5Z", "2019-12-31T23:59:59.999999999Z",
                           "1999-02-28T00:00:00Z", "2000-02-29T12:00:00Z", "2016-12-31T23:59:59.25Z",
                           "2017-01-01T00:00:00Z", "1961-04-12T06:07:00Z", "2199-12-31T23:59:59Z"})
    EXPECT_EQ(utc_text(at(text)), text);
  EXPECT_EQ(utc_text(at("2019-01-01T00:00:10", TimeScale::tai)), "2018-12-31T23:59:33Z");
}

TEST(Instant, OfNoDateOrTimeIsNone) {
  for (const char* text :
       {"", "2019-01-03", "2019-01-03T02:15", "2019-01-03 02:15:00Z", "2019-02-29T02:15:00Z", "2019-13-01T02:15:00Z",
        "2019-01-00T02:15:00Z", "2019-01-03T24:00:00Z", "2019-01-03T02:60:00Z", "2019-01-03T02:15:60Z",
        "2019-01-03T02:15:00.Z", "2019-01-03T02:15:00.5e1Z", "2019-01-03T02:15:00+01:00", "2019-366T02:15:00Z",
        "2019-000T02:15:00Z", "1899-12-31T02:15:00Z", "2200-01-01T02:15:00Z", "2019-01-03T02:15:0aZ"})
    EXPECT_FALSE(read_instant(text, TimeScale::utc)) << text;
}

}  // namespace
}  // namespace farside::instant_test
