#include "app/estimate.h"

#include <fmt/format.h>

#include "stats/proportions.h"

namespace farside {

SafeEstimate safe_estimate(const Tally& tally) {
  const Interval interval = clopper_pearson(tally.safe, tally.flown(), SafeEstimate::confidence);
  return {tally.flown() > 0 ? static_cast<double>(tally.safe) / static_cast<double>(tally.flown()) : 0.0, interval.lower, interval.upper};
}

std::string text_of(const SafeEstimate& safe) {
  return fmt::format("P(safe) {:.4f} [{:.4f}, {:.4f}]", safe.estimate, safe.lower, safe.upper);
}

nlohmann::ordered_json json_of(const SafeEstimate& safe) {
  return {{"estimate", safe.estimate}, {"lower", safe.lower}, {"upper", safe.upper}, {"confidence", SafeEstimate::confidence}};
}

}  // namespace farside
