#include "stats/causes/grounds.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <random>

#include "stats/statistics.h"
#include "stats/summary.h"
#include "unit/stats/fixture.h"

namespace farside::grounds_test {
namespace {

using Json = nlohmann::ordered_json;
using stats_test::Table;

class Draws {
 public:
  explicit Draws(unsigned seed) : bits_(seed) {}
  double beta(double a, double b) {
    const double x = std::gamma_distribution<double>(a)(bits_), y = std::gamma_distribution<double>(b)(bits_);
    return x / (x + y);
  }
  double normal() { return normal_(bits_); }
  double binomial(int n, double p) { return static_cast<double>(std::binomial_distribution<int>(n, p)(bits_)); }

 private:
  std::mt19937_64 bits_;
  std::normal_distribution<double> normal_;
};

TEST(GroundSpread, IsThatOfABetaDistributionThatTheGroundsAreDrawnFrom) {
  constexpr int trials = 100, grounds = 20;
  constexpr double a = 9, b = 1, variance = a * b / ((a + b) * (a + b) * (a + b + 1));
  Draws draws(4);
  double sum = 0, squares = 0;
  int held = 0;
  for (int trial = 0; trial < trials; ++trial) {
    std::vector<GroundCount> found;
    for (int g = 0; g < grounds; ++g) {
      const int n = 20 + 5 * g;  // grounds of different size
      found.push_back({static_cast<double>(n), draws.binomial(n, draws.beta(a, b))});
    }
    const GroundSpread spread = spread_of_grounds(found);
    sum += spread.variance;
    squares += spread.variance * spread.variance;
    held += spread.sd_lower <= std::sqrt(variance) && std::sqrt(variance) <= spread.sd_upper;
  }
  const double mean = sum / trials, error = std::sqrt((squares / trials - mean * mean) / trials);
  EXPECT_NEAR(mean, variance, 4 * error);                                        // unbiased; 4 sigma
  EXPECT_GE(held / double{trials}, 0.95 - 4 * std::sqrt(0.95 * 0.05 / trials));  // 4 sigma
}

TEST(GroundSpread, IsNoneWhereAllGroundsHaveOneProbability) {
  constexpr int trials = 100;
  Draws draws(5);
  double sum = 0, squares = 0;
  int none = 0;
  for (int trial = 0; trial < trials; ++trial) {
    std::vector<GroundCount> found;
    for (int g = 0; g < 15; ++g) found.push_back({60, draws.binomial(60, 0.9)});
    const GroundSpread spread = spread_of_grounds(found);
    sum += spread.variance;
    squares += spread.variance * spread.variance;
    none += spread.sd_lower == 0;
  }
  const double mean = sum / trials, error = std::sqrt((squares / trials - mean * mean) / trials);
  EXPECT_NEAR(mean, 0, 4 * error);  // what chance makes is taken away; 4 sigma
  EXPECT_GE(none / double{trials}, 0.95 - 4 * std::sqrt(0.95 * 0.05 / trials));  // 4 sigma
}

// 1 where case i lands on ground g: the cases are the same on every ground, and so is what each lacks.
struct Layout {
  std::vector<GroundCount> grounds;
  double residual;
};
Layout crossed(Draws& draws, int grounds, int cases, double of_case, double of_ground, double of_both, double limit) {
  std::vector<double> case_sum(static_cast<std::size_t>(cases)), own(case_sum.size());
  for (double& x : own) x = of_case * draws.normal();
  Layout l{{}, 0};
  double all = 0, by_ground = 0;
  for (int g = 0; g < grounds; ++g) {
    const double here = of_ground * draws.normal();
    double safe = 0;
    for (std::size_t i = 0; i < own.size(); ++i) {
      const double y = own[i] + here + of_both * draws.normal() < limit ? 1 : 0;
      safe += y;
      case_sum[i] += y;
    }
    all += safe;
    by_ground += safe * safe / cases;
    l.grounds.push_back({static_cast<double>(cases), safe});
  }
  double by_case = 0;
  for (const double s : case_sum) by_case += s * s / grounds;
  l.residual = (all - by_case - by_ground + all * all / (grounds * cases)) / ((grounds - 1.0) * (cases - 1.0));
  return l;
}

TEST(GroundSpread, OfTheSameCasesOnEachGroundCountsTheirOwnScatterForNone) {
  // P of a ground at b is that a normal variable stays below (1.2 - b) / sqrt(1 + 0.25), b normal with 0.3.
  double truth = 0, mean = 0;
  for (int i = 0; i < 4000; ++i) {
    Draws point(static_cast<unsigned>(i));
    const double p = 0.5 * std::erfc(-(1.2 - 0.3 * point.normal()) / std::sqrt(2.5));
    truth += p * p / 4000;
    mean += p / 4000;
  }
  truth -= mean * mean;
  constexpr int trials = 60;
  Draws draws(6);
  double sum = 0, squares = 0;
  int held = 0;
  for (int trial = 0; trial < trials; ++trial) {
    const Layout l = crossed(draws, 20, 200, 1, 0.3, 0.5, 1.2);
    const GroundSpread spread = spread_of_crossed_grounds(l.grounds, l.residual);
    sum += spread.variance;
    squares += spread.variance * spread.variance;
    held += spread.sd_lower <= std::sqrt(truth) && std::sqrt(truth) <= spread.sd_upper;
  }
  const double found = sum / trials, error = std::sqrt((squares / trials - found * found) / trials);
  EXPECT_NEAR(found, truth, 4 * error + 0.05 * truth);  // 4 sigma, and 2 sigma of the truth's own 4,000 draws
  EXPECT_GE(held / double{trials}, 0.95 - 4 * std::sqrt(0.95 * 0.05 / trials));
  // the estimate for cases of their own would be off by what cases differ: some tenth of P (1 - P) / 200
  const Layout alike = crossed(draws, 20, 200, 1, 0, 0, 1.2);
  EXPECT_EQ(spread_of_crossed_grounds(alike.grounds, alike.residual).variance, 0);
  EXPECT_LT(spread_of_grounds(alike.grounds).variance, -1e-4);
}

Table with_grounds(const std::vector<double>& outcome, const std::vector<double>& ground) {
  Table table(outcome.size());
  table.with("outcome", outcome).with("in_moon_terrain_relief_ground", ground);
  table.info("in_moon_terrain_relief_ground").config_path = "moon.terrain.relief.ground";
  return table;
}
Json grounds_of(const Table& table) {
  StatisticsRequest request;
  request.ground_by_law = true;
  return compute_statistics(table, request).at("grounds");
}

TEST(Grounds, AreToldApartWhereSeveralCasesShareOne) {
  std::vector<double> outcome, ground;
  for (int i = 0; i < 2000; ++i) {
    const int g = i % 20;
    ground.push_back(0.05 * g);
    outcome.push_back(i / 20 < 2 * g ? 2 : 0);  // of 100 cases of ground g, 2 g are lost
  }
  const Table table = with_grounds(outcome, ground);
  const Json g = grounds_of(table);
  EXPECT_EQ(g["grounds"], 20);
  EXPECT_EQ(g["method"], "one_way");
  double between = 0, within = 0;
  for (int i = 0; i < 20; ++i) {
    const double p = 1 - 0.02 * i;
    between += std::pow(p - 0.81, 2) / 19;
    within += 100 * p * (1 - p) / (2000 - 20);
  }
  EXPECT_NEAR(g["variance"].get<double>(), between - within / 100, 1e-12);
  EXPECT_LT(g["sd_lower"].get<double>(), g["sd"].get<double>());
  EXPECT_LT(g["over_grounds"]["lower"].get<double>(), 0.77);  // Student's of 20 means
  StatisticsRequest request;
  request.ground_by_law = true;
  const Json s = compute_statistics(table, request);
  EXPECT_LT(g["over_grounds"]["lower"].get<double>(), s["probability"]["safe"]["lower"].get<double>());
  const std::string text = summarise(s, {"", "", 200});
  EXPECT_NE(text.find("grounds   20 grounds: P differs by 11.22 % (sd)"), std::string::npos) << text;
}

TEST(Grounds, OfOuterDrawsAreThoseOfTheDraws) {
  std::vector<double> outcome, ground, draw, number;
  for (int i = 0; i < 11 * 100; ++i) {
    const int d = i % 11, k = i / 11;
    number.push_back(i);
    draw.push_back(d);
    ground.push_back(d == 0 ? 0.5 : 0.01 * d);
    outcome.push_back(d > 0 && k < 3 * d ? 2 : 0);  // the first cases are lost, of draw d 3 d of them
  }
  Table table = with_grounds(outcome, ground);
  table.with("outer_draw", draw).with("case", number);
  table.info("in_moon_terrain_relief_ground").kind = "epistemic";
  const Json g = grounds_of(table);
  EXPECT_EQ(g["method"], "two_way");
  EXPECT_EQ(g["grounds"], 10) << "without the best guess";
  double shares = 0;
  for (int d = 1; d <= 10; ++d) shares += std::pow(0.03 * d - 0.165, 2) / 9;
  EXPECT_GT(g["variance"].get<double>(), 0.99 * shares - 0.165 * 0.835 / 100) << "less by less than by own cases";
  EXPECT_LT(g["variance"].get<double>(), shares);
  EXPECT_FALSE(g.contains("drawn_with"));
  std::vector<double> other;
  for (const double d : draw) other.push_back(d);
  table.with("in_other", other);
  table.info("in_other").kind = "epistemic";
  table.info("in_other").config_path = "moon.regolith.n";
  EXPECT_EQ(grounds_of(table)["drawn_with"], Json::array({"moon.regolith.n"}));
}

TEST(Grounds, SayWhyTheyArentToldApart) {
  const std::vector<double> outcome = stats_test::first_then(100, 5, 2, 0);
  std::vector<double> own;
  for (int i = 0; i < 100; ++i) own.push_back(0.01 * i);
  const auto reason = [](const Json& g) { return g.at("reason").get<std::string>(); };
  const Json each = grounds_of(with_grounds(outcome, own));
  EXPECT_TRUE(each["sd"].is_null());
  EXPECT_EQ(reason(each).find("each case has its own"), 0u) << each;
  const Json one = grounds_of(with_grounds(outcome, std::vector<double>(100, 0.3)));
  EXPECT_EQ(one["grounds"], 1);
  EXPECT_EQ(reason(one).find("one for all cases, and P is given that"), 0u) << one;
  EXPECT_EQ(grounds_of(Table(100).with("outcome", outcome))["grounds"], 1);
  EXPECT_FALSE(compute_statistics(with_grounds(outcome, own), {}).contains("grounds")) << "no laws draw it";
}

}  // namespace
}  // namespace farside::grounds_test
