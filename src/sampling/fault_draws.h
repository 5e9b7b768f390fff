#pragma once
// Which faults a case has, and when they strike: by chance, each by streams of its own name, or as its stratum has it.
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "config/configuration.h"
#include "random/stream.h"

namespace farside {

// One that strikes at the start of a phase, or so long after it: when that is shows in flight alone.
struct AwaitedFault {
  std::size_t fault, slot;  // its number, and the parameter of its time
  Phase phase;
  double delay_s;
  double time_s = std::numeric_limits<double>::quiet_NaN();  // infinite: the phase doesn't come
};

// What the columns of faults say.
struct FaultOfCase {
  std::int8_t code = 0;                                                         // in the column `fault`
  double time_s = std::numeric_limits<double>::quiet_NaN(), height_m = time_s;  // when a single one strikes
  std::vector<AwaitedFault> awaited{};
};

// Of that column, as messages have it. `names`: of the campaign's faults.
std::string fault_name(std::int8_t code, const std::vector<std::string>& names);

class FaultDraws {
 public:
  explicit FaultDraws(const Configuration& configuration);

  // Sets what breaks in `params` (SI); with strata, fault `stratum` - 1 alone, or none. What is awaited doesn't
  // strike yet.
  FaultOfCase strike(std::uint64_t draw, std::size_t stratum, double* params) const;

  // Does a fault strike in a draw, by chance? What else does decides nothing.
  bool strikes(std::size_t fault, std::uint64_t draw) const;

 private:
  struct Effect {
    std::size_t slot;
    double value;  // SI, or a factor
    bool factor;
  };
  struct OneFault {
    double probability;
    StreamId occurs, when;
    Onset onset;
    Phase phase;
    std::size_t onset_slot;
    double from, to;  // SI
    std::vector<Effect> effects;
  };

  std::uint64_t seed_;
  bool forced_;
  std::vector<OneFault> faults_;
};

}  // namespace farside
