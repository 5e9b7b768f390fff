#pragma once
// Could these values be a sample of that distribution? The probability that a sample of it looks at least as far off.
#include <cstdint>
#include <vector>

namespace farside {

// The probability that the empirical distribution of so many values lies farther off anywhere, two-sided, by the
// asymptotic series at Stephens's argument (J. R. Stat. Soc. B 32 (1970) 115). Of two samples: of n m / (n + m) values.
double kolmogorov_chance(double distance, double cases);
// The distance of a chance; by the first term of the series: for 0.05 within 1e-4 of it, and closer below.
double kolmogorov_distance(double chance, double cases);

// The largest difference between the distributions of two sides of a sample, by weight (Kolmogorov and Smirnov).
// `order`: of ascending values. NaN where a side is empty.
enum class Side : std::uint8_t { neither, first, second };
double distance_of_sides(const std::vector<double>& values, const std::vector<std::uint32_t>& order,
                         const std::vector<double>& weight, const std::vector<Side>& side);

// Kolmogorov's two-sided test of values whose probabilities F(x) are given, in any order; NaN for none. 1 % off
// from 8 values on.
double kolmogorov_p(std::vector<double> probabilities);

// Pearson's test of counts against probabilities that add up to 1; 0 where what can't be was counted. Cells of which
// fewer than 5 are expected are taken together.
double counts_p(const std::vector<std::uint64_t>& counts, const std::vector<double>& probabilities);

// Fisher's test of the correlation of pairs against the one asked for. NaN below 4 pairs, and of equal values.
double correlation_p(const std::vector<double>& a, const std::vector<double>& b, double asked);

// Two-sided, of a correlation of so many cases with `others` taken away; and the correlation that has the probability.
// NaN: too few cases.
double correlation_chance(double r, double cases, double others);
double correlation_of_chance(double p, double cases, double others);

}  // namespace farside
