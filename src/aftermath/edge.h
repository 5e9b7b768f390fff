#pragma once
// The ground's edge about a vehicle at rest, by azimuth: what hides sun and relay. Ground is looked at along rays, each
// step a fixed share of the way so far, an azimuth a lane: a likeness, good to a degree near craters. The exact edge of
// one place takes moon/terrain/horizon.h a thousand times as long. Rocks hide nothing, nor do craters and octaves that
// are small beside the way to them: from four diameters off, the rim of a fresh crater stands half a degree high.
#include "aftermath/compass.h"
#include "aftermath/rest.h"
#include "aftermath/sky_table.h"
#include "moon/terrain/ray.h"

namespace farside::inline FARSIDE_ISA {

static_assert(sizeof(SkyTable::watched_azimuths) == edge_azimuths * sizeof(std::int32_t));

struct Edge {
  double tangent[edge_azimuths];  // of its elevation from the local horizontal

  double at(const Vec3<double>& towards) const {  // (east, north, up)
    const double number = compass_number(towards.x, towards.y);
    const int i = static_cast<int>(number);
    const double f = number - i;
    return (1.0 - f) * tangent[i] + f * tangent[(i + 1) % edge_azimuths];
  }
};

inline constexpr double hidden_from_m = 16.0;
inline constexpr double edge_from_m = 2.0, edge_near_m = 1000.0, edge_reach_m = 3e5;
inline constexpr double edge_near_ratio = 1.25, edge_far_ratio = 1.0625;  // from one look to the next
inline constexpr double edge_finest = 0.25;                               // of the way, what is looked at

// As seen from the CG. Of level ground without maps and relief the sphere's own edge, below the horizontal; of maps
// what they show as far as they go. Azimuths that `sky` doesn't watch keep the sphere's.
template <class Real>
[[gnu::noinline]] Edge find_edge(const Ground<double>& ground, const Place<double>& eye, const LocalAxes& axes,
                                 const SkyTable& sky) {
  constexpr int lanes = LaneTraits<Real>::count;
  const bool maps = ground.view.model == TerrainModel::dem,
             leans =
                 ground.view.model == TerrainModel::plane && (ground.slope_east != 0.0 || ground.slope_north != 0.0);
  const double below_m = eye.height_m - sample_ground(ground, eye.east_m, eye.north_m).elevation_m;
  const double dip = -sqrt(2.0 * max(below_m, 0.0) / ground.radius_m);
  Edge edge;
  for (double& t : edge.tangent) t = dip;
  if (!maps && !leans && !has_relief(ground.view.relief)) return edge;

  Ground<Real> in_lanes{};
  for (int i = 0; i < lanes; ++i) put_ground(in_lanes, i, ground);
  const Real radius = in_lanes.radius_m, eye_m(eye.height_m);
  const Vec3<Real> up{Real(axes.up_L.x), Real(axes.up_L.y), Real(axes.up_L.z)};
  for (std::int32_t first = 0; first < sky.watched; first += lanes) {
    Vec3<Real> ahead;
    for (int i = 0; i < lanes; ++i) {
      const std::int32_t k = first + i < sky.watched ? first + i : sky.watched - 1;
      const Compass c = compass_of(sky.watched_azimuths[k]);
      put_lane(ahead, i, c.east * axes.east_L + c.north * axes.north_L);
    }
    Real highest(maps ? -1.0 : dip);
    MaskOf<Real> open(true), seen(false);
    const auto look = [&](double way_m, auto&& elevation_m) {
      const double angle = way_m / ground.radius_m, sine = angle * (1.0 - angle * angle / 6.0);
      const double sink = 0.5 * angle * angle * (1.0 - angle * angle / 12.0), cosine = 1.0 - sink;
      const Vec3<Real> d = axpy(Real(sine), ahead, Real(cosine) * up);
      const GroundSample<Real> sample = elevation_m(radius * d.x, radius * d.y);
      open = open & sample.covered & (d.z > Real(0.0));
      const Real r = radius + sample.elevation_m;
      const Real tangent = fnma(r, Real(sink), sample.elevation_m - eye_m) / (r * Real(sine));
      highest = select(open, max(tangent, highest), highest);
      seen = seen | open;
    };
    double way_m = edge_from_m;
    for (; way_m < edge_near_m; way_m *= edge_near_ratio)
      look(way_m, [&](const Real& east, const Real& north) {
        return sample_ground(in_lanes, east, north, edge_finest * way_m);
      });
    for (; maps && way_m < edge_reach_m && any(open); way_m *= edge_far_ratio)
      look(way_m, [&](const Real& east, const Real& north) { return sample_model(in_lanes, east, north); });
    highest = select(seen, highest, Real(dip));
    for (int i = 0; i < lanes && first + i < sky.watched; ++i)
      edge.tangent[sky.watched_azimuths[first + i]] = lane(highest, i);
  }
  return edge;
}

// Where the ground of maps stands in the way of something far away in a direction, as seen from lanes in flight; what
// lies below the sphere's own edge isn't asked for. No map's ground is higher than `top_m`. `raised_m`: as if they were
// this much higher.
template <class Real>
[[gnu::noinline]] MaskOf<Real> hidden_by_maps(const Ground<Real>& ground, const Vec3<Real>& p_L,
                                              const Vec3<Real>& towards_L, double top_m, double raised_m = 0.0) {
  MaskOf<Real> hidden(false);
  for (double way_m = hidden_from_m; way_m < edge_reach_m; way_m *= edge_far_ratio) {
    const Place<Real> place = place_of(axpy(Real(way_m), towards_L, p_L), ground.radius_m);
    const MaskOf<Real> below = (place.height_m < Real(top_m)) & !hidden;
    if (!any(below)) break;  // rays rise
    const GroundSample<Real> sample = sample_maps(ground, place.east_m, place.north_m);
    hidden = hidden | (below & sample.covered & (sample.elevation_m + Real(raised_m) > place.height_m));
  }
  return hidden;
}

// The same of the very ground, with a plane's slope and the relief that no map shows, but without rocks: of lanes of
// `asked`. The line is followed as far as it is below `top_m`, unless it rises so steeply that no ground can reach up
// to it.
template <class Real>
[[gnu::noinline]] MaskOf<Real> hidden_by_ground(const Ground<Real>& ground, const Vec3<Real>& p_L,
                                                const Vec3<Real>& towards_L, const MaskOf<Real>& asked, double top_m) {
  const Real zero(0.0), radius = ground.radius_m;
  const Place<Real> place = place_of(p_L, radius);
  const Real along = dot(towards_L, place.direction_L), across = sqrt(max(fnma(along, along, Real(1.0)), zero));
  const MaskOf<Real> follow = asked & (along < Real(ray_steepest) * across);
  if (!any(follow)) return follow;
  const Real room_m = max(Real(top_m) - place.height_m, zero), rise_m = (radius + place.height_m) * along;
  const Real room2 = room_m * (radius + radius + place.height_m + Real(top_m));
  const Real longest_m = sqrt(fma(rise_m, rise_m, room2)) - rise_m;
  return follow & ray_to_ground(ground, p_L, towards_L, select(follow, longest_m, zero)).meets;
}

// How far a direction stands above the edge, as a tangent; both within 90 deg of the horizontal.
inline double tangent_over(const Edge& edge, const Vec3<double>& towards) {
  const double of_edge = edge.at(towards), of_it = towards.z / max(across(towards), 1e-300);
  return (of_it - of_edge) / max(1.0 + of_it * of_edge, 1e-9);
}

}  // namespace farside::inline FARSIDE_ISA
