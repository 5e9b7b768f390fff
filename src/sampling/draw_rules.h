#pragma once
// Whether the drawn inputs of a case are possible: within the limits of each key, and by the rules between keys.
#include <cstdint>
#include <string>
#include <vector>

#include "config/keys/rules.h"
#include "sampling/sampler.h"
#include "scenario/scenario.h"

namespace farside {

// Prepared once; may be shared by threads. The scenario must outlive it.
class DrawRules {
 public:
  explicit DrawRules(const Scenario& scenario);

  // `params` as Sampler::draw() wrote them.
  bool hold(const double* params) const;
  // What is wrong with them.
  std::vector<BrokenRule> broken(const double* params) const;

 private:
  struct Limit {
    std::size_t slot;
    double min, max;  // SI
  };
  const Scenario& scenario_;
  std::vector<Limit> limits_;
};

// The cases with impossible draws, among those that were checked.
struct InvalidDraws {
  struct Case {
    std::uint64_t number;
    std::vector<BrokenRule> broken;
  };
  std::uint64_t checked = 0, count = 0;
  std::vector<Case> first;  // in the order of their numbers, at most `listed_max`
  static constexpr std::size_t listed_max = 5;
};

// Draws and checks case `number`.
void add_case(const Sampler& sampler, const DrawRules& rules, std::uint64_t number, InvalidDraws& found);
// Both of two results for different cases.
InvalidDraws united(const InvalidDraws& a, const InvalidDraws& b);

// A text of several lines: the cases, what is wrong with each, and the distributions to change.
std::string describe(const InvalidDraws& found, const Scenario& scenario);

}  // namespace farside
