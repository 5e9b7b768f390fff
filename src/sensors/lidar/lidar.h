#pragma once
// The hazard lidar (M14): ranges to the ground that is there. The ground under the field is made as a raster
// (moon/terrain/raster.h), bilinear between the middles of its pixels, and each ray marched to where it first meets
// that, a sample a lane; rocks are met exactly. What stands before something hides it. One scan is one moment: motion
// within its 0.25 s is left out.
#include <cstddef>

#include "moon/terrain/raster.h"
#include "random/normal_quantile.h"
#include "random/uniform.h"
#include "sensors/lidar/lidar_params.h"
#include "sensors/lidar/scan_directions.h"
#include "sensors/lidar/scan_rays.h"

namespace farside::inline FARSIDE_ISA {

// Where the sensor is and how it is turned.
struct LidarPose {
  Vec3<double> p_L;
  Mat3<double> R_LB;
};

// Which draws of noise are a scan's own.
struct ScanDraws {
  std::uint64_t seed, case_number;
  std::uint64_t tick;  // of the clock
};

template <class Real>
class Lidar {
 public:
  // `ground` is the case's; the scratch holds what a scan leaves until the next one.
  Lidar(const Ground<double>& ground, const LidarParams<double>& params, int samples, LidarScratch& scratch)
      : ground_(ground), p_(params), scratch_(scratch) {
    scan_ = {samples, samples, 0.5 * params.field_x_rad, 0.5 * params.field_y_rad, scratch.range_m};
  }

  // A scan without noise where `draws` is null.
  Scan look(const LidarPose& pose, const ScanDraws* draws) {
    cover(pose);
    measure(draws);
    return scan_;
  }
  // The ground that the last scan saw, and where the sensor was.
  const HeightField& field() const { return field_; }
  const Nadir& nadir() const { return nadir_; }
  // Tops of that ground and its rocks within `reach_m` of a place: top(east, north); NaN beyond the ground. Until the
  // next call.
  auto tops_about(double east_m, double north_m, double reach_m);

 private:
  static constexpr int lanes = LaneTraits<Real>::count;
  using Samples = WideOf<Real>;  // as many as are computed together
  static int min_of(int a, int b) { return a < b ? a : b; }
  static int max_of(int a, int b) { return a > b ? a : b; }

  void cover(const LidarPose& pose);
  void measure(const ScanDraws* draws);
  Samples disturbed(const Samples& true_m, const ScanDraws& draws, int first) const;
  void bound_blocks();
  void meet_rocks(const ScanDirections<Samples>& directions);

  const Ground<double>& ground_;
  const LidarParams<double>& p_;
  LidarScratch& scratch_;
  Scan scan_;
  HeightField field_{};
  Nadir nadir_{};
  Mat3<double> place_B_{};  // rows: what a step in sensor axes changes of east, north, height
  double below_m_ = 0.0;    // height of the ground straight below
};

// Makes the ground that the field may hold.
template <class Real>
void Lidar<Real>::cover(const LidarPose& pose) {
  nadir_ = nadir_of(pose.p_L, ground_.radius_m);
  const Vec3<double>& m = p_.misalignment_B;
  const Mat3<double> R_LS = pose.R_LB * Mat3<double>{{1.0, -m.z, m.y}, {m.z, 1.0, -m.x}, {-m.y, m.x, 1.0}};
  place_B_ = {transposed_times(R_LS, nadir_.east_L), transposed_times(R_LS, nadir_.north_L),
              transposed_times(R_LS, nadir_.up_L)};
  below_m_ = sample_ground(ground_, nadir_.east_m, nadir_.north_m).elevation_m;
  const double height_m = nadir_.height_m - below_m_;
  // a tenth more than the corners reach on level ground, and some more
  double corner_east[4], corner_north[4], west = 0.0, east = 0.0, south = 0.0, north = 0.0;
  for (int k = 0; k < 4; ++k) {  // one after the other round the field
    double sine, cosine;
    sin_cos(k == 0 || k == 3 ? scan_.half_x_rad : -scan_.half_x_rad, sine, cosine);
    const double x = sine / cosine;
    sin_cos(k < 2 ? scan_.half_y_rad : -scan_.half_y_rad, sine, cosine);
    const Vec3<double> ray_B{x, sine / cosine, -1.0};
    const Vec3<double> ray = place_B_ * ray_B;
    const double way_m = 1.1 * max(height_m, 0.0) / max(-ray.z, 0.1);
    corner_east[k] = way_m * ray.x, corner_north[k] = way_m * ray.y;
    west = min(west, corner_east[k]), east = max(east, corner_east[k]);
    south = min(south, corner_north[k]), north = max(north, corner_north[k]);
  }
  constexpr double more_m = 1.0;
  const double wide_m = max(east - west, north - south) + 2.0 * more_m;
  // half of what samples are apart, or as much as there is room for
  const double apart_m = 2.0 * max(scan_.half_x_rad / scan_.columns, scan_.half_y_rad / scan_.rows) * height_m;
  double pixel_m = 0.0625;
  while ((pixel_m < 0.5 * apart_m || wide_m > (field_side_max - 2) * pixel_m) && pixel_m < 1024.0) pixel_m *= 2.0;
  const auto pixels = [pixel_m](double way_m) {
    return static_cast<int>(min((way_m + 2.0 * more_m) / pixel_m + 2.0, field_side_max));
  };
  const int columns = pixels(east - west), rows = pixels(north - south);
  const GroundTile tile{nadir_.east_m + west - more_m,
                        nadir_.north_m + north + more_m,
                        pixel_m,
                        0,
                        0,
                        columns,
                        rows,
                        columns,
                        scratch_.ground_m,
                        scratch_.ground_m};
  scratch_.rock_count = 0;
  const auto wanted = [&](const GroundTile& part) {  // unless it lies wholly beyond one of the field's edges
    for (int k = 0; k < 4; ++k) {
      const int next = (k + 1) % 4;
      const double along_x = corner_east[next] - corner_east[k], along_y = corner_north[next] - corner_north[k];
      double inner_m2 = -1e30;  // of the part's corners, the one farthest to the inside, to the left of the edge
      for (int i = 0; i < 4; ++i) {
        const double x = part.east_of_m(i % 2 == 0 ? 0 : part.columns - 1) - nadir_.east_m - corner_east[k];
        const double y = part.north_of_m(i < 2 ? 0 : part.rows - 1) - nadir_.north_m - corner_north[k];
        inner_m2 = max(inner_m2, along_x * y - along_y * x);
      }
      if (inner_m2 < -more_m * sqrt(fma(along_x, along_x, along_y * along_y))) return false;
    }
    return true;
  };
  GroundRaster<Real>(ground_).fill_heights(tile, wanted, [&](const Rock<double>& r, double base_m) {
    if (scratch_.rock_count == scan_rocks_max) return;
    scratch_.rocks[scratch_.rock_count++] = {r.x_m, r.y_m, base_m, r.ax_1_m, r.ay_1_m, r.bx_1_m, r.by_1_m, r.height_m};
  });
  field_ = {tile.east_of_m(0), tile.north_of_m(0), pixel_m, columns, rows, scratch_.ground_m};
  bound_blocks();
}

// Highest and lowest top of each block of pixels and the blocks around it; where something isn't known, of what is.
template <class Real>
void Lidar<Real>::bound_blocks() {
  const int blocks_x = (field_.columns + field_block - 1) / field_block;
  const int blocks_y = (field_.rows + field_block - 1) / field_block;
  double high[field_blocks_max * field_blocks_max], low[field_blocks_max * field_blocks_max];
  for (int b = 0; b < blocks_x * blocks_y; ++b) {
    const int row = b / blocks_x * field_block, column = b % blocks_x * field_block;
    const int rows = min_of(field_block, field_.rows - row), columns = min_of(field_block, field_.columns - column);
    const double* const ground_m = field_.ground_m + row * field_.columns + column;
    double highest = -1e30, lowest = 1e30;
    if (columns == field_block) {
      Real most[field_block / lanes], least[field_block / lanes];
      for (int k = 0; k < field_block / lanes; ++k) most[k] = Real(highest), least[k] = Real(lowest);
      for (int r = 0; r < rows; ++r) {
        for (int k = 0; k < field_block / lanes; ++k) {
          const Real top_m = from_array<Real>(ground_m + r * field_.columns + k * lanes);
          most[k] = max(top_m, most[k]), least[k] = min(top_m, least[k]);
        }
      }
      for (int k = 0; k < field_block / lanes; ++k) {
        for (int i = 0; i < lanes; ++i)
          highest = max(lane(most[k], i), highest), lowest = min(lane(least[k], i), lowest);
      }
    } else {
      for (int i = 0; i < rows * columns; ++i) {
        const double top_m = ground_m[i / columns * field_.columns + i % columns];
        highest = max(top_m, highest), lowest = min(top_m, lowest);
      }
    }
    high[b] = highest, low[b] = lowest;
  }
  for (int r = 0; r < blocks_y; ++r) {
    for (int c = 0; c < blocks_x; ++c) {
      double highest = -1e30, lowest = 1e30;
      for (int i = r > 0 ? r - 1 : 0; i <= r + 1 && i < blocks_y; ++i) {
        for (int j = c > 0 ? c - 1 : 0; j <= c + 1 && j < blocks_x; ++j) {
          highest = max(highest, high[i * blocks_x + j]);
          lowest = min(lowest, low[i * blocks_x + j]);
        }
      }
      double* const bounds_m = scratch_.bounds_m + 2 * (r * blocks_x + c);
      bounds_m[0] = highest, bounds_m[1] = lowest;
    }
  }
}

template <class Real>
auto Lidar<Real>::tops_about(double east_m, double north_m, double reach_m) {
  int count = 0;
  for (int i = 0; i < scratch_.rock_count; ++i) {
    const ScanRock& k = scratch_.rocks[i];
    const double dx = east_m - k.east_m, dy = north_m - k.north_m;
    const double wide_m = reach_m + 1e-6 + 1.0 / sqrt(fma(k.ay_1_m, k.ay_1_m, k.ax_1_m * k.ax_1_m));
    if (fma(dy, dy, dx * dx) <= wide_m * wide_m) scratch_.near[count++] = i;
  }
  return [this, count](double at_east_m, double at_north_m) {
    double top_m = ground_of(field_, at_east_m, at_north_m);
    for (int i = 0; i < count; ++i) {
      const ScanRock& k = scratch_.rocks[scratch_.near[i]];
      const double dx = at_east_m - k.east_m, dy = at_north_m - k.north_m;
      const double u = fma(dy, k.ay_1_m, dx * k.ax_1_m), v = fma(dy, k.by_1_m, dx * k.bx_1_m);
      const double left = 1.0 - fma(v, v, u * u);
      if (left > 0.0) top_m = max(fma(k.height_m, sqrt(left), k.base_m), top_m);
    }
    return top_m;
  };
}

// Shortens the rays that a rock is in the way of.
template <class Real>
void Lidar<Real>::meet_rocks(const ScanDirections<Samples>& directions) {
  for (int i = 0; i < scratch_.rock_count; ++i) {
    const ScanRock& k = scratch_.rocks[i];
    const Vec3<double> to{k.east_m - nadir_.east_m, k.north_m - nadir_.north_m, k.base_m - nadir_.height_m};
    // which samples may meet it: those about its middle, in sensor axes
    const Vec3<double> to_S = transposed_times(place_B_, to);
    if (!(to_S.z < 0.0)) continue;
    const double wide_m = sqrt(fma(k.height_m, k.height_m, 1.0 / fma(k.ax_1_m, k.ax_1_m, k.ay_1_m * k.ay_1_m)));
    const double angle = 1.1 * wide_m / -to_S.z + 1e-3;
    const auto sample = [](double angle_rad, double half_rad, int count) {
      return static_cast<int>(clamp(0.5 * count * (angle_rad / half_rad + 1.0) - 0.5, -1.0, double(count)));
    };
    const double x = atan2(to_S.x, -to_S.z), y = atan2(to_S.y, -to_S.z);
    const int first = max_of(sample(x - angle, scan_.half_x_rad, scan_.columns), 0);
    const int last = min_of(sample(x + angle, scan_.half_x_rad, scan_.columns) + 1, scan_.columns - 1);
    const int low = max_of(sample(y - angle, scan_.half_y_rad, scan_.rows), 0);
    const int high = min_of(sample(y + angle, scan_.half_y_rad, scan_.rows) + 1, scan_.rows - 1);
    const double per_height = 1.0 / k.height_m;
    for (int r = low; r <= high; ++r) {
      for (int c = first; c <= last; ++c) {
        const Vec3<double> ray = place_B_ * directions.of(c, r);
        // |p + s q| = 1 in units of the semi-axes
        const Vec3<double> p{-fma(to.y, k.ay_1_m, to.x * k.ax_1_m), -fma(to.y, k.by_1_m, to.x * k.bx_1_m),
                             -to.z * per_height};
        const Vec3<double> q{fma(ray.y, k.ay_1_m, ray.x * k.ax_1_m), fma(ray.y, k.by_1_m, ray.x * k.bx_1_m),
                             ray.z * per_height};
        const double a = norm2(q), b = dot(p, q), left = fma(b, b, -a * (norm2(p) - 1.0));
        if (!(left > 0.0)) continue;
        double& range_m = scratch_.range_m[r * scan_.columns + c];
        const double met_m = (-b - sqrt(left)) / a;
        if (met_m < range_m) range_m = met_m;
      }
    }
  }
}

template <class Real>
void Lidar<Real>::measure(const ScanDraws* draws) {
  const ScanDirections<Samples> directions(scan_);
  // What goes over the end of a row is written anew by the next one, over the end of the last one never read.
  const int samples = scan_.columns * scan_.rows;
  constexpr int together = LaneTraits<Samples>::count;
  static_assert(scan_side_max % together == 0);
  const Mat3<Samples> B = in_all_lanes<Samples>(place_B_);
  const SeenGround seen{field_, scratch_.bounds_m, nadir_, below_m_};
  for (int r = 0; r < scan_.rows; ++r) {
    for (int c = 0; c < scan_.columns; c += together) {
      const Vec3<Samples> ray = B * directions.from(c, r);
      to_array(scratch_.range_m + r * scan_.columns + c, range_to_ground(seen, ray.x, ray.y, ray.z));
    }
  }
  meet_rocks(directions);
  for (int first = 0; first < samples; first += together) {
    Samples range_m = from_array<Samples>(scratch_.range_m + first);
    if (draws) range_m = disturbed(range_m, *draws, first);
    const Samples unknown(__builtin_nan(""));
    to_array(scratch_.range_m + first, select(range_m <= Samples(p_.range_max_m), range_m, unknown));
  }
}

// What is measured where a range is true: of sample `first` and those that follow.
template <class Real>
FARSIDE_INLINE auto Lidar<Real>::disturbed(const Samples& true_m, const ScanDraws& draws, int first) const -> Samples {
  using Bits = WordsOf<Samples>;
  double following[LaneTraits<Samples>::count];
  for (int i = 0; i < LaneTraits<Samples>::count; ++i) following[i] = i;
  const Samples number = Samples(first) + from_array<Samples>(following);
  const auto words = threefry<Bits>({Bits(draws.case_number), Bits(draws.tick << 16) | word_of_whole(number)},
                                    {Bits(draws.seed), Bits(stream("sensors.lidar.noise").value)});
  Samples range_m = true_m;
  if (p_.noise_m > 0.0)
    range_m = fma(Samples(p_.noise_m), normal_quantile(unit_interval<Samples>(words.first)), range_m);
  range_m = range_m + Samples(p_.bias_m);
  const MaskOf<Samples> lost = unit_interval<Samples>(words.second) < Samples(p_.dropout_prob);
  return select(lost, Samples(__builtin_nan("")), range_m);
}

}  // namespace farside::inline FARSIDE_ISA
