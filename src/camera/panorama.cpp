#include "camera/panorama.h"

#include <cmath>

#include "moon/frames.h"

namespace farside {
namespace {

constexpr double mast_radius_m = 0.05, mast_share = 0.95;  // it ends below the camera
constexpr int samples_a_side = 3;                          // ground seen flat is finer than a pixel

Vec3<double> eye_of(const LanderPose& pose, const Lander& lander, double mast_m) {
  return pose.p_L + pose.R_LB * Vec3<double>{0.0, 0.0, lander.top_m() + mast_m};
}

double tan_of(double angle_rad) {
  double sine, cosine;
  sin_cos(angle_rad, sine, cosine);
  return sine / cosine;
}

// Rows: east, north and up where the camera is, whatever the lander's tilt.
Mat3<double> level_at(const Vec3<double>& p_L, double radius_m) {
  const Vec3<double> up = unit_vector(Vec3<double>{p_L.x, p_L.y, p_L.z + radius_m});
  const Vec3<double> east = unit_vector(cross(Vec3<double>{0.0, 1.0, 0.0}, up));
  return {east, cross(up, east), up};
}

Cylinder view_of(const Vec3<double>& eye_L, double radius_m, const PanoramaOptions& o) {
  const double per_row = o.columns / (2.0 * pi), above = tan_of(o.above_rad) * per_row;
  return {eye_L, level_at(eye_L, radius_m), o.columns,
          static_cast<int>(std::lround(above + tan_of(o.below_rad) * per_row)), above};
}

}  // namespace

Panorama::Panorama(const LanderPose& pose, const Lander& lander, double radius_m, const PanoramaOptions& options)
    : pose_(pose), lander_(lander), view_(view_of(eye_of(pose, lander, options.mast_m), radius_m, options)) {
  const double top_m = lander.top_m();
  // Seen from so near, its end would cover all that lies steeper than 45 deg below the camera.
  lander_.add({{0.0, 0.0, top_m}, {0.0, 0.0, top_m + mast_share * options.mast_m}, mast_radius_m, false});
}

RenderedPicture Panorama::render(Renderer& renderer, const std::function<void(double share)>& progress) const {
  RenderOptions options;
  options.samples_a_side = samples_a_side;
  options.lander = &lander_;
  options.pose = pose_;
  options.lander_is_seen = true;
  options.progress = progress;
  return renderer.render(view_, options);
}

}  // namespace farside
