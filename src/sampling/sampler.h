#pragma once
// Which inputs case i flies with: the nominal parameters, those of the cloud's row, and each dispersed one as its
// distribution has it.
#include <cstdint>
#include <vector>

#include "random/stream.h"
#include "sampling/marginal.h"
#include "scenario/scenario.h"

namespace farside {

// Draws of a campaign, prepared once; may be shared by threads. The scenario must outlive it. A value is a pure
// function of the campaign's seed, the path of the input and the case number, computed with the lanes' own maths: the
// same bits on every machine, whatever else is dispersed.
class Sampler {
 public:
  explicit Sampler(const Scenario& scenario);

  // Writes param_count doubles, SI.
  void draw(std::uint64_t case_number, double* params) const;

 private:
  struct Input {
    StreamId stream;
    Marginal marginal;
    std::size_t slot;
    double factor;  // of the file's unit
  };
  void add(const Dispersion& dispersion);

  std::uint64_t seed_;
  const Scenario& scenario_;
  CaseParams<double> nominal_;
  std::vector<Input> inputs_;
};

// One case of a scenario; a loop over cases keeps a Sampler instead.
inline void draw(const Scenario& scenario, std::uint64_t case_number, double* params) {
  Sampler(scenario).draw(case_number, params);
}

}  // namespace farside
