#pragma once
// Which inputs case i flies with: the nominal parameters, those of the cloud's row, for each dispersed input the
// quantile of its distribution at the plan's coordinate, and what is broken.
#include <cstdint>
#include <vector>

#include "sampling/correlation.h"
#include "sampling/fault_draws.h"
#include "sampling/marginal.h"
#include "sampling/plan.h"
#include "scenario/scenario.h"

namespace farside {

// Whether faults strike where inputs are placed.
enum class Striking { never, as_drawn };

// Draws of a campaign, prepared once; may be shared by threads. The scenario must outlive it. The same bits on every
// machine, whatever else is dispersed: plan and distributions compute with the lanes' own maths.
class Sampler {
 public:
  explicit Sampler(const Scenario& scenario);

  // Writes param_count doubles, SI.
  FaultOfCase draw(std::uint64_t case_number, double* params) const;
  // The same case with its drawn inputs, in their order, at these standard normal coordinates instead; NaN: as the case
  // draws it. `values`: null, or where the drawn inputs go in the file's units.
  void place(std::uint64_t case_number, const double* coordinates, double* params, double* values = nullptr,
             Striking faults = Striking::never) const;
  std::size_t drawn_count() const { return inputs_.size(); }  // the last of the scenario's inputs
  // Of a drawn input, in (0, 1).
  double coordinate(std::uint64_t case_number, std::size_t input) const {
    return plan_.coordinate(plan_.at(case_number), input);
  }
  PlannedCase planned(std::uint64_t case_number) const { return plan_.at(case_number); }

 private:
  struct Input {
    Marginal marginal;
    std::size_t slot;
    double factor;                        // SI value = value in the file's unit * factor
    std::size_t group = none, place = 0;  // among those that it is correlated with
    static constexpr std::size_t none = ~std::size_t{0};
  };
  void add(const Dispersion& dispersion);
  double correlated(const Input& input, const double* normals) const;
  template <class NormalOf, class ValueOf, class Take>
  void put(std::uint64_t draw, const NormalOf& normal_of, const ValueOf& value_of, const Take& take,
           double* params) const;

  const Scenario& scenario_;
  CaseParams<double> nominal_;
  Plan plan_;
  FaultDraws faults_;
  std::vector<CorrelatedGroup> groups_;
  std::vector<Input> inputs_;  // in the order of the plan's coordinates
};

// One case of a scenario; a loop over cases keeps a Sampler instead.
inline void draw(const Scenario& scenario, std::uint64_t case_number, double* params) {
  Sampler(scenario).draw(case_number, params);
}

}  // namespace farside
