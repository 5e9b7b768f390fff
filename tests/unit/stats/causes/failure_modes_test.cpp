#include "stats/causes/failure_modes.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "stats/intervals/proportions.h"
#include "stats/statistics.h"
#include "unit/stats/fixture.h"

namespace farside::failure_modes_test {
namespace {

using Json = nlohmann::ordered_json;

double bit(Cause cause) { return static_cast<double>(std::int64_t{1} << (static_cast<int>(cause) - 1)); }

// Ten cases: three slid, two of them tipped over as well; one is unknown.
stats_test::Table table() {
  const double slid = bit(Cause::slid), tipped = bit(Cause::tip_over);
  stats_test::Table t(10);
  t.with("outcome", {0, 0, 0, 0, 0, 0, 2, 2, 2, 3})
      .with("failure_mask", {0, 0, 0, 0, 0, 0, slid, slid + tipped, slid + tipped, 0});
  return t;
}

const Json& mode(const Json& found, const std::string& name) {
  for (const Json& one : found.at("modes")) {
    if (one.at("name") == name) return one;
  }
  ADD_FAILURE() << name << " in " << found.dump();
  return found;
}

TEST(FailureModes, CountEveryCauseFirstOrNotAndThoseOfOneCase) {
  const Json found = compute_statistics(table(), {})["failure_modes"];
  ASSERT_EQ(found["modes"].size(), 2u);
  const Json &slid = mode(found, "slid"), &tipped = mode(found, "tip_over");
  EXPECT_EQ(slid["count"], 3);
  EXPECT_EQ(tipped["count"], 2);
  const bool first = found["modes"][0]["name"] == "tip_over";
  EXPECT_EQ(found["together"], first ? Json({{2, 2}, {2, 3}}) : Json({{3, 2}, {2, 2}}));
  EXPECT_EQ(slid["estimate"], 0.3);
  EXPECT_EQ(slid["estimate_high"], 0.4);  // the unknown one may have slid
  EXPECT_DOUBLE_EQ(slid["lower"].get<double>(), clopper_pearson(3, 10, 0.95).lower);
  EXPECT_DOUBLE_EQ(slid["upper"].get<double>(), clopper_pearson(4, 10, 0.95).upper);
}

TEST(FailureModes, AreWhatRequirementsCount) {
  const stats_test::Table t = table();
  const Cases cases = read_cases(t);
  const auto modes = count_failure_modes(t, cases);
  for (std::size_t i = 0; i < modes->names.size(); ++i) {
    const auto event = count_event(t, cases, modes->names[i]);
    EXPECT_EQ(event->low.count, modes->events[i].low.count);
    EXPECT_EQ(event->high.count, modes->events[i].high.count);
  }
}

}  // namespace
}  // namespace farside::failure_modes_test
