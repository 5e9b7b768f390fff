#pragma once
// A film of a case: when its pictures are taken, and what is told of each.
#include <optional>
#include <string>
#include <vector>

#include "camera/render.h"
#include "camera/track.h"

namespace farside {

// Chang'e's landing camera (M24): 1024 x 1024 pixels, 45.3 deg from edge to edge, ten pictures a second.
inline constexpr int film_side = 1024;
inline constexpr double film_field_deg = 45.3, film_rate_hz = 10.0;

// Whether there is anything to see: without maps and relief each picture is one shade of grey.
bool has_features(const KernelSetup& setup);

class Film {
 public:
  struct Options {
    int side = film_side;
    double field_rad = film_field_deg * unit::degree_rad, rate_hz = film_rate_hz;
  };
  // Up to `end_s` of the track. All must outlive it.
  Film(Renderer& renderer, const Track& track, const Lander& lander, double end_s, const Options& options);

  // Whole periods after ignition, until the end; from where the camera is first no higher than `from_height_m` over the
  // ground. Empty where it never is.
  std::vector<double> times(std::optional<double> from_height_m) const;
  // The first instant at which the camera is no higher than that; nothing where it never is.
  std::optional<double> time_at_height(double height_m) const;

  Pinhole camera_at(double time_s) const;
  double height_m(double time_s) const;  // of the camera over the ground straight below

  struct Frame {
    double time_s = 0.0, height_m = 0.0;
    Pinhole camera;
    RenderedPicture picture;
  };
  Frame frame(double time_s);

  // A line of the table that goes with the pictures, and its first one; CSV without an end of line.
  static std::string table_head();
  std::string table_line(const Frame& frame, std::size_t number, const std::string& file, const Sun& sun) const;

 private:
  Renderer& renderer_;
  const Track& track_;
  const Lander& lander_;
  double end_s_;
  Options options_;
};

}  // namespace farside
