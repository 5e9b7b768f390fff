#pragma once
// A picture of a case's ground under the sun, as radiance: what a view sees pixel by pixel, over threads. The same bits
// for any number of them.
#include <cstdint>
#include <functional>
#include <vector>

#include "camera/lander.h"
#include "camera/mosaic.h"
#include "camera/reflectance.h"
#include "camera/view.h"

namespace farside {

struct RenderOptions {
  int samples_a_side = 1;          // of a pixel, evenly spread, over the same nodes
  const Lander* lander = nullptr;  // none: neither seen nor in the light
  LanderPose pose{};
  bool lander_is_seen = false;  // else its shadow alone
  // Told now and then what share of the picture is there: by any thread, one after the other.
  std::function<void(double share)> progress{};
};

// Shares are of all samples.
struct RenderedPicture {
  int columns = 0, rows = 0;
  std::vector<float> radiance_factor;  // row after row from the top; 0: shadow, sky, what no map covers
  double ground_frac = 0.0, sky_frac = 0.0, unknown_frac = 0.0, lander_frac = 0.0;
  double shadow_frac = 0.0;                  // of the ground that is seen, without more than half of the sun's disc
  double nearest_m = 0.0, farthest_m = 0.0;  // ground that is seen; NaN where none is
  double middle_m = 0.0;                     // the same in the picture's middle
};

// What of the law depends on the phase angle, tabulated.
class PhaseTable {
 public:
  PhaseTable();
  PhaseTerms at(double phase_cosine) const;

 private:
  static constexpr int steps =
      2048;  // of the sine of half the angle: 3e-4 off at the share's kink, else 3e-6 of the law below 150 deg
  std::vector<PhaseTerms> terms_;
};

class Renderer {
 public:
  // The mosaic must outlive it; pictures fill it.
  explicit Renderer(Mosaic& mosaic);
  RenderedPicture render(const View& view, const RenderOptions& options);
  // Height of a position over the ground straight below, rocks included; NaN where none is known.
  double height_over_ground_m(const Vec3<double>& p_L) const;
  double radius_m() const { return mosaic_.radius_m(); }

 private:
  struct Pass;
  using Finished = std::function<void(std::size_t pixels)>;
  void render_pixels(const Pass& pass, std::vector<std::uint32_t> pixels, const Finished& finished = {});

  Mosaic& mosaic_;
  PhaseTable phases_;
};

// Bytes in proportion, as a camera counts: 0 is black, 255 `white`.
std::vector<std::uint8_t> exposed(const std::vector<float>& radiance_factor, double white);
// A white that shows level ground, seen from above, at 45 % of the scale.
double preset_white(const Sun& sun);

}  // namespace farside
