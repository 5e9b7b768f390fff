#include "app/terminal/progress.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "app/terminal/console.h"
#include "base/error.h"
#include "unit/folder.h"

namespace farside::progress_test {
namespace {

Progress half_way() {
  Progress p;
  p.tally.safe = 480;
  p.tally.degraded = 10;
  p.tally.lost = 10;
  p.total = 1000;
  p.elapsed_s = 5.0;
  return p;
}

TEST(ProgressReport, TellsRateTimeLeftAndPSafe) {
  // 480 safe of 500 flown: the 95 % interval of Clopper and Pearson is 0.9389 to 0.9754.
  EXPECT_EQ(progress_bar(half_way(), 100),
            "[########        ]  50 %  500/1000  100/s  5.0 s left  P(safe) 96.00 % [93.88 %, 97.54 %]");
  EXPECT_EQ(progress_line(half_way()),
            "500 of 1000 cases in 5.0 s, 100 a second, 5.0 s left; P(safe) 96.00 % [93.88 %, 97.54 %]");
}

// The same, where 450 missions go on and two can't be told.
Progress half_way_of_missions() {
  Progress p = half_way();
  p.mission = true;
  p.tally.goes_on = 450;
  p.tally.mission_unknown = 2;
  return p;
}

TEST(ProgressReport, TellsPMissionWhereTheAftermathIsComputed) {
  // Clopper and Pearson: 0.8703 is the lower bound of 450 of 500, 0.9284 the upper one of 452 of 500.
  EXPECT_EQ(progress_line(half_way_of_missions()),
            "500 of 1000 cases in 5.0 s, 100 a second, 5.0 s left; P(safe) 96.00 % [93.88 %, 97.54 %], "
            "P(mission) 90.00 %..90.40 % [87.02 %, 92.84 %]");
  const auto told = nlohmann::json::parse(progress_json(half_way_of_missions()));
  EXPECT_EQ(told["safe_probability"]["estimate"], 0.96);
  EXPECT_EQ(told["mission_probability"]["estimate"], 0.9);
  EXPECT_EQ(told["mission_probability"]["estimate_high"], 0.904);
  EXPECT_FALSE(nlohmann::json::parse(progress_json(half_way())).contains("mission_probability"));
}

TEST(ProgressReport, BarHasRoomForBothProbabilities) {
  const Progress p = half_way_of_missions();
  EXPECT_EQ(progress_bar(p, 90),
            "[####    ]  50 %  500/1000  5.0 s left  P(safe) 96.00 %, P(mission) 90.00 %..90.40 %");
  EXPECT_EQ(progress_bar(p, 80), " 50 %  500/1000  5.0 s left  P(safe) 96.00 %, P(mission) 90.00 %..90.40 %");
  for (std::size_t columns = 2; columns < 150; ++columns) EXPECT_LT(progress_bar(p, columns).size(), columns);
}

TEST(ProgressReport, TellsOnceWhyThereIsNoEstimateOfBoth) {
  Progress p = half_way_of_missions();
  p.forced = true;
  EXPECT_NE(progress_line(p).find("P(safe), P(mission): faults are forced"), std::string::npos) << progress_line(p);
  p.forced = false;
  p.alike = true;
  p.tally = {};
  p.tally.safe = p.tally.goes_on = 500;
  EXPECT_NE(progress_line(p).find("P(safe) 100.00 %, P(mission) 100.00 %, all cases alike"), std::string::npos);
}

TEST(ProgressReport, BarNeverFillsTheLineOfTheTerminal) {
  EXPECT_EQ(progress_bar(half_way(), 83),
            "[########        ]  50 %  500/1000  5.0 s left  P(safe) 96.00 % [93.88 %, 97.54 %]");
  EXPECT_EQ(progress_bar(half_way(), 80), "[####    ]  50 %  500/1000  5.0 s left  P(safe) 96.00 % [93.88 %, 97.54 %]");
  for (std::size_t columns = 2; columns < 120; ++columns) EXPECT_LT(progress_bar(half_way(), columns).size(), columns);
}

// One of 100,000 lost: 99.99443 % to 99.9999747 % by Clopper and Pearson.
TEST(ProgressReport, ARareLossIsNeverRoundedAway) {
  Progress p;
  p.tally.safe = 99'999;
  p.tally.lost = 1;
  p.total = 200'000;
  p.elapsed_s = 5.0;
  const std::string line = progress_line(p);
  EXPECT_NE(line.find("P(safe) 99.99900 % [99.9944 %, 99.999975 %]"), std::string::npos) << line;
  EXPECT_EQ(line.find("100.0"), std::string::npos) << line;
}

TEST(ProgressReport, BarCutsNoNumberShort) {
  for (const Progress& p : {half_way(), half_way_of_missions()}) {
    for (std::size_t columns = 5; columns < 150; ++columns) {
      const std::string bar = progress_bar(p, columns);
      const std::string last = bar.substr(bar.find_last_of(' ') + 1);
      EXPECT_TRUE(last == "%" || last == "%]" || last == "left") << columns << ": " << bar;
    }
  }
}

TEST(ProgressReport, JsonIsOneObjectOnALine) {
  const std::string line = progress_json(half_way());
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto told = nlohmann::json::parse(line);
  EXPECT_EQ(told["event"], "progress");
  EXPECT_EQ(told["total"], 1000);
  EXPECT_EQ(told["done"], 500);
  EXPECT_EQ(told["unknown"], 0);
  EXPECT_EQ(told["numerical_failure"], 0);
  EXPECT_EQ(told["rate_per_s"], 100.0);
  EXPECT_EQ(told["left_s"], 5.0);
  EXPECT_EQ(told["safe_probability"]["estimate"], 0.96);
}

TEST(ProgressReport, TellsLowAndHighWhereSomeCasesCantBeTold) {
  Progress p = half_way();
  p.tally.lost = 4;
  p.tally.unknown = 4;
  p.tally.numerical_failure = 2;
  // Clopper and Pearson: 0.9389 is the lower bound of 480 of 500, 0.9846 the upper one of 486 of 500.
  EXPECT_EQ(progress_bar(p, 100),
            "[########        ]  50 %  500/1000  100/s  5.0 s left  P(safe) 96.00 %..97.20 % [93.88 %, 98.47 %]");
  const auto told = nlohmann::json::parse(progress_json(p));
  EXPECT_EQ(told["done"], 498);
  EXPECT_EQ(told["lost"], 4);
  EXPECT_EQ(told["unknown"], 4);
  EXPECT_EQ(told["safe_probability"]["estimate"], 0.96);
  EXPECT_EQ(told["safe_probability"]["estimate_high"], 0.972);
}

TEST(ProgressReport, HasNoIntervalWhereAllCasesAreAlike) {
  Progress p;
  p.tally.safe = p.total = 500;
  p.alike = true;
  p.elapsed_s = 5.0;
  EXPECT_EQ(progress_line(p), "500 of 500 cases in 5.0 s, 100 a second, 0.0 s left; P(safe) 100.00 %, all cases alike");
  EXPECT_EQ(progress_bar(p, 100),
            "[################] 100 %  500/500  100/s  0.0 s left  P(safe) 100.00 %, all cases alike");
  const auto safe = nlohmann::json::parse(progress_json(p))["safe_probability"];
  EXPECT_TRUE(safe["lower"].is_null() && safe["upper"].is_null());
  EXPECT_EQ(safe["estimate"], 1.0);
  EXPECT_EQ(safe["reason"], "all cases alike");
}

TEST(ProgressReport, OfTwoLevelsTellsNoMeanOverTheDraws) {
  Progress p = half_way();
  p.designed = true;  // as every campaign with a column of designs or draws
  const std::string line = progress_line(p, Mix::two_levels);
  EXPECT_NE(line.find("P(safe): cases are of several draws of what isn't known"), std::string::npos) << line;
  EXPECT_EQ(line.find("96"), std::string::npos) << line;
  const auto safe = nlohmann::json::parse(progress_json(p, Mix::two_levels))["safe_probability"];
  EXPECT_TRUE(safe["estimate"].is_null() && safe["estimate_high"].is_null() && safe["upper"].is_null());
  for (std::size_t columns = 2; columns < 120; ++columns)
    EXPECT_LT(progress_bar(p, columns, Mix::two_levels).size(), columns);
}

TEST(ProgressReport, BeforeTheFirstCaseNothingIsDividedByZero) {
  Progress p;
  p.total = 10;
  EXPECT_EQ(progress_line(p), "0 of 10 cases in 0.0 s, 0 a second, 0.0 s left; P(safe) 0.00 % [0.00 %, 100.00 %]");
}

TEST(ProgressReport, DurationsHaveTwoUnits) {
  EXPECT_EQ(duration_text(0.04), "0.0 s");
  EXPECT_EQ(duration_text(59.2), "1 min 00 s");
  EXPECT_EQ(duration_text(3599.0), "59 min 59 s");
  EXPECT_EQ(duration_text(7500.0), "2 h 05 min");
  EXPECT_EQ(duration_text(200000.0), "2 d 07 h");
}

TEST(ProgressReport, AQuietJobGivesASignOfLifeEveryTenMinutes) {
  ProgressReport report(ProgressStyle::sign_of_life);
  Progress p = half_way();
  const auto printed = [&](double elapsed_s) {
    p.elapsed_s = elapsed_s;
    testing::internal::CaptureStderr();
    report(p);
    return testing::internal::GetCapturedStderr();
  };
  EXPECT_EQ(printed(5), "");
  EXPECT_EQ(printed(599), "");
  EXPECT_TRUE(printed(601).starts_with("500 of 1000 cases in 10 min 01 s")) << 601;
  EXPECT_EQ(printed(1190), "");
  EXPECT_TRUE(printed(1202).starts_with("500 of 1000 cases in 20 min 02 s")) << 1202;
  p.tally.safe += 500;  // the end is told by other means
  EXPECT_EQ(printed(1203), "");
}

// Whatever the terminal shows, and at its own times.
TEST(ProgressReport, TheLogHasALineEvery30Seconds) {
  const test::Folder folder;
  const std::string log = folder / "run.log";
  open_log(log);
  ProgressReport report(ProgressStyle::bar);
  testing::internal::CaptureStderr();
  Progress p = half_way();
  for (const double elapsed_s : {5.0, 29.0, 31.0, 31.5, 60.0, 62.0}) {
    p.elapsed_s = elapsed_s;
    report(p);
  }
  p.tally.safe += 500;
  report(p);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("\033[K"), std::string::npos);
  std::ifstream in(log);
  std::vector<std::string> begins;
  for (std::string line; std::getline(in, line);) begins.push_back(line.substr(0, line.find(',')));
  EXPECT_EQ(begins, (std::vector<std::string>{"500 of 1000 cases in 31 s", "500 of 1000 cases in 1 min 02 s",
                                              "1000 of 1000 cases in 1 min 02 s"}));
}

TEST(ProgressReport, AQuietRunHasNoOtherProgress) {
  for (const char* word : {"bar", "json", "none"}) EXPECT_EQ(progress_style(word, true), ProgressStyle::none);
  EXPECT_NE(progress_style("auto", true), ProgressStyle::lines);
  EXPECT_NE(progress_style("auto", true), ProgressStyle::bar);
  EXPECT_THROW(progress_style("loud", true), UsageError);
}

TEST(ProgressReport, AnUnknownStyleIsUsage) {
  EXPECT_EQ(progress_style("json"), ProgressStyle::json);
  EXPECT_EQ(progress_style("none"), ProgressStyle::none);
  EXPECT_THROW(progress_style("loud"), UsageError);
}

}  // namespace
}  // namespace farside::progress_test
