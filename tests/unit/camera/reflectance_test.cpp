#include "camera/reflectance.h"

#include <gtest/gtest.h>

#include "camera/render.h"
#include "moon/frames.h"

namespace farside::reflectance_test {
namespace {

constexpr double degree = pi / 180.0;

TEST(Reflectance, IsTheNormalAlbedoAtFullMoon) {
  EXPECT_DOUBLE_EQ(radiance_factor(phase_terms(0.0), 1.0, 1.0), normal_albedo);
  // Lommel-Seeliger alone: as bright to the edge
  EXPECT_DOUBLE_EQ(radiance_factor(phase_terms(0.0), 0.2, 0.2), normal_albedo);
}

TEST(Reflectance, SharesItselfByMcEwensCubic) {
  EXPECT_DOUBLE_EQ(lommel_seeliger_share(0.0), 1.0);
  EXPECT_NEAR(lommel_seeliger_share(30.0), 1.0 - 0.57 + 0.2178 - 0.03942, 1e-12);
  EXPECT_NEAR(lommel_seeliger_share(60.0), 1.0 - 1.14 + 0.8712 - 0.31536, 1e-12);
  EXPECT_EQ(lommel_seeliger_share(130.0), 0.0);
}

TEST(Reflectance, HasNoLightFromBelow) {
  EXPECT_EQ(radiance_factor(phase_terms(1.0), 0.0, 0.5), 0.0);
  EXPECT_EQ(radiance_factor(phase_terms(1.0), -0.3, 0.5), 0.0);
}

TEST(Reflectance, TheTableIsTheLaw) {
  const PhaseTable table;
  for (double phase_deg = 0.0; phase_deg < 150.0; phase_deg += 0.37) {
    const PhaseTerms law = phase_terms(phase_deg * degree), found = table.at(cos(phase_deg * degree));
    EXPECT_NEAR(found.share, law.share, 3e-4) << phase_deg;  // at the kink at 104 deg a step of 0.05 deg shows
    EXPECT_NEAR(found.scale / law.scale, 1.0, 3e-6) << phase_deg;
  }
}

}  // namespace
}  // namespace farside::reflectance_test
