#pragma once
// What a picture is made of: the ground of case 0, lit, and who renders it.
#include <string>

#include "camera/film.h"
#include "camera/render.h"
#include "engine/dispatch.h"

namespace farside::test {

struct PictureScene {
  // Maps are looked for in `folder`.
  PictureScene(const std::string& config, const std::string& folder, const Sun& of_sun, int threads = 2)
      : scenario(load_scenario_text(config, "t.yaml", folder)),
        ground(scenario, 0, choose_kernel("auto"), threads),
        sun(of_sun),
        mosaic(ground, sun, std::size_t{1} << 29),
        renderer(mosaic) {}
  Scenario scenario;
  CaseGround ground;
  Sun sun;
  Mosaic mosaic;
  Renderer renderer;
};

}  // namespace farside::test
