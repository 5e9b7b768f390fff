#pragma once
// Subset simulation (Au and Beck, Probab. Eng. Mech. 16 (2001) 263): a rare event is reached by levels, each a tenth of
// the one before. A level's points are Markov chains from the points of the one before that lie in it, by conditional
// sampling in standard normal space (Papaioannou, Betz, Zwirglmaier and Straub, Probab. Eng. Mech. 41 (2015) 89): all
// coordinates go a way z' = sqrt(1 - l^2) z + l xi, which leaves their distribution as it is in any number of them, and
// the number by which the rest is drawn is another one in half of the moves, and stays in the others.
#include <cstdint>
#include <functional>
#include <vector>

#include "rare/limit_state.h"
#include "stats/intervals/rare_estimate.h"

namespace farside {

struct SubsetOptions {
  std::uint64_t seed = 1;
  std::uint64_t repeats = 10;  // independent of each other: their scatter is the interval
  std::uint64_t cases = 1000;  // of a level of a repeat
  double floor = 1e-6;         // rarer levels aren't looked for
};

struct SubsetProgress {
  std::uint64_t flights = 0;
  std::uint64_t running = 0;  // repeats
  double reached = 1.0;       // the largest probability of the level at which one of them is
};

// A level of a repeat: points with g <= threshold.
struct SubsetLevel {
  double threshold, probability;  // of getting there
  double accepted;                // part of the moves towards the next one
};

// A failing point, and how.
struct RareFailure {
  RarePoint point;
  RareEnding ending;
  double weight;  // its part of the probability, up to a factor
};

// One repeat.
struct SubsetRun {
  double probability = 1.0;  // of the event, or, where it wasn't reached, of the level at which it was given up
  bool reached = false;
  bool stuck = false;  // given up since all its points were alike: nothing led further
  std::vector<SubsetLevel> levels;
  std::vector<RareFailure> failures;  // all of its last level
};

struct SubsetResult {
  std::vector<SubsetRun> runs;
  std::uint64_t flights = 0;

  std::uint64_t reached() const;
  std::uint64_t stuck() const;
  // Repeats that didn't reach the event count with the level at which they were given up, so that the estimate and its
  // upper bound are on the safe side, and there is no lower bound; where none did there is no estimate either.
  RareEstimate probability() const;
  std::vector<RareFailure> failures() const;  // of all repeats
};

// The same bits for any number of threads. All repeats go together, so that a batch is as long as can be.
SubsetResult simulate_subsets(LimitState& limit, const SubsetOptions& options,
                              const std::function<void(const SubsetProgress&)>& report = {});

}  // namespace farside
