// The grounds of configs/ground/ measured back from sampled heights, against the laws that they are drawn from and
// against real ground. What is measured here stands in src/moon/README.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <queue>
#include <random>
#include <sstream>

#include "engine/setup.h"
#include "moon/terrain/relief.h"
#include "scenario/scenario.h"
#include "unit/reference_data.h"

namespace farside::ground_presets_test {
namespace {

struct Preset {
  std::string name;
  ReliefScales scales;
  ReliefParams<double> params;
};

const std::vector<Preset>& grounds() {
  static const std::vector<Preset> all = [] {
    std::vector<Preset> found;
    for (const char* name : {"von_karman", "smooth_mare", "rough_highland"}) {
      const Scenario s = load_scenario(FARSIDE_SOURCE_DIR "/configs/ground/" + std::string(name) + ".yaml");
      found.push_back({name, make_setup(s).relief, s.nominal.moon.terrain.relief});
    }
    return found;
  }();
  return all;
}

double uniform(std::mt19937_64& random, double low, double high) {
  return low + (high - low) * static_cast<double>(random() >> 11) * 0x1p-53;
}

// Differences in height between places so far apart, anywhere on many grounds.
std::vector<double> differences_m(const Preset& ground, double distance_m, int count) {
  std::mt19937_64 random(1);
  std::vector<double> found;
  constexpr int draws = 200;
  ReliefParams<double> p = ground.params;
  for (int g = 0; g < draws; ++g) {
    p.ground = (g + 0.5) / draws;
    const Relief<double> relief = make_relief(ground.scales, p);
    for (int i = 0; i < count / draws; ++i) {
      const double e = uniform(random, -2e4, 2e4), n = uniform(random, -2e4, 2e4);
      const double turn = uniform(random, 0.0, 6.283185307179586);
      const double there =
          relief_at(ground.scales, relief, e + distance_m * std::cos(turn), n + distance_m * std::sin(turn)).height_m;
      found.push_back(there - relief_at(ground.scales, relief, e, n).height_m);
    }
  }
  return found;
}

double mean_square(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double v : values) sum += v * v;
  return sum / static_cast<double>(values.size());
}

// |slope| below which a share of the differences lies, in degrees.
double slope_deg(std::vector<double> differences, double distance_m, double share) {
  for (double& d : differences) d = std::fabs(d);
  const auto at = differences.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(differences.size()));
  std::nth_element(differences.begin(), at, differences.end());
  return std::atan(*at / distance_m) * 57.29577951308232;
}

// Campbell's theorem for craters strewn by Poisson: the mean square difference over a distance L is the sum over all
// sizes of their density times the integral of (h(x) - h(x + L))^2 over the plane. The profile in diameters is bowl s +
// rim s^1.5, bowl below and rim above the plain, s the share of the profile's depth.
class CraterStructure {
 public:
  explicit CraterStructure(const CraterParams<double>& p) : p_(p) {
    constexpr int steps = 2000;
    for (int i = 0; i < steps; ++i) {
      const double u = (i + 0.5) / steps;
      const double s = p.depth_fresh_frac / (1.0 + u * (p.depth_fresh_frac / p.depth_least_frac - 1.0)) / 0.215;
      bowl2_ += s * s / steps;
      both_ += std::pow(s, 2.5) / steps;
      rim2_ += s * s * s / steps;
    }
  }

  double mean_square_m2(double distance_m) const {
    double sum = 0.0;
    constexpr int parts = 8;  // of a level, whose diameters go with D^-3 dD
    for (int level = 0; level < 11; ++level) {
      const double low = 0.5 * std::ldexp(1.0, level);
      const double density = craters_per_m2(p_, low) - craters_per_m2(p_, 2.0 * low);
      for (int k = 0; k < parts; ++k) {
        const double u = (k + 0.5) / parts, d = low / std::sqrt(1.0 - 0.75 * u);
        sum += density / parts * std::pow(d, 4) * unit_square(distance_m / d);
      }
    }
    return sum;
  }

 private:
  struct Parts {
    double bowl, rim;
  };
  static Parts profile(double x, double y) {  // Fassett & Thomson 2014, eq. 4, of a crater with the diameter 1
    const double t = 2.0 * std::hypot(x, y);
    if (t >= 1.5) return {0.0, 0.0};
    const double wall = -0.228809953 + t * (0.227533882 + t * (0.083116795 - 0.039499407 * t));
    const double outside = 0.188253307 + t * (-0.187050452 + t * (0.01844746 + 0.01505647 * t));
    const double h = std::min(std::max(wall, -0.181), outside);
    return {std::min(h, 0.0), std::max(h, 0.0)};
  }
  double unit_square(double distance) const {
    constexpr int side = 120;
    const double half = 0.75, reach = std::min(distance, 1.5), step_y = 2.0 * half / side;
    const int columns = static_cast<int>(std::ceil((2.0 * half + reach) / step_y));
    const double step_x = (2.0 * half + reach) / columns;
    double sum = 0.0;
    for (int j = 0; j < side; ++j) {
      for (int i = 0; i < columns; ++i) {
        const double x = -half - reach + (i + 0.5) * step_x, y = -half + (j + 0.5) * step_y;
        const Parts a = profile(x, y), b = profile(x + reach, y);
        const double bowl = a.bowl - b.bowl, rim = a.rim - b.rim;
        sum += bowl2_ * bowl * bowl + 2.0 * both_ * bowl * rim + rim2_ * rim * rim;
      }
    }
    return sum * step_x * step_y;
  }

  CraterParams<double> p_;
  double bowl2_ = 0.0, both_ = 0.0, rim2_ = 0.0;  // means of s^2, s^2.5, s^3
};

// Counting worn craters that lie in each other, on rough ground, hangs on who counts. The mean square difference over a
// distance doesn't: of both laws together it is known exactly. Beyond 20 m some is missing: octaves end at 64 m, and
// the coarsest stands for the next ones by their slope alone.
TEST(GroundPresets, HaveTheStructureFunctionOfTheirLaws) {
  for (const Preset& ground : grounds()) {
    const CraterStructure craters(ground.params.craters);
    const auto share = [&](double distance_m) {  // of the deviation that the laws have
      const double noise = ground.params.roughness.deviation_m * std::pow(distance_m, ground.params.roughness.hurst);
      const double wanted = craters.mean_square_m2(distance_m) + noise * noise;
      return std::sqrt(mean_square(differences_m(ground, distance_m, 60000)) / wanted);
    };
    // mostly of few steep places: 0.9 % is one sd
    for (const double distance_m : {1.0, 5.0, 17.0}) EXPECT_NEAR(share(distance_m), 1.0, 0.03) << ground.name;
    const std::map<std::string, double> at_57_m{{"von_karman", 0.99}, {"smooth_mare", 0.96}, {"rough_highland", 0.80}};
    EXPECT_NEAR(share(57.0), at_57_m.at(ground.name), 0.03) << ground.name;
  }
}

// Without craters what is left is self-affine with the exponent that was asked for. Octaves end at 0.5 m.
TEST(GroundPresets, HaveTheHurstExponentOfTheirRoughness) {
  for (Preset ground : grounds()) {
    ground.params.craters.equilibrium_1_m2 = 0.0;
    const double near = mean_square(differences_m(ground, 3.0, 60000)),
                 far = mean_square(differences_m(ground, 20.0, 60000));
    EXPECT_NEAR(0.5 * std::log(far / near) / std::log(20.0 / 3.0), ground.params.roughness.hurst, 0.02) << ground.name;
  }
}

// A raster's connected pixels that `in` holds for: their number each.
template <class In>
std::vector<int> spots(int side, const std::vector<double>& heights, const In& in) {
  std::vector<int> sizes;
  std::vector<char> seen(heights.size());
  for (int start = 0; start < side * side; ++start) {
    if (seen[static_cast<std::size_t>(start)] || !in(heights[static_cast<std::size_t>(start)])) continue;
    std::queue<int> open;
    open.push(start);
    seen[static_cast<std::size_t>(start)] = 1;
    int size = 0;
    while (!open.empty()) {
      const int at = open.front(), column = at % side, row = at / side;
      open.pop();
      ++size;
      const auto look = [&](int c, int r) {
        if (c < 0 || r < 0 || c >= side || r >= side) return;
        const auto i = static_cast<std::size_t>(r * side + c);
        if (seen[i] || !in(heights[i])) return;
        seen[i] = 1;
        open.push(r * side + c);
      };
      look(column - 1, row);
      look(column + 1, row);
      look(column, row - 1);
      look(column, row + 1);
    }
    sizes.push_back(size);
  }
  return sizes;
}

// Counted where that is well posed: of a fiftieth of the craters, which then lie alone, on smooth ground. A bowl is
// below the plain out to 0.867 radii of its rim.
TEST(GroundPresets, HaveAsManyCratersOfASizeAsTheLaw) {
  constexpr int side = 300, draws = 12;
  constexpr double thinned = 0.02, below_the_plain = 0.867;
  const CraterParams<double> law = grounds().front().params.craters;
  for (Preset ground : grounds()) {
    EXPECT_EQ(ground.params.craters.equilibrium_1_m2, law.equilibrium_1_m2);
    EXPECT_EQ(ground.params.craters.depth_least_frac, law.depth_least_frac);
    if (ground.name != "rough_highland") continue;  // all have one law up to 200 m
    ground.params.craters.equilibrium_1_m2 *= thinned;
    ground.scales.octaves = 0;
    for (const double diameter_m : {1.0, 8.0, 64.0}) {
      const double pixel_m = 0.2 * diameter_m, area_m2 = draws * std::pow(side * pixel_m, 2);
      std::map<double, double> found;
      for (int g = 0; g < draws; ++g) {
        ground.params.ground = (g + 0.5) / draws;
        const Relief<double> relief = make_relief(ground.scales, ground.params);
        std::vector<double> heights;
        for (int i = 0; i < side * side; ++i)
          heights.push_back(relief_at(ground.scales, relief, pixel_m * (i % side), pixel_m * (i / side)).height_m);
        for (const int size : spots(side, heights, [](double h) { return h < 0.0; })) {
          const double measured_m = 2.0 * pixel_m * std::sqrt(size / 3.141592653589793) / below_the_plain;
          for (const double d : {1.0, 2.0}) found[d] += measured_m >= d * diameter_m;
        }
      }
      for (const double d : {1.0, 2.0}) {
        const double wanted = craters_per_m2(ground.params.craters, d * diameter_m) * area_m2;
        // 3.5 sd, and those that touch another one
        EXPECT_NEAR(found[d], wanted, 3.5 * std::sqrt(wanted) + 0.05 * wanted) << ground.name << " " << d * diameter_m;
      }
    }
  }
}

// What stands over the same ground without rocks; plan ellipses of D and 0.8 D.
TEST(GroundPresets, HaveAsManyRocksOfASizeAsTheLaw) {
  constexpr int side = 800, draws = 8;
  constexpr double pixel_m = 0.04;
  for (Preset ground : grounds()) {
    const RockParams<double>& p = ground.params.rocks;
    std::map<double, double> found;
    for (int g = 0; g < draws; ++g) {
      ground.params.ground = (g + 0.5) / draws;
      const Relief<double> relief = make_relief(ground.scales, ground.params);
      std::vector<double> heights;
      for (int i = 0; i < side * side; ++i)
        heights.push_back(rocks_under_disc_m(ground.scales, relief, pixel_m * (i % side), pixel_m * (i / side), 0.0));
      for (const int size : spots(side, heights, [](double h) { return h > 0.0; })) {
        const double measured_m = 2.0 * pixel_m * std::sqrt(size / (0.8 * 3.141592653589793));
        for (const double d : {0.2, 0.4, 0.8}) found[d] += measured_m >= d;
      }
    }
    for (const double d : {0.2, 0.4, 0.8}) {
      const double wanted =
          draws * std::pow(side * pixel_m, 2) * p.number_1_m2 * (std::pow(d, -p.exponent) - std::pow(2.0, -p.exponent));
      EXPECT_NEAR(found[d], wanted, 3.5 * std::sqrt(wanted) + 0.03 * wanted) << ground.name << " " << d;
    }
  }
}

// Where they have scales in common with real ground: medians by baseline of three maps of 2 and 5 m
// (terrain_stats_metre_scale.csv), which are smoothed below three postings. Highlands aren't among them.
TEST(GroundPresets, AMareIsAsSteepAsRealGround) {
  std::ifstream in(test::reference_file("data/terrain_stats_metre_scale.csv"));
  if (!in) GTEST_SKIP() << "reference data not there; set FARSIDE_SHARED";
  std::map<double, std::vector<double>> medians_deg;  // by baseline
  for (std::string line; std::getline(in, line);) {
    std::vector<std::string> cells;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
    for (const char* map : {"shoemaker_lola5m", "apollo17_nac5m", "apollo15_nac2m_8bit"}) {
      if (cells.size() > 5 && cells[0] == map) medians_deg[std::stod(cells[2])].push_back(std::stod(cells[5]));
    }
  }
  const Preset& mare = grounds()[1];
  for (const double distance_m : {20.0, 50.0}) {
    const std::vector<double>& real = medians_deg.at(distance_m);
    ASSERT_EQ(real.size(), 3U);
    const double median = slope_deg(differences_m(mare, distance_m, 60000), distance_m, 0.5);
    EXPECT_LT(median, *std::max_element(real.begin(), real.end())) << distance_m;
    EXPECT_GT(median, 0.66 * *std::min_element(real.begin(), real.end())) << distance_m;
  }
}

// The median slopes that their roughness is chosen for: 2.0 deg of the maria, 7.5 deg of the highlands, over 17 m
// (Rosenburg et al. 2011).
TEST(GroundPresets, HaveTheSlopesThatAreSaid) {
  const std::map<std::string, std::array<double, 4>> said{{"von_karman", {2.30, 1.57, 1.10, 0.67}},
                                                          {"smooth_mare", {3.95, 2.78, 2.00, 1.25}},
                                                          {"rough_highland", {9.30, 8.36, 7.50, 5.85}}};
  for (const Preset& ground : grounds()) {
    int i = 0;
    for (const double distance_m : {1.0, 5.0, 17.0, 57.0}) {
      const std::vector<double> d = differences_m(ground, distance_m, 100000);
      const double median = slope_deg(d, distance_m, 0.5);
      EXPECT_NEAR(median, said.at(ground.name)[static_cast<std::size_t>(i++)], 0.03 * median + 0.03)
          << ground.name << " " << distance_m;
    }
  }
}

}  // namespace
}  // namespace farside::ground_presets_test
