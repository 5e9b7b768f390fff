#include "stats/verdicts/junit.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "stats/statistics.h"
#include "unit/stats/fixture.h"

namespace farside::junit_test {
namespace {

using stats_test::Table;
using Json = nlohmann::ordered_json;

const JunitTitle title{"moon", "m.h5", "2031-02-28T12:00:00"};

// Nine of ten cases are safe.
Json statistics(std::vector<Requirement> requirements) {
  Table table(10);
  table.with("outcome", {0, 0, 0, 0, 0, 0, 0, 0, 0, 2});
  return compute_statistics(table, {std::move(requirements)});
}
Requirement safe(const char* name, double probability) {
  return {name, "", false, false, 0, 0, "safe", probability, 0.9};
}

TEST(Junit, HasATestForEachRequirementByItsVerdict) {
  const std::string text =
      requirements_junit(statistics({safe("low", 0.5), safe("high", 0.9999), safe("near", 0.9)}), title);
  EXPECT_NE(text.find("<testsuite name=\"moon\" package=\"farside\" id=\"0\" timestamp=\"2031-02-28T12:00:00\" "
                      "hostname=\"localhost\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\" time=\"0\">"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("<testcase name=\"low\" classname=\"moon\" time=\"0\"/>"), std::string::npos) << text;
  EXPECT_NE(text.find("<testcase name=\"high\" classname=\"moon\" time=\"0\">\n      <failure message=\"fail: "),
            std::string::npos)
      << text;
  EXPECT_NE(
      text.find("<testcase name=\"near\" classname=\"moon\" time=\"0\">\n      <skipped message=\"inconclusive: "),
      std::string::npos)
      << text;
}

TEST(Junit, WhatCantBeJudgedIsSkippedWithTheReason) {
  Requirement absent = safe("absent", 0.5);
  absent.event.clear();
  absent.quantity = "no_such_column";
  const std::string text = requirements_junit(statistics({absent}), {"", "m.h5", ""});
  EXPECT_NE(text.find("<skipped message=\"inconclusive: there is no column no_such_column\"/>"), std::string::npos)
      << text;
  EXPECT_NE(text.find("<testsuite name=\"m.h5\""), std::string::npos) << text;  // without a name, the file's
}

}  // namespace
}  // namespace farside::junit_test
