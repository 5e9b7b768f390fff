#include "record/fault_rates.h"

#include <algorithm>

namespace farside {

FaultShares fault_shares(const std::vector<FaultRate>& rates) {
  FaultShares shares{std::vector<double>(1 + rates.size(), 1.0), 1.0};
  for (std::size_t i = 0; i < shares.single.size(); ++i) {
    for (std::size_t j = 0; j < rates.size(); ++j) {
      const double p = rates[j].probability;
      shares.single[i] *= j + 1 == i ? p : 1.0 - p;
    }
    shares.several -= shares.single[i];
  }
  shares.several = std::max(shares.several, 0.0);
  return shares;
}

}  // namespace farside
