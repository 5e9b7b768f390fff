#include "camera/film.h"

#include <fmt/format.h>

#include <cmath>

#include "moon/frames.h"

namespace farside {
namespace {

constexpr double degrees = 180.0 / pi;

// How fast the middle of the picture slides over the ground, in pixels a second: exposures smear by as much.
double smear_px_s(const TrackPoint& point, const LanderPose& pose, const Pinhole& camera, double distance_m) {
  const Vec3<double> forward = camera.forward_L(), w_L = pose.R_LB * point.w_B;
  const Vec3<double> sliding = axpy(1.0 / distance_m, point.v_L, cross(w_L, forward));
  const Vec3<double> across = axpy(-dot(sliding, forward), forward, sliding);
  return norm(across) / camera.pixel_rad();
}

}  // namespace

bool has_features(const KernelSetup& setup) {
  return setup.options.moon.terrain.model == TerrainModel::dem || has_relief(setup.relief);
}

Film::Film(Renderer& renderer, const Track& track, const Lander& lander, double end_s, const Options& options)
    : renderer_(renderer), track_(track), lander_(lander), end_s_(end_s), options_(options) {}

Pinhole Film::camera_at(double time_s) const {
  return descent_camera(track_.pose(track_.at(time_s)), lander_.eye_B(), options_.side, options_.field_rad);
}

double Film::height_m(double time_s) const { return renderer_.height_over_ground_m(camera_at(time_s).p_L()); }

std::optional<double> Film::time_at_height(double height) const {
  constexpr double look_s = 0.1;
  double before_s = track_.begin_s();
  if (height_m(before_s) <= height) return before_s;
  for (int i = 1; before_s < end_s_; ++i) {
    double after_s = std::fmin(track_.begin_s() + i * look_s, end_s_);
    if (height_m(after_s) <= height) {
      for (int k = 0; k < 20; ++k) {  // to a tenth of a microsecond
        const double middle_s = 0.5 * (before_s + after_s);
        (height_m(middle_s) <= height ? after_s : before_s) = middle_s;
      }
      return after_s;
    }
    before_s = after_s;
  }
  return std::nullopt;
}

std::vector<double> Film::times(std::optional<double> from_height_m) const {
  const std::optional<double> begin_s = from_height_m ? time_at_height(*from_height_m) : track_.begin_s();
  std::vector<double> times;
  if (!begin_s) return times;
  for (double k = std::ceil(*begin_s * options_.rate_hz - 1e-9); k / options_.rate_hz <= end_s_; k += 1.0)
    times.push_back(k / options_.rate_hz);
  return times;
}

Film::Frame Film::frame(double time_s) {
  RenderOptions options;
  options.lander = &lander_;
  options.pose = track_.pose(track_.at(time_s));
  Frame frame{time_s, height_m(time_s), camera_at(time_s), {}};
  frame.picture = renderer_.render(frame.camera, options);
  return frame;
}

std::string Film::table_head() {
  return "frame,file,time_s,height_m,east_m,north_m,up_m,quaternion_w,quaternion_x,quaternion_y,quaternion_z,"
         "boresight_off_nadir_deg,ground_nearest_m,ground_farthest_m,sampling_finest_m,sampling_coarsest_m,"
         "sun_elevation_deg,sun_azimuth_deg,phase_deg,ground_frac,shadow_frac,sky_frac,unknown_frac,smear_px_s";
}

std::string Film::table_line(const Frame& f, std::size_t number, const std::string& file, const Sun& sun) const {
  const TrackPoint point = track_.at(f.time_s);
  const LanderPose pose = track_.pose(point);
  const Vec3<double>& p = f.camera.p_L();
  const Vec3<double> down = unit_vector(Vec3<double>{-p.x, -p.y, -(p.z + renderer_.radius_m())});
  const double off_nadir = std::fmin(std::fmax(dot(down, f.camera.forward_L()), -1.0), 1.0);
  const double phase = std::fmin(std::fmax(-dot(sun.direction_L(), f.camera.forward_L()), -1.0), 1.0);
  const RenderedPicture& r = f.picture;
  const double pixel_rad = f.camera.pixel_rad(), middle_m = r.middle_m;
  return fmt::format(
      "{},{},{:.6f},{:.4f},{:.4f},{:.4f},{:.4f},{:.9f},{:.9f},{:.9f},{:.9f},{:.4f},{:.4f},{:.4f},{:.6f},{:.6f},{:.4f},"
      "{:.4f},{:.3f},{:.6f},{:.6f},{:.6f},{:.6f},{:.3f}",
      number, file, f.time_s, f.height_m, p.x, p.y, p.z, point.q_LB.w, point.q_LB.x, point.q_LB.y, point.q_LB.z,
      acos(off_nadir) * degrees, r.nearest_m, r.farthest_m, r.nearest_m * pixel_rad, r.farthest_m * pixel_rad,
      sun.elevation_rad * degrees, sun.azimuth_rad * degrees, acos(phase) * degrees, r.ground_frac, r.shadow_frac,
      r.sky_frac, r.unknown_frac, smear_px_s(point, pose, f.camera, middle_m));
}

}  // namespace farside
