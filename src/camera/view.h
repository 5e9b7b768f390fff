#pragma once
// Where the pixels of a picture look: a pinhole camera, and a cylinder about a vertical axis. All in the site's frame.
#include <optional>

#include "lanes/math.h"
#include "lanes/vec.h"

namespace farside {

struct Pixel {
  double column, row;  // of a point of the picture: its first pixel reaches from 0 to 1, row 0 is the uppermost
};

class View {
 public:
  View(const Vec3<double>& p_L, int columns, int rows, double pixel_rad)
      : p_L_(p_L), columns_(columns), rows_(rows), pixel_rad_(pixel_rad) {}
  virtual ~View() = default;
  virtual Vec3<double> direction_L(const Pixel& pixel) const = 0;  // unit vector
  const Vec3<double>& p_L() const { return p_L_; }
  int columns() const { return columns_; }
  int rows() const { return rows_; }
  double pixel_rad() const { return pixel_rad_; }  // what a pixel spans, in the middle of the picture

 private:
  Vec3<double> p_L_;
  int columns_, rows_;
  double pixel_rad_;
};

// Square pixels without distortion.
class Pinhole : public View {
 public:
  // Rows of R_CL: right, down and forward, unit vectors of the site's frame. `field_rad`: from edge to edge.
  Pinhole(const Vec3<double>& p_L, const Mat3<double>& R_CL, int side, double field_rad)
      : View(p_L, side, side, 1.0 / focal_of(side, field_rad)),
        R_CL_(R_CL),
        middle_(0.5 * side),
        focal_(focal_of(side, field_rad)) {}

  Vec3<double> direction_L(const Pixel& p) const override {
    // in plain products: an fma is a call on the oldest CPUs
    const double right = (p.column - middle_) * pixel_rad(), down = (p.row - middle_) * pixel_rad();
    const double per_length = 1.0 / sqrt(right * right + down * down + 1.0);
    const Vec3<double>&r = R_CL_.row0, &d = R_CL_.row1, &f = R_CL_.row2;
    return {(right * r.x + down * d.x + f.x) * per_length, (right * r.y + down * d.y + f.y) * per_length,
            (right * r.z + down * d.z + f.z) * per_length};
  }
  // Where a place is seen; nothing where it is behind the camera.
  std::optional<Pixel> pixel_of(const Vec3<double>& place_L) const {
    const Vec3<double> seen = R_CL_ * (place_L - p_L());
    if (!(seen.z > 0.0)) return std::nullopt;
    return Pixel{middle_ + focal_ * seen.x / seen.z, middle_ + focal_ * seen.y / seen.z};
  }
  const Vec3<double>& forward_L() const { return R_CL_.row2; }

 private:
  static double focal_of(int side, double field_rad) {  // in pixels
    return 0.5 * side * cos(0.5 * field_rad) / sin(0.5 * field_rad);
  }
  Mat3<double> R_CL_;
  double middle_, focal_;
};

// All azimuths: the left edge looks `first_azimuth_rad` (from the first axis of the level, clockwise seen from above),
// the middle of row `horizon_row` along the level.
class Cylinder : public View {
 public:
  // Rows of R_VL: the level's east and north, and up.
  Cylinder(const Vec3<double>& p_L, const Mat3<double>& R_VL, int columns, int rows, double horizon_row)
      : View(p_L, columns, rows, 2.0 * pi_ / columns), R_VL_(R_VL), horizon_row_(horizon_row) {}

  Vec3<double> direction_L(const Pixel& p) const override {
    double sine, cosine;
    sin_cos(p.column * pixel_rad(), sine, cosine);
    return unit_vector(transposed_times(R_VL_, Vec3<double>{sine, cosine, (horizon_row_ - p.row) * pixel_rad()}));
  }

 private:
  static constexpr double pi_ = 3.141592653589793;
  Mat3<double> R_VL_;
  double horizon_row_;
};

}  // namespace farside
