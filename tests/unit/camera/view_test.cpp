#include "camera/view.h"

#include <gtest/gtest.h>

#include "camera/film.h"
#include "moon/frames.h"

namespace farside::view_test {
namespace {

constexpr double degree = pi / 180.0;
const Mat3<double> north_up{{1, 0, 0}, {0, -1, 0}, {0, 0, -1}};  // looking down

// T100 of the models' reference values.
TEST(View, APictureFrom100MetresIs84MetresWide) {
  const Pinhole camera({0, 0, 100}, north_up, 1024, 45.4 * degree);
  EXPECT_NEAR(100.0 * camera.pixel_rad(), 0.08170098856, 1e-9);
  const Vec3<double> edge = camera.direction_L({1024, 512});
  EXPECT_NEAR(2.0 * 100.0 * edge.x / -edge.z, 83.66181228, 1e-7);
}

TEST(View, APixelLooksAtWhatIsSeenInIt) {
  const LanderPose tilted{{3, 4, 50}, rotation(normalised(Quat<double>{0.9, 0.1, -0.2, 0.3}))};
  const Pinhole camera = descent_camera(tilted, {1.2, 0, 0.6}, 512, 45.3 * degree);
  for (const Pixel p : {Pixel{0.5, 0.5}, Pixel{300, 20}, Pixel{511, 256}}) {
    const auto seen = camera.pixel_of(axpy(77.0, camera.direction_L(p), camera.p_L()));
    ASSERT_TRUE(seen);
    EXPECT_NEAR(seen->column, p.column, 1e-9);
    EXPECT_NEAR(seen->row, p.row, 1e-9);
  }
  EXPECT_FALSE(camera.pixel_of(axpy(-1.0, camera.forward_L(), camera.p_L())));
}

TEST(View, TheDescentCameraLooksAlongTheThrustWithBodyYUp) {
  const LanderPose level{{0, 0, 100}, rotation(Quat<double>{1, 0, 0, 0})};
  const Pinhole camera = descent_camera(level, {0, 0, 0.6}, 100, 45.3 * degree);
  EXPECT_NEAR(camera.forward_L().z, -1.0, 1e-15);
  EXPECT_LT(camera.pixel_of({0, 5, 0})->row, 50.0);     // north is up
  EXPECT_GT(camera.pixel_of({5, 0, 0})->column, 50.0);  // east is to the right
}

TEST(View, ACylinderGoesOnceAroundFromNorth) {
  const Cylinder all({0, 0, 2}, {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, 360, 100, 30.0);
  const Vec3<double> east = all.direction_L({90, 30});
  EXPECT_NEAR(east.x, 1.0, 1e-15);
  EXPECT_NEAR(east.z, 0.0, 1e-15);
  const Vec3<double> below = all.direction_L({0, 100});
  EXPECT_NEAR(below.z / below.y, -70.0 * 2.0 * pi / 360.0, 1e-12);
}

}  // namespace
}  // namespace farside::view_test
