#pragma once
// Importance sampling: landings are drawn where they fail, and weighted by how much too often that is. The proposal is
// a mixture of normal distributions of unit variance about the middle of each cluster of failures that a subset
// simulation has found, and, with a tenth of the draws, that of the landings themselves, so that no weight exceeds ten
// (Hesterberg, Technometrics 37 (1995) 185, defensive mixtures). What is not a coordinate (noise, ground, faults) is
// drawn as landings have it. The search and the estimate share no draw, so that the estimate has no bias from it.
#include <cstdint>
#include <functional>
#include <vector>

#include "rare/limit_state.h"
#include "rare/subset.h"
#include "stats/intervals/rare_estimate.h"

namespace farside {

struct ImportanceOptions {
  std::uint64_t seed = 1;
  std::uint64_t cases = 10000;
  SubsetOptions search{};  // for the failures to sample about; its seed is ignored
};

// A component of the proposal.
struct ProposalPart {
  std::vector<double> middle;
  double share;
};

struct ImportanceResult {
  SubsetResult search;
  std::vector<ProposalPart> proposal;  // empty: no failure was found to sample about
  std::vector<RareFailure> failures;
  std::uint64_t cases = 0;
  double sum = 0.0, squares = 0.0;  // of the weights of those with the event
  double largest = 0.0;             // part of the sum that one of them has

  std::uint64_t flights() const { return search.flights + cases; }
  // (sum w)^2 / sum w^2 of the points with the event.
  double effective_count() const { return squares > 0.0 ? sum * sum / squares : 0.0; }
  // Without an interval where fewer than effective_min points speak for it.
  RareEstimate probability() const;
};
inline constexpr double effective_min = 100.0;

// Clusters of failures, by halves along the direction in which they spread most while it is more than two sigma
// (Boley, Data Min. Knowl. Discov. 2 (1998) 325, principal direction divisive partitioning).
std::vector<ProposalPart> proposal_about(const std::vector<RareFailure>& failures);

ImportanceResult sample_importance(LimitState& limit, const ImportanceOptions& options,
                                   const std::function<void(const SubsetProgress&)>& report = {});

}  // namespace farside
