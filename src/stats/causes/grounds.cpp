#include "stats/causes/grounds.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/nan.h"
#include "stats/cases.h"
#include "stats/inputs.h"
#include "stats/intervals/distributions.h"
#include "stats/json_number.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

constexpr char ground_path[] = "moon.terrain.relief.ground";
constexpr double sure = 0.95;
constexpr std::size_t grounds_least = 3;
constexpr std::size_t grounds_most = 10000;  // that are held; where there are more, nearly each is of one case
constexpr char one_reason[] =
    "one for all cases, and P is given that; campaign.sampling.outer with an epistemic moon.terrain.relief.ground "
    "tells "
    "the spread";
constexpr char own_reason[] =
    "each case has its own, and P and its interval are of all that the laws allow; campaign.sampling.outer with an "
    "epistemic moon.terrain.relief.ground tells the spread";

// In double alone: the preset, long double inside, takes three times as long for digits that nobody needs here.
double log_gamma(double x) {
  namespace policies = boost::math::policies;
  return boost::math::lgamma(x, policies::make_policy(policies::promote_double<false>()));
}

// Of the counts, where P is beta distributed with this mean and variance over the grounds; but for a constant.
double log_likelihood(const std::vector<GroundCount>& grounds, double mean, double variance) {
  const double most = mean * (1.0 - mean);
  if (variance >= most) return -1e300;
  const bool same = variance < 1e-9 * most;
  const double sum = most / std::max(variance, 1e-300) - 1.0, a = mean * sum, b = (1.0 - mean) * sum;
  const double of_none = same ? 0.0 : log_gamma(a) + log_gamma(b) - log_gamma(sum);
  double total = 0.0;
  for (const GroundCount& g : grounds) {
    const double lost = g.cases - g.safe;
    total += same ? g.safe * std::log(mean) + lost * std::log1p(-mean)
                  : log_gamma(g.safe + a) + log_gamma(lost + b) - log_gamma(g.cases + sum) - of_none;
  }
  return total;
}

// The largest over all means, which has one hill: by golden sections.
double profile(const std::vector<GroundCount>& grounds, double variance) {
  constexpr double section = 0.6180339887498949;  // (sqrt(5) - 1) / 2
  const double half = std::sqrt(std::max(0.0, 0.25 - variance)), edge = 1e-7;
  double low = std::max(edge, 0.5 - half), high = std::min(1.0 - edge, 0.5 + half);
  const auto at = [&](double mean) { return log_likelihood(grounds, mean, variance); };
  double left = high - section * (high - low), right = low + section * (high - low);
  double at_left = at(left), at_right = at(right);
  for (int i = 0; i < 60 && high - low > 1e-6; ++i) {
    if (at_left < at_right) {
      low = left;
      left = right;
      at_left = at_right;
      right = low + section * (high - low);
      at_right = at(right);
    } else {
      high = right;
      right = left;
      at_right = at_left;
      left = high - section * (high - low);
      at_left = at(left);
    }
  }
  return std::max(at_left, at_right);
}

// Standard deviations of P whose likelihood isn't too small.
void add_interval(const std::vector<GroundCount>& grounds, GroundSpread& spread) {
  const auto at = [&](double sd) { return profile(grounds, sd * sd); };
  constexpr int steps = 24;
  constexpr double least = 1e-4, most = 0.4999;  // no variance of a share is above a quarter
  std::vector<double> sds{0.0}, found;
  for (int i = 0; i <= steps; ++i) sds.push_back(least * std::pow(most / least, i / double{steps}));
  for (const double sd : sds) found.push_back(at(sd));
  const double wanted = *std::max_element(found.begin(), found.end()) - 0.5 * chi_squared_quantile(1.0, sure);
  const auto cross = [&](double outside, double inside) {
    for (int i = 0; i < 16; ++i) {
      const double middle = 0.5 * (outside + inside);
      (at(middle) < wanted ? outside : inside) = middle;
    }
    return outside;
  };
  std::size_t first = 0, last = sds.size() - 1;
  while (found[first] < wanted) ++first;
  while (found[last] < wanted) --last;
  spread.sd_lower = first == 0 ? 0.0 : cross(sds[first - 1], sds[first]);
  spread.sd_upper = last + 1 == sds.size() ? 0.5 : cross(sds[last + 1], sds[last]);
}

double sum_of(const std::vector<GroundCount>& grounds, double GroundCount::*member) {
  double sum = 0.0;
  for (const GroundCount& g : grounds) sum += g.*member;
  return sum;
}

double squares_between(const std::vector<GroundCount>& grounds, double mean) {
  double squares = 0.0;
  for (const GroundCount& g : grounds) squares += g.cases * std::pow(g.safe / g.cases - mean, 2);
  return squares;
}

// What the part needs of a table: the grounds, in the order of their numbers.
struct Read {
  std::map<double, GroundCount> grounds{};
  bool too_many = false;
};

Read read_grounds(const ColumnSource& source, const Cases& cases, const std::string& column) {
  Read read;
  for_each_block(source, {column}, [&](const RowBlock& block) {
    for (std::size_t i = 0; i < block.rows && !read.too_many; ++i) {
      const Ending ending = cases.endings[block.first + i];
      if (ending == Ending::not_run || !std::isfinite(block.values[0][i])) continue;
      GroundCount& g = read.grounds[block.values[0][i]];
      g.cases += 1.0;
      g.safe += ending == Ending::safe ? 1.0 : 0.0;
      read.too_many = read.grounds.size() > grounds_most;
    }
  });
  return read;
}

// The same cases on each of the grounds that outer draws have.
struct Crossed {
  std::vector<GroundCount> grounds{};
  double residual = nan;
};

// Of cases that were flown in every draw but the best guess, whose rows follow each other. None where the ground isn't
// one a draw.
class CrossedReader {
 public:
  CrossedReader(const ColumnSource& source, const Cases& cases) : source_(source), cases_(cases) {}

  std::optional<Crossed> read(const std::string& ground) {
    for_each_block(source_, {"case", "outer_draw", ground}, [&](const RowBlock& block) {
      for (std::size_t i = 0; i < block.rows; ++i)
        take(block.values[0][i], static_cast<std::size_t>(block.values[1][i]), block.values[2][i],
             cases_.endings[block.first + i]);
    });
    end_case();
    if (differs_ || draws_.size() < 2) return std::nullopt;
    return result();
  }

 private:
  struct Draw {
    double ground, safe;
  };

  void take(double number, std::size_t draw, double ground, Ending ending) {
    const double best = number - static_cast<double>(draw);  // number of the same case at the best guess
    if (best != best_) end_case();
    best_ = best;
    if (draw == 0 || ending == Ending::not_run) return;
    const auto [at, is_new] = draws_.try_emplace(draw, Draw{ground, 0.0});
    differs_ = differs_ || at->second.ground != ground;
    if (is_new && count_ > 0.0) start_anew();  // cases before had no row in this draw
    of_case_.push_back({draw, ending == Ending::safe});
  }

  void start_anew() {
    count_ = squares_of_cases_ = 0.0;
    for (auto& [number, draw] : draws_) draw.safe = 0.0;
  }

  void end_case() {
    if (!of_case_.empty() && of_case_.size() == draws_.size()) {
      double safe = 0.0;
      for (const auto& [draw, is_safe] : of_case_) {
        draws_.at(draw).safe += is_safe ? 1.0 : 0.0;
        safe += is_safe ? 1.0 : 0.0;
      }
      squares_of_cases_ += safe * safe;
      count_ += 1.0;
    }
    of_case_.clear();
  }

  Crossed result() const {
    Crossed crossed;
    const double m = static_cast<double>(draws_.size()), n = count_;
    double all = 0.0, squares_of_draws = 0.0;
    for (const auto& [number, draw] : draws_) {
      crossed.grounds.push_back({n, draw.safe});
      all += draw.safe;
      squares_of_draws += draw.safe * draw.safe;
    }
    const double left = all - squares_of_cases_ / m - squares_of_draws / n + all * all / (n * m);
    crossed.residual = left / ((n - 1.0) * (m - 1.0));
    return crossed;
  }

  const ColumnSource& source_;
  const Cases& cases_;
  std::map<std::size_t, Draw> draws_{};
  std::vector<std::pair<std::size_t, bool>> of_case_{};
  double best_ = -1.0, squares_of_cases_ = 0.0, count_ = 0.0;
  bool differs_ = false;
};

// Inputs that differ from draw to draw beside the ground.
std::vector<std::string> drawn_with_it(const ColumnSource& source, const std::vector<std::string>& unread) {
  std::vector<std::string> paths;
  for (const ColumnInfo& c : source.columns()) {
    if (c.kind != "epistemic" || c.config_path == ground_path || !is_read_input(c, unread)) continue;
    double first = nan;
    bool differs = false;
    for_each_block(source, {c.name}, [&](const RowBlock& block) {
      for (const double x : block.values[0]) {
        if (std::isnan(first)) first = x;
        differs = differs || x != first;
      }
    });
    if (differs) paths.push_back(c.config_path);
  }
  return paths;
}

Json without(std::size_t grounds, double cases, const std::string& reason) {
  return {{"grounds", grounds > 0 ? Json(grounds) : Json(nullptr)},
          {"cases", static_cast<std::uint64_t>(cases)},
          {"sd", nullptr},
          {"reason", reason}};
}

Json told(const std::vector<GroundCount>& grounds, const GroundSpread& spread, const char* method,
          const char* no_interval) {
  const double variance = std::max(0.0, spread.variance);
  const auto bound = [&](double x) { return no_interval != nullptr ? Json(nullptr) : json_number(x); };
  Json json{{"grounds", grounds.size()},
            {"cases", static_cast<std::uint64_t>(sum_of(grounds, &GroundCount::cases))},
            {"mean", sum_of(grounds, &GroundCount::safe) / sum_of(grounds, &GroundCount::cases)},
            {"variance", json_number(std::isfinite(spread.variance) ? variance : nan)},
            {"sd", json_number(std::isfinite(spread.variance) ? std::sqrt(variance) : nan)},
            {"sd_lower", bound(spread.sd_lower)},
            {"sd_upper", bound(spread.sd_upper)},
            {"confidence", sure},
            {"method", method}};
  if (no_interval != nullptr) json["reason"] = no_interval;
  else if (grounds.size() < grounds_least) json["reason"] = fmt::format("takes {} grounds", grounds_least);
  else if (!std::isfinite(spread.sd_upper)) json["reason"] = "too few cases on each ground";
  return json;
}

// Over all grounds that the laws allow P is known by as many as were flown, however many cases each has.
Json over_grounds(const std::vector<GroundCount>& grounds) {
  std::vector<ReplicateSum> sums;
  for (const GroundCount& g : grounds) sums.push_back({g.safe, static_cast<std::uint64_t>(g.cases)});
  const Interval mean = replicated_mean(sums, sure);
  return {{"lower", json_number(std::max(0.0, mean.lower))}, {"upper", json_number(std::min(1.0, mean.upper))}};
}

}  // namespace

GroundSpread spread_of_grounds(const std::vector<GroundCount>& grounds) {
  GroundSpread spread{nan, nan, nan};
  const double n = sum_of(grounds, &GroundCount::cases), mean = sum_of(grounds, &GroundCount::safe) / n,
               m = static_cast<double>(grounds.size());
  if (m < 2.0 || n - m < 1.0) return spread;
  double within = 0.0, squared_sizes = 0.0;
  for (const GroundCount& g : grounds) {
    within += g.safe * (1.0 - g.safe / g.cases);
    squared_sizes += g.cases * g.cases;
  }
  const double size = (n - squared_sizes / n) / (m - 1.0);
  spread.variance = (squares_between(grounds, mean) / (m - 1.0) - within / (n - m)) / size;
  if (grounds.size() >= grounds_least) add_interval(grounds, spread);
  return spread;
}

GroundSpread spread_of_crossed_grounds(const std::vector<GroundCount>& grounds, double residual) {
  GroundSpread spread{nan, nan, nan};
  const double m = static_cast<double>(grounds.size()), n = grounds.empty() ? 0.0 : grounds[0].cases;
  if (m < 2.0 || n < 2.0) return spread;
  const double mean = sum_of(grounds, &GroundCount::safe) / (n * m);
  spread.variance = (squares_between(grounds, mean) / (m - 1.0) - residual) / n;
  // Where the residual is that of independent cases, each counts as one; never as less.
  const double alone = mean * (1.0 - mean),
               each = residual > 0.0 ? std::min(1e6, std::max(1.0, alone / residual)) : 1.0;
  std::vector<GroundCount> scaled;
  for (const GroundCount& g : grounds) scaled.push_back({g.cases * each, g.safe * each});
  if (grounds.size() >= grounds_least) add_interval(scaled, spread);
  return spread;
}

Json ground_statistics(const ColumnSource& source, bool by_law, const std::vector<std::string>& unread,
                       const char* no_interval) {
  const bool outer = source.find("outer_draw") != nullptr && source.find("case") != nullptr;
  const Cases cases = read_cases(source, outer ? "outer_draw" : "replicate");
  if (!cases.has_outcome || cases.judged() == 0 || !by_law) return nullptr;
  const double flown = static_cast<double>(cases.judged());
  const auto column = std::find_if(source.columns().begin(), source.columns().end(),
                                   [](const ColumnInfo& c) { return is_input(c) && path_of_input(c) == ground_path; });
  if (column == source.columns().end()) return without(1, flown, one_reason);
  const Read read = read_grounds(source, cases, column->name);
  if (read.grounds.size() == 1) return without(1, flown, one_reason);
  if (outer) {
    const auto crossed = CrossedReader(source, cases).read(column->name);
    if (!crossed) return without(read.too_many ? 0 : read.grounds.size(), flown, own_reason);
    const GroundSpread spread = spread_of_crossed_grounds(crossed->grounds, crossed->residual);
    Json json = told(crossed->grounds, spread, "two_way", no_interval);
    if (const auto with = drawn_with_it(source, unread); !with.empty()) json["drawn_with"] = with;
    return json;
  }
  std::vector<GroundCount> grounds;
  for (const auto& [number, ground] : read.grounds) grounds.push_back(ground);
  if (read.too_many || flown < 1.5 * static_cast<double>(grounds.size()))
    return without(read.too_many ? 0 : grounds.size(), flown, own_reason);
  Json json = told(grounds, spread_of_grounds(grounds), "one_way", no_interval);
  if (no_interval == nullptr) json["over_grounds"] = over_grounds(grounds);
  return json;
}

}  // namespace farside
