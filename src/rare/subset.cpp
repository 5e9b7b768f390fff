#include "rare/subset.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <optional>

#include "base/nan.h"
#include "lanes/math.h"
#include "rare/points.h"

namespace farside {
namespace {

constexpr double part = 0.1;              // of a level that lies in the next one
constexpr double accepted_wanted = 0.44;  // Papaioannou et al., section 4.2
constexpr std::size_t levels_max = 100;

// One repeat on its way.
class Run {
 public:
  Run(const LimitState& limit, const SubsetOptions& options, std::uint64_t number)
      : limit_(limit), options_(options), draws_(options.seed, number) {
    for (std::uint64_t i = 0; i < options.cases; ++i) wanted_.push_back(draws_.point(limit));
  }

  bool is_over() const { return over_; }
  double reached() const { return run_.probability; }
  const std::vector<RarePoint>& wanted() const { return wanted_; }
  SubsetRun result() && { return std::move(run_); }

  // Takes the endings of what was wanted, and wants the next.
  void take(const RareEnding* endings) {
    if (!threshold_) {
      points_ = std::move(wanted_);
      endings_.assign(endings, endings + points_.size());
      end_level();
      return;
    }
    std::size_t accepted = 0;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      const bool goes = endings[i].g <= *threshold_;
      Chain& chain = chains_[i];
      if (goes) chain = {std::move(wanted_[i]), endings[i], chain.left};
      accepted += goes ? 1 : 0;
      points_.push_back(chain.point);
      endings_.push_back(chain.ending);
      --chain.left;
    }
    moves_ += wanted_.size();
    accepted_ += accepted;
    move_on();
  }

 private:
  struct Chain {
    RarePoint point;
    RareEnding ending;
    std::size_t left;  // moves
  };

  // The points of a level are complete: has the event been reached, and where is the next level?
  void end_level() {
    if (moves_ > 0) {
      const double rate = static_cast<double>(accepted_) / static_cast<double>(moves_);
      run_.levels.back().accepted = rate;
      length_ = std::clamp(length_ * exp(rate - accepted_wanted), 0.05, 1.0);
    }
    const double count = static_cast<double>(points_.size());
    const auto events = static_cast<std::size_t>(
        std::count_if(endings_.begin(), endings_.end(), [](const RareEnding& e) { return e.is_event(); }));
    const auto seeds = static_cast<std::size_t>(std::ceil(part * count));
    if (events >= seeds) return finish(events);
    const double next = next_threshold(seeds);
    const auto inside = static_cast<std::size_t>(
        std::count_if(endings_.begin(), endings_.end(), [&](const RareEnding& e) { return e.g <= next; }));
    const double share = static_cast<double>(inside) / count;
    const bool stuck = inside == points_.size() || run_.levels.size() == levels_max;
    if (stuck || run_.probability * share < options_.floor * (1 - 1e-9)) {
      if (events > 0) return finish(events);
      run_.stuck = stuck;
      if (!stuck) run_.probability *= share;
      over_ = true;
      return;
    }
    begin_level(next, share, inside);
  }

  // Half way between the last seed and the first other one.
  double next_threshold(std::size_t seeds) const {
    std::vector<double> g;
    for (const RareEnding& e : endings_) g.push_back(e.g);
    std::sort(g.begin(), g.end());
    const double last = g[seeds - 1], other = g[seeds];
    return std::isfinite(other) ? last + 0.5 * (other - last) : last;
  }

  // The event is told by the part of this level's points that have it.
  void finish(std::size_t events) {
    run_.probability *= static_cast<double>(events) / static_cast<double>(points_.size());
    run_.reached = true;
    for (std::size_t i = 0; i < points_.size(); ++i) {
      if (endings_[i].is_event())
        run_.failures.push_back({std::move(points_[i]), endings_[i], run_.probability / static_cast<double>(events)});
    }
    over_ = true;
  }

  // Each point of the last level that lies in the next one begins a chain; the chains together are as long as a level.
  void begin_level(double threshold, double share, std::size_t inside) {
    run_.probability *= share;
    run_.levels.push_back({threshold, run_.probability, nan});
    threshold_ = threshold;
    moves_ = accepted_ = 0;
    chains_.clear();
    const std::size_t count = points_.size();
    for (std::size_t i = 0; i < count; ++i) {
      if (!(endings_[i].g <= threshold)) continue;
      const std::size_t length = count / inside + (chains_.size() < count % inside ? 1 : 0);
      chains_.push_back({std::move(points_[i]), endings_[i], length - 1});
    }
    points_.clear();
    endings_.clear();
    for (const Chain& chain : chains_) {
      points_.push_back(chain.point);
      endings_.push_back(chain.ending);
    }
    move_on();
  }

  // Those with moves left come first: the longer chains are the first ones.
  void move_on() {
    wanted_.clear();
    for (const Chain& chain : chains_) {
      if (chain.left == 0) break;
      wanted_.push_back(moved(chain.point));
    }
    if (wanted_.empty()) end_level();
  }

  RarePoint moved(const RarePoint& from) {
    RarePoint to = from;
    const double kept = std::sqrt(1 - length_ * length_);
    for (double& z : to.z) z = kept * z + length_ * draws_.normal();
    if (draws_.uniform() < 0.5 || to.z.empty()) to.draw = draws_.number_below(limit_.draws());
    return to;
  }

  const LimitState& limit_;
  const SubsetOptions& options_;
  RareDraws draws_;
  SubsetRun run_;
  bool over_ = false;
  std::optional<double> threshold_;  // of the level at hand; none in the first one
  double length_ = 0.6;              // l of the moves: correlation 0.8, as Papaioannou et al. begin
  std::size_t moves_ = 0, accepted_ = 0;
  std::vector<RarePoint> wanted_, points_;
  std::vector<RareEnding> endings_;
  std::vector<Chain> chains_;
};

}  // namespace

std::uint64_t SubsetResult::reached() const {
  return static_cast<std::uint64_t>(
      std::count_if(runs.begin(), runs.end(), [](const SubsetRun& run) { return run.reached; }));
}

std::uint64_t SubsetResult::stuck() const {
  return static_cast<std::uint64_t>(
      std::count_if(runs.begin(), runs.end(), [](const SubsetRun& run) { return run.stuck; }));
}

RareEstimate SubsetResult::probability() const {
  std::vector<double> all;
  for (const SubsetRun& run : runs) all.push_back(run.probability);
  RareEstimate p = from_repeats(all);
  if (reached() == runs.size()) return p;
  p.lower = nan;
  p.reason = "not all repeats reached it";
  if (reached() > 0) return p;
  return {nan, nan, *std::max_element(all.begin(), all.end()), nan, "no repeat reached it"};
}

std::vector<RareFailure> SubsetResult::failures() const {
  std::vector<RareFailure> all;
  for (const SubsetRun& run : runs) all.insert(all.end(), run.failures.begin(), run.failures.end());
  return all;
}

SubsetResult simulate_subsets(LimitState& limit, const SubsetOptions& options,
                              const std::function<void(const SubsetProgress&)>& report) {
  std::vector<Run> runs;
  for (std::uint64_t i = 0; i < options.repeats; ++i) runs.emplace_back(limit, options, i);
  SubsetResult result;
  for (;;) {
    std::vector<RarePoint> batch;
    for (const Run& run : runs) {
      if (!run.is_over()) batch.insert(batch.end(), run.wanted().begin(), run.wanted().end());
    }
    if (batch.empty()) break;
    const std::vector<RareEnding> endings = limit.judge(batch);
    result.flights += batch.size();
    const RareEnding* at = endings.data();
    SubsetProgress progress{result.flights, 0, 0.0};
    for (Run& run : runs) {
      if (run.is_over()) continue;
      const std::size_t count = run.wanted().size();
      run.take(at);
      at += count;
      if (run.is_over()) continue;
      ++progress.running;
      progress.reached = std::max(progress.reached, run.reached());
    }
    if (report) report(progress);
  }
  for (Run& run : runs) result.runs.push_back(std::move(run).result());
  return result;
}

}  // namespace farside
