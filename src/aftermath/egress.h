#pragma once
// The rover's way down (M21): two rails turn about hinges at the deck's edge until their feet meet ground or a rock; a
// strip lies ahead. Nothing gives way: neither rails nor ground nor rocks.
#include "aftermath/aftermath_options.h"
#include "aftermath/rest.h"
#include "aftermath/rover_params.h"
#include "moon/terrain/raster.h"

namespace farside::inline FARSIDE_ISA {

// Ground and rocks about a vehicle: heights at the nodes of a grid, between them bilinear; rocks as they are.
class GroundAbout {
 public:
  static constexpr double node_m = 0.25;

  template <class Real>
  void look(const Ground<double>& ground, const Place<double>& middle, double reach_m);
  // Height of the ground above the sphere through the target; NaN beyond the reach and where nothing is known.
  double ground_m(double east_m, double north_m) const;
  // The same of what a wheel or a foot meets.
  double surface_m(double east_m, double north_m) const;

 private:
  static constexpr int side_max = 96, rocks_max = 224;
  static constexpr double least_rock_m = 0.05;  // lower ones are rolled over

  double west_m_ = 0.0, north_m_ = 0.0;  // of the node in the first row and column
  int side_ = 0, rocks_ = 0;
  double height_m_[side_max * side_max];
  Rock<double> rock_[rocks_max];
  double base_m_[rocks_max];  // the ground that a rock stands on

  static_assert(egress_reach_max_m <= (0.5 * side_max - 2.0) * node_m);
};

template <class Real>
void GroundAbout::look(const Ground<double>& ground, const Place<double>& middle, double reach_m) {
  const int half = static_cast<int>(reach_m / node_m) + 2;
  side_ = 2 * half < side_max ? 2 * half : side_max;
  rocks_ = 0;
  const double west_m = middle.east_m - 0.5 * side_ * node_m, north_m = middle.north_m + 0.5 * side_ * node_m;
  west_m_ = west_m + 0.5 * node_m;
  north_m_ = north_m - 0.5 * node_m;
  const GroundTile tile{west_m, north_m, node_m, 0, 0, side_, side_, side_, height_m_, nullptr};
  bool crowded = false;
  GroundRaster<Real> raster(ground);
  raster.fill_heights(
      tile, [](const GroundTile&) { return true; },
      [&](const Rock<double>& rock, double base_m) {
        if (rock.height_m < least_rock_m) return;
        for (int i = 0; i < rocks_; ++i) {  // parts of the tile tell of rocks that reach both
          if (rock_[i].x_m == rock.x_m && rock_[i].y_m == rock.y_m) return;
        }
        crowded = crowded || rocks_ == rocks_max;
        if (crowded) return;
        rock_[rocks_] = rock;
        base_m_[rocks_++] = base_m;
      });
  if (crowded) side_ = 0;  // nothing is known of it
}

inline double GroundAbout::ground_m(double east_m, double north_m) const {
  const double x = (east_m - west_m_) / node_m, y = (north_m_ - north_m) / node_m;
  const double last = side_ - 1;
  if (!(x >= 0.0 && y >= 0.0 && x < last && y < last)) return __builtin_nan("");
  const int column = static_cast<int>(x), row = static_cast<int>(y);
  const double fx = x - column, fy = y - row;
  const double* const upper = height_m_ + row * side_ + column;
  const double* const lower = upper + side_;
  return (1.0 - fy) * ((1.0 - fx) * upper[0] + fx * upper[1]) + fy * ((1.0 - fx) * lower[0] + fx * lower[1]);
}

inline double GroundAbout::surface_m(double east_m, double north_m) const {
  const double bare_m = ground_m(east_m, north_m);
  double top_m = bare_m;
  for (int i = 0; i < rocks_; ++i) {
    const double above_m = rock_above_ground_m(rock_[i], base_m_[i], east_m, north_m, bare_m);
    if (bare_m + above_m > top_m) top_m = bare_m + above_m;
  }
  return top_m;
}

// The larger, the smaller of two; NaN of either stays.
inline double more_of(double a, double b) { return a != a || a > b ? a : b; }
inline double less_of(double a, double b) { return a != a || a < b ? a : b; }

// One way down; margins of its limits, the least of them last.
struct Way {
  double pitch_rad, roll_rad, step_m, clearance_m, obstacle_m, slope_rad;
  double margin;  // NaN: not all of it is known
};

class Egress {
 public:
  Egress(const GroundAbout& about, const AtRest& rest, const LocalAxes& axes, double radius_m,
         const RoverParams<double>& rover)
      : about_(about), rest_(rest), axes_(axes), radius_m_(radius_m), rover_(rover), R_LB_(rotation(rest.q_LB)) {}

  // Number `way` of `ways` at equal angles.
  Way find(int way, int ways) const;

 private:
  struct Foot {
    Vec3<double> p_L;
    double pitch_rad, clearance_m;
  };
  double above_m(const Vec3<double>& p_L) const {
    const Place<double> place = place_of(p_L, radius_m_);
    return place.height_m - about_.surface_m(place.east_m, place.north_m);
  }
  Foot lower(const Vec3<double>& hinge_L, const Vec3<double>& out_L) const;
  void drive(const Vec3<double>& start_L, const Vec3<double>& ahead_L, Way& way) const;

  const GroundAbout& about_;
  const AtRest& rest_;
  const LocalAxes& axes_;
  double radius_m_;
  const RoverParams<double>& rover_;
  Mat3<double> R_LB_;
};

// Turns a rail about its hinge until its foot is on the surface.
inline Egress::Foot Egress::lower(const Vec3<double>& hinge_L, const Vec3<double>& out_L) const {
  constexpr double highest_rad = -60.0 * unit::degree_rad, lowest_rad = 85.0 * unit::degree_rad;
  constexpr int halvings = 24, looks = 12;
  const Vec3<double> up_L = R_LB_ * Vec3<double>{0.0, 0.0, 1.0};
  const auto along_L = [&](double down_rad) {
    double sine, cosine;
    sin_cos(down_rad, sine, cosine);
    return axpy(-sine, up_L, cosine * out_L);
  };
  double above_rad = highest_rad, below_rad = lowest_rad;
  for (int i = 0; i < halvings; ++i) {
    const double middle = 0.5 * (above_rad + below_rad);
    (above_m(axpy(rover_.rail_m, along_L(middle), hinge_L)) > 0.0 ? above_rad : below_rad) = middle;
  }
  const Vec3<double> rail_L = along_L(0.5 * (above_rad + below_rad));
  Foot foot{axpy(rover_.rail_m, rail_L, hinge_L), asin(clamp(-dot(rail_L, axes_.up_L), -1.0, 1.0)), 1e30};
  for (int i = 1; i <= looks; ++i)
    foot.clearance_m = less_of(above_m(axpy(0.75 * rover_.rail_m * i / looks, rail_L, hinge_L)), foot.clearance_m);
  return foot;
}

// The strip ahead of the feet: from its middle `start_L` towards `ahead_L`, a unit vector across the vertical.
inline void Egress::drive(const Vec3<double>& start_L, const Vec3<double>& ahead_L, Way& way) const {
  constexpr double look_m = 0.125;
  constexpr int columns_max = 41, rows_max = 33, span = 2;  // two looks make what a difference in height is told over
  const int columns = static_cast<int>(rover_.strip_length_m / look_m + 0.5) + 1,
            rows = static_cast<int>(rover_.strip_width_m / look_m + 0.5) + 1;
  const Vec3<double> left_L = cross(axes_.up_L, ahead_L);
  const Place<double> start = place_of(start_L, radius_m_);
  double height_m[rows_max][columns_max];
  double xx = 0.0, yy = 0.0, xh = 0.0, yh = 0.0;
  for (int r = 0; r < rows; ++r) {
    const double y = look_m * (r - 0.5 * (rows - 1));
    for (int c = 0; c < columns; ++c) {
      const double x = look_m * c, from_middle = look_m * (c - 0.5 * (columns - 1));
      const double east_m = start.east_m + x * ahead_L.x + y * left_L.x,
                   north_m = start.north_m + x * ahead_L.y + y * left_L.y;
      const double h = about_.surface_m(east_m, north_m);
      height_m[r][c] = h;
      xx += from_middle * from_middle;
      yy += y * y;
      xh += from_middle * h;
      yh += y * h;
    }
  }
  const double along = xh / xx, aside = yh / yy;
  way.slope_rad = atan2(sqrt(along * along + aside * aside), 1.0);
  const auto compare = [&](double a, double b) { way.obstacle_m = more_of(abs(a - b), way.obstacle_m); };
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      if (c + span < columns) compare(height_m[r][c + span], height_m[r][c]);
      if (r + span < rows) compare(height_m[r + span][c], height_m[r][c]);
    }
  }
}

inline Way Egress::find(int number, int ways) const {
  double y, x;
  sin_cos(rover_.azimuth_rad + 2.0 * pi * number / ways, y, x);
  const Vec3<double> out_B{x, y, 0.0}, left_B{-y, x, 0.0}, out_L = R_LB_ * out_B, left_L = R_LB_ * left_B;
  const double half_m = 0.5 * rover_.track_m;
  Foot foot[2];
  for (int side = 0; side < 2; ++side) {
    const double off_m = side == 0 ? half_m : -half_m;
    const Vec3<double> hinge_B{rover_.hinge_m * x - off_m * y, rover_.hinge_m * y + off_m * x, rover_.hinge_height_m};
    foot[side] = lower(rest_.p_L + R_LB_ * (hinge_B - rest_.cg_B), out_L);
  }
  Way way{};
  way.pitch_rad = more_of(abs(foot[0].pitch_rad), abs(foot[1].pitch_rad));
  const Vec3<double> between = foot[0].p_L - foot[1].p_L;
  const double of_feet = abs(asin(clamp(dot(between, axes_.up_L) / norm(between), -1.0, 1.0))),
               of_deck = abs(asin(clamp(dot(left_L, axes_.up_L), -1.0, 1.0)));
  way.roll_rad = more_of(of_feet, of_deck);
  way.clearance_m = less_of(foot[0].clearance_m, foot[1].clearance_m);

  Vec3<double> ahead_L = axpy(-dot(out_L, axes_.up_L), axes_.up_L, out_L);
  ahead_L = (1.0 / max(norm(ahead_L), 1e-9)) * ahead_L;
  for (const Foot& f : foot) way.step_m = more_of(abs(above_m(axpy(rover_.wheel_m, ahead_L, f.p_L))), way.step_m);
  drive(0.5 * (foot[0].p_L + foot[1].p_L), ahead_L, way);

  const RoverLimitParams<double>& most = rover_.limits;
  const double margins[] = {(most.pitch_rad - way.pitch_rad) / most.pitch_rad,
                            (most.roll_rad - way.roll_rad) / most.roll_rad,
                            (most.step_m - way.step_m) / most.step_m,
                            (way.clearance_m - most.clearance_m) / rover_.hinge_height_m,
                            (most.obstacle_m - way.obstacle_m) / most.obstacle_m,
                            (most.slope_rad - way.slope_rad) / most.slope_rad};
  way.margin = 1e30;
  for (const double m : margins) way.margin = less_of(m, way.margin);
  return way;
}

}  // namespace farside::inline FARSIDE_ISA
