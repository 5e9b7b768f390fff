// Frames a second of one core over generated ground: with all tiles there, as most frames of a film find them, and the
// first one, which makes them all.
#include <benchmark/benchmark.h>

#include "camera/film.h"
#include "engine/dispatch.h"

namespace farside {
namespace {

struct Scene {
  Scenario scenario = load_scenario(FARSIDE_SOURCE_DIR "/configs/change4_blind.yaml");
  CaseGround ground{scenario, 2, choose_kernel("auto"), 1};
  Mosaic mosaic{ground, {31.5 * unit::degree_rad, 50.7 * unit::degree_rad}, std::size_t{1} << 29};
  Renderer renderer{mosaic};
};
Pinhole camera_at(double height_m) {
  return {{100, 200, height_m}, {{1, 0, 0}, {0, -1, 0}, {0, 0, -1}}, film_side, film_field_deg * unit::degree_rad};
}

void frame(benchmark::State& state) {
  Scene scene;
  const Pinhole camera = camera_at(static_cast<double>(state.range(0)));
  scene.renderer.render(camera, {});
  for (auto _ : state) benchmark::DoNotOptimize(scene.renderer.render(camera, {}).ground_frac);
}
void first_frame(benchmark::State& state) {
  for (auto _ : state) {
    Scene scene;
    benchmark::DoNotOptimize(scene.renderer.render(camera_at(static_cast<double>(state.range(0))), {}).ground_frac);
  }
}
BENCHMARK(frame)->Arg(2000)->Arg(500)->Arg(100)->Arg(20)->Unit(benchmark::kMillisecond);
BENCHMARK(first_frame)->Arg(2000)->Arg(100)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace farside
