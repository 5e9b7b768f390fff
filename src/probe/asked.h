#pragma once
// The distributions that a configuration asks for, written down a second time: by distribution functions, of which the
// sampler knows none.
#include <vector>

#include "config/keys/distribution.h"

namespace farside {

// P(input `which` of the entry <= x), in the file's unit. Of a continuous distribution; InternalError of another.
class AskedCdf {
 public:
  AskedCdf(Dispersion dispersion, std::size_t which);
  double operator()(double x) const;

 private:
  Dispersion d_;  // of a truncated one, with its sd before
  std::size_t which_;
};

// Probability that a sample looks at least as far from what was asked for; 0 for a value that can't be.
// `values`: consumed ones of input `which`.
double asked_p(const Dispersion& dispersion, std::size_t which, const std::vector<double>& values);

// The same of the correlation of two inputs of an entry.
double asked_correlation_p(const Dispersion& dispersion, std::size_t first, std::size_t second,
                           const std::vector<double>& first_values, const std::vector<double>& second_values);

// The same of two inputs that a copula joins, each by itself of an entry: of their standard normal coordinates.
// `correlation`: as the copula has it.
double asked_copula_p(const Dispersion& first, const Dispersion& second, double correlation, bool of_ranks,
                      const std::vector<double>& first_values, const std::vector<double>& second_values);

}  // namespace farside
