#pragma once
// A map of risk: the probability of a safe landing by aim point, from direct touchdowns all over the ground.
//
// Each aim point gets touchdowns of its own: each with a random member of the cloud, at the aim point plus the member's
// offset. Neighbours are pooled (stats/dispersion/aim_kernel.h). What a map can't tell by itself is how good its best
// point is, since it was chosen for being high: half of the cloud makes the map and chooses among its best points, the
// other half, flown to the one that is chosen, says so.
#include <cstdint>
#include <functional>
#include <vector>

#include "risk/cloud_member.h"
#include "risk/risk_options.h"
#include "stats/dispersion/ellipses.h"
#include "stats/intervals/proportions.h"

namespace farside {

// How a touchdown ended; `undecided`: the models can't tell.
enum class Landed : std::uint8_t { safe, unsafe, undecided };

// One direct touchdown.
struct Touchdown {
  std::size_t member;      // of the cloud
  double east_m, north_m;  // place of the CG
  std::size_t ground;      // which of the grounds
  std::uint64_t number;    // each touchdown of a map has its own soil
};

// Flies touchdowns 0 ... count-1, each told by `which`, which may be called by several threads. Their number is in the
// order of the result.
using Land = std::function<std::vector<Landed>(std::size_t count, const std::function<Touchdown(std::size_t)>& which)>;

// An aim point that was judged by touchdowns that had no part in choosing it.
struct JudgedAim {
  double east_m = 0.0, north_m = 0.0;
  std::uint64_t touchdowns = 0;
  ShareRange safe{};  // exact, 95 %
};

// Of the members that made the map.
struct CloudFigures {
  std::uint64_t members = 0, landing = 0, unknown = 0;
  double mean_east_m = 0.0, mean_north_m = 0.0;
  Covariance covariance{};
};
CloudFigures figures_of(const CloudMember* members, std::size_t count);

struct RiskMap {
  AimLattice aims{};
  std::size_t grounds = 1, pooled_grounds = 1;
  std::uint64_t touchdowns = 0;  // of the map, those of the judged aim points aside
  double smoothing_m = 0.0;      // as it was used
  double effective = 0.0;        // touchdowns that an aim point's interval rests on
  CloudFigures cloud;

  // One value an aim point; NaN: no knowledge.
  std::vector<double> safe, safe_high, lower, upper;
  std::vector<double> unknown;          // share that can't be told
  std::vector<double> between_grounds;  // standard deviation of P(safe), without that of the sampling
  std::vector<double> safe_on_ground;   // one map after the other

  double no_knowledge_frac = 0.0;    // of the aim points
  double mean_safe = 0.0;            // over the others; NaN without one
  double between_grounds_rms = 0.0;  // over the window; NaN with one ground

  bool has_best = false;
  JudgedAim best, worst, target;
};

// `pool`: P(safe) is that of the mean over all grounds; else of the first one, and the others only tell how far such
// grounds differ. `seed`: of the draws of members.
enum class Pool { first_ground, all_grounds };
RiskMap make_risk_map(const RiskOptions& options, const std::vector<CloudMember>& cloud, std::size_t grounds, Pool pool,
                      std::uint64_t seed, const Land& land);

// For each aim point, on each of the grounds that are pooled; the others get one.
std::uint64_t touchdowns_on_ground(const RiskOptions& options, std::size_t pooled_grounds);

}  // namespace farside
