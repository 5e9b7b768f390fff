// The map of risk against closed forms: grounds whose answer is known stand in for the flights.
#include "risk/risk_map.h"

#include <gtest/gtest.h>

#include <cmath>

#include "random/normal_cdf.h"
#include "random/normal_quantile.h"
#include "random/uniform.h"

namespace farside::risk_map_test {
namespace {

double draw(std::uint64_t seed, std::uint64_t i, std::uint64_t n) {
  return uniform<double>(seed, stream("risk_map_test"), i, n);
}

// Members scatter normally about the aim point; `velocity_L.x` tells a member's offset, for grounds that ask for it.
std::vector<CloudMember> normal_cloud(std::size_t count, double sd_m, std::uint64_t seed) {
  std::vector<CloudMember> cloud(count);
  for (std::size_t i = 0; i < count; ++i) {
    cloud[i].arrival = Arrival::lands;
    cloud[i].east_m = sd_m * normal_quantile(draw(seed, i, 0));
    cloud[i].north_m = sd_m * normal_quantile(draw(seed, i, 1));
    cloud[i].state.velocity_L.x = cloud[i].east_m;
  }
  return cloud;
}

// A ground: what becomes of a touchdown.
using Judge = std::function<Landed(const Touchdown&)>;
Land flown_by(const Judge& judge) {
  return [judge](std::size_t count, const std::function<Touchdown(std::size_t)>& which) {
    std::vector<Landed> landed;
    for (std::size_t i = 0; i < count; ++i) landed.push_back(judge(which(i)));
    return landed;
  };
}
Landed safe_if(bool safe) { return safe ? Landed::safe : Landed::unsafe; }

RiskOptions window(double extent_m, double spacing_m, double smoothing_m) {
  RiskOptions o;
  o.width_m = o.height_m = extent_m;
  o.spacing_m = spacing_m;
  o.smoothing_m = smoothing_m;
  return o;
}

RiskMap make(const RiskOptions& o, const std::vector<CloudMember>& cloud, const Judge& judge, std::uint64_t seed = 1,
             std::size_t grounds = 1, Pool pool = Pool::first_ground) {
  return make_risk_map(o, cloud, grounds, pool, seed, flown_by(judge));
}

// T103: the edge of a hazard at 3 m, a normal cloud of 2 m: 6.68 % come down beyond it.
constexpr double edge_m = 3.0, sd_m = 2.0;
Landed on_half_plane(const Touchdown& t) { return safe_if(t.east_m < edge_m); }
double safe_before_edge(double aim_east_m) { return normal_cdf((edge_m - aim_east_m) / sd_m); }

TEST(RiskMap, GivesTheClosedFormBeforeTheEdgeOfAHazard) {
  EXPECT_NEAR(1.0 - safe_before_edge(0.0), 0.0668, 5e-5);  // as published
  const RiskOptions o = window(4.0, 0.5, 1.0);
  constexpr int maps = 200;
  std::vector<double> sum(aim_points(o).columns, 0.0);
  const std::size_t columns = sum.size();
  for (int seed = 0; seed < maps; ++seed) {
    const RiskMap map = make(o, normal_cloud(2000, sd_m, static_cast<std::uint64_t>(seed)), on_half_plane,
                             static_cast<std::uint64_t>(seed));
    for (std::size_t c = 0; c < columns; ++c) sum[c] += map.safe[columns / 2 * columns + c] / maps;
  }
  for (std::size_t c = 0; c < columns; ++c) {
    const double p = safe_before_edge(-2.0 + 0.5 * static_cast<double>(c));
    // 4 sigma of the mean of so many maps, each of 44 effective touchdowns
    EXPECT_NEAR(sum[c], p, 4.0 * std::sqrt(p * (1.0 - p) / (44.0 * maps))) << c;
  }
}

// The interval accounts for the touchdowns and for the cloud: few members, many touchdowns with each.
void expect_coverage(std::size_t members, std::uint64_t touchdowns) {
  RiskOptions o = window(0.0, 0.5, 1.0);
  o.touchdowns = touchdowns;
  constexpr int maps = 1000;
  int covered = 0;
  double effective = 0.0;
  for (std::uint64_t seed = 0; seed < maps; ++seed) {
    const RiskMap map = make(o, normal_cloud(members, sd_m, 5000 + seed), on_half_plane, seed);
    const double p = safe_before_edge(0.0);
    covered += map.lower[0] <= p && p <= map.upper[0] ? 1 : 0;
    effective = map.effective;
  }
  EXPECT_GE(covered, 930) << effective << " effective touchdowns";  // 950 less 2.9 sigma of a binomial count
}
TEST(RiskMap, IntervalsCoverWhereTouchdownsAreFew) { expect_coverage(4000, 4); }
TEST(RiskMap, IntervalsCoverWhereTheCloudIsSmall) { expect_coverage(100, 40); }

TEST(RiskMap, IntervalsWouldNotCoverWithoutTheCloudsShare) {
  // the same with the touchdowns' sampling alone: what expect_coverage() holds isn't held by chance
  RiskOptions o = window(0.0, 0.5, 1.0);
  o.touchdowns = 40;
  int covered = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const RiskMap map = make(o, normal_cloud(100, sd_m, 5000 + seed), on_half_plane, seed);
    const double members = 50.0, n = 1.0 / (1.0 / map.effective - 1.0 / members);
    const double p = safe_before_edge(0.0), k = map.safe[0] * n;
    covered += lower_bound(k, n, 0.975) <= p && p <= upper_bound(k, n, 0.975) ? 1 : 0;
  }
  EXPECT_LT(covered, 240);  // of 285
}

TEST(RiskMap, KeepsTheMotionOfAMemberWithItsPlace) {
  // beyond the edge only those that came far are lost; all of them are lost if place and motion are mixed
  const auto cloud = normal_cloud(4000, sd_m, 3);
  const auto judge = [&](const Touchdown& t) {
    return safe_if(t.east_m < edge_m || cloud[t.member].state.velocity_L.x < 1.0);
  };
  RiskOptions o = window(0.0, 0.1, 0.2);
  o.east_m = 3.0;  // on the edge
  o.touchdowns = 40;
  const RiskMap map = make(o, cloud, judge);
  const double together = normal_cdf(1.0 / sd_m), mixed = 1.0 - 0.5 * (1.0 - together);
  EXPECT_GT(mixed - together, 0.15);
  EXPECT_NEAR(map.safe[0], together, 4.0 * std::sqrt(together * (1.0 - together) / map.effective));
}

TEST(RiskMap, JudgesItsBestPointByOthersThanThoseThatChoseIt) {
  // every aim point is as good as any: the best of 441 looks better than it is, the verdict on it doesn't
  constexpr double p = 0.7;
  const auto judge = [](const Touchdown& t) { return safe_if(draw(77, t.number, 5) < p); };
  double looks = 0.0;
  int covered = 0;
  constexpr int maps = 200;
  for (std::uint64_t seed = 0; seed < maps; ++seed) {
    const auto fresh = [&](const Touchdown& t) { return safe_if(draw(seed, t.number, 5) < p); };
    const RiskMap map = make(window(20.0, 1.0, 1.0), normal_cloud(400, sd_m, seed), fresh, seed);
    looks += *std::max_element(map.safe.begin(), map.safe.end()) / maps;
    covered += map.best.safe.interval.lower <= p && p <= map.best.safe.interval.upper ? 1 : 0;
    ASSERT_EQ(map.best.touchdowns, 200u);
  }
  EXPECT_GT(looks, 0.8);
  EXPECT_GE(covered, 181);  // 190 less 2.9 sigma
  EXPECT_EQ(make(window(20.0, 1.0, 1.0), normal_cloud(400, sd_m, 1), judge).best.safe.low,
            make(window(20.0, 1.0, 1.0), normal_cloud(400, sd_m, 1), judge).best.safe.low);
}

TEST(RiskMap, FindsTheBetterPlaceAmongThoseThatLookGood) {
  // 80 % of landings within a patch, 70 % elsewhere; 13 effective touchdowns an aim point can't tell them apart
  int found = 0;
  constexpr int maps = 60;
  for (std::uint64_t seed = 0; seed < maps; ++seed) {
    const auto judge = [&](const Touchdown& t) {
      const bool patch = std::abs(t.east_m - 8.0) < 6.0 && std::abs(t.north_m + 8.0) < 6.0;
      return safe_if(draw(seed, t.number, 5) < (patch ? 0.8 : 0.7));
    };
    const RiskMap map = make(window(30.0, 1.0, 0.5), normal_cloud(4000, 1.0, seed), judge, seed);
    found += std::abs(map.best.east_m - 8.0) < 6.0 && std::abs(map.best.north_m + 8.0) < 6.0 ? 1 : 0;
  }
  EXPECT_GE(found, 57) << "of " << maps;  // 60; 42 without a run-off
}

TEST(RiskMap, HasNoKnowledgeWhereTheMapsEnd) {
  const auto judge = [](const Touchdown& t) { return t.east_m < 0.0 ? Landed::safe : Landed::undecided; };
  RiskOptions o = window(20.0, 1.0, 1.0);
  o.unknown_max = 0.2;
  const RiskMap map = make(o, normal_cloud(2000, sd_m, 1), judge);
  const std::size_t columns = map.aims.columns;
  for (std::size_t a = 0; a < map.aims.size(); ++a) {
    const double east = map.aims.east_m(a % columns);
    EXPECT_EQ(std::isnan(map.safe[a]), map.unknown[a] > 0.2) << east;
    if (east > 0.0) {
      EXPECT_TRUE(std::isnan(map.safe[a]) && std::isnan(map.lower[a])) << east;
    } else if (east < -8.0) {
      EXPECT_EQ(map.safe[a], 1.0) << east;
    }
    if (!std::isnan(map.safe[a])) {
      EXPECT_NEAR(map.safe_high[a], map.safe[a] + map.unknown[a], 1e-12);
      EXPECT_TRUE(map.lower[a] <= map.safe[a] && map.safe_high[a] <= map.upper[a]);
    }
  }
  // the cloud's 80 % line lies 0.84 sd before the end: of 21 columns the 9 from -10 to -2 are known
  EXPECT_NEAR(map.no_knowledge_frac, 12.0 / 21.0, 1.0 / 21.0);
  EXPECT_LE(map.best.east_m, -6.0);
}

TEST(RiskMap, HasNoBestPointWhereNothingIsKnown) {
  const RiskMap map =
      make(window(4.0, 1.0, 1.0), normal_cloud(100, sd_m, 1), [](const Touchdown&) { return Landed::undecided; });
  EXPECT_FALSE(map.has_best);
  EXPECT_EQ(map.no_knowledge_frac, 1.0);
  EXPECT_TRUE(std::isnan(map.mean_safe));
  EXPECT_EQ(map.target.safe.low, 0.0);
  EXPECT_EQ(map.target.safe.high, 1.0);
}

TEST(RiskMap, TellsHowFarGroundsOfOneLawDiffer) {
  const auto spread_of = [](double step) {
    const auto judge = [step](const Touchdown& t) {
      return safe_if(draw(9, t.number, 0) < 0.7 + step * (static_cast<double>(t.ground) - 1.0));
    };
    return make(window(40.0, 1.0, 1.4), normal_cloud(2000, sd_m, 1), judge, 1, 3).between_grounds_rms;
  };
  EXPECT_NEAR(spread_of(0.1), 0.1, 0.01);  // 0.6, 0.7, 0.8; 5,000 touchdowns on each
  EXPECT_LT(spread_of(0.0), 0.03);
}

TEST(RiskMap, PoolsAllGroundsWhereItIsNotKnownWhichOneIsThere) {
  const auto judge = [](const Touchdown& t) { return safe_if(t.ground == 0); };
  const auto cloud = normal_cloud(400, sd_m, 1);
  EXPECT_EQ(make(window(4.0, 1.0, 1.0), cloud, judge, 1, 4, Pool::first_ground).safe[0], 1.0);
  EXPECT_NEAR(make(window(4.0, 1.0, 1.0), cloud, judge, 1, 4, Pool::all_grounds).safe[0], 0.25, 1e-12);
}

TEST(RiskMap, CountsFlightsThatNeverLandAgainstEveryAimPoint) {
  auto cloud = normal_cloud(400, sd_m, 1);
  for (std::size_t i = 0; i < cloud.size(); i += 4) cloud[i].arrival = Arrival::fails;
  const auto judge = [&](const Touchdown& t) { return safe_if(cloud[t.member].arrival == Arrival::lands); };
  const RiskMap map = make(window(10.0, 1.0, 1.4), cloud, judge);
  EXPECT_EQ(map.cloud.landing, 150u);
  EXPECT_NEAR(map.mean_safe, 0.75, 0.02);  // 2 sigma of 484 touchdowns
  EXPECT_EQ(map.target.safe.low, 0.75);
}

TEST(RiskMap, OfEqualAimPointsTakesTheOneNearestToTheTarget) {
  const RiskMap map =
      make(window(6.0, 1.0, 1.0), normal_cloud(100, sd_m, 1), [](const Touchdown&) { return Landed::safe; });
  EXPECT_EQ(map.best.east_m, 0.0);
  EXPECT_EQ(map.best.north_m, 0.0);
}

}  // namespace
}  // namespace farside::risk_map_test
