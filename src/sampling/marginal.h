#pragma once
// The distribution of one input, in the file's unit: its quantile maps a coordinate u in (0, 1) to a value, with the
// lanes' own maths. The arguments were checked by the configuration (config/keys/distribution.h).
#include <variant>
#include <vector>

#include "config/keys/distribution.h"

namespace farside {

struct Constant {
  double value;
  double quantile(double) const { return value; }
};

struct Normal {
  double mean, sd;
  double quantile(double u) const;
};

struct TruncatedNormal {
  double mean, sd, lower, upper;  // mean and sd before truncation
  double quantile(double u) const;
};

struct Uniform {
  double min, max;
  double quantile(double u) const;
};

struct Lognormal {
  double mean, sd;  // of the value itself, not of its logarithm
  double quantile(double u) const;
};

struct Rayleigh {
  double mode;
  double quantile(double u) const;
};

struct Triangular {
  double min, mode, max;
  double quantile(double u) const;
};

struct Discrete {
  std::vector<double> values, probabilities;
  double quantile(double u) const;
};

// One of values that rise, each as likely.
struct Empirical {
  std::vector<double> values;
  double quantile(double u) const;
};

using Marginal =
    std::variant<Constant, Normal, TruncatedNormal, Uniform, Lognormal, Rayleigh, Triangular, Discrete, Empirical>;

double quantile_of(const Marginal& marginal, double u);

// The value at a standard normal coordinate: the quantile at Phi(z), without the digits that Phi loses in the upper
// tail where the input is normal itself.
double value_at(const Marginal& marginal, double z);

// One for each path, in their order.
std::vector<Marginal> marginals_of(const Dispersion& dispersion);

}  // namespace farside
