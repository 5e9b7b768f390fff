#pragma once
// The ground along a ray. Craters are gathered level by level for a stretch of it, so that a look costs no hash; far
// above the ground, what is too small to reach up to the ray is left out, and how high it could stand is said instead.
#include "moon/terrain/ground.h"
#include "moon/terrain/point_about.h"

namespace farside::inline FARSIDE_ISA {

// A bound: the craters of a level heap up to no more than this many times the rim of its largest one. In equilibrium a
// point lies within the reach of a fifth of a crater of each level, on average.
inline constexpr double rims_on_rims = 6.0;

// Heights of the roughness' nodes about a point, kept from one look-up to the next.
template <class Real>
struct NodesAbout {
  Real column[octaves_max], row[octaves_max];
  NodeHeights<Real> heights[octaves_max];

  NodesAbout() {
    for (int o = 0; o < octaves_max; ++o) column[o] = row[o] = Real(__builtin_nan(""));
  }
  // Are these the nodes that are kept? Also yes where there is no point: its c or r is NaN.
  MaskOf<Real> known(int o, const Real& c, const Real& r) const {
    return ((column[o] == c) & (row[o] == r)) | !(c == c) | !(r == r);
  }
};

template <class Real>
class GroundAlongRay {
 public:
  // Leaves out craters smaller than `finest_m` and octaves whose nodes are closer than that.
  GroundAlongRay(const Ground<Real>& ground, const Vec3<Real>& direction_L, const Real& finest_m);

  struct Look {
    Real above_m;  // the ground, as far as it was looked at
    Real slack_m;  // what was left out stands no higher than this; 0: the bits of sample_ground, but for the finest
    MaskOf<Real> covered;
  };
  // From a place. What is left out adds up to no more than a quarter of `expected_m`, craters and roughness each.
  Look look(const Place<Real>& place, const Real& expected_m);

 private:
  static constexpr int craters_max = 8;    // of a level, about a stretch
  static constexpr double ahead_m = 0.12;  // of the middle of what is about a place
  // In diameters of the smallest crater: half of a stretch that 3 x 3 cells hold wherever it lies; how far around a
  // corner of cells the 2 x 2 there hold all; and most of what is gathered from those.
  static constexpr double stretch_levels = 1.3, corner_levels = 1.62, short_levels = 0.4;
  static_assert(stretch_levels + crater_reach_radii < 2.0 * crater_edge_diameters - 0.02);
  static_assert(corner_levels + crater_reach_radii < 2.0 * crater_edge_diameters - 1e-3);

  // Adds what reaches a disc about (x, y), which side x side cells hold, to the list of each lane in `stale`, in the
  // order of sums.
  template <int side>
  [[gnu::noinline]] void gather(int level, const MaskOf<Real>& stale, const Real& x_m, const Real& y_m,
                                const Real& disc_m);
  // Gathers a level about lanes' places and some way ahead, unless it is known of the disc of `spare_m` about them.
  void gather_ahead(int level, const MaskOf<Real>& use, const Real& x_m, const Real& y_m, const Real& expected_m,
                    double spare_m);
  Real relief_m(const Place<Real>& place, const Real& expected_m, Real& slack_m);
  // The same where nothing is left out in any lane, by what is about the place alone.
  bool all_counts(const Real& expected_m) const {
    return shows_all_ && all(Real(0.25) * max(expected_m, Real(0.0)) < least_top_m_);
  }
  bool knows_about(const Place<Real>& place, const Real& expected_m);
  Real relief_about_m(const Place<Real>& place) const;

  const Ground<Real>& ground_;
  Real direction_east_, direction_north_;  // horizontally
  Real per_fall_;                          // way there for each metre of expected height
  Real ahead_east_m_, ahead_north_m_;      // from a place to the middle of what is gathered about it
  Real crater_top_m_[crater_levels_max], octave_top_m_[octaves_max];  // of this and all below; -1: never looked at
  Real x_m_[crater_levels_max], y_m_[crater_levels_max], disc_m_[crater_levels_max];  // of which it is gathered
  CraterList<Real, craters_max> craters_[crater_levels_max];
  NodesAbout<Real> nodes_;
  bool shows_all_;  // nothing is too fine in any lane, and nothing is listed
  Real least_top_m_;
  PointAbout<Real> about_;
  MaskOf<Real> crowded_ = MaskOf<Real>(false);  // lanes in which a level had more about it than its list holds
};

template <class Real>
GroundAlongRay<Real>::GroundAlongRay(const Ground<Real>& ground, const Vec3<Real>& direction_L, const Real& finest_m)
    : ground_(ground) {
  const Real zero(0.0), one(1.0), none(-1.0);
  const Real across = sqrt(fma(direction_L.y, direction_L.y, direction_L.x * direction_L.x));
  const Real per_across = one / max(across, Real(1e-3)), ahead = Real(ahead_m) * per_across;
  direction_east_ = per_across * direction_L.x;
  direction_north_ = per_across * direction_L.y;
  ahead_east_m_ = ahead * direction_L.x;
  ahead_north_m_ = ahead * direction_L.y;
  per_fall_ = select(direction_L.z < zero, across / max(-direction_L.z, Real(1e-3)), Real(1e3));
  const ReliefScales& scales = ground.view.relief;
  Real top = zero;
  for (int l = 0; l < scales.crater_levels; ++l) {
    const double largest_m = 2.0 * crater_level_m(l);
    const Real share = ground.relief.craters.fresh, rim_m = Real(crater_rim_frac * largest_m) * (share * sqrt(share));
    const MaskOf<Real> shown = finest_m < Real(largest_m);
    top = select(shown, fma(Real(rims_on_rims), rim_m, top), top);
    crater_top_m_[l] = select(shown, top, none);
    x_m_[l] = y_m_[l] = disc_m_[l] = Real(__builtin_nan(""));
  }
  top = zero;
  for (int o = 0; o < scales.octaves; ++o) {
    const MaskOf<Real> shown = finest_m <= Real(octave_spacing_m(o));
    top = select(shown, fma(Real(0.5), ground.relief.roughness.peak_to_peak_m[o], top), top);
    octave_top_m_[o] = select(shown, top, none);
  }
  shows_all_ = scales.crater_levels > 0 && scales.octaves > 0 && scales.listed.craters.level_count == 0 &&
               all(finest_m <= Real(octave_spacing_m(0)));
  least_top_m_ = min(crater_top_m_[0], octave_top_m_[0]);
}

template <class Real>
template <int side>
void GroundAlongRay<Real>::gather(int level, const MaskOf<Real>& stale, const Real& x_m, const Real& y_m,
                                  const Real& disc_m) {
  constexpr int cells = side * side;
  const Relief<Real>& relief = ground_.relief;
  const double edge_m = crater_edge_m(level), per_edge = 1.0 / edge_m;
  const Real wide_m = disc_m + Real(crater_reach_radii * crater_level_m(level) + 1e-6);
  const auto first_cell = [&](const Real& middle_m) {
    if (side == 2) return nearest_whole(middle_m * Real(per_edge)) - Real(1.0);
    return nearest_whole(fma(middle_m - wide_m, Real(per_edge), Real(-0.5)));
  };
  const Real first_column = first_cell(x_m), first_row = first_cell(y_m);
  const WordsOf<Real> key = key_of(relief), column_word = word_of_whole(first_column),
                      row_word = word_of_whole(first_row);
  using Bits = WordsOf<Real>;
  const auto hash_of = [&](int c, int rank) {
    return cell_hash<Real>(key, StrewnLayer::craters, column_word + Bits(static_cast<std::uint64_t>(c % side)),
                           row_word + Bits(static_cast<std::uint64_t>(c / side)), level, rank);
  };
  const PoissonRanks<Real, crater_ranks>& number = relief.craters.count[level];
  WordPair<Bits> hash[cells];
  Real word[cells], largest(0.0);
  for (int c = 0; c < cells; ++c) {
    hash[c] = hash_of(c, 0);
    word[c] = select(stale, whole_of_bits<0, 20, Real>(hash[c].second), Real(-1.0));
    largest = max(largest, word[c]);
  }
  CraterList<Real, craters_max>& list = craters_[level];
  list.clear(stale);
  for (int rank = 0; rank < crater_ranks && any(largest >= number.at_least[rank]); ++rank) {
    for (int c = 0; c < cells; ++c) {
      const MaskOf<Real> here = word[c] >= number.at_least[rank];
      if (!any(here)) continue;
      const WordPair<Bits> bits = rank == 0 ? hash[c] : hash_of(c, rank);
      const int to_east = c % side, to_north = c / side;
      const Real column = first_column + Real(to_east), row = first_row + Real(to_north);
      const Spot<Real> spot = spot_in_cell(bits.first, column, row, edge_m);
      const Real dx = spot.x_m - x_m, dy = spot.y_m - y_m, distance2 = fma(dy, dy, dx * dx);
      const MaskOf<Real> about = here & (distance2 < wide_m * wide_m);
      if (!any(about)) continue;
      const Crater<Real> one = make_crater(bits, column, row, relief.craters, level);
      list.add(about & reaches_disc(one, distance2, disc_m), one);
    }
  }
  list.close();
  x_m_[level] = select(stale, x_m, x_m_[level]);
  y_m_[level] = select(stale, y_m, y_m_[level]);
  disc_m_[level] = select(stale, disc_m, disc_m_[level]);
}

template <class Real>
FARSIDE_INLINE void GroundAlongRay<Real>::gather_ahead(int level, const MaskOf<Real>& use, const Real& x_m,
                                                       const Real& y_m, const Real& expected_m, double spare_m) {
  const Real dx = x_m - x_m_[level], dy = y_m - y_m_[level], spare(spare_m), known_m = disc_m_[level] - spare;
  const MaskOf<Real> known = (known_m >= Real(0.0)) & (fma(dy, dy, dx * dx) <= known_m * known_m);
  const MaskOf<Real> stale = use & !known;
  if (!any(stale)) return;
  // what is gathered lies ahead, as far as the ray may still go; from the cells about a corner where that is enough
  const double level_m = crater_level_m(level), edge_m = crater_edge_m(level);
  const Real way = max(expected_m * per_fall_, Real(0.0)), half = Real(0.5) * way;
  const Real x = fma(direction_east_, half, x_m), y = fma(direction_north_, half, y_m);
  const auto from_corner = [edge_m](const Real& at_m) {
    return abs(at_m - Real(edge_m) * nearest_whole(at_m * Real(1.0 / edge_m)));
  };
  const Real room = Real(corner_levels * level_m) - max(from_corner(x), from_corner(y));
  const Real needed = fma(Real(1.1), half, spare);
  if (all((room > needed) | !stale)) {
    gather<2>(level, stale, x, y, min(room, max(needed, Real(short_levels * level_m))));
    return;
  }
  const double stretch_m = stretch_levels * level_m;
  const Real far = min(way, Real(0.95 * (stretch_m - spare_m)));
  gather<3>(level, stale, fma(direction_east_, far, x_m), fma(direction_north_, far, y_m), Real(stretch_m));
}

// Gathers what is about the place from the levels' lists. False where there is more than lists hold.
template <class Real>
FARSIDE_INLINE bool GroundAlongRay<Real>::knows_about(const Place<Real>& place, const Real& expected_m) {
  const ReliefScales& scales = ground_.view.relief;
  const Real &x = place.east_m, &y = place.north_m;
  if (any(about_.left(x, y))) {
    // the next looks are ahead of this one, and some a little behind
    const Real middle_x = x + ahead_east_m_, middle_y = y + ahead_north_m_;
    about_.renew(scales, ground_.relief, x, y, middle_x, middle_y, [&](const MaskOf<Real>& where, auto&& add) {
      crowded_ = crowded_ & !where;
      for (int l = 0; l < scales.crater_levels; ++l) {
        gather_ahead(l, where, middle_x, middle_y, expected_m, PointAbout<Real>::disc_m);
        const CraterList<Real, craters_max>& list = craters_[l];
        for (int k = 0; k < list.count(); ++k) add(list[k]);
        crowded_ = crowded_ | (where & list.crowded());
      }
    });
  }
  return !any(crowded_ | about_.craters().crowded());
}

template <class Real>
FARSIDE_INLINE Real GroundAlongRay<Real>::relief_about_m(const Place<Real>& place) const {
  const Real &x = place.east_m, &y = place.north_m;
  const CraterList<Real, 12>& craters = about_.craters();
  Real sum(0.0);
  for (int k = 0; k < craters.count(); ++k) sum = sum + crater_relief(craters[k], x, y).height_m;
  for (int o = 0; o < ground_.view.relief.octaves; ++o)
    sum = sum + octave_relief(about_.heights(o), about_.along_east(o, x), about_.along_north(o, y), o).height_m;
  return min(sum, Real(relief_highest_m));
}

template <class Real>
Real GroundAlongRay<Real>::relief_m(const Place<Real>& place, const Real& expected_m, Real& slack_m) {
  const ReliefScales& scales = ground_.view.relief;
  const Relief<Real>& relief = ground_.relief;
  const Real zero(0.0), x = place.east_m, y = place.north_m, spared_m = Real(0.25) * max(expected_m, zero);
  Real sum = zero, left_m = zero;
  for (int l = 0; l < scales.crater_levels; ++l) {
    const MaskOf<Real> use = crater_top_m_[l] > spared_m;
    left_m = select(use, left_m, max(crater_top_m_[l], left_m));
    if (!any(use)) continue;
    gather_ahead(l, use, x, y, expected_m, 0.0);
    Real with = sum;
    const CraterList<Real, craters_max>& list = craters_[l];
    for (int k = 0; k < list.count(); ++k) with = with + crater_relief(list[k], x, y).height_m;
    if (any(use & list.crowded())) {
      Relief3<Real> all{sum, zero, zero};
      add_craters(relief, l, x, y, all);
      with = select(list.crowded(), all.height_m, with);
    }
    sum = select(use, with, sum);
  }
  if (scales.listed.craters.level_count > 0) {
    const MaskOf<Real> use = Real(relief_highest_m) > spared_m;
    slack_m = select(use, zero, Real(relief_highest_m));
    if (any(use)) {
      Real with = sum;
      visit_listed(scales.listed.craters, x, y,
                   [&](const ListedHere<Real>& t) { with = with + crater_relief(crater_of(t), x, y).height_m; });
      sum = select(use, with, sum);
    }
  }
  Real rough_m = zero;
  const WordsOf<Real> key = key_of(relief);
  for (int o = 0; o < scales.octaves; ++o) {
    const MaskOf<Real> use = octave_top_m_[o] > spared_m;
    rough_m = select(use, rough_m, max(octave_top_m_[o], rough_m));
    if (!any(use)) continue;
    const BetweenNodes<Real> u = between_nodes(x, o), v = between_nodes(y, o);
    if (!all(nodes_.known(o, u.node, v.node) | !use)) {
      nodes_.column[o] = u.node;
      nodes_.row[o] = v.node;
      nodes_.heights[o] = node_heights(key, relief.roughness, o, u.node, v.node);
    }
    sum = select(use, sum + octave_relief(nodes_.heights[o], u, v, o).height_m, sum);
  }
  slack_m = slack_m + (left_m + rough_m);
  return min(sum, Real(relief_highest_m));
}

template <class Real>
typename GroundAlongRay<Real>::Look GroundAlongRay<Real>::look(const Place<Real>& place, const Real& expected_m) {
  const GroundSample<Real> model = sample_model(ground_, place.east_m, place.north_m);
  Real relief = Real(0.0), slack_m = Real(0.0);
  if (has_relief(ground_.view.relief)) {
    relief = all_counts(expected_m) && knows_about(place, expected_m) ? relief_about_m(place)
                                                                      : relief_m(place, expected_m, slack_m);
    slack_m = min(slack_m, Real(relief_highest_m) - relief);
  }
  return {place.height_m - (model.elevation_m + relief), slack_m, model.covered};
}

}  // namespace farside::inline FARSIDE_ISA
