#include "stats/cases.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "unit/stats/fixture.h"

namespace farside::cases_test {
namespace {

using stats_test::code;
using stats_test::nan;
using stats_test::Table;

TEST(Cases, AreCountedAsTheContractDefines) {
  Table table(9);
  table.with("status", {1, 1, 1, 1, 2, 2, 0, 0, 1}).with("outcome", {0, 0, 1, 2, -1, 0, -1, 0, 3});
  const Cases c = read_cases(table);
  EXPECT_EQ(c.done, 5u);
  EXPECT_EQ(c.safe, 2u) << "a numerical failure is never safe, whatever its outcome says";
  EXPECT_EQ(c.degraded, 1u);
  EXPECT_EQ(c.lost, 1u);
  EXPECT_EQ(c.unknown, 1u);
  EXPECT_EQ(c.done, c.safe + c.degraded + c.lost + c.unknown);
  EXPECT_EQ(c.numerical_failure, 2u);
  EXPECT_EQ(c.missing, 2u);
  EXPECT_EQ(c.judged(), 7u);
  EXPECT_EQ(c.done + c.numerical_failure + c.missing, table.rows());
}

TEST(Cases, HaveWholeNumbers) {
  for (const double wrong : {std::nan(""), -1.0, 2.5, 0x1p64, HUGE_VAL}) {
    Table table(4);
    table.with("outcome", {0, 1, 2, 0}).with("case", {7, 3, wrong, 1});
    try {
      read_cases(table);
      FAIL() << "a case has the number " << wrong;
    } catch (const DataError& e) {
      EXPECT_NE(std::string(e.what()).find("case of row 2 is "), std::string::npos) << e.what();
    }
  }
}

TEST(Cases, HaveOneRowEach) {
  Table table(4);
  table.with("outcome", {0, 1, 2, 0}).with("case", {7, 3, 9, 1});
  EXPECT_EQ(read_cases(table).done, 4u) << "in any order";
  Table twice(4);
  twice.with("outcome", {0, 1, 2, 0}).with("case", {0, 1, 2, 1});
  try {
    read_cases(twice);
    FAIL() << "a case was counted twice";
  } catch (const DataError& e) {
    EXPECT_NE(std::string(e.what()).find("case 1 has more than one row"), std::string::npos) << e.what();
  }
}

TEST(Cases, WithoutAStatusAreAllDone) {
  Table table(3);
  table.with("outcome", {0, 1, 2});
  EXPECT_EQ(read_cases(table).done, 3u);
}

TEST(Cases, WithoutAKnownStatusAreMissing) {
  Table table(3);
  table.with("status", {1, -1, nan}).with("outcome", {0, 0, 0});
  EXPECT_EQ(read_cases(table).missing, 2u);
}

TEST(Cases, ThatWereNotJudgedAreMissing) {
  Table table(3);
  table.with("outcome", {0, -1, nan});
  const Cases c = read_cases(table);
  EXPECT_EQ(c.done, 1u);
  EXPECT_EQ(c.missing, 2u);
  EXPECT_FALSE(c.is_done(1));
}

TEST(Cases, ThatWereDoneHaveAnOutcome) {
  for (const double none : {nan, -1.0}) {
    EXPECT_NO_THROW(read_cases(Table(2).with("status", {0, 2}).with("outcome", {none, none}))) << none;
    try {
      read_cases(Table(2).with("status", {0, 1}).with("outcome", {none, none}));
      FAIL() << none << " of a case that was done";
    } catch (const DataError& e) {
      EXPECT_NE(std::string(e.what()).find("outcome of row 1 is missing, and its status says"), std::string::npos)
          << e.what();
    }
  }
}

TEST(Cases, ListNumericalFailuresByTheNumbersOfTheCases) {
  Table table(4);
  table.with("status", {1, 2, 1, 2}).with("case", {100, 101, 102, 103});
  EXPECT_EQ(read_cases(table).failed, (std::vector<std::uint64_t>{101, 103}));
  Table unnumbered(4);
  unnumbered.with("status", {1, 2, 1, 2});
  EXPECT_EQ(read_cases(unnumbered).failed, (std::vector<std::uint64_t>{1, 3}));
}

TEST(Cases, ListNoMoreNumericalFailuresThanAnyoneReads) {
  Table table(100);
  table.with("status", std::vector<double>(100, 2));
  EXPECT_EQ(read_cases(table).failed.size(), Cases::failed_listed_max);
}

TEST(Cases, ListTheFirstOfEachCauseByTheirNumbers) {
  Table table(7);
  const double slid = code(Cause::slid);
  table.with("status", {1, 1, 1, 2, 1, 1, 0})
      .with("first_cause", {slid, 0, slid, slid, slid, slid, slid})
      .with("case", {100, 101, 102, 103, 104, 105, 106});
  const Cases c = read_cases(table);
  EXPECT_EQ(c.examples.size(), 2u);
  EXPECT_EQ(c.examples.at(static_cast<std::int8_t>(Cause::slid)), (std::vector<std::uint64_t>{100, 102, 104}));
  EXPECT_EQ(c.examples.at(static_cast<std::int8_t>(Cause::numerical)), (std::vector<std::uint64_t>{103}));
}

TEST(Cases, ThatAllWeighNothingAreRefused) {
  Table table(3);
  table.with("status", {1, 2, 0}).with("weight", {0, 0, nan});
  EXPECT_THROW(read_cases(table), DataError);
  EXPECT_NO_THROW(read_cases(Table(2).with("status", {0, 0}).with("weight", {0, 0}))) << "nothing was flown";
}

TEST(Cases, OfEqualWeightsHaveNone) {
  Table table(3);
  table.with("status", {1, 2, 0}).with("weight", {2, 2, nan});
  EXPECT_FALSE(read_cases(table).weighted);
}

TEST(Cases, OfDifferentWeightsAreWeighted) {
  Table table(3);
  table.with("weight", {1, 2, 3});
  const Cases c = read_cases(table);
  EXPECT_TRUE(c.weighted);
  EXPECT_EQ(c.weight_sum, 6);
  EXPECT_EQ(c.weight_sum2, 14);
}

TEST(Cases, RefuseWhatAColumnCantHoldAndSayWhere) {
  const auto message = [](const char* column, double value) {
    Table table(2);
    table.with(column, {1, value});
    try {
      read_cases(table);
    } catch (const DataError& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  EXPECT_NE(message("status", 3).find("status of row 1 is 3, expected -1 to 2"), std::string::npos);
  EXPECT_NE(message("outcome", 0.5).find("outcome of row 1 is 0.5"), std::string::npos);
  EXPECT_NE(message("outcome", -2).find("outcome of row 1 is -2"), std::string::npos);
  EXPECT_NE(message("weight", -1).find("weight of row 1 is -1"), std::string::npos);
  EXPECT_NE(message("weight", nan).find("weight of row 1 is nan"), std::string::npos);
}

}  // namespace
}  // namespace farside::cases_test
