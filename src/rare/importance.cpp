#include "rare/importance.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/eigen_pairs.h"
#include "base/nan.h"
#include "lanes/math.h"
#include "rare/points.h"

namespace farside {
namespace {

constexpr double kept = 0.1;  // of the draws are as landings are
constexpr std::size_t parts_max = 16, part_min = 20, batch_cases = 4096;
// Streams of the estimate: behind those of any search's repeats.
constexpr std::uint64_t estimate_stream = std::uint64_t{1} << 32;

using Points = std::vector<const std::vector<double>*>;

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

std::vector<double> middle_of(const Points& points) {
  std::vector<double> middle(points.front()->size(), 0.0);
  for (const auto* z : points) {
    for (std::size_t i = 0; i < middle.size(); ++i) middle[i] += (*z)[i];
  }
  for (double& x : middle) x /= static_cast<double>(points.size());
  return middle;
}

std::vector<double> covariance_of(const Points& points, const std::vector<double>& middle) {
  const std::size_t n = middle.size();
  std::vector<double> covariance(n * n, 0.0);
  for (const auto* z : points) {
    for (std::size_t i = 0; i < n; ++i) {
      const double off = ((*z)[i] - middle[i]) / static_cast<double>(points.size());
      for (std::size_t j = 0; j < n; ++j) covariance[i * n + j] += off * ((*z)[j] - middle[j]);
    }
  }
  return covariance;
}

// In two, across the direction of the largest spread; the second is empty where they are one cluster.
std::pair<Points, Points> halves_of(const Points& points) {
  const std::vector<double> middle = middle_of(points);
  const double count = static_cast<double>(points.size()), d = static_cast<double>(middle.size());
  if (points.size() < 2 * part_min || middle.empty()) return {points, {}};
  const EigenPairs found = eigen_pairs(covariance_of(points, middle), middle.size());
  // What a sample of one cluster shows of unit variances, at most (Marchenko and Pastur); a chain of ten is one point.
  const double by_chance = std::pow(1 + std::sqrt(10 * d / count), 2);
  if (found.values.back() < std::max(4.0, 1.5 * by_chance)) return {points, {}};
  const std::vector<double> way(found.vectors.end() - static_cast<std::ptrdiff_t>(middle.size()), found.vectors.end());
  std::pair<Points, Points> halves;
  for (const auto* z : points) (dot(way, *z) > dot(way, middle) ? halves.second : halves.first).push_back(z);
  if (std::min(halves.first.size(), halves.second.size()) < part_min) return {points, {}};
  return halves;
}

// How much rarer the point is among landings than among draws of the proposal.
double weight_of(const std::vector<ProposalPart>& proposal, const std::vector<double>& z) {
  double drawn = kept;
  for (const ProposalPart& p : proposal) drawn += p.share * exp(dot(p.middle, z) - 0.5 * dot(p.middle, p.middle));
  return 1 / drawn;
}

RarePoint drawn_of(const std::vector<ProposalPart>& proposal, const LimitState& limit, RareDraws& draws) {
  double u = draws.uniform() - kept;
  RarePoint point = draws.point(limit);
  if (u < 0) return point;
  std::size_t i = 0;
  while (i + 1 < proposal.size() && u >= proposal[i].share) u -= proposal[i++].share;
  for (std::size_t k = 0; k < point.z.size(); ++k) point.z[k] += proposal[i].middle[k];
  return point;
}

}  // namespace

std::vector<ProposalPart> proposal_about(const std::vector<RareFailure>& failures) {
  if (failures.empty()) return {};
  std::vector<Points> open(1), clusters;
  for (const RareFailure& f : failures) open.front().push_back(&f.point.z);
  while (!open.empty()) {
    auto [one, other] =
        open.size() + clusters.size() < parts_max ? halves_of(open.back()) : std::pair<Points, Points>{open.back(), {}};
    open.pop_back();
    if (other.empty()) {
      clusters.push_back(std::move(one));
      continue;
    }
    open.push_back(std::move(one));
    open.push_back(std::move(other));
  }
  std::vector<ProposalPart> proposal;
  for (const Points& cluster : clusters) {
    proposal.push_back(
        {middle_of(cluster), (1 - kept) * static_cast<double>(cluster.size()) / static_cast<double>(failures.size())});
  }
  return proposal;
}

RareEstimate ImportanceResult::probability() const {
  if (proposal.empty()) {
    RareEstimate none = search.probability();
    return {nan, nan, none.upper, nan, "the search found no failure to sample about"};
  }
  RareEstimate p = from_weights(sum, squares, static_cast<double>(cases));
  if (p.reason.empty() && effective_count() < effective_min) {
    p.lower = p.upper = nan;
    p.reason = "too few points speak for it: the failures lie elsewhere, or no input leads to them";
  }
  return p;
}

ImportanceResult sample_importance(LimitState& limit, const ImportanceOptions& options,
                                   const std::function<void(const SubsetProgress&)>& report) {
  ImportanceResult result;
  SubsetOptions search = options.search;
  search.seed = options.seed;
  result.search = simulate_subsets(limit, search, report);
  result.proposal = proposal_about(result.search.failures());
  if (result.proposal.empty()) return result;
  RareDraws draws(options.seed, estimate_stream);
  while (result.cases < options.cases) {
    std::vector<RarePoint> batch;
    while (batch.size() < batch_cases && result.cases + batch.size() < options.cases)
      batch.push_back(drawn_of(result.proposal, limit, draws));
    const std::vector<RareEnding> endings = limit.judge(batch);
    result.cases += batch.size();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (!endings[i].is_event()) continue;
      const double weight = weight_of(result.proposal, batch[i].z);
      result.sum += weight;
      result.squares += weight * weight;
      result.largest = std::max(result.largest, weight);
      result.failures.push_back({std::move(batch[i]), endings[i], weight});
    }
    if (report) report({result.flights(), 0, result.sum / static_cast<double>(result.cases)});
  }
  if (result.sum > 0) result.largest /= result.sum;
  return result;
}

}  // namespace farside
