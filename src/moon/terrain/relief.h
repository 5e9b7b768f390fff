#pragma once
// The relief of one case's ground that no map shows, at a point: craters, drawn and listed, and roughness beside them;
// and its rocks. A pure function of the ground's number and the place.
#include "moon/terrain/craters.h"
#include "moon/terrain/listed.h"
#include "moon/terrain/relief_scales.h"
#include "moon/terrain/rocks.h"
#include "moon/terrain/roughness.h"

namespace farside::inline FARSIDE_ISA {

// Nothing but Reals.
template <class Real>
struct Relief {
  Real ground;  // its bits are the key of all hashes
  CraterLaw<Real> craters;
  RoughnessLaw<Real> roughness;
  RockLaw<Real> rocks;
};

inline Relief<double> make_relief(const ReliefScales& scales, const ReliefParams<double>& p) {
  if (!draws_relief(scales)) return {};
  return {p.ground, crater_law(p.craters, scales.crater_levels), roughness_law(p.roughness, scales), rock_law(p.rocks)};
}

template <class Real>
FARSIDE_INLINE WordsOf<Real> key_of(const Relief<Real>& relief) {
  return bits_of(relief.ground);
}

template <class Real>
FARSIDE_INLINE Relief3<Real> cut_off(const Relief3<Real>& r) {
  const MaskOf<Real> below = r.height_m < Real(relief_highest_m);
  const Real zero(0.0);
  return {select(below, r.height_m, Real(relief_highest_m)), select(below, r.slope_east, zero),
          select(below, r.slope_north, zero)};
}

// A level's craters at a point, added to what is there: the step that point and raster share.
template <class Real>
FARSIDE_INLINE void add_craters(const Relief<Real>& relief, int level, const Real& east_m, const Real& north_m,
                                Relief3<Real>& sum) {
  const Real zero(0.0);
  const auto add = [&](const MaskOf<Real>& here, const WordPair<WordsOf<Real>>& hash, const Real& column,
                       const Real& row) {
    const Relief3<Real> one = crater_relief(make_crater(hash, column, row, relief.craters, level), east_m, north_m);
    sum = sum + Relief3<Real>{select(here, one.height_m, zero), select(here, one.slope_east, zero),
                              select(here, one.slope_north, zero)};
  };
  visit_cells(key_of(relief), StrewnLayer::craters, level, relief.craters.count[level], crater_edge_m(level), east_m,
              north_m, add);
}

// An octave's roughness at a point.
template <class Real>
FARSIDE_INLINE Relief3<Real> octave_at(const Relief<Real>& relief, int octave, const Real& east_m,
                                       const Real& north_m) {
  const BetweenNodes<Real> x = between_nodes(east_m, octave), y = between_nodes(north_m, octave);
  return octave_relief(node_heights(key_of(relief), relief.roughness, octave, x.node, y.node), x, y, octave);
}

// Craters from the smallest level up, those that are listed, then octaves from the finest up. Without drawn craters
// smaller than `finest_m` and octaves whose nodes are closer than that.
template <class Real>
[[gnu::noinline]] Relief3<Real> relief_at(const ReliefScales& scales, const Relief<Real>& relief, const Real& east_m,
                                          const Real& north_m, double finest_m = 0.0) {
  const Real zero(0.0);
  Relief3<Real> sum{zero, zero, zero};
  for (int level = 0; level < scales.crater_levels; ++level) {
    if (finest_m < 2.0 * crater_level_m(level)) add_craters(relief, level, east_m, north_m, sum);
  }
  visit_listed(scales.listed.craters, east_m, north_m,
               [&](const ListedHere<Real>& t) { sum = sum + crater_relief(crater_of(t), east_m, north_m); });
  for (int o = 0; o < scales.octaves; ++o) {
    if (finest_m <= octave_spacing_m(o)) sum = sum + octave_at(relief, o, east_m, north_m);
  }
  return cut_off(sum);
}

// How high the rocks stand over the ground under a disc about a point.
template <class Real>
[[gnu::noinline]] Real rocks_under_disc_m(const ReliefScales& scales, const Relief<Real>& relief, const Real& east_m,
                                          const Real& north_m, const Real& radius_m) {
  const Real zero(0.0);
  Real highest = zero;
  visit_listed(scales.listed.rocks, east_m, north_m, [&](const ListedHere<Real>& t) {
    highest = max(rock_under_disc(rock_of(t), east_m, north_m, radius_m).height_m, highest);
  });
  if (!draws_relief(scales)) return highest;
  visit_cells(key_of(relief), StrewnLayer::rocks, 0, relief.rocks.count, rock_edge_m, east_m, north_m,
              [&](const MaskOf<Real>& here, const WordPair<WordsOf<Real>>& hash, const Real& column, const Real& row) {
                const Rock<Real> rock = make_rock(hash, column, row, relief.rocks);
                const Real height_m = rock_under_disc(rock, east_m, north_m, radius_m).height_m;
                highest = max(select(here, height_m, zero), highest);
              });
  return highest;
}

}  // namespace farside::inline FARSIDE_ISA
