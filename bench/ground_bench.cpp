// The ground, a point or a beam a lane: what a query costs, naively, under pads and along beams, and what a beam costs
// as a whole. `ns_per_query`, `ns_per_beam`: of one lane, not of one register.
#include <benchmark/benchmark.h>

#include <cmath>
#include <vector>

#include "moon/terrain/nearby.h"
#include "moon/terrain/ray.h"

namespace {

using namespace farside;

constexpr double deg = 0.017453292519943295;

// The sphere with the relief of configs/ground/von_karman.yaml, whose numbers are the defaults.
const Ground<double>& ground() {
  static const Ground<double> made = [] {
    TerrainParams<double> p;
    p.relief.ground = 0.3;
    return make_ground({TerrainModel::sphere, nullptr, 0, {crater_levels_max, octaves_max, true, {}}}, p, 1731473.0);
  }();
  return made;
}
Ground<Lanes> in_lanes() {
  Ground<Lanes> lanes{};
  for (int i = 0; i < lane_count; ++i) put_ground(lanes, i, ground());
  return lanes;
}

void report(benchmark::State& state, const char* name, int registers) {
  const double count = static_cast<double>(state.iterations()) * registers * lane_count;
  state.counters["lanes"] = lane_count;
  state.counters[name] = benchmark::Counter(count * 1e-9, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

bool same(const Lanes& a, const Lanes& b) { return all(bits_of(a) == bits_of(b)); }

// Points strewn over 4 km, each by itself.
void naive(benchmark::State& state) {
  constexpr int count = 256;
  const Ground<Lanes> lanes = in_lanes();
  std::vector<Lanes> east, north;
  double u = 0.5, v = 0.5;
  for (int k = 0; k < count; ++k) {
    Lanes e, n;
    for (int i = 0; i < lane_count; ++i) {
      set_lane(e, i, 4000.0 * (u - 0.5));
      set_lane(n, i, 4000.0 * (v - 0.5));
      u = std::fmod(u + 0.7548776662466927, 1.0);
      v = std::fmod(v + 0.5698402909980532, 1.0);
    }
    east.push_back(e);
    north.push_back(n);
  }
  for (auto _ : state) {
    for (int k = 0; k < count; ++k) {
      GroundSample<Lanes> sample =
          sample_ground(lanes, east[static_cast<std::size_t>(k)], north[static_cast<std::size_t>(k)]);
      benchmark::DoNotOptimize(sample);
    }
  }
  report(state, "ns_per_query", count);
}

// A vehicle's surroundings gathered once, a pad that slides by 1 mm from one query to the next.
void pads(benchmark::State& state) {
  constexpr int count = 1024;
  const Ground<Lanes> lanes = in_lanes();
  static Nearby<Lanes> near;
  Lanes east, north;
  for (int i = 0; i < lane_count; ++i) {
    set_lane(east, i, 131.0 * i);
    set_lane(north, i, -77.0 * i);
    near.gather(i, ground(), 131.0 * i, -77.0 * i, 4.0);
  }
  PointAbout<Lanes> about;
  const auto at = [&](int k) {
    return near.relief(lanes.view.relief, lanes.relief, about, fma(Lanes(1e-3), Lanes(k), east), north);
  };
  for (int k = 0; k < count; k += 101) {
    if (!same(at(k).height_m, sample_ground(lanes, fma(Lanes(1e-3), Lanes(k), east), north).elevation_m))
      return state.SkipWithError("other bits than the ground's");
  }
  for (auto _ : state) {
    for (int k = 0; k < count; ++k) {
      Relief3<Lanes> relief = at(k);
      benchmark::DoNotOptimize(relief);
    }
  }
  report(state, "ns_per_query", count);
}

struct Beams {
  Vec3<Lanes> from_L, direction_L;
};
// From a height, at an angle from the vertical, into azimuths all around.
std::vector<Beams> beams(int count, double height_m, double off_nadir_rad) {
  std::vector<Beams> all(static_cast<std::size_t>(count));
  double u = 0.5, v = 0.5, turn = 0.5;
  for (Beams& b : all) {
    for (int i = 0; i < lane_count; ++i) {
      const double s = std::sin(off_nadir_rad), azimuth = 2.0 * 3.141592653589793 * turn;
      put_lane(b.from_L, i, Vec3<double>{4000.0 * (u - 0.5), 4000.0 * (v - 0.5), height_m});
      put_lane(b.direction_L, i, Vec3<double>{s * std::sin(azimuth), s * std::cos(azimuth), -std::cos(off_nadir_rad)});
      u = std::fmod(u + 0.7548776662466927, 1.0);
      v = std::fmod(v + 0.5698402909980532, 1.0);
      turn = std::fmod(turn + 0.6180339887498949, 1.0);
    }
  }
  return all;
}

void beam(benchmark::State& state, double height_m, double off_nadir_rad, double divergence) {
  constexpr int count = 64;
  const Ground<Lanes> lanes = in_lanes();
  const std::vector<Beams> all = beams(count, height_m, off_nadir_rad);
  const Lanes longest(3.0 * height_m / std::cos(off_nadir_rad) + 1000.0), finest(divergence * height_m);
  for (const Beams& b : all) {
    const RayToGround<Lanes> ray = ray_to_ground(lanes, b.from_L, b.direction_L, longest, finest);
    for (int i = 0; i < lane_count; ++i) {
      const Vec3<double> from = take_lane(b.from_L, i), direction = take_lane(b.direction_L, i);
      const double alone = ray_to_ground(ground(), from, direction, lane(longest, i), lane(finest, i)).range_m;
      if (!lane(ray.meets, i) || alone != lane(ray.range_m, i))
        return state.SkipWithError("other bits than a beam alone");
    }
  }
  for (auto _ : state) {
    for (const Beams& b : all) {
      RayToGround<Lanes> ray = ray_to_ground(lanes, b.from_L, b.direction_L, longest, finest);
      benchmark::DoNotOptimize(ray);
    }
  }
  report(state, "ns_per_beam", count);
}

// Along the last 2 m of beams, where everything counts: gathered anew for each, then 64 looks.
void along_beams(benchmark::State& state) {
  constexpr int count = 64, looks = 64;
  const Ground<Lanes> lanes = in_lanes();
  const std::vector<Beams> all = beams(count, 2.0, 25.0 * deg);
  const auto each = [&](auto&& done) {
    for (const Beams& b : all) {
      GroundAlongRay<Lanes> along(lanes, b.direction_L, Lanes(0.0));
      for (int k = 0; k < looks; ++k) {
        const Place<Lanes> place = place_of(axpy(Lanes(2.0 * k / looks), b.direction_L, b.from_L), lanes.radius_m);
        done(place, along.look(place, Lanes(0.0)).above_m);
      }
    }
  };
  bool right = true;
  each([&](const Place<Lanes>& place, const Lanes& above_m) {
    const GroundSample<Lanes> sample = sample_ground(lanes, place.east_m, place.north_m);
    right = right && same(above_m, place.height_m - sample.elevation_m);
  });
  if (!right) return state.SkipWithError("other bits than the ground's");
  for (auto _ : state) {
    each([](const Place<Lanes>&, Lanes above_m) { benchmark::DoNotOptimize(above_m); });
  }
  report(state, "ns_per_query", count * looks);
}

BENCHMARK(naive)->Name("query/anywhere");
BENCHMARK(pads)->Name("query/under_a_pad");
BENCHMARK(along_beams)->Name("query/along_beams");
BENCHMARK_CAPTURE(beam, 15000_m, 15000.0, 25.0 * deg, 1e-3)->Name("beam/from_15_km/25_deg/footprint_15_m");
BENCHMARK_CAPTURE(beam, 2000_m, 2000.0, 25.0 * deg, 1e-3)->Name("beam/from_2_km/25_deg/footprint_2_m");
BENCHMARK_CAPTURE(beam, 100_m, 100.0, 25.0 * deg, 0.0)->Name("beam/from_100_m/25_deg");
BENCHMARK_CAPTURE(beam, 100_m_60, 100.0, 60.0 * deg, 0.0)->Name("beam/from_100_m/60_deg");
BENCHMARK_CAPTURE(beam, 15_m, 15.0, 0.0, 0.0)->Name("beam/from_15_m/0_deg");

}  // namespace
