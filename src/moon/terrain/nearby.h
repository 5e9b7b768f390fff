#pragma once
// Craters and rocks about a case, gathered once so that many points near it can be asked without a hash for each: a
// cache of relief.h, with the same bits.
#include "moon/terrain/ground.h"
#include "moon/terrain/point_about.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr int nearby_craters_max = 192, nearby_rocks_max = 192;

template <class Real>
class Nearby {
 public:
  Nearby() {
    for (int i = 0; i < LaneTraits<Real>::count; ++i) {
      for (Crater<Real>& crater : crater_) put_lane(crater, i, no_crater);
      for (int k = 0; k < nearby_rocks_max; ++k) put_lane(rock_[k], i, no_stone);
    }
    for (Real& base_m : rock_base_m_) base_m = Real(0.0);
  }

  // Makes lane i know what reaches a disc of `disc_m` about (east, north). Where more does than fits, that lane's
  // points are computed from the cells, as in relief.h.
  void gather(int i, const Ground<double>& ground, double east_m, double north_m, double disc_m,
              bool with_rocks = true);

  // As relief_at, for points of the disc. `about`: of this point, when it was asked before.
  Relief3<Real> relief(const ReliefScales& scales, const Relief<Real>& relief, PointAbout<Real>& about,
                       const Real& east_m, const Real& north_m) const;

  int rocks() const { return rock_count_; }  // of the lane that has most; others have none that stands anywhere near
  const Rock<Real>& rock(int k) const { return rock_[k]; }
  const Real& rock_base_m(int k) const { return rock_base_m_[k]; }  // the ground that it stands on

 private:
  static constexpr Rock<double> no_stone{1e9, 1e9, 1.0, 0.0, 0.0, 1.0, 0.0};
  template <int ranks, class Visit>
  static void visit_disc(std::uint64_t key, StrewnLayer layer, int level, const PoissonRanks<double, ranks>& count,
                         double edge_m, double east_m, double north_m, double reach_m, Visit&& visit);

  Crater<Real> crater_[nearby_craters_max];
  Rock<Real> rock_[nearby_rocks_max];
  Real rock_base_m_[nearby_rocks_max];
  int crater_count_ = 0, rock_count_ = 0;
  int lane_craters_[LaneTraits<Real>::count] = {}, lane_rocks_[LaneTraits<Real>::count] = {};
  bool overflow_ = false;
};

// Things of all cells that may reach a disc: by rank, then row, then column.
template <class Real>
template <int ranks, class Visit>
void Nearby<Real>::visit_disc(std::uint64_t key, StrewnLayer layer, int level, const PoissonRanks<double, ranks>& count,
                              double edge_m, double east_m, double north_m, double reach_m, Visit&& visit) {
  const double per_edge = 1.0 / edge_m, half = 0.5 + 1e-9;
  const double first_column = nearest_whole((east_m - reach_m) * per_edge - half);
  const double first_row = nearest_whole((north_m - reach_m) * per_edge - half);
  const double last_column = nearest_whole((east_m + reach_m) * per_edge - 0.5 + 1e-9);
  const double last_row = nearest_whole((north_m + reach_m) * per_edge - 0.5 + 1e-9);
  bool more = true;
  for (int rank = 0; rank < ranks && more; ++rank) {
    more = false;
    for (double row = first_row; row <= last_row; row += 1.0) {  // NOLINT: whole numbers, none of a NaN
      for (double column = first_column; column <= last_column; column += 1.0) {  // NOLINT: as above
        const std::uint64_t c = word_of_whole(column), r = word_of_whole(row);
        const WordPair<std::uint64_t> first = cell_hash<double>(key, layer, c, r, level, 0);
        if (!(whole_of_bits<0, 20, double>(first.second) >= count.at_least[rank])) continue;
        more = true;
        visit(rank == 0 ? first : cell_hash<double>(key, layer, c, r, level, rank), column, row);
      }
    }
  }
}

template <class Real>
void Nearby<Real>::gather(int i, const Ground<double>& ground, double east_m, double north_m, double disc_m,
                          bool with_rocks) {
  const double radius_m = disc_m + PointAbout<Real>::disc_m;  // also for what is about a point of the disc
  const ReliefScales& scales = ground.view.relief;
  const Relief<double>& relief = ground.relief;
  const std::uint64_t key = key_of(relief);
  int craters = 0, rocks = 0;
  const auto near = [&](double x, double y, double reach_m) {
    const double dx = x - east_m, dy = y - north_m, reach = radius_m + reach_m + 1e-6;
    return fma(dy, dy, dx * dx) < reach * reach;
  };
  const auto add_crater = [&](const Crater<double>& c) {
    if (!near(c.x_m, c.y_m, crater_reach_radii / c.inverse_radius_1_m)) return;
    if (craters < nearby_craters_max) put_lane(crater_[craters], i, c);
    ++craters;
  };
  const auto add_rock = [&](const Rock<double>& r) {
    const double semi_axis_m = 1.0 / sqrt(fma(r.ay_1_m, r.ay_1_m, r.ax_1_m * r.ax_1_m));
    if (!near(r.x_m, r.y_m, semi_axis_m + rock_search_m)) return;
    if (rocks < nearby_rocks_max) {
      put_lane(rock_[rocks], i, r);
      set_lane(rock_base_m_[rocks], i, sample_ground(ground, r.x_m, r.y_m).elevation_m);
    }
    ++rocks;
  };
  for (int level = 0; level < scales.crater_levels; ++level) {
    visit_disc(key, StrewnLayer::craters, level, relief.craters.count[level], crater_edge_m(level), east_m, north_m,
               radius_m + crater_reach_radii * crater_level_m(level),
               [&](const WordPair<std::uint64_t>& hash, double column, double row) {
                 add_crater(make_crater(hash, column, row, relief.craters, level));
               });
  }
  visit_listed_about(scales.listed.craters, east_m, north_m, radius_m,
                     [&](const ListedHere<double>& t) { add_crater(crater_of(t)); });
  if (with_rocks && draws_relief(scales)) {
    visit_disc(key, StrewnLayer::rocks, 0, relief.rocks.count, rock_edge_m, east_m, north_m,
               radius_m + 0.5 * rock_largest_m + rock_search_m,
               [&](const WordPair<std::uint64_t>& hash, double column, double row) {
                 add_rock(make_rock(hash, column, row, relief.rocks));
               });
  }
  if (with_rocks)
    visit_listed_about(scales.listed.rocks, east_m, north_m, radius_m,
                       [&](const ListedHere<double>& t) { add_rock(rock_of(t)); });
  lane_craters_[i] = craters;
  lane_rocks_[i] = rocks < nearby_rocks_max ? rocks : nearby_rocks_max;
  crater_count_ = rock_count_ = 0;
  for (int l = 0; l < LaneTraits<Real>::count; ++l) {
    crater_count_ = lane_craters_[l] > crater_count_ ? lane_craters_[l] : crater_count_;
    rock_count_ = lane_rocks_[l] > rock_count_ ? lane_rocks_[l] : rock_count_;
  }
  overflow_ = crater_count_ > nearby_craters_max;
  for (int k = craters; k < nearby_craters_max; ++k) put_lane(crater_[k], i, no_crater);
  for (int k = rocks; k < nearby_rocks_max; ++k) put_lane(rock_[k], i, no_stone);
}

template <class Real>
Relief3<Real> Nearby<Real>::relief(const ReliefScales& scales, const Relief<Real>& relief, PointAbout<Real>& about,
                                   const Real& east_m, const Real& north_m) const {
  if (overflow_) return relief_at(scales, relief, east_m, north_m);
  if (any(about.left(east_m, north_m)))
    about.renew(scales, relief, east_m, north_m, east_m, north_m, [this](const MaskOf<Real>&, auto&& add) {
      for (int k = 0; k < crater_count_; ++k) add(crater_[k]);
    });
  const Real zero(0.0);
  Relief3<Real> sum{zero, zero, zero};
  const CraterList<Real, 12>& craters = about.craters();
  if (!any(craters.crowded())) {
    for (int k = 0; k < craters.count(); ++k) sum = sum + crater_relief(craters[k], east_m, north_m);
  } else {
    for (int k = 0; k < crater_count_; ++k) sum = sum + crater_relief(crater_[k], east_m, north_m);
  }
  for (int o = 0; o < scales.octaves; ++o)
    sum = sum + octave_relief(about.heights(o), about.along_east(o, east_m), about.along_north(o, north_m), o);
  return cut_off(sum);
}

}  // namespace farside::inline FARSIDE_ISA
