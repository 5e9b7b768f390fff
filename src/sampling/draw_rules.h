#pragma once
// Whether a case's drawn inputs can be: the limits of each key, and the rules between keys.
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

// Of the cases that were looked at.
struct InvalidDraws {
  struct Case {
    std::uint64_t number;
    std::vector<BrokenRule> broken;
  };
  std::uint64_t checked = 0, count = 0;
  std::vector<Case> first;  // in the order of their numbers, at most `listed_max`
  static constexpr std::size_t listed_max = 5;
};

// Looks at case `number`.
void add_case(const Sampler& sampler, const DrawRules& rules, std::uint64_t number, InvalidDraws& found);
// What two looks at different cases have found.
InvalidDraws united(const InvalidDraws& a, const InvalidDraws& b);

// The cases, what is wrong with each, and the distributions to mend; a text of lines.
std::string describe(const InvalidDraws& found, const Scenario& scenario);

}  // namespace farside
