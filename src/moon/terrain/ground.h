#pragma once
// The ground as a pure function of place: radial height above the sphere through the target, and its gradient.
//
// A place is (east, north): the site-frame x, y of the point of that sphere which lies in the place's direction from
// the Moon's centre (orthographic about the target; the near hemisphere only). For a position at distance r it is the
// position's own x, y times R / r.
#include "lanes/lane_struct.h"
#include "lanes/math.h"
#include "lanes/vec.h"
#include "moon/grid_sample.h"
#include "moon/moon_options.h"
#include "moon/moon_params.h"
#include "moon/terrain/relief.h"

namespace farside::inline FARSIDE_ISA {

// What all cases of a campaign share of the ground.
struct TerrainView {
  TerrainModel model;
  const HeightGrid* grids;  // finest first
  std::int32_t grid_count;
  ReliefScales relief;  // drawn on top of the model
  bool uneven() const { return model == TerrainModel::dem || has_relief(relief); }
};

// Where one case's ground is, against what a map shows.
template <class Real>
struct LayerShift {
  Real east_m, north_m, up_m;
};

// The ground of one case, made once before the flight.
template <class Real>
struct Ground {
  TerrainView view;
  Real radius_m;                 // of the sphere through the target
  Real slope_east, slope_north;  // of the models `plane` and `facet`, dz/dx and dz/dy in the site frame
  Relief<Real> relief;
  LayerShift<Real> shift[max_height_grids]{};  // of the model `dem`, one a map
};

template <class Real>
struct GroundSample {
  Real elevation_m, slope_east, slope_north;
  MaskOf<Real> covered;  // false where the case has left the maps (then the sphere), and for NaN
};

inline constexpr double plane_inner_m = 1000.0;  // the model `plane` is flat up to here
inline constexpr double plane_outer_m = 2000.0;  // and the sphere from here on

inline Ground<double> make_ground(const TerrainView& view, const TerrainParams<double>& params, double radius_m) {
  Ground<double> ground{view, radius_m, 0.0, 0.0, make_relief(view.relief, params.relief)};
  if (view.model == TerrainModel::plane || view.model == TerrainModel::facet) {
    double sine, cosine, east, north;
    sin_cos(params.slope_rad, sine, cosine);
    sin_cos(params.slope_azimuth_rad, east, north);
    const double fall = sine / cosine;
    ground.slope_east = -(fall * east);
    ground.slope_north = -(fall * north);
  }
  if (view.model == TerrainModel::dem) {
    for (int i = 0; i < max_height_grids; ++i) {
      const bool of_another = i < view.grid_count && view.grids[i].layer >= 0;
      const LayerErrorParams<double>& error = layer_error(params, of_another ? view.grids[i].layer : i);
      ground.shift[i] = {error.east_m, error.north_m, error.up_m};
    }
  }
  return ground;
}
template <class Real>
inline void put_ground(Ground<Real>& lanes, int i, const Ground<double>& one) {
  lanes.view = one.view;
  set_lane(lanes.radius_m, i, one.radius_m);
  set_lane(lanes.slope_east, i, one.slope_east);
  set_lane(lanes.slope_north, i, one.slope_north);
  if (has_relief(one.view.relief)) put_lane(lanes.relief, i, one.relief);
  if (one.view.model != TerrainModel::dem) return;
  for (int k = 0; k < max_height_grids; ++k) put_lane(lanes.shift[k], i, one.shift[k]);
}
template <class Real>
inline Ground<double> take_ground(const Ground<Real>& lanes, int i) {
  Ground<double> one{lanes.view, lane(lanes.radius_m, i), lane(lanes.slope_east, i), lane(lanes.slope_north, i),
                     take_lane(lanes.relief, i)};
  if (lanes.view.model == TerrainModel::dem) {
    for (int k = 0; k < max_height_grids; ++k) one.shift[k] = take_lane(lanes.shift[k], i);
  }
  return one;
}

// False for NaN and for what no direction of the near hemisphere projects to.
template <class Real>
FARSIDE_INLINE MaskOf<Real> on_sphere(const Real& radius_m, const Real& east_m, const Real& north_m) {
  const MaskOf<Real> east_in = abs(east_m) <= radius_m, north_in = abs(north_m) <= radius_m;
  return east_in & north_in;
}

// A plane z = a x + b y of the site frame, seen from the Moon's centre: it lies at the radius R / q, q = d.z - a d.x -
// b d.y in the direction d. Flat exactly, whatever the sphere does below it.
template <class Real>
FARSIDE_INLINE GroundSample<Real> sample_plane(const Ground<Real>& ground, const Real& east_m, const Real& north_m) {
  const Real one(1.0), zero(0.0), radius = ground.radius_m;
  const Real distance2 = fma(north_m, north_m, east_m * east_m);
  const MaskOf<Real> near = distance2 < Real(plane_outer_m * plane_outer_m);  // false for NaN
  const Real x = select(near, east_m, zero), y = select(near, north_m, zero), s2 = select(near, distance2, zero);

  const Real inverse_radius = one / radius;
  const Real z2 = (s2 * inverse_radius) * inverse_radius;  // 1 - d.z^2
  const Real dz = sqrt(one - z2);
  const Real rise = fma(ground.slope_north, y, ground.slope_east * x);  // R (a d.x + b d.y)
  const Real inverse_q = one / fnma(rise, inverse_radius, dz);
  const Real sagitta = (radius * z2) / (one + dz);  // R (1 - d.z)
  const Real height = (sagitta + rise) * inverse_q;
  const Real inverse_q2 = inverse_q * inverse_q, steepness = inverse_radius / dz;
  const Real height_east = fma(x, steepness, ground.slope_east) * inverse_q2;
  const Real height_north = fma(y, steepness, ground.slope_north) * inverse_q2;

  constexpr double per_width = 1.0 / (plane_outer_m * plane_outer_m - plane_inner_m * plane_inner_m);
  const Step<Real> fade = smooth_step((s2 - Real(plane_inner_m * plane_inner_m)) * Real(per_width));
  const Real weight = one - fade.value;
  const Real weight_slope = (fade.slope * Real(-2.0 * per_width)) * height;
  GroundSample<Real> sample;
  sample.elevation_m = select(near, weight * height, zero);
  sample.slope_east = select(near, fma(weight_slope, x, weight * height_east), zero);
  sample.slope_north = select(near, fma(weight_slope, y, weight * height_north), zero);
  sample.covered = on_sphere(radius, east_m, north_m);
  return sample;
}

// Maps, finest first. Each grid has weight w, 1 inside and falling to 0 across its edge; the next ones get what it
// leaves, and the sum is divided by what was given in all, so that a lone grid holds to its very edge. Continuous with
// its slope wherever it is covered, except around nodes without data, where the next grid shows.
template <class Real>
FARSIDE_INLINE GroundSample<Real> sample_maps(const Ground<Real>& ground, const Real& east_m, const Real& north_m) {
  const Real zero(0.0), one(1.0);
  Real left = one, left_east = zero, left_north = zero;  // what the grids so far leave to the next, and its gradient
  Real given = zero, given_east = zero, given_north = zero;  // sum of the shares
  Real base = zero, excess = zero;               // height in the first grid that covers; sum of share * (height - base)
  Real excess_east = zero, excess_north = zero;  // sum of d(share) * (height - base) + share * slope
  for (std::int32_t g = 0; g < ground.view.grid_count; ++g) {
    const MaskOf<Real> open = left > zero;
    if (!any(open)) break;
    const LayerShift<Real>& shift = ground.shift[g];
    const GridSample<Real> grid = sample_grid(ground.view.grids[g], east_m - shift.east_m, north_m - shift.north_m);
    const Real elevation_m = grid.elevation_m + shift.up_m;
    const MaskOf<Real> use = open & grid.covered;
    base = select(use & (given == zero), elevation_m, base);
    const Real height = select(use, elevation_m - base, zero), weight = select(use, grid.weight, zero);
    const Real weight_east = select(use, grid.weight_east_1_m, zero),
               weight_north = select(use, grid.weight_north_1_m, zero);
    const Real slope_east = select(use, grid.slope_east, zero), slope_north = select(use, grid.slope_north, zero);

    const Real share = left * weight;
    const Real share_east = fma(left, weight_east, left_east * weight),
               share_north = fma(left, weight_north, left_north * weight);
    given = given + share;
    given_east = given_east + share_east;
    given_north = given_north + share_north;
    excess = fma(share, height, excess);
    excess_east = fma(share, slope_east, fma(share_east, height, excess_east));
    excess_north = fma(share, slope_north, fma(share_north, height, excess_north));
    left_east = left_east - share_east;
    left_north = left_north - share_north;
    left = left - share;
  }
  const MaskOf<Real> covered = given > zero;
  const Real inverse = one / select(covered, given, one);
  const Real mean = excess * inverse;
  return {base + mean, fnma(mean, given_east, excess_east) * inverse, fnma(mean, given_north, excess_north) * inverse,
          covered};
}

// The model's shape, without relief that maps don't show.
template <class Real>
FARSIDE_INLINE GroundSample<Real> sample_model(const Ground<Real>& ground, const Real& east_m, const Real& north_m) {
  if (ground.view.model == TerrainModel::plane) return sample_plane(ground, east_m, north_m);
  if (ground.view.model == TerrainModel::dem) return sample_maps(ground, east_m, north_m);
  // `facet`: the sphere's height everywhere, but with a slope. No such surface exists; a vehicle that lands finds
  // ground of that slope wherever it comes down
  return {Real(0.0), ground.slope_east, ground.slope_north, on_sphere(ground.radius_m, east_m, north_m)};
}

template <class Real>
FARSIDE_INLINE GroundSample<Real> on_top(const GroundSample<Real>& model, const Relief3<Real>& relief) {
  return {model.elevation_m + relief.height_m, model.slope_east + relief.slope_east,
          model.slope_north + relief.slope_north, model.covered};
}

template <class Real>
FARSIDE_INLINE GroundSample<Real> sample_ground(const Ground<Real>& ground, const Real& east_m, const Real& north_m,
                                                double finest_m = 0.0) {
  const GroundSample<Real> model = sample_model(ground, east_m, north_m);
  if (!has_relief(ground.view.relief)) return model;
  return on_top(model, relief_at(ground.view.relief, ground.relief, east_m, north_m, finest_m));
}

// How high a rock, which stands on ground of the height `base_m`, is above ground of `ground_m` at a point; 0 beside
// it.
template <class Real>
FARSIDE_INLINE Real rock_above_ground_m(const Rock<Real>& rock, const Real& base_m, const Real& east_m,
                                        const Real& north_m, const Real& ground_m) {
  const Real zero(0.0), height_m = rock_height_m(rock, east_m, north_m);
  return select(height_m > zero, max(base_m + height_m - ground_m, zero), zero);
}

// How high the rocks at a point are above the ground there, which is `ground_m` high.
template <class Real>
[[gnu::noinline]] Real rocks_above_ground_m(const Ground<Real>& ground, const Real& east_m, const Real& north_m,
                                            const Real& ground_m) {
  const Real zero(0.0);
  Real highest = zero;
  const auto look = [&](const MaskOf<Real>& here, const Rock<Real>& rock) {
    const MaskOf<Real> stands = here & (rock_height_m(rock, east_m, north_m) > zero);
    if (!any(stands)) return;
    const Real base_m = sample_ground(ground, rock.x_m, rock.y_m).elevation_m;
    const Real above_m = rock_above_ground_m(rock, base_m, east_m, north_m, ground_m);
    highest = max(select(stands, above_m, zero), highest);
  };
  const ReliefScales& scales = ground.view.relief;
  visit_listed(scales.listed.rocks, east_m, north_m,
               [&](const ListedHere<Real>& t) { look(MaskOf<Real>(true), rock_of(t)); });
  if (!draws_relief(scales)) return highest;
  visit_cells(key_of(ground.relief), StrewnLayer::rocks, 0, ground.relief.rocks.count, rock_edge_m, east_m, north_m,
              [&](const MaskOf<Real>& here, const WordPair<WordsOf<Real>>& hash, const Real& column, const Real& row) {
                look(here, make_rock(hash, column, row, ground.relief.rocks));
              });
  return highest;
}

// A position of the site frame seen from the Moon's centre.
template <class Real>
struct Place {
  Real east_m, north_m;
  Real height_m;           // above the sphere through the target; exact to its own last digits, also near the ground
  Vec3<Real> direction_L;  // unit vector, local vertical
};
template <class Real>
FARSIDE_INLINE Place<Real> place_of(const Vec3<Real>& p_L, const Real& radius_m) {
  const Real lift = fma(radius_m + radius_m, p_L.z, norm2(p_L));  // r^2 - R^2
  const Real r = sqrt(fma(radius_m, radius_m, lift));
  const Real sum = r + radius_m, inverse = Real(1.0) / (r * sum);
  const Real inverse_r = sum * inverse;
  const Vec3<Real> d{inverse_r * p_L.x, inverse_r * p_L.y, inverse_r * (p_L.z + radius_m)};
  // the far hemisphere would fold onto the near one: it is put outside every map instead
  const Real east = select(d.z > Real(0.0), radius_m * d.x, radius_m + radius_m);
  return {east, radius_m * d.y, (lift * r) * inverse, d};
}

// Radial height of a site-frame position above the ground.
template <class Real>
struct HeightAboveGround {
  Real height_m;
  MaskOf<Real> covered;
};
template <class Real>
FARSIDE_INLINE HeightAboveGround<Real> height_above_ground(const Ground<Real>& ground, const Vec3<Real>& p_L) {
  const Place<Real> place = place_of(p_L, ground.radius_m);
  const GroundSample<Real> sample = sample_ground(ground, place.east_m, place.north_m);
  return {place.height_m - sample.elevation_m, sample.covered};
}

// The ground below or above a position as its tangent plane there: distance n . p_L - offset, positive outside the
// ground. Exact anywhere near for the model `plane`; elsewhere good for small moves, with the error s^2 / 2 times the
// ground's curvature.
template <class Real>
struct GroundPlane {
  Vec3<Real> normal_L;  // unit vector, outwards
  Real offset_m;
  MaskOf<Real> covered;
};
template <class Real>
FARSIDE_INLINE GroundPlane<Real> plane_through(const Ground<Real>& ground, const Place<Real>& place,
                                               const GroundSample<Real>& sample, const Vec3<Real>& p_L) {
  const Vec3<Real>& d = place.direction_L;
  // gradient of |r| - R - elevation(east, north) at the ground: d - k (s_e (x - d.x d) + s_n (y - d.y d)), k = R / (R +
  // elevation)
  const Real k = ground.radius_m / (ground.radius_m + sample.elevation_m);
  const Real a = k * sample.slope_east, b = k * sample.slope_north;
  const Real along = fma(b, d.y, fma(a, d.x, Real(1.0)));
  const Vec3<Real> gradient{fma(along, d.x, -a), fma(along, d.y, -b), along * d.z};
  const Real inverse =
      Real(1.0) / norm(gradient);  // also the cosine between d and the normal: both other terms are normal to d
  const Vec3<Real> normal = inverse * gradient;
  return {normal, fnma(inverse, place.height_m - sample.elevation_m, dot(normal, p_L)), sample.covered};
}
template <class Real>
FARSIDE_INLINE GroundPlane<Real> ground_plane(const Ground<Real>& ground, const Vec3<Real>& p_L) {
  const Place<Real> place = place_of(p_L, ground.radius_m);
  return plane_through(ground, place, sample_ground(ground, place.east_m, place.north_m), p_L);
}

// The ground as a vehicle in flight meets it: the height with relief, the slope of the model without it, since relief
// is smaller than the vehicle.
// relief_m(east, north): of a ground that has some.
template <class Real, class ReliefHeight>
FARSIDE_INLINE GroundPlane<Real> approach_plane(const Ground<Real>& ground, const Vec3<Real>& p_L,
                                                ReliefHeight&& relief_m) {
  const Place<Real> place = place_of(p_L, ground.radius_m);
  GroundSample<Real> sample = sample_model(ground, place.east_m, place.north_m);
  if (has_relief(ground.view.relief)) sample.elevation_m = sample.elevation_m + relief_m(place.east_m, place.north_m);
  return plane_through(ground, place, sample, p_L);
}
template <class Real>
FARSIDE_INLINE GroundPlane<Real> approach_plane(const Ground<Real>& ground, const Vec3<Real>& p_L) {
  return approach_plane(ground, p_L, [&](const Real& east_m, const Real& north_m) {
    return relief_at(ground.view.relief, ground.relief, east_m, north_m).height_m;
  });
}

// The ground under a disc of metres about a position, where a tangent plane would be far off beside a step: it leans
// as the ground does from rim to rim, and is as high as the ground at the rim on average or in the middle, whichever
// is higher. at(k, east_m, north_m): the ground, at the points k = 0 ... 4.
inline constexpr int disc_points = 5;
template <class Real, class Sample>
inline GroundPlane<Real> plane_under_disc(const Ground<Real>& ground, const Place<Real>& place, const Vec3<Real>& p_L,
                                          const Real& radius_m, Sample&& at) {
  const Real reach = max(radius_m, Real(1e-3)), per_width = Real(0.5) / reach;
  const GroundSample<Real> middle = at(0, place.east_m, place.north_m);
  const GroundSample<Real> east = at(1, place.east_m + reach, place.north_m);
  const GroundSample<Real> west = at(2, place.east_m - reach, place.north_m);
  const GroundSample<Real> north = at(3, place.east_m, place.north_m + reach);
  const GroundSample<Real> south = at(4, place.east_m, place.north_m - reach);
  const Real rim_m = Real(0.25) * ((east.elevation_m + west.elevation_m) + (north.elevation_m + south.elevation_m));
  const MaskOf<Real> covered = middle.covered & east.covered & west.covered & north.covered & south.covered;
  const GroundSample<Real> disc{max(middle.elevation_m, rim_m), per_width * (east.elevation_m - west.elevation_m),
                                per_width * (north.elevation_m - south.elevation_m), covered};
  return plane_through(ground, place, disc, p_L);
}
template <class Real>
FARSIDE_INLINE Real distance_above(const GroundPlane<Real>& plane, const Vec3<Real>& p_L) {
  return dot(plane.normal_L, p_L) - plane.offset_m;
}

}  // namespace farside::inline FARSIDE_ISA
