#pragma once
// Lines of sight: where one meets the ground first, on nodes about as far apart as the pixel is wide there.
#include <array>
#include <vector>

#include "camera/mosaic.h"

namespace farside {

enum class Seen : std::uint8_t { ground, sky, unknown };  // unknown: no map covers what is there

struct GroundHit {
  Seen seen = Seen::sky;
  double distance_m = 0.0, east_m = 0.0, north_m = 0.0;
  int level = 0;        // of the nodes that it was found on, no wider than the pixel
  double beyond = 0.0;  // how much wider than those the pixel is: 0 to 1, where the next level begins
};

// What rays that run close together may leave out: no ground is higher than this on their way down to it.
struct Beam {
  double high_m;
  int coarse;  // blocks to begin with are so many times three levels wider than the finest; below 0: not known
};

class Sight {
 public:
  // `pixel_rad`: what a pixel spans.
  Sight(const Mosaic& mosaic, const Vec3<double>& p_L, double pixel_rad);

  // What is missing of the mosaic is put on the list; then the result means nothing. `complete` says whether it does.
  // Of the rays between four: from box to box of the ground below them, each smaller and on finer nodes.
  Beam beam_between(const std::array<Vec3<double>, 4>& corners_L, bool& complete);
  // Of a ray of that beam.
  GroundHit look(const Vec3<double>& direction_L, const Beam& beam, bool& complete);

  MosaicReader& reader() { return reader_; }
  std::vector<TileKey>& missing() { return missing_; }

 private:
  struct Ray;
  struct Place {
    double east_m, north_m, height_m, east_rate, north_rate, height_rate;  // per metre of the ray
  };
  struct Known;  // the place that was looked at last, which is mostly the next one that is asked for
  Place place_at(const Ray& ray, double distance_m) const;
  double over_ground_m(const Ray& ray, int level, double distance_m, Known& known);
  double refined(const Ray& ray, int level, double before_m, double over_m, double after_m, double below_m,
                 Known& known);
  int level_at(double distance_m) const;
  Ray ray_along(const Vec3<double>& direction_L) const;
  int first_coarse(const Ray& ray, double distance_m) const;
  double distance_down_to(const Ray& ray, double height_m) const;
  struct Box;
  struct Bounds {
    double low_m, high_m;
  };
  Bounds bounds_in(int level, const Box& box, bool& complete);

  MosaicReader reader_;
  std::vector<TileKey> missing_;
  Vec3<double> p_L_;
  double radius_m_, height_m_, pixel_rad_;
};

}  // namespace farside
