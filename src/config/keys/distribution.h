#pragma once
// The distributions of uncertain inputs: one line each for the reader, the schema, the key reference and the sampler.
#include <map>
#include <string>
#include <vector>

#include "config/keys/registry.h"

namespace farside {

enum class Distribution {
  constant,
  normal,
  truncated_normal,
  uniform,
  lognormal,
  rayleigh,
  triangular,
  discrete,
  empirical,
  multivariate_normal
};

enum class Shape { number, list, matrix, text };
struct Argument {
  const char* name;
  Shape shape;
  bool required;
  const char* text;
};
struct DistributionInfo {
  Distribution kind;
  const char* name;
  std::vector<Argument> arguments;
  const char* text;
};
const std::vector<DistributionInfo>& distributions();
const DistributionInfo& info(Distribution kind);

// Numbers in the unit of the key that is dispersed. A list or a matrix lies row after row.
using Arguments = std::map<std::string, std::vector<double>>;

// One entry of `dispersions`.
struct Dispersion {
  std::vector<std::string> paths;  // several for multivariate_normal alone
  Distribution kind = Distribution::constant;
  Arguments arguments;                       // defaults filled in
  std::map<std::string, std::string> texts;  // arguments that are text
  std::string file_sha256;                   // of the table that an argument names; empty: it wasn't read
  bool epistemic = false;
  bool once = false;  // one value for the whole campaign
  std::string source;
  std::string where, entry;  // "file:line:column" and "dispersions[0]", for messages
  bool included = false;     // stands in an included file
};

// An entry of `dispersions` that has no distribution: it correlates inputs that have theirs elsewhere.
struct Copula {
  std::vector<std::string> paths;
  std::vector<double> correlation;  // row after row
  bool of_ranks = false;            // Spearman's; otherwise of the inputs' standard normal coordinates
  std::string where, entry;         // for messages
};

// Mean and standard deviation of the logarithm of a lognormal value, given those of the value.
struct LogMoments {
  double mean, sd;
};
LogMoments log_moments(double mean, double sd);

// Mode of a Rayleigh distribution, given its standard deviation.
double rayleigh_mode(double sd);

// Reasons why the arguments of a distribution of `keys` make no sense, each with the argument it is about; fills in
// defaults. `nominals` are the nominal values of the keys. Unbounded distributions must have all but about 1e-9 of
// their probability inside the limits of the key, since no value is ever clipped.
struct ArgumentProblem {
  std::string argument;  // empty: the distribution as a whole
  std::string what;
};
std::vector<ArgumentProblem> check_arguments(Distribution kind, Arguments& arguments,
                                             const std::vector<const Key*>& keys, const std::vector<double>& nominals);

}  // namespace farside
