#include "probe/envelope.h"

#include <algorithm>
#include <cmath>

#include "base/nan.h"
#include "engine/point_flights.h"
#include "probe/ending.h"

namespace farside {
namespace {

enum class Ended { well, badly, impossible };

class Walker {
 public:
  Walker(const Scenario& scenario, const InputSpace& space, const EnvelopeOptions& options)
      : space_(space),
        options_(options),
        flights_(scenario, Sampler(scenario).planned(options.case_number).draw, *options.kernel, options.threads) {}

  std::vector<LandingRecord> fly(const std::vector<Coordinates>& points) {
    std::vector<CaseParams<double>> params;
    params.reserve(points.size());
    for (const Coordinates& z : points) params.push_back(space_.params(z));
    count_ += points.size();
    return flights_.fly(params);
  }
  std::uint64_t count() const { return count_; }

  Ended ended(const LandingRecord& r) const {
    if (r.first_cause == static_cast<std::int8_t>(Cause::invalid_draw)) return Ended::impossible;
    return ended_well(r, options_.lost_only) ? Ended::well : Ended::badly;
  }

  // All ways at once, so that lanes are full: a scan, then halves.
  std::vector<WayOut> walk(const std::vector<Coordinates>& ways, double reach) {
    std::vector<double> stops;
    for (int k = 1; k * options_.step < reach; ++k) stops.push_back(k * options_.step);
    stops.push_back(reach);
    std::vector<Coordinates> points;
    for (const Coordinates& way : ways) {
      for (const double stop : stops) points.push_back(scaled(way, stop));
    }
    const std::vector<LandingRecord> records = fly(points);
    std::vector<WayOut> found;
    for (std::size_t i = 0; i < ways.size(); ++i) found.push_back(scanned(ways[i], stops, &records[i * stops.size()]));
    while (halve(found)) {
    }
    return found;
  }

 private:
  Coordinates scaled(const Coordinates& way, double times) const { return moved(space_.middle(), way, times); }

  WayOut scanned(const Coordinates& way, const std::vector<double>& stops, const LandingRecord* records) const {
    WayOut out{way, 0.0, nan, nan, nan};
    for (std::size_t k = 0; k < stops.size(); ++k) {
      const Ended end = ended(records[k]);
      if (end == Ended::impossible) {
        out.impossible_at = stops[k];
        break;
      }
      if (end == Ended::well && out.fails()) {
        out.safe_again_at = stops[k];
        break;
      }
      if (end == Ended::well) out.safe_to = stops[k];
      if (end == Ended::badly && !out.fails()) {
        out.fails_at = stops[k];
        out.failure = records[k];
      }
    }
    return out;
  }

  // Halves what is between safe and failed, once; false where nothing is left to halve.
  bool halve(std::vector<WayOut>& ways) {
    std::vector<WayOut*> open;
    std::vector<Coordinates> points;
    for (WayOut& way : ways) {
      if (!way.fails() || way.fails_at - way.safe_to <= envelope_width) continue;
      open.push_back(&way);
      points.push_back(scaled(way.way, 0.5 * (way.safe_to + way.fails_at)));
    }
    const std::vector<LandingRecord> records = fly(points);
    for (std::size_t i = 0; i < open.size(); ++i) {
      WayOut& way = *open[i];
      const double middle = 0.5 * (way.safe_to + way.fails_at);
      if (ended(records[i]) == Ended::badly) {
        way.fails_at = middle;
        way.failure = records[i];
      } else {
        way.safe_to = middle;
      }
    }
    return !open.empty();
  }

  const InputSpace& space_;
  const EnvelopeOptions& options_;
  PointFlights flights_;
  std::uint64_t count_ = 0;
};

// Looks for the nearest failure in any direction, in the manner of Hasofer, Lind, Rackwitz and Fiessler: straight down
// the margins' gradients, again from where that has led. Cliffs have no gradient, so it also tries the single
// departures put together, and what of a direction can be left out.
class Search {
 public:
  Search(Walker& walker, const InputSpace& space, double reach) : walker_(walker), space_(space), reach_(reach) {
    for (std::size_t i = 0; i < space.size(); ++i) {
      if (space.still(i).empty()) moving_.push_back(i);
    }
  }

  std::optional<WayOut> from(const std::vector<InputEnvelope>& inputs) {
    for (const InputEnvelope& input : inputs) {
      for (const WayOut* out : {&input.down, &input.up}) {
        if (out->fails()) singles_.push_back(out);
      }
    }
    std::sort(singles_.begin(), singles_.end(),
              [](const WayOut* a, const WayOut* b) { return a->distance() < b->distance(); });
    if (!singles_.empty()) take(of_length_1(*singles_.front()));
    std::vector<Coordinates> ways = put_together(inputs);
    const std::vector<Coordinates> gradients = margin_gradients(space_.middle(), 0.5);
    for (const Coordinates& gradient : gradients) add(ways, moved(zero(), gradient, -1.0));
    try_all(ways);
    constexpr int rounds_max = 8;
    for (int round = 0; round < rounds_max && best_ && try_all(around_best()); ++round) {
    }
    return best_;
  }

 private:
  Coordinates zero() const { return Coordinates(space_.size(), 0.0); }

  static WayOut of_length_1(const WayOut& out) {
    const double length = length_of(out.way);
    WayOut same = out;
    for (double& x : same.way) x /= length;
    for (double* sigma : {&same.safe_to, &same.fails_at, &same.safe_again_at, &same.impossible_at}) *sigma *= length;
    return same;
  }

  // A direction to try, whatever its length is; nothing where it has none.
  void add(std::vector<Coordinates>& ways, Coordinates way) const {
    const double length = length_of(way);
    if (!(length > 0.0) || !std::isfinite(length)) return;
    for (double& x : way) x /= length;
    ways.push_back(std::move(way));
  }

  // Each input to its nearer side, by how near it fails; the nearest two by two.
  std::vector<Coordinates> put_together(const std::vector<InputEnvelope>& inputs) const {
    std::vector<Coordinates> ways;
    Coordinates all = zero();
    for (const InputEnvelope& input : inputs) {
      const bool up = input.up.fails() && !(input.down.fails_at < input.up.fails_at);
      const WayOut& out = up ? input.up : input.down;
      if (out.fails()) all = moved(all, out.way, 1.0 / out.fails_at);
    }
    add(ways, all);
    constexpr std::size_t nearest = 6;
    for (std::size_t i = 0; i < std::min(nearest, singles_.size()); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const WayOut &a = *singles_[i], &b = *singles_[j];
        add(ways, moved(moved(zero(), a.way, 1.0 / a.fails_at), b.way, 1.0 / b.fails_at));
      }
    }
    return ways;
  }

  // How each criterion's margin changes with the coordinates about a point.
  std::vector<Coordinates> margin_gradients(const Coordinates& at, double h) {
    std::vector<Coordinates> points;
    for (const std::size_t i : moving_) {
      for (const double side : {-h, h}) {
        points.push_back(at);
        points.back()[i] += side;
      }
    }
    const std::vector<LandingRecord> records = walker_.fly(points);
    std::vector<Coordinates> gradients(criterion_count, zero());
    for (std::size_t m = 0; m < moving_.size(); ++m) {
      for (std::size_t c = 0; c < gradients.size(); ++c) {
        const double slope = (records[2 * m + 1].margin[c] - records[2 * m].margin[c]) / (2.0 * h);
        gradients[c][moving_[m]] = std::isfinite(slope) ? slope : 0.0;
      }
    }
    return gradients;
  }

  std::vector<Coordinates> around_best() {
    const WayOut& best = *best_;
    std::vector<Coordinates> ways;
    const std::vector<Coordinates> gradients = margin_gradients(moved(space_.middle(), best.way, best.safe_to), 0.25);
    for (std::size_t c = 0; c < gradients.size(); ++c) {
      const double length = length_of(gradients[c]);
      if (!(best.failure.margin[c] < 0.0) || !(length > 0.0)) continue;
      add(ways, moved(zero(), gradients[c], -1.0));
      add(ways, moved(best.way, gradients[c], -1.0 / length));
    }
    for (const std::size_t i : moving_) {
      if (best.way[i] == 0.0) continue;
      Coordinates without = best.way;
      without[i] = 0.0;
      add(ways, without);
    }
    return ways;
  }

  void take(const WayOut& out) {
    best_ = out;
    reach_ = std::min(reach_, out.fails_at);
  }

  // Has one of them a nearer failure?
  bool try_all(const std::vector<Coordinates>& ways) {
    if (ways.empty()) return false;
    bool better = false;
    for (const WayOut& out : walker_.walk(ways, reach_)) {
      if (!out.fails() || (best_ && out.fails_at >= best_->fails_at - envelope_width)) continue;
      take(out);
      better = true;
    }
    return better;
  }

  Walker& walker_;
  const InputSpace& space_;
  double reach_;  // nothing farther is of interest
  std::vector<std::size_t> moving_;
  std::vector<const WayOut*> singles_;  // that fail, the nearest first
  std::optional<WayOut> best_;
};

}  // namespace

Envelope find_envelope(const Scenario& scenario, const InputSpace& space, const EnvelopeOptions& options) {
  Walker walker(scenario, space, options);
  Envelope envelope;
  const Coordinates none(space.size(), 0.0);
  envelope.middle = walker.fly({space.middle()}).front();
  envelope.middle_fails = walker.ended(envelope.middle) != Ended::well;
  envelope.flights = 1;
  if (envelope.middle_fails) return envelope;

  std::vector<std::size_t> moving;
  std::vector<Coordinates> ways;
  for (std::size_t i = 0; i < space.size(); ++i) {
    if (!space.still(i).empty()) continue;
    moving.push_back(i);
    for (const double side : {-1.0, 1.0}) ways.push_back(moved(none, space.alone(i), side));
  }
  if (moving.empty()) return envelope;
  const std::vector<WayOut> found = walker.walk(ways, options.reach);
  for (std::size_t m = 0; m < moving.size(); ++m)
    envelope.inputs.push_back({moving[m], found[2 * m], found[2 * m + 1]});
  envelope.worst = Search(walker, space, options.reach).from(envelope.inputs);
  envelope.flights = walker.count();
  return envelope;
}

double nearest_failure(const Envelope& envelope) {
  if (envelope.middle_fails) return 0.0;
  return envelope.worst ? envelope.worst->distance() : nan;
}

}  // namespace farside
