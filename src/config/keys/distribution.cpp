#include "config/keys/distribution.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "config/correlation.h"
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

// sd of a normal within k sd of its mean, in that sd.
double sd_within(double k) {
  const double density = std::exp(-0.5 * k * k) / std::sqrt(2.0 * std::acos(-1.0)),
               inside = std::erf(k / std::sqrt(2.0));
  return std::sqrt(1.0 - 2.0 * k * density / inside);
}

// By the sd of what is left. Below a tenth of k the bounds leave a uniform distribution, and k can't be told from it.
void check_truncated_after(Check& c) {
  c.positive("sd_after");
  if (!c.good()) return;
  const double sd = c.get("sd_after");
  if (c.has("k")) {
    c.require(c.get("k") >= 0.1, "k", fmt::format("{} found, expected 0.1 or more", to_short_text(c.get("k"))));
    if (!c.good()) return;
    const double reach = c.get("k") * sd / sd_within(c.get("k"));
    return c.reach(c.get("mean") - reach, c.get("mean") + reach, "give lower and upper");
  }
  c.inside("lower");
  c.inside("upper");
  c.require(c.get("lower") < c.get("upper"), "upper", "not above lower");
  if (!c.good()) return;
  const double half = 0.5 * (c.get("upper") - c.get("lower")), middle = c.get("lower") + half;
  c.require(std::fabs(c.get("mean") - middle) <= 1e-9 * half, "mean",
            fmt::format("{} is not the middle of lower and upper, {}; otherwise give sd, before truncation",
                        to_short_text(c.get("mean")), to_short_text(middle)));
  c.require(sd / half < sd_within(0.1) / 0.1, "sd_after",
            fmt::format("{} is as much as any distribution about its middle has within these bounds ({:.4g} at most); "
                        "use uniform",
                        to_short_text(sd), half / std::sqrt(3.0)));
}

void check_empirical(Check& c) {
  if (c.has("values")) c.inside("values");  // a configuration that is read alone has none
}

void check_truncated_normal(Check& c) {
  c.preset_nominal("mean");
  c.inside("mean");
  const bool bounds = c.has("lower") && c.has("upper"), either = c.has("lower") || c.has("upper");
  c.require((c.has("k") ? !either : bounds) && c.has("sd") != c.has("sd_after"), "",
            "expected {sd, lower, upper}, {sd, k}, {sd_after, lower, upper} or {sd_after, k}");
  if (!c.good()) return;
  if (c.has("sd_after")) return check_truncated_after(c);
  c.positive("sd");
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
       {{"sd", Shape::number, false, "standard deviation before truncation"},
        {"sd_after", Shape::number, false,
         "instead of sd: standard deviation of the values themselves, after truncation; the mean is the middle"},
        {"lower", Shape::number, false, "smallest value"},
        {"upper", Shape::number, false, "largest value"},
        {"k", Shape::number, false,
         "instead of lower and upper: k of the standard deviation before truncation below the mean, and above"},
        {"mean", Shape::number, false, "before truncation; default: the nominal value"}},
       "normal, of which only what lies within the bounds is drawn; nothing piles up at them"},
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
      {Distribution::empirical,
       "empirical",
       {{"file", Shape::text, true, "CSV with a line of names and numbers in rows, as measured, in the key's unit"},
        {"column", Shape::text, true, "name of the column that has the values"}},
       "one of the values of a file, each row as likely: the smallest of which a share of at least u is no larger, "
       "nothing between them; what stands there twice is twice as likely"},
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
    case Distribution::empirical:
      check_empirical(c);
      break;
    default:
      throw InternalError("a distribution without a check");
  }
  return c.take();
}

}  // namespace farside
