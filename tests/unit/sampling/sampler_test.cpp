#include "sampling/sampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

namespace farside::sampler_test {
namespace {

Scenario load(const std::string& dispersions, const std::string& rest = "") {
  return load_scenario_text("farside: 1\ncampaign: {seed: 20190103}\n" + rest + "dispersions:\n" + dispersions,
                            "t.yaml", "");
}

CaseParams<double> drawn(const Scenario& s, std::uint64_t case_number) {
  CaseParams<double> p;
  Sampler(s).draw(case_number, reinterpret_cast<double*>(&p));
  return p;
}

bool same_bits(const CaseParams<double>& a, const CaseParams<double>& b) { return std::memcmp(&a, &b, sizeof a) == 0; }

const char every_kind[] = R"(
  - {path: vehicle.engine.isp_s, normal: {sd: 1.5}}
  - {path: moon.regolith.friction, truncated_normal: {sd: 0.1, mean: 0.45, lower: 0.25, upper: 0.55}}
  - {path: moon.terrain.slope_azimuth_deg, uniform: {min: 0, max: 360}}
  - {path: moon.terrain.slope_deg, rayleigh: {mode: 2.5}}
  - {path: vehicle.mass.rcs_propellant_kg, lognormal: {mean: 6, sd: 2}}
  - {path: vehicle.engine.lag_s, triangular: {min: 0.1, max: 0.3}}
  - {path: vehicle.engine.thrust_scale, discrete: {values: [0.9, 1.0, 1.1], probabilities: [0.7, 0.2, 0.1]}}
  - {path: vehicle.mass.cg_x_m, constant: {value: 0.01}}
  - paths: [start.descent.along_m, start.descent.cross_m]
    multivariate_normal: {sd: [300, 150], mean: [0, 10], correlation: [[1, -0.6], [-0.6, 1]]}
)";

// Numbers of one case, SI.
struct Values {
  double isp, friction, azimuth, slope, rcs, lag, thrust, along, cross;
};
Values values_of(const CaseParams<double>& p) {
  return {p.vehicle.engine.isp_s,        p.moon.regolith.friction,         p.moon.terrain.slope_azimuth_rad,
          p.moon.terrain.slope_rad,      p.vehicle.mass.rcs_propellant_kg, p.vehicle.engine.lag_s,
          p.vehicle.engine.thrust_scale, p.start.descent.along_m,          p.start.descent.cross_m};
}

// An independent program: Threefry and FNV-1a on Python's integers, quantiles by mpmath's erfinv to 40 digits.
TEST(Sampler, DrawsWhatAnIndependentProgramDraws) {
  const std::map<std::uint64_t, Values> expected = {
      {0,
       {311.49434105515197671, 0.400785211973220593, 5.9156478465228286582, 0.055260304289064711776,
        5.0091848618650081719, 0.13431061413592709419, 1.0, -42.35856055636962263, 59.779855438910198627}},
      {1,
       {310.17426006491163907, 0.54936183336255012888, 3.7394432848927707258, 0.15503921058222490261,
        5.985322885307713284, 0.20378064749224853772, 1.0, 208.75575191277261758, -22.304302627454732678}},
      {9999,
       {307.52107009449776591, 0.48971837545367952358, 2.2626626032274859721, 0.011064431043392465548,
        4.2275173749377137024, 0.19832555391969420002, 1.1, 156.88977008083679333, -122.83839150732202404}}};
  const Scenario s = load(every_kind);
  for (const auto& [number, want] : expected) {
    const Values got = values_of(drawn(s, number));
    const auto* a = reinterpret_cast<const double*>(&got);
    const auto* b = reinterpret_cast<const double*>(&want);
    for (std::size_t i = 0; i < sizeof(Values) / sizeof(double); ++i) {
      // Some operations of half an ulp each, behind a sum that may lose a digit: 1e-14 is 45 ulp.
      EXPECT_NEAR(a[i], b[i], 1e-14 * std::max(std::fabs(b[i]), 10.0 * (i == 8)))
          << "case " << number << ", value " << i;
    }
  }
}

// Stored bits, written by this test's first run. They move only with model_version.
TEST(Sampler, DrawsTheStoredBits) {
  const Values got = values_of(drawn(load(every_kind), 1));
  const double stored[] = {0x1.362c9c4ebfcb6p+8,
                           0x1.1945f447ecee3p-1,
                           0x1.dea613daee3ddp+1,
                           0x1.3d85329862f1fp-3,
                           0x1.7f0f87b819684p+2,
                           0x1.a157bf844b987p-3,
                           0x1p+0,
                           0x1.a182f1ea2a7eep+7,
                           -0x1.64de6c6e90145p+4};
  EXPECT_EQ(std::memcmp(&got, stored, sizeof got), 0);
}

TEST(Sampler, LeavesEverythingElseNominal) {
  const Scenario s = load(every_kind);
  const CaseParams<double> p = drawn(s, 3);
  const auto* values = reinterpret_cast<const double*>(&p);
  for (int slot = 0; slot < param_count; ++slot) {
    const bool dispersed = std::count(s.dispersed_slots.begin(), s.dispersed_slots.end(), slot) > 0;
    EXPECT_EQ(values[slot] != s.nominal_values()[slot], dispersed) << "slot " << slot;
  }
}

TEST(Sampler, DoesNotMoveADrawWhenAnotherInputComesGoesOrChanges) {
  const std::string one = "  - {path: vehicle.engine.isp_s, normal: {sd: 1.5}}\n";
  const std::string other = "  - {path: vehicle.engine.lag_s, normal: {sd: 0.01}}\n",
                    wider = "  - {path: vehicle.engine.lag_s, uniform: {min: 0, max: 1}}\n";
  const double isp = drawn(load(one), 17).vehicle.engine.isp_s;
  EXPECT_NE(isp, 309.0);
  for (const std::string& text : {one + other, other + one, one + wider})
    EXPECT_EQ(drawn(load(text), 17).vehicle.engine.isp_s, isp) << text;
  // The first of a correlated group is as by itself, too: its normal value is scaled alike.
  const std::string group =
      "  - paths: [vehicle.engine.isp_s, vehicle.engine.lag_s]\n    multivariate_normal: {sd: [1.5, 0.01], "
      "correlation: [[1, 0.9], [0.9, 1]]}\n";
  EXPECT_EQ(drawn(load(group), 17).vehicle.engine.isp_s, isp);
}

TEST(Sampler, DependsOnSeedAndCase) {
  Scenario s = load(every_kind);
  const CaseParams<double> first = drawn(s, 5);
  EXPECT_TRUE(same_bits(drawn(s, 5), first));
  EXPECT_FALSE(same_bits(drawn(s, 6), first));
  s.seed += 1;
  EXPECT_FALSE(same_bits(drawn(s, 5), first));
}

TEST(Sampler, DrawsDegreesAndStoresRadians) {
  const Scenario s = load("  - {path: moon.terrain.slope_deg, constant: {value: 10}}\n");
  EXPECT_EQ(drawn(s, 0).moon.terrain.slope_rad, 10 * unit::degree_rad);
}

TEST(Sampler, TakesBoundsByNumberOfSd) {
  const std::string by_k = "  - {path: vehicle.engine.isp_s, truncated_normal: {sd: 2, k: 3}}\n";
  const std::string by_bounds = "  - {path: vehicle.engine.isp_s, truncated_normal: {sd: 2, lower: 303, upper: 315}}\n";
  for (std::uint64_t i = 0; i < 100; ++i) EXPECT_TRUE(same_bits(drawn(load(by_k), i), drawn(load(by_bounds), i)));
}

// Every path that can be dispersed has a random stream of its own.
TEST(Sampler, HasNoTwoInputsOnOneStream) {
  std::vector<StreamId> streams;
  for (const Key& key : registry().keys()) {
    if (key.dispersible()) streams.push_back(stream(key.path.data(), key.path.size()));
  }
  EXPECT_EQ(first_repeated(streams.data(), streams.size()), streams.size());
}

// Mean and standard deviation of each of some slots, and the correlation of each pair.
struct Moments {
  std::vector<double> mean, sd, correlation;
};
Moments moments(const std::vector<std::vector<double>>& columns) {
  Moments m;
  const std::size_t k = columns.size();
  const double n = static_cast<double>(columns[0].size());
  for (const auto& c : columns) {
    double sum = 0, squares = 0;
    for (const double x : c) sum += x;
    for (const double x : c) squares += (x - sum / n) * (x - sum / n);
    m.mean.push_back(sum / n);
    m.sd.push_back(std::sqrt(squares / n));
  }
  for (std::size_t i = 0; i < k * k; ++i) {
    double sum = 0;
    for (std::size_t r = 0; r < columns[0].size(); ++r)
      sum += (columns[i / k][r] - m.mean[i / k]) * (columns[i % k][r] - m.mean[i % k]);
    m.correlation.push_back(sum / n / (m.sd[i / k] * m.sd[i % k]));
  }
  return m;
}

constexpr std::size_t many = 100000;

std::vector<std::vector<double>> columns_of(const Scenario& s) {
  const Sampler sampler(s);
  std::vector<std::vector<double>> columns(s.dispersed_slots.size());
  double params[param_count];
  for (std::uint64_t i = 0; i < many; ++i) {
    sampler.draw(i, params);
    for (std::size_t c = 0; c < columns.size(); ++c)
      columns[c].push_back(params[s.dispersed_slots[c]] / s.dispersed_factors[c]);
  }
  return columns;
}

// The state at ignition of the reference mission: its six deviations with the correlations that were asked for.
TEST(Sampler, GivesTheMomentsOfTheReferenceMission) {
  const Scenario s = load_scenario(FARSIDE_SOURCE_DIR "/configs/change4_blind.yaml");
  const Dispersion& state = s.configuration.dispersions.at(0);
  ASSERT_EQ(state.kind, Distribution::multivariate_normal);
  const std::size_t n = state.paths.size();
  auto columns = columns_of(s);
  columns.resize(n);
  const Moments m = moments(columns);
  const double root = std::sqrt(static_cast<double>(many));
  for (std::size_t i = 0; i < n; ++i) {
    const double sd = state.arguments.at("sd")[i];
    EXPECT_NEAR(m.mean[i], state.arguments.at("mean")[i], 4.5 * sd / root) << state.paths[i];  // 4.5 sd of a mean
    EXPECT_NEAR(m.sd[i], sd, 4.5 * sd / (std::sqrt(2.0) * root)) << state.paths[i];            // 4.5 sd of an sd
    for (std::size_t j = 0; j < i; ++j) {
      const double r = state.arguments.at("correlation")[i * n + j];
      EXPECT_NEAR(m.correlation[i * n + j], r, 4.5 * (1 - r * r) / root)
          << state.paths[i] << ", " << state.paths[j];  // of a correlation
    }
  }
}

// T96 of src/MODELS.md: position, speed and acceleration with sd 20, 0.5, 0.002, after 120 s.
TEST(Sampler, SpreadsABallisticFlightAsInTheory) {
  const Scenario s = load(
      "  - {path: start.site.east_m, normal: {sd: 20}}\n  - {path: start.site.velocity_east_m_s, normal: {sd: 0.5}}\n"
      "  - {path: moon.gravity.g_m_s2, normal: {sd: 0.002}}\n",
      "start: {site: {height_m: 100}}\n");
  const auto inputs = columns_of(s);
  std::vector<std::vector<double>> end(2);
  for (std::size_t i = 0; i < many; ++i) {
    end[0].push_back(inputs[0][i] + 120 * inputs[1][i] + 7200 * inputs[2][i]);
    end[1].push_back(inputs[1][i] + 120 * inputs[2][i]);
  }
  const Moments m = moments(end);
  EXPECT_NEAR(m.sd[0], 64.86416576, 0.01 * 64.86416576);  // 1 %: 4.5 sd of an sd of 1e5 draws
  EXPECT_NEAR(m.sd[1], 0.554616985, 0.01 * 0.554616985);
  EXPECT_NEAR(m.correlation[1], 0.9299851484, 4.5 * (1 - 0.93 * 0.93) / std::sqrt(1e5));  // 4.5 sd of a correlation
}

TEST(Sampler, GivesTheMeanAndSdOfEachDistribution) {
  const Scenario s = load(R"(
  - {path: vehicle.engine.lag_s, truncated_normal: {mean: 1, sd: 0.25, lower: 0.5, upper: 1.5}}
  - {path: vehicle.mass.rcs_propellant_kg, lognormal: {mean: 6, sd: 2}}
  - {path: moon.terrain.slope_deg, rayleigh: {sd: 2}}
  - {path: vehicle.engine.isp_s, triangular: {min: 300, mode: 309, max: 312}}
  - {path: vehicle.engine.thrust_scale, discrete: {values: [0.9, 1.0, 1.1], probabilities: [0.7, 0.2, 0.1]}}
  - {path: moon.terrain.slope_azimuth_deg, uniform: {min: 0, max: 360}}
)");
  const Moments m = moments(columns_of(s));
  // sd of a truncated normal at 2 sd: sqrt(0.7737413036) (case T105); rayleigh: mean = sd sqrt(pi / (4 - pi));
  // triangular: textbook.
  const double mean[] = {1, 6, 2 * std::sqrt(M_PI / (4 - M_PI)), 307, 0.94, 180};
  const double sd[] = {0.25 * std::sqrt(0.7737413036),
                       2,
                       2,
                       std::sqrt((300. * 300 + 309. * 309 + 312. * 312 - 300. * 309 - 300. * 312 - 309. * 312) / 18),
                       std::sqrt(0.7 * 0.0016 + 0.2 * 0.0036 + 0.1 * 0.0256),
                       360 / std::sqrt(12.0)};
  const double kurtosis[] = {2.4, 9, 3.3, 2.4, 4, 1.8};  // upper bounds, for the spread of an sd
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(m.mean[i], mean[i], 4.5 * sd[i] / std::sqrt(1e5)) << i;  // 4.5 sd of a mean
    EXPECT_NEAR(m.sd[i], sd[i], 4.5 * sd[i] * std::sqrt((kurtosis[i] - 1) / 4) / std::sqrt(1e5))
        << i;  // 4.5 sd of an sd
  }
  // Different inputs know nothing of each other.
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_NEAR(m.correlation[i * 6 + j], 0, 4.5 / std::sqrt(1e5)) << i << ", " << j;
  }
}

}  // namespace
}  // namespace farside::sampler_test
