#include "camera/sight.h"

#include <gtest/gtest.h>

#include <cmath>

#include "camera/view.h"
#include "engine/dispatch.h"

namespace farside::sight_test {
namespace {

constexpr double degree = unit::degree_rad;

struct RoughGround {
  Scenario scenario = load_scenario_text(
      "farside: 1\nmoon: {terrain: {model: sphere, relief: {model: generated, ground: 0.3}}}\n", "t.yaml", "");
  CaseGround ground{scenario, 0, choose_kernel("auto"), 2};
  Mosaic mosaic{ground, {30.0 * degree, 0.0}, std::size_t{1} << 29};
};

// With what is missing made and asked for again.
template <class Ask>
auto asked(Mosaic& mosaic, Sight& sight, const Ask& ask) {
  for (;;) {
    bool complete = true;
    const auto found = ask(complete);
    if (complete) return found;
    mosaic.fill(sight.missing());
    sight.missing().clear();
  }
}

// Straight down and tilted, from far and from near: rays of a beam meet the ground where they meet it alone.
TEST(Sight, ABeamLeavesNoGroundOut) {
  RoughGround rough;
  constexpr int side = 128, beam_side = 16;
  for (const double height_m : {15.0, 60.0, 1000.0}) {
    for (const double tilt_deg : {0.0, 40.0, 75.0}) {
      const double s = std::sin(tilt_deg * degree), c = std::cos(tilt_deg * degree);
      const Pinhole camera({3, 4, height_m}, {{1, 0, 0}, {0, -c, -s}, {0, s, -c}}, side, 6.0 * degree);
      Sight sight(rough.mosaic, camera.p_L(), camera.pixel_rad());
      int farther = 0, nearer = 0, known = 0;
      for (int part = 0; part < side / beam_side * (side / beam_side); ++part) {
        const int column = part % (side / beam_side) * beam_side, row = part / (side / beam_side) * beam_side;
        const auto corner = [&](int right, int down) {
          return camera.direction_L({double(column + right), double(row + down)});
        };
        const Beam beam = asked(rough.mosaic, sight, [&](bool& complete) {
          return sight.beam_between(
              {corner(0, 0), corner(beam_side, 0), corner(0, beam_side), corner(beam_side, beam_side)}, complete);
        });
        EXPECT_LE(beam.high_m, rough.mosaic.top_m());
        known += beam.coarse >= 0;
        for (int i = 0; i < beam_side * beam_side; i += 5) {
          const Vec3<double> ray = camera.direction_L({column + i % beam_side + 0.5, row + i / beam_side + 0.5});
          const auto look = [&](const Beam& with) {
            return asked(rough.mosaic, sight, [&](bool& complete) { return sight.look(ray, with, complete); });
          };
          const GroundHit of_beam = look(beam), alone = look({rough.mosaic.top_m(), -1});
          ASSERT_EQ(of_beam.seen, alone.seen);
          const double off = (of_beam.distance_m - alone.distance_m) / mosaic_spacing_m(alone.level);
          farther += off > 0.1;
          nearer += off < -0.1;
        }
      }
      EXPECT_EQ(farther, 0) << height_m << " m, " << tilt_deg << " deg";
      EXPECT_EQ(nearer, 0) << height_m << " m, " << tilt_deg << " deg";
      EXPECT_GT(known, 0) << height_m << " m, " << tilt_deg << " deg";
    }
  }
}

}  // namespace
}  // namespace farside::sight_test
