#include "rare/flown_limit.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "config/yaml/spelling.h"

namespace farside {
namespace {

// Small enough for `farside run --cases`, so that a point's case can be flown.
constexpr std::uint64_t draws_max = 1'000'000'000;

}  // namespace

std::vector<std::string> RareTarget::words() {
  std::vector<std::string> words{"lost", "not_safe"};
  for (const CriterionInfo& criterion : criteria) words.emplace_back(criterion.name);
  return words;
}

RareTarget::RareTarget(const std::string& word) : word_(word) {
  const std::vector<std::string> known = words();
  if (std::find(known.begin(), known.end(), word) == known.end())
    throw UsageError("--target " + word + ": no event" + did_you_mean(nearest_word(word, known)) +
                     "; lost, not_safe, or a criterion such as tip_over");
  for (int i = 0; i < criterion_count; ++i) {
    if (word == criteria[i].name) criterion_ = i;
  }
}

std::string RareTarget::text() const { return "P(" + (word_ == "not_safe" ? "not safe" : word_) + ")"; }

RareEnding RareTarget::ending_of(const LandingRecord& r) const {
  RareEnding ending{-1.0, false, r.first_cause};
  // What failed as a simulation, or can't be, has no margin to go by.
  if (r.status != static_cast<std::int8_t>(Status::done)) return ending;
  const auto outcome = static_cast<Outcome>(r.outcome);
  double worst = std::numeric_limits<double>::infinity();
  for (int i = 0; i < criterion_count; ++i) {
    const bool asked =
        criterion_ >= 0 ? i == criterion_ : word_ == "not_safe" || criteria[i].severity != Outcome::degraded;
    if (asked && r.margin[i] < worst) worst = r.margin[i];  // not NaN
  }
  const bool violated =
      criterion_ >= 0 ? worst < 0.0 : outcome == Outcome::lost || (word_ == "not_safe" && outcome == Outcome::degraded);
  ending.told = violated || outcome != Outcome::unknown;
  constexpr double least = std::numeric_limits<double>::min();
  ending.g = violated || !ending.told ? std::min(worst, 0.0) : std::max(worst, least);
  return ending;
}

FlownLimit::FlownLimit(const Scenario& scenario, const RareTarget& target, const Kernel& kernel, int threads)
    : scenario_(scenario),
      target_(target),
      space_(scenario, 0),
      sampler_(scenario),
      flights_(scenario, 0, kernel, threads) {
  for (std::size_t i = 0; i < space_.size(); ++i) {
    if (space_.still(i).empty()) moving_.push_back(i);
  }
}

std::uint64_t FlownLimit::draws() const {
  return scenario_.cloud.rows > 0 ? std::min(scenario_.cloud.rows, draws_max) : draws_max;
}

Coordinates FlownLimit::placed(const RarePoint& point) const {
  Coordinates z = space_.middle();
  for (std::size_t i = 0; i < moving_.size(); ++i) z[moving_[i]] = point.z[i];
  return z;
}

std::vector<RareEnding> FlownLimit::judge(const std::vector<RarePoint>& points) {
  std::vector<CaseParams<double>> params(points.size());
  std::vector<std::uint64_t> draws(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    draws[i] = points[i].draw;
    sampler_.place(draws[i], placed(points[i]).data(), reinterpret_cast<double*>(&params[i]), nullptr,
                   Striking::as_drawn);
  }
  std::vector<RareEnding> endings;
  endings.reserve(points.size());
  for (const LandingRecord& record : flights_.fly(params, draws)) endings.push_back(target_.ending_of(record));
  return endings;
}

}  // namespace farside
