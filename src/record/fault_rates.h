#pragma once
// Faults that strike independently of each other, each with a probability a case: how much of all cases has none, each
// alone, or several.
#include <string>
#include <vector>

namespace farside {

struct FaultRate {
  std::string name;
  double probability;
};

struct FaultShares {
  std::vector<double> single;  // [0]: none strikes; [1 + i]: fault i alone
  double several;
};
FaultShares fault_shares(const std::vector<FaultRate>& rates);

// In the column `fault`: 0, then the faults in their order, then several at once.
inline constexpr char no_fault[] = "none", several_faults[] = "several";
inline constexpr std::size_t faults_max = 100;

}  // namespace farside
