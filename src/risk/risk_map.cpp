#include "risk/risk_map.h"

#include <algorithm>
#include <cmath>

#include "base/nan.h"
#include "random/uniform.h"
#include "stats/dispersion/aim_kernel.h"

namespace farside {
namespace {

constexpr double confidence = 0.95;
constexpr std::size_t candidates_max = 8;  // of the map's best points, for a run-off

// Share of 1 in `effective` touchdowns, as if they were so many whole ones (Korn and Graubard, Survey Methodology 24
// (1998) 193). A mean of touchdowns with different probabilities scatters less than that (Hoeffding, Ann. Math. Stat.
// 27 (1956) 713), so the bounds hold for the mean of what was pooled.
double bound_below(double share, double effective) {
  return lower_bound(share * effective, effective, 1 - (1 - confidence) / 2);
}
double bound_above(double share, double effective) {
  return upper_bound(share * effective, effective, 1 - (1 - confidence) / 2);
}

// The map while it is made.
class Maker {
 public:
  Maker(const RiskOptions& options, const std::vector<CloudMember>& cloud, std::size_t grounds, Pool pool,
        std::uint64_t seed, const Land& land)
      : o_(options), cloud_(cloud), half_(cloud.size() / 2), seed_(seed), land_(land), kernel_(0.0, 1.0) {
    map_.aims = aim_points(options);
    map_.grounds = grounds;
    map_.pooled_grounds = pool == Pool::all_grounds ? grounds : 1;
    map_.cloud = figures_of(cloud.data(), half_);
    map_.smoothing_m = kernel_width_m(options.smoothing_m, map_.cloud.covariance);
    kernel_ = AimKernel(map_.smoothing_m, options.spacing_m);
    wide_ = map_.aims.widened(static_cast<std::size_t>(kernel_.reach()));
    shrinkage_ = shrinkage(map_.cloud.covariance, kernel_.variance_m2());
    for (std::size_t g = 0; g < grounds; ++g) {
      const bool pooled = g < map_.pooled_grounds;
      each_.push_back(pooled ? touchdowns_on_ground(options, map_.pooled_grounds) : 1);
      begins_.push_back(map_.touchdowns);
      map_.touchdowns += each_.back() * wide_.size();
    }
  }

  RiskMap make() {
    fly();
    pool();
    compare_grounds();
    judge();
    return std::move(map_);
  }

 private:
  // Touchdown `i`: ground by ground, aim point by aim point.
  Touchdown touchdown(std::size_t i) const {
    const std::size_t ground =
        static_cast<std::size_t>(std::upper_bound(begins_.begin(), begins_.end(), i) - begins_.begin()) - 1;
    const std::size_t cell = (i - begins_[ground]) / each_[ground];
    constexpr StreamId members = stream("map.member");
    const double u = uniform<double>(seed_, members, i, 0);
    const std::size_t member = std::min(half_ - 1, static_cast<std::size_t>(u * static_cast<double>(half_)));
    const CloudMember& m = cloud_[member];
    const CloudFigures& c = map_.cloud;
    const double east = m.east_m - c.mean_east_m, north = m.north_m - c.mean_north_m;
    return {member, wide_.east_m(cell % wide_.columns) + c.mean_east_m + shrinkage_.ee * east + shrinkage_.en * north,
            wide_.north_m(cell / wide_.columns) + c.mean_north_m + shrinkage_.en * east + shrinkage_.nn * north, ground,
            i};
  }

  void fly() {
    const std::vector<Landed> landed = land_(map_.touchdowns, [this](std::size_t i) { return touchdown(i); });
    std::vector<double> safe, undecided;
    for (std::size_t g = 0; g < map_.grounds; ++g) {
      const double share = 1.0 / static_cast<double>(each_[g]);
      safe.assign(wide_.size(), 0.0);
      undecided.assign(wide_.size(), 0.0);
      for (std::size_t k = 0; k < wide_.size() * each_[g]; ++k) {
        const Landed end = landed[begins_[g] + k];
        if (end == Landed::safe) safe[k / each_[g]] += share;
        if (end == Landed::undecided) undecided[k / each_[g]] += share;
      }
      safe_.push_back(kernel_.smooth(safe, wide_.columns));
      undecided_.push_back(kernel_.smooth(undecided, wide_.columns));
    }
  }

  // Variance of a ground's pooled mean over that of one touchdown; without the cloud's.
  double variance_frac(std::size_t ground) const {
    return kernel_.sum_of_squares() / static_cast<double>(each_[ground]);
  }

  void pool() {
    // Touchdowns of one member may all end alike: then those of different members alone add to what is known.
    const double s = variance_frac(0) / static_cast<double>(map_.pooled_grounds);
    map_.effective = 1.0 / (s + (1.0 - s) / static_cast<double>(half_));
    std::size_t blind = 0;
    double sum = 0.0;
    for (std::size_t a = 0; a < map_.aims.size(); ++a) {
      double safe = 0.0, undecided = 0.0;
      for (std::size_t g = 0; g < map_.pooled_grounds; ++g) {
        safe += safe_[g][a];
        undecided += undecided_[g][a];
      }
      safe = std::min(1.0, safe / static_cast<double>(map_.pooled_grounds));  // weights add up to 1 but for rounding
      undecided = std::min(1.0 - safe, undecided / static_cast<double>(map_.pooled_grounds));
      const bool known = undecided <= o_.unknown_max;
      map_.unknown.push_back(undecided);
      map_.safe.push_back(known ? safe : nan);
      map_.safe_high.push_back(known ? safe + undecided : nan);
      map_.lower.push_back(known ? bound_below(safe, map_.effective) : nan);
      map_.upper.push_back(known ? bound_above(safe + undecided, map_.effective) : nan);
      blind += known ? 0 : 1;
      sum += known ? safe : 0.0;
    }
    const double all = static_cast<double>(map_.aims.size()), seen = all - static_cast<double>(blind);
    map_.no_knowledge_frac = static_cast<double>(blind) / all;
    map_.mean_safe = seen > 0 ? sum / seen : nan;
  }

  // Variance between the grounds' maps less what their touchdowns alone make of it.
  void compare_grounds() {
    const double grounds = static_cast<double>(map_.grounds);
    double sum = 0.0, seen = 0.0;
    for (std::size_t a = 0; a < map_.aims.size(); ++a) {
      double mean = 0.0, squares = 0.0, sampling = 0.0;
      for (std::size_t g = 0; g < map_.grounds; ++g) mean += safe_[g][a] / grounds;
      for (std::size_t g = 0; g < map_.grounds; ++g) {
        squares += (safe_[g][a] - mean) * (safe_[g][a] - mean);
        const double s = variance_frac(g);
        sampling += safe_[g][a] * (1.0 - safe_[g][a]) / grounds * s / (1.0 - s);
      }
      const bool known = map_.grounds > 1 && !std::isnan(map_.safe[a]) && std::isfinite(sampling);
      const double between = known ? squares / (grounds - 1.0) - sampling : nan;
      map_.between_grounds.push_back(known ? std::sqrt(std::max(0.0, between)) : nan);
      sum += known ? between : 0.0;
      seen += known ? 1.0 : 0.0;
    }
    map_.between_grounds_rms = seen > 0 ? std::sqrt(std::max(0.0, sum / seen)) : nan;
    for (std::size_t g = 0; g < map_.grounds; ++g) {
      for (std::size_t a = 0; a < map_.aims.size(); ++a)
        map_.safe_on_ground.push_back(std::isnan(map_.safe[a]) ? nan : safe_[g][a]);
    }
  }

  // Of two equal aim points the one that is nearer to the target.
  bool comes_before(double better_by, std::size_t a, std::size_t b) const {
    const auto distance2 = [this](std::size_t aim) {
      const double east = map_.aims.east_m(aim % map_.aims.columns), north = map_.aims.north_m(aim / map_.aims.columns);
      return east * east + north * north;
    };
    return better_by > 0.0 || (better_by == 0.0 && distance2(a) < distance2(b));
  }

  JudgedAim aim_at(std::size_t a) const {
    JudgedAim aim;
    aim.east_m = map_.aims.east_m(a % map_.aims.columns);
    aim.north_m = map_.aims.north_m(a / map_.aims.columns);
    return aim;
  }

  // The map's best points, the best one first, none within the pooled neighbourhood of one before.
  std::vector<JudgedAim> candidates() const {
    std::vector<std::size_t> known;
    for (std::size_t a = 0; a < map_.aims.size(); ++a) {
      if (!std::isnan(map_.safe[a])) known.push_back(a);
    }
    std::sort(known.begin(), known.end(),
              [this](std::size_t a, std::size_t b) { return comes_before(map_.safe[a] - map_.safe[b], a, b); });
    const double apart_m = 2.0 * map_.smoothing_m;
    std::vector<JudgedAim> chosen;
    for (const std::size_t a : known) {
      if (chosen.size() == candidates_max) break;
      const JudgedAim aim = aim_at(a);
      const bool near = std::any_of(chosen.begin(), chosen.end(), [&](const JudgedAim& other) {
        const double east = aim.east_m - other.east_m, north = aim.north_m - other.north_m;
        return east * east + north * north < apart_m * apart_m;
      });
      if (!near) chosen.push_back(aim);
    }
    return chosen;
  }

  // Members first ... last - 1, each once and at its very offset, at each of the aim points; touchdowns are numbered
  // from `number` on, alike at all of them, so that what differs is the place.
  void try_aims(const std::vector<JudgedAim*>& aims, std::size_t first, std::size_t last, std::uint64_t number) const {
    const std::size_t members = last - first;
    const std::vector<Landed> landed = land_(aims.size() * members, [&](std::size_t i) {
      const std::size_t member = first + i % members;
      const JudgedAim& aim = *aims[i / members];
      const CloudMember& m = cloud_[member];
      return Touchdown{member, aim.east_m + m.east_m, aim.north_m + m.north_m, member % map_.pooled_grounds,
                       number + member};
    });
    for (std::size_t k = 0; k < aims.size(); ++k) {
      CountRange safe{0, 0};
      for (std::size_t m = 0; m < members; ++m) {
        const Landed end = landed[k * members + m];
        safe.low += end == Landed::safe ? 1 : 0;
        safe.high += end != Landed::unsafe ? 1 : 0;
      }
      aims[k]->touchdowns = members;
      aims[k]->safe = share_range(safe, members, confidence);
    }
  }

  // A run-off among the map's best points, by the members that made it; then the verdicts, by those that didn't.
  void judge() {
    std::vector<JudgedAim> best = candidates();
    std::vector<JudgedAim*> aims;
    map_.has_best = !best.empty();
    if (best.size() > 1) {
      for (JudgedAim& aim : best) aims.push_back(&aim);
      try_aims(aims, 0, half_, map_.touchdowns);
    }
    aims = {&map_.target};
    if (map_.has_best) {
      map_.best = *std::max_element(best.begin(), best.end(),
                                    [](const JudgedAim& a, const JudgedAim& b) { return a.safe.low < b.safe.low; });
      std::size_t worst = map_.aims.size();
      for (std::size_t a = 0; a < map_.aims.size(); ++a) {
        const bool first = worst == map_.aims.size();
        if (!std::isnan(map_.safe[a]) && (first || comes_before(map_.safe[worst] - map_.safe[a], a, worst))) worst = a;
      }
      map_.worst = aim_at(worst);
      aims = {&map_.target, &map_.best, &map_.worst};
    }
    try_aims(aims, half_, cloud_.size(), map_.touchdowns);
  }

  const RiskOptions& o_;
  const std::vector<CloudMember>& cloud_;
  std::size_t half_;  // members that make the map; the others judge
  std::uint64_t seed_;
  const Land& land_;
  AimKernel kernel_;
  AimLattice wide_{};
  Shrinkage shrinkage_;
  // Of each ground: touchdowns for each aim point, the number of the first one, and what they gave, pooled.
  std::vector<std::size_t> each_, begins_;
  std::vector<std::vector<double>> safe_, undecided_;
  RiskMap map_;
};

}  // namespace

CloudFigures figures_of(const CloudMember* members, std::size_t count) {
  CloudFigures f;
  f.members = count;
  for (std::size_t i = 0; i < count; ++i) {
    f.unknown += members[i].arrival == Arrival::unknown ? 1 : 0;
    if (members[i].arrival != Arrival::lands) continue;
    ++f.landing;
    f.mean_east_m += members[i].east_m;
    f.mean_north_m += members[i].north_m;
  }
  const double n = static_cast<double>(f.landing);
  if (f.landing < 2) return f;
  f.mean_east_m /= n;
  f.mean_north_m /= n;
  for (std::size_t i = 0; i < count; ++i) {
    if (members[i].arrival != Arrival::lands) continue;
    const double east = members[i].east_m - f.mean_east_m, north = members[i].north_m - f.mean_north_m;
    f.covariance.ee += east * east / (n - 1.0);
    f.covariance.en += east * north / (n - 1.0);
    f.covariance.nn += north * north / (n - 1.0);
  }
  return f;
}

RiskMap make_risk_map(const RiskOptions& options, const std::vector<CloudMember>& cloud, std::size_t grounds, Pool pool,
                      std::uint64_t seed, const Land& land) {
  return Maker(options, cloud, grounds, pool, seed, land).make();
}

std::uint64_t touchdowns_on_ground(const RiskOptions& options, std::size_t pooled_grounds) {
  return (options.touchdowns + pooled_grounds - 1) / pooled_grounds;
}

}  // namespace farside
