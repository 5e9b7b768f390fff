#pragma once
// Confidence bounds that hold at every number of cases at once, so that a campaign may be looked at as often as one
// likes and ended when it has shown enough. Exact bounds for one number of cases (proportions.h) don't: looked at again
// and again, one of them is sure to miss at last.
//
// Evidence against P <= p is the likelihood of k events in n cases under a mixture of all larger probabilities, over
// that under p itself:
//   M(p) = int_p^1 q^k (1 - q)^(n - k) f(q) dq / (p^k (1 - p)^(n - k) int_p^1 f(q) dq),  f = Beta(1/2, 1/2).
// Where P <= p, M is a supermartingale that begins at 1, since each q > p has an expected likelihood ratio of at most
// 1, and so it ever reaches 1 / risk with a probability of at most `risk` (Ville). Mixtures: Robbins, Ann. Math. Stat.
// 41 (1970) 1397; this use of them: Howard, Ramdas, McAuliffe and Sekhon, Ann. Stat. 49 (2021) 1055, section 3.
// Cases must be independent, and taken in an order that has nothing to do with how they ended.
#include <cstdint>

#include "stats/intervals/proportions.h"
#include "stats/intervals/quantiles.h"

namespace farside {

// Logarithm of M(p), for 0 < p < 1. Real counts are interpolated, which is what planning the number of cases needs.
double log_evidence_above(double k, double n, double p);
// Against P >= p.
double log_evidence_below(double k, double n, double p);

// One-sided bounds, each wrong at any n ever with a probability of at most `risk`.
double sequential_lower(double k, double n, double risk);
double sequential_upper(double k, double n, double risk);

// Two-sided, half of the risk on either side; 0..1 for n = 0.
Interval sequential_interval(std::uint64_t k, std::uint64_t n, double confidence);

// As quantile_ranks() (quantiles.h): how many values don't exceed quantile p is such a count, so that the order
// statistics of these ranks enclose it at every n at once (Howard and Ramdas, Bernoulli 28 (2022) 1704, theorem 1 with
// this mixture for its boundary).
Ranks sequential_ranks(std::uint64_t n, double p, double confidence);
inline RanksOf ranks_of(Looks looks) { return looks == Looks::once ? quantile_ranks : sequential_ranks; }

}  // namespace farside
