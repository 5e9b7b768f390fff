#pragma once
// Where the samples of a scan look, in sensor axes: along a row, as many as are computed together.
#include "lanes/math.h"
#include "lanes/wide.h"
#include "sensors/lidar/scan.h"

namespace farside::inline FARSIDE_ISA {

// Unit vectors; the sensor looks along -z.
template <class Samples>
class ScanDirections {
 public:
  static constexpr int together = LaneTraits<Samples>::count;

  explicit ScanDirections(const Scan& scan) {
    for (int c = 0; c < scan.columns; ++c) tan_x_[c] = tangent(scan.angle_x_rad(c));
    for (int r = 0; r < scan.rows; ++r) tan_y_[r] = tangent(scan.angle_y_rad(r));
  }

  Vec3<double> of(int column, int row) const { return unit_vector(Vec3<double>{tan_x_[column], tan_y_[row], -1.0}); }
  // Of this sample and of those that follow; those over the end of the row are of no use.
  Vec3<Samples> from(int column, int row) const {
    return unit_vector(Vec3<Samples>{from_array<Samples>(tan_x_ + column), Samples(tan_y_[row]), Samples(-1.0)});
  }

 private:
  static double tangent(double angle_rad) {
    double sine, cosine;
    sin_cos(angle_rad, sine, cosine);
    return sine / cosine;
  }

  double tan_x_[scan_side_max + together] = {}, tan_y_[scan_side_max];
};

}  // namespace farside::inline FARSIDE_ISA
