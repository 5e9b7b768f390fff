// Elementary functions and random numbers, one register after the other over arrays that stay in the first-level cache.
// `ns_per_element` is the figure to quote: the time of one lane, not of one register.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>

#include "lanes/math.h"
#include "random/normal_quantile.h"
#include "random/uniform.h"

namespace {

using namespace farside;

constexpr int element_count = 512;  // 4 kB an array

struct Arrays {
  alignas(64) double in[element_count], other[element_count], out[element_count];
};

// Low-discrepancy points (golden ratio) over [low, high].
void fill(double* x, double low, double high, double step) {
  double u = 0.5;
  for (int i = 0; i < element_count; ++i) {
    x[i] = low + (high - low) * u;
    u += step;
    u -= std::floor(u);
  }
}

void report(benchmark::State& state) {
  const double elements = static_cast<double>(state.iterations()) * element_count;
  state.SetItemsProcessed(static_cast<std::int64_t>(elements));
  state.counters["lanes"] = lane_count;
  state.counters["ns_per_element"] =
      benchmark::Counter(elements * 1e-9, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// The C library's answer is within 1 ulp, ours too: 2 ulp of a result, or of 1 next to a zero of it, is all they may
// differ by.
bool close(double ours, double libm) { return std::fabs(ours - libm) <= 4.5e-16 * std::fmax(std::fabs(libm), 1.0); }

template <class Ours, class Libm>
void one_argument(benchmark::State& state, double low, double high, Ours ours, Libm libm) {
  static Arrays a;
  fill(a.in, low, high, 0.6180339887498949);
  auto pass = [&] {
    for (int i = 0; i < element_count; i += lane_count) store(a.out + i, ours(load(a.in + i)));
  };
  pass();
  for (int i = 0; i < element_count; ++i) {
    if (!close(a.out[i], libm(a.in[i]))) return state.SkipWithError("wrong answer");
  }
  for (auto _ : state) {
    pass();
    benchmark::ClobberMemory();
  }
  report(state);
}

void sin_cos_lanes(benchmark::State& state) {
  one_argument(
      state, -1000.0, 1000.0,
      [](Lanes x) {
        Lanes s, c;
        sin_cos(x, s, c);
        return s + c;
      },
      [](double x) { return std::sin(x) + std::cos(x); });
}
BENCHMARK(sin_cos_lanes);

void exp_lanes(benchmark::State& state) {
  one_argument(
      state, -20.0, 0.0, [](Lanes x) { return farside::exp(x); }, [](double x) { return std::exp(x); });
}
BENCHMARK(exp_lanes);

void log_lanes(benchmark::State& state) {
  one_argument(
      state, 0.0, 1.0, [](Lanes x) { return farside::log(x); }, [](double x) { return std::log(x); });
}
BENCHMARK(log_lanes);

void asin_lanes(benchmark::State& state) {
  one_argument(
      state, -1.0, 1.0, [](Lanes x) { return farside::asin(x); }, [](double x) { return std::asin(x); });
}
BENCHMARK(asin_lanes);

void atan2_lanes(benchmark::State& state) {
  static Arrays a;
  fill(a.in, -1.0, 1.0, 0.6180339887498949);
  fill(a.other, -1.0, 1.0, 0.4142135623730951);
  auto pass = [&] {
    for (int i = 0; i < element_count; i += lane_count)
      store(a.out + i, farside::atan2(load(a.in + i), load(a.other + i)));
  };
  pass();
  for (int i = 0; i < element_count; ++i) {
    if (!close(a.out[i], std::atan2(a.in[i], a.other[i]))) return state.SkipWithError("wrong answer");
  }
  for (auto _ : state) {
    pass();
    benchmark::ClobberMemory();
  }
  report(state);
}
BENCHMARK(atan2_lanes);

// uniform() of 512 cases: one Threefry block each.
template <class Value>
void draws(benchmark::State& state, Value value) {
  static Arrays a;
  constexpr std::uint64_t seed = 1;
  Words lane_numbers;
  for (int i = 0; i < lane_count; ++i) set_lane(lane_numbers, i, static_cast<std::uint64_t>(i));
  std::uint64_t first = 0;
  auto pass = [&] {
    for (int i = 0; i < element_count; i += lane_count) {
      const Words cases = lane_numbers + Words(first + static_cast<std::uint64_t>(i));
      store(a.out + i, value(uniform<Lanes>(seed, stream("bench"), cases, Words(3))));
    }
  };
  pass();
  for (int i = 0; i < element_count; ++i) {
    const double expected =
        value(uniform<double>(seed, stream("bench"), static_cast<std::uint64_t>(i), std::uint64_t{3}));
    if (!(a.out[i] == expected)) return state.SkipWithError("lanes and double differ");
  }
  for (auto _ : state) {
    first += element_count;
    pass();
    benchmark::ClobberMemory();
  }
  report(state);
}

void threefry_uniform_lanes(benchmark::State& state) {
  draws(state, [](auto u) { return u; });
}
BENCHMARK(threefry_uniform_lanes);

void normal_draw_lanes(benchmark::State& state) {
  draws(state, [](auto u) { return normal_quantile(u); });
}
BENCHMARK(normal_draw_lanes);

}  // namespace
