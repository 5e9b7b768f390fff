// Landings per second of one core, and the part of the machine's peak that they reach. Every workload is checked before
// it is timed.
//   farside_bench [--isa=auto|baseline|avx2|avx512] [Google Benchmark's options]
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <string>

#include "base/build_info.h"
#include "bench/fma_peak.h"
#include "bench/workloads.h"
#include "engine/block.h"
#include "engine/case_ground.h"
#include "engine/kernel.h"
#include "engine/setup.h"
#include "random/quantile.h"
#include "random/uniform.h"
#include "sampling/sampler.h"
#include "scenario/scenario.h"

namespace {

using namespace farside;
using bench::Batch;
using bench::Workload;

const char* isa = "auto";
const Kernel& kernel() { return choose_kernel(isa); }

// Floating-point operations of a workload, counted by hand (bench/README.md): FMA 2, division and root 1.
constexpr double w1_flops_per_step = 686.0, w1_steps = 6904.0;
constexpr double w2_flops_per_step = 415.0, w2_steps = 4000.0;

double normal(int stream, int i, double sd) {
  const double z = normal_quantile(
      uniform<double>(20190103, StreamId{static_cast<std::uint64_t>(stream)}, static_cast<std::uint64_t>(i), 0));
  return sd * std::min(std::max(z, -3.0), 3.0);
}

Batch w1_batch(const Workload& w, int count) {
  constexpr double sd[] = {200, 1000, 500, 1, 1, 1, 5, 1, 0.003, 0.001, 0.001};
  Batch batch;
  for (int i = 0; i < count; ++i) {
    double d[11];
    for (int j = 0; j < 11; ++j) d[j] = normal(j, i, sd[j]);
    batch.add(bench::w1_case(w, d));
  }
  return batch;
}

Batch w2_batch(const Workload& w, int count) {
  Batch batch;
  for (int i = 0; i < count; ++i) {
    CaseParams<double> p = bench::w2_case(w, bench::w2_samples[0]);
    SiteStartParams<double>& t = p.start.touchdown;
    t.velocity_L.x += normal(20, i, 0.3);
    t.velocity_L.y += normal(21, i, 0.3);
    t.velocity_L.z += normal(22, i, 0.3);
    t.yaw_rad = pi * (2.0 * uniform<double>(20190104, StreamId{23}, static_cast<std::uint64_t>(i), 0) - 1.0);
    t.tilt_east_rad = normal(24, i, 2.0 * unit::degree_rad);
    t.tilt_north_rad = normal(25, i, 2.0 * unit::degree_rad);
    t.rate_B.x = normal(26, i, unit::degree_rad);
    t.rate_B.y = normal(27, i, unit::degree_rad);
    t.rate_B.z = normal(28, i, unit::degree_rad);
    t.height_m = 0.1;
    batch.add(p);
  }
  return batch;
}

// What is wrong with the answers of the rows that are held here, or nothing.
std::string check_w1() {
  const Workload w = bench::w1();
  Batch batch;
  for (const auto& row : bench::w1_samples) batch.add(bench::w1_case(w, row));
  kernel().run(w.setup(), batch.block());
  // double implementations of the same step agree to these (the answers are printed to 6 and 9 digits); mass, tilt and
  // rate are interpolated here and those of the step's end there: one step of burning, turning and torque
  constexpr double tolerance[] = {8e-9, 1e-6, 5.1e-7 + 5e-7, 5.1e-7 + 5e-7, 3e-9, 3e-9, 0.09, 0.04, 0.2};
  for (std::size_t i = 0; i < batch.records.size(); ++i) {
    const bench::W1Answer a = bench::w1_answer(batch.records[i]);
    const double got[] = {a.time_s,         a.altitude_m, a.down_m,   a.cross_m,   a.radial_m_s,
                          a.horizontal_m_s, a.mass_kg,    a.tilt_deg, a.rate_deg_s};
    for (int j = 0; j < 9; ++j) {
      if (!(std::abs(got[j] - bench::w1_answers[i][j]) <= tolerance[j]))
        return fmt::format("W1 row {} value {}: {:.10g}, expected {:.10g}", i, j, got[j], bench::w1_answers[i][j]);
    }
  }
  return "";
}

std::string check_w2() {
  const Workload w = bench::w2();
  Batch batch;
  for (const auto& row : bench::w2_samples) batch.add(bench::w2_case(w, row));
  kernel().run(w.setup(), batch.block());
  constexpr double tolerance[] = {1e-9, 1e-9, 1e-9, 1e-8, 1e-8, 1e-7};  // of rounding, and of the digits printed
  for (std::size_t i = 0; i < batch.records.size(); ++i) {
    const bench::W2Answer a = bench::w2_answer(batch.records[i]);
    const double got[] = {a.x_m, a.y_m, a.z_m, a.tilt_deg, a.speed_m_s, a.peak_m_s2};
    for (int j = 0; j < 6; ++j) {
      if (!(std::abs(got[j] - bench::w2_answers[i][j]) <= tolerance[j]))
        return fmt::format("W2 row {} value {}: {:.12g}, expected {:.12g}", i, j, got[j], bench::w2_answers[i][j]);
    }
  }
  return "";
}

using Run = void (*)(const KernelSetup&, const CaseBlock&);

void time_batch(benchmark::State& state, Run run, const KernelSetup& setup, Batch& batch, double flops) {
  for (auto _ : state) {
    run(setup, batch.block());
    benchmark::DoNotOptimize(batch.records.data());
  }
  const double landings = static_cast<double>(batch.records.size()) * static_cast<double>(state.iterations());
  state.counters["landings_per_s"] = benchmark::Counter(landings, benchmark::Counter::kIsRate);
  state.counters["peak_fraction"] =
      benchmark::Counter(landings * flops / bench::fma_peak_flops(kernel().isa), benchmark::Counter::kIsRate);
}

void w1(benchmark::State& state, Run run, int count) {
  if (const std::string wrong = check_w1(); !wrong.empty()) return state.SkipWithError(wrong.c_str());
  const Workload w = bench::w1();
  Batch batch = w1_batch(w, count);
  time_batch(state, run, w.setup(), batch, w1_steps * w1_flops_per_step);
}

void w2(benchmark::State& state, Run run, int count) {
  if (const std::string wrong = check_w2(); !wrong.empty()) return state.SkipWithError(wrong.c_str());
  const Workload w = bench::w2();
  Batch batch = w2_batch(w, count);
  time_batch(state, run, w.setup(), batch, w2_steps * w2_flops_per_step);
}

// Case after case alone gives the rows that lanes gave.
std::string check_campaign(Block& block, int count) {
  const std::vector<LandingRecord> rows(block.records(), block.records() + count);
  for (const LandingRecord& row : rows) {
    if (row.status != static_cast<std::int8_t>(Status::done)) return fmt::format("case {}: not done", row.case_number);
  }
  for (std::uint64_t i = 0; i < 8; ++i) {
    block.fly_scalar(kernel(), i, nullptr);
    if (std::memcmp(block.records(), &rows[i], sizeof(LandingRecord)) != 0)
      return fmt::format("case {}: other bits in lanes", i);
  }
  return "";
}

// A configuration as a campaign flies it: draws, descent, touchdown, verdict, and what comes after it.
void campaign(benchmark::State& state, const char* config, const std::vector<std::string>& sets) {
  constexpr int count = 256;
  const Scenario scenario = load_scenario(config, sets);
  const KernelSetup setup = make_setup(scenario);
  const Sampler sampler(scenario);
  Block block(scenario, setup, sampler, count);
  block.fly(kernel(), 0, count, nullptr);
  if (const std::string wrong = check_campaign(block, count); !wrong.empty()) return state.SkipWithError(wrong.c_str());
  for (auto _ : state) {
    block.fly(kernel(), 0, count, nullptr);
    benchmark::DoNotOptimize(block.records());
  }
  state.counters["landings_per_s"] =
      benchmark::Counter(count * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

// The ground of a case over 64 x 64 m at 0.25 m.
void raster(benchmark::State& state) {
  constexpr int side = 256;
  const Scenario scenario = load_scenario(FARSIDE_SOURCE_DIR "/configs/change4.yaml");
  const CaseGround ground(scenario, 0, kernel(), 1);
  std::vector<double> height_m(side * side), rock_m(side * side);
  const std::vector<GroundTile> tiles{{-32.0, 32.0, 0.25, 0, 0, side, side, side, height_m.data(), rock_m.data()}};
  CaseGround(scenario, 0, choose_kernel("baseline"), 1).fill(tiles);
  const std::vector<double> plain_m = height_m;
  ground.fill(tiles);
  if (std::memcmp(height_m.data(), plain_m.data(), plain_m.size() * sizeof(double)) != 0)
    return state.SkipWithError("other bits than those of the baseline");
  for (auto _ : state) {
    ground.fill(tiles);
    benchmark::DoNotOptimize(height_m.data());
  }
  state.counters["pixels_per_s"] =
      benchmark::Counter(side * side * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (std::strncmp(argv[i], "--isa=", 6) != 0) continue;
    isa = argv[i] + 6;
    for (int j = i; j + 1 < argc; ++j) argv[j] = argv[j + 1];
    --argc;
    break;
  }
  try {
    const Kernel& k = kernel();
    benchmark::AddCustomContext("farside", std::string(build::version));
    benchmark::AddCustomContext("compiler", build::compiler);
    benchmark::AddCustomContext("isa", k.isa);
    benchmark::AddCustomContext("fma_peak_gflops", fmt::format("{:.1f}", bench::fma_peak_flops(k.isa) * 1e-9));
    const auto add = [](const char* name, auto&&... arguments) {
      benchmark::RegisterBenchmark(name, arguments...)->Unit(benchmark::kMillisecond);
    };
    add("W1/lanes", w1, k.run, 256);
    add("W1/scalar", w1, k.run_scalar, 32);
    add("W2/lanes", w2, k.run, 256);
    add("W2/scalar", w2, k.run_scalar, 32);
    const auto add_campaign = [&](const char* name, const char* config, const std::vector<std::string>& sets = {}) {
      add(name, campaign, config, sets);
    };
    add_campaign("change4/lanes", FARSIDE_SOURCE_DIR "/configs/change4.yaml");
    add_campaign("change4_landing/lanes", FARSIDE_SOURCE_DIR "/configs/change4.yaml", {"aftermath.model=none"});
    add_campaign("filter/lanes", FARSIDE_SOURCE_DIR "/configs/change4_filter.yaml");
    add_campaign("blind/lanes", FARSIDE_SOURCE_DIR "/configs/change4_blind.yaml");
    add_campaign("avoidance/lanes", FARSIDE_SOURCE_DIR "/bench/avoidance.yaml");
    add_campaign("legs/lanes", FARSIDE_SOURCE_DIR "/tests/determinism/legs.yaml");
    add_campaign("legs_on_plane/lanes", FARSIDE_SOURCE_DIR "/bench/legs_on_plane.yaml");
    add_campaign("legs_on_ground/lanes", FARSIDE_SOURCE_DIR "/bench/legs_on_ground.yaml");
    add("raster/lanes", raster);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
  } catch (const std::exception& e) {
    std::fprintf(stderr, "farside_bench: %s\n", e.what());
    return 1;
  }
  return 0;
}
