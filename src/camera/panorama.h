#pragma once
// What a camera on a mast sees all around a lander that has come to rest.
#include "camera/render.h"
#include "camera/track.h"

namespace farside {

struct PanoramaOptions {
  int columns = 2400;
  double mast_m = 1.0;                      // the camera above the hull
  double above_rad = 0.0, below_rad = 0.0;  // of the horizontal, at the upper and the lower edge
};

// Ground that looks back to the sun, the brightest that there is, is nearly white.
inline constexpr double panorama_white = 1.1 * normal_albedo;

class Panorama {
 public:
  Panorama(const LanderPose& pose, const Lander& lander, double radius_m, const PanoramaOptions& options);
  RenderedPicture render(Renderer& renderer, const std::function<void(double share)>& progress = {}) const;
  const Cylinder& view() const { return view_; }
  const Lander& lander() const { return lander_; }  // with its mast

 private:
  LanderPose pose_;
  Lander lander_;
  Cylinder view_;
};

}  // namespace farside
