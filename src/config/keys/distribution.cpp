#include "config/keys/distribution.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "config/cholesky.h"
#include "config/yaml/scalar.h"

namespace farside {
namespace {

constexpr double tail_sd = 6.0;             // 1e-9 of a normal's probability lies beyond it on each side
constexpr double tail_rayleigh = 6.437902;  // sqrt(-2 ln 1e-9): the same for a Rayleigh of mode 1
constexpr double truncation_sd_max = 8.0;   // an interval wholly beyond it holds less than 1e-15

// The checks of the arguments of one distribution of a single key.
class Check {
 public:
  Check(Arguments& a, const Key& key, double nominal) : a_(a), key_(key), nominal_(nominal) {}

  std::vector<ArgumentProblem> take() { return std::move(found_); }
  bool good() const { return found_.empty(); }
  bool has(const char* name) const { return a_.count(name) != 0; }
  double get(const char* name) const { return a_.at(name)[0]; }
  void preset_nominal(const char* name) {
    if (!has(name)) a_[name] = {nominal_};
  }
  void require(bool holds, const char* argument, const std::string& what) {
    if (!holds) found_.push_back({argument, what});
  }
  void positive(const char* name) {
    require(get(name) > 0, name, fmt::format("{} found, expected more than 0", to_short_text(get(name))));
  }
  void not_negative(const char* name) {
    require(get(name) >= 0, name, fmt::format("{} found, expected 0 or more", to_short_text(get(name))));
  }
  void inside(const char* name) {
    for (const double x : a_.at(name)) {
      require(x >= key_.range.min && x <= key_.range.max, name,
              fmt::format("{} is outside {} ({})", to_short_text(x), limits_text(key_), key_.text));
    }
  }
  // Checks the limits against values that all but 1e-9 of the draws lie between.
  void reach(double low, double high, const char* remedy) {
    require(low >= key_.range.min && high <= key_.range.max, "",
            fmt::format("draws reach {:.4g}..{:.4g}, outside {} ({}); {}", low, high, limits_text(key_), key_.text,
                        remedy));
  }

 private:
  Arguments& a_;
  const Key& key_;
  double nominal_;
  std::vector<ArgumentProblem> found_;
};

void check_normal(Check& c) {
  c.preset_nominal("mean");
  c.not_negative("sd");
  c.inside("mean");
  if (c.good())
    c.reach(c.get("mean") - tail_sd * c.get("sd"), c.get("mean") + tail_sd * c.get("sd"), "use truncated_normal");
}

void check_truncated_normal(Check& c) {
  c.preset_nominal("mean");
  c.inside("mean");
  c.positive("sd");
  const bool bounds = c.has("lower") && c.has("upper"), either = c.has("lower") || c.has("upper");
  c.require(c.has("k") ? !either : bounds, "", "expected {sd, lower, upper} or {sd, k}");
  if (!c.good()) return;
  if (c.has("k")) {
    c.positive("k");
    if (c.good())
      c.reach(c.get("mean") - c.get("k") * c.get("sd"), c.get("mean") + c.get("k") * c.get("sd"),
              "give lower and upper");
    return;
  }
  c.inside("lower");
  c.inside("upper");
  c.require(c.get("lower") < c.get("upper"), "upper", "not above lower");
  const double far = truncation_sd_max * c.get("sd");
  c.require(c.get("lower") < c.get("mean") + far && c.get("upper") > c.get("mean") - far, "",
            fmt::format("lower..upper lies more than {} sd from the mean", truncation_sd_max));
}

void check_lognormal(Check& c) {
  c.preset_nominal("mean");
  c.positive("mean");
  c.positive("sd");
  if (!c.good()) return;
  c.inside("mean");
  const LogMoments m = log_moments(c.get("mean"), c.get("sd"));
  c.reach(std::exp(m.mean - tail_sd * m.sd), std::exp(m.mean + tail_sd * m.sd),
          "choose a smaller sd, or another distribution");
}

void check_rayleigh(Check& c) {
  c.require(c.has("sd") != c.has("mode"), "", "expected either mode or sd");
  if (!c.good()) return;
  c.positive(c.has("sd") ? "sd" : "mode");
  if (!c.good()) return;
  const double mode = c.has("sd") ? rayleigh_mode(c.get("sd")) : c.get("mode");
  c.reach(0.0, tail_rayleigh * mode, "choose a smaller mode, or another distribution");
}

void check_triangular(Check& c) {
  c.preset_nominal("mode");
  c.inside("min");
  c.inside("max");
  c.require(c.get("min") < c.get("max"), "max", "not above min");
  c.require(c.get("min") <= c.get("mode") && c.get("mode") <= c.get("max"), "mode", "not between min and max");
}

void check_discrete(Check& c, Arguments& a) {
  c.inside("values");
  const std::size_t n = a.at("values").size();
  if (n == 0) return c.require(false, "values", "an empty list found");
  if (!c.has("probabilities")) a["probabilities"].assign(n, 1.0 / static_cast<double>(n));
  const std::vector<double>& p = a.at("probabilities");
  c.require(p.size() == n, "probabilities", fmt::format("{} found for {} values", p.size(), n));
  double sum = 0;
  for (const double x : p) {
    c.require(x >= 0 && x <= 1, "probabilities", fmt::format("{} is outside 0..1", to_short_text(x)));
    sum += x;
  }
  c.require(std::fabs(sum - 1) <= 1e-9, "probabilities", fmt::format("their sum is {:.10g}, expected 1", sum));
}

// Why this is no correlation matrix of n x n; empty if it is one.
std::string correlation_problem(const std::vector<double>& c, std::size_t n) {
  if (c.size() != n * n) return fmt::format("{} numbers found, expected {} rows of {}", c.size(), n, n);
  for (std::size_t i = 0; i < n; ++i) {
    if (c[i * n + i] != 1) return fmt::format("element [{}][{}] is {}, expected 1", i, i, to_short_text(c[i * n + i]));
    for (std::size_t j = 0; j < i; ++j) {
      const double x = c[i * n + j], y = c[j * n + i];
      if (std::fabs(x - y) > 1e-9)
        return fmt::format("not symmetric: [{}][{}] is {}, [{}][{}] is {}", i, j, to_short_text(x), j, i,
                           to_short_text(y));
      if (std::fabs(x) > 1) return fmt::format("element [{}][{}] is {}, expected -1 to 1", i, j, to_short_text(x));
    }
  }
  return cholesky_factor(c, n).empty() ? "not positive semidefinite: no inputs can be correlated like this" : "";
}

std::vector<ArgumentProblem> check_multivariate(Arguments& a, const std::vector<const Key*>& keys,
                                                const std::vector<double>& nominals) {
  const std::size_t n = keys.size();
  if (!a.count("mean")) a["mean"] = nominals;
  std::vector<ArgumentProblem> found;
  for (const char* name : {"sd", "mean"}) {
    if (a.at(name).size() != n)
      found.push_back({name, fmt::format("{} numbers found for {} paths", a.at(name).size(), n)});
  }
  const std::string why = correlation_problem(a.at("correlation"), n);
  if (!why.empty()) found.push_back({"correlation", why});
  if (!found.empty()) return found;
  for (std::size_t i = 0; i < n; ++i) {
    Arguments one{{"sd", {a.at("sd")[i]}}, {"mean", {a.at("mean")[i]}}};
    Check c(one, *keys[i], nominals[i]);
    check_normal(c);
    for (const ArgumentProblem& p : c.take()) {
      const std::string place = fmt::format("element {} ({}): ", i, keys[i]->path);
      found.push_back({p.argument, place + p.what});
    }
  }
  return found;
}

}  // namespace

const std::vector<DistributionInfo>& distributions() {
  static const std::vector<DistributionInfo> all = {
      {Distribution::constant,
       "constant",
       {{"value", Shape::number, true, "in place of the nominal value"}},
       "the same for every case, unknown to the flight software"},
      {Distribution::normal,
       "normal",
       {{"sd", Shape::number, true, "standard deviation"},
        {"mean", Shape::number, false, "default: the nominal value"}},
       "normal"},
      {Distribution::truncated_normal,
       "truncated_normal",
       {{"sd", Shape::number, true, "standard deviation before truncation"},
        {"lower", Shape::number, false, "smallest value"},
        {"upper", Shape::number, false, "largest value"},
        {"k", Shape::number, false, "instead of lower and upper: mean - k sd and mean + k sd"},
        {"mean", Shape::number, false, "before truncation; default: the nominal value"}},
       "normal within bounds"},
      {Distribution::uniform,
       "uniform",
       {{"min", Shape::number, true, "smallest value"}, {"max", Shape::number, true, "largest value"}},
       "all values equally likely"},
      {Distribution::lognormal,
       "lognormal",
       {{"sd", Shape::number, true, "standard deviation of the value itself"},
        {"mean", Shape::number, false, "mean of the value itself; default: the nominal value"}},
       "its logarithm is normal"},
      {Distribution::rayleigh,
       "rayleigh",
       {{"mode", Shape::number, false, "likeliest value: the sd of each of the two components"},
        {"sd", Shape::number, false, "instead of mode: standard deviation of the value itself, 0.655 of the mode"}},
       "length of a vector with two independent normal components of mean 0"},
      {Distribution::triangular,
       "triangular",
       {{"min", Shape::number, true, "smallest value"},
        {"max", Shape::number, true, "largest value"},
        {"mode", Shape::number, false, "likeliest value; default: the nominal value"}},
       "density rising to the mode and falling again"},
      {Distribution::discrete,
       "discrete",
       {{"values", Shape::list, true, "the values"},
        {"probabilities", Shape::list, false, "of each; default: all the same"}},
       "one of some values"},
      {Distribution::multivariate_normal,
       "multivariate_normal",
       {{"sd", Shape::list, true, "standard deviations, one a path"},
        {"mean", Shape::list, false, "one a path; default: the nominal values"},
        {"correlation", Shape::matrix, true, "correlation matrix, rows in the order of the paths"}},
       "several inputs at once; takes `paths` instead of `path`"}};
  return all;
}

const DistributionInfo& info(Distribution kind) { return distributions().at(static_cast<std::size_t>(kind)); }

LogMoments log_moments(double mean, double sd) {
  const double variance = std::log1p(sd / mean * (sd / mean));
  return {std::log(mean) - 0.5 * variance, std::sqrt(variance)};
}

double rayleigh_mode(double sd) { return sd / 0.6551363775620336; }  // sqrt(2 - pi/2)

std::vector<ArgumentProblem> check_arguments(Distribution kind, Arguments& arguments,
                                             const std::vector<const Key*>& keys, const std::vector<double>& nominals) {
  if (kind == Distribution::multivariate_normal) return check_multivariate(arguments, keys, nominals);
  Check c(arguments, *keys.at(0), nominals.at(0));
  switch (kind) {
    case Distribution::constant:
      c.inside("value");
      break;
    case Distribution::normal:
      check_normal(c);
      break;
    case Distribution::truncated_normal:
      check_truncated_normal(c);
      break;
    case Distribution::uniform:
      c.inside("min");
      c.inside("max");
      c.require(c.get("min") < c.get("max"), "max", "not above min");
      break;
    case Distribution::lognormal:
      check_lognormal(c);
      break;
    case Distribution::rayleigh:
      check_rayleigh(c);
      break;
    case Distribution::triangular:
      check_triangular(c);
      break;
    case Distribution::discrete:
      check_discrete(c, arguments);
      break;
    default:
      throw InternalError("a distribution without a check");
  }
  return c.take();
}

}  // namespace farside
