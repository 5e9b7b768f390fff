#pragma once
// Confidence bounds of a probability from k events in n cases.
#include <cstdint>

namespace farside {

struct Interval {
  double lower, upper;
};

// `once`: the number of cases was chosen before. `many`: the campaign was looked at under way, and ended when it had
// shown enough; then bounds have to hold at every number of cases at once (sequential.h).
enum class Looks { once, many };

// Number of cases with an event: `low` counts none of the cases of which it isn't known, `high` all of them.
struct CountRange {
  std::uint64_t low, high;
};

// The exact two-sided interval of Clopper and Pearson, Biometrika 26 (1934) 404: covers at least `confidence`. 0..1 for
// n = 0.
Interval clopper_pearson(std::uint64_t k, std::uint64_t n, double confidence);

// The probability from such counts: from the lower bound of `low` to the upper bound of `high`, so that it covers the
// probability at least as often, whatever happened in the cases of which it isn't known. Estimates are NaN for n = 0.
struct ShareRange {
  double low, high;
  Interval interval;
};
ShareRange share_range(CountRange counts, std::uint64_t n, double confidence, Looks looks = Looks::once);

// The exact one-sided bounds, each at `confidence`. Real counts are interpolated through the incomplete beta function,
// which is what planning the number of cases needs.
double lower_bound(double k, double n, double confidence);
double upper_bound(double k, double n, double confidence);

// The bound that holds for how the cases were looked at.
double share_lower(double k, double n, double confidence, Looks looks);
double share_upper(double k, double n, double confidence, Looks looks);

// Difference of two probabilities in the same n cases: `gained` have the event with the one alone, `lost` with the
// other alone. Wald's interval with a case added to each of both (Bonett and Price, J. Educ. Behav. Stat. 37 (2012)
// 479); -1..1 for n = 0.
Interval paired_difference(std::uint64_t gained, std::uint64_t lost, std::uint64_t n, double confidence);

// The same of two campaigns of other cases: `k` of `n` less `k_other` of `n_other`, from the bounds of Wilson of each
// (Newcombe, Stat. Med. 17 (1998) 873, method 10); -1..1 where one has no case.
Interval independent_difference(std::uint64_t k, std::uint64_t n, std::uint64_t k_other, std::uint64_t n_other,
                                double confidence);

// Could chance alone have made such a difference? Probabilities of counts that are as extreme or more so, if the event
// is as likely in both: `fewer`, of one in which the event is as rare or rarer in the first named; `either`, in both
// directions, twice the smaller tail and at most 1.
struct ChanceOf {
  double fewer, either;
};
// In the same cases: `gained` have the event with the one alone, `lost` with the other alone. The exact test of McNemar
// (Psychometrika 12 (1947) 153): of those that differ each is as likely either way.
ChanceOf paired_chance(std::uint64_t gained, std::uint64_t lost);
// In other cases, by Fisher's exact test: `k` of `n`, and `k_other` of `n_other`.
ChanceOf independent_chance(std::uint64_t k, std::uint64_t n, std::uint64_t k_other, std::uint64_t n_other);

// Wilson's score interval, J. Am. Stat. Assoc. 22 (1927) 209: covers about `confidence` on average. For plots; 0..1 for
// n = 0.
Interval wilson(std::uint64_t k, std::uint64_t n, double confidence);

}  // namespace farside
