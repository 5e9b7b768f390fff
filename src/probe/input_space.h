#pragma once
// The drawn inputs of a campaign as standard normal coordinates: each input's quantile at Phi of its own, before
// correlation. At 0, in the middle case, each is at its median, which is its nominal value where its distribution says
// nothing else.
#include <cstdint>
#include <string>
#include <vector>

#include "flight/case_params.h"
#include "sampling/sampler.h"
#include "scenario/scenario.h"

namespace farside {

using Coordinates = std::vector<double>;  // one for each drawn input; NaN: as the case draws it

class InputSpace {
 public:
  // What isn't drawn, or has no order, is as case `case_number` has it: its row of a file, its ground. No fault
  // strikes. The scenario must outlive it.
  InputSpace(const Scenario& scenario, std::uint64_t case_number);

  std::size_t size() const { return ways_.size(); }
  const InputInfo& info(std::size_t input) const { return scenario_.inputs[scenario_.inputs.size() - size() + input]; }
  // Why this input is never moved; empty where it is.
  const std::string& still(std::size_t input) const { return ways_[input].still; }
  // The way by which the input goes on by one sigma of its own while all others stay. Longer than 1 where it is
  // correlated with others: such a departure is less likely than its own sigma says. All 0 where it can't go.
  const Coordinates& alone(std::size_t input) const { return ways_[input].alone; }

  // Every input at 0, but for those without order, which are as the case draws them.
  Coordinates middle() const;
  Coordinates drawn() const;                               // of the case
  CaseParams<double> params(const Coordinates& z) const;   // SI
  std::vector<double> values(const Coordinates& z) const;  // of the drawn inputs, in the file's units

 private:
  struct Way {
    std::string still;
    Coordinates alone;
    bool as_drawn = false;
  };
  void add(const Dispersion& dispersion, std::size_t count);

  const Scenario& scenario_;
  std::uint64_t case_number_;
  Sampler sampler_;
  std::vector<Way> ways_;
};

double length_of(const Coordinates& z);
// `times` as much of `way` from `start`.
Coordinates moved(const Coordinates& start, const Coordinates& way, double times);

}  // namespace farside
