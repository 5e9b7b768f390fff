#pragma once
// The running estimates: P(safe), and P(mission) where the aftermath is computed.
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "config/keys/sampling.h"
#include "record/tally.h"
#include "stats/intervals/proportions.h"

namespace farside {

// Of the cases flown so far, as the statistics have it: cases that can't be told (unknown, numerical) fail at the low
// end, land at the high one; the interval is Clopper and Pearson's, two-sided. Estimates are 0 before the first case.
// Where no case differs from another there is no interval, and where they are of a design none before `farside reduce`
// has looked at its replicates; where cases don't count alike, since faults are forced, or what isn't known has several
// values (campaign.sampling.outer), or cases differ in one input each (saltelli), there is no estimate either before it
// has put them together.
enum class Mix { drawn, alike, forced, two_levels, saltelli, designed };
// What the design makes of the cases: drawn, two_levels or saltelli.
inline Mix mix_of(const SamplingDesign& design) {
  return design.outer > 0 ? Mix::two_levels : design.method == SamplingMethod::saltelli ? Mix::saltelli : Mix::drawn;
}
inline Mix mix_of(bool forced, Mix of_design, bool designed, bool alike) {
  return forced                    ? Mix::forced
         : of_design != Mix::drawn ? of_design
         : alike                   ? Mix::alike
         : designed                ? Mix::designed
                                   : Mix::drawn;
}
struct ShareEstimate {
  double low, high;
  Interval interval;
  Mix mix = Mix::drawn;
  static constexpr double confidence = 0.95;
};
struct Estimates {
  ShareEstimate safe;
  std::optional<ShareEstimate> mission{};
};
// `mission`: the tally tells of missions. One that can't be told fails at the low end and goes on at the high one.
Estimates estimates_of(const Tally& tally, Mix mix, bool mission);

// P(safe) 96.00 % [93.88 %, 97.55 %]; P(safe) 96.00 %..96.40 % [93.88 %, 97.86 %]; P(safe) 100.00 %, all cases alike;
// P(safe) 96.00 % [93.88 %, 97.55 %], P(mission) 94.00 % [91.54 %, 95.92 %].
enum class Detail { estimates, intervals };
std::string text_of(const Estimates& estimates, Detail detail = Detail::intervals);
nlohmann::ordered_json json_of(const ShareEstimate& share);

// How the cases ended, by the names of the statistics.
nlohmann::ordered_json json_of(const Tally& tally);

}  // namespace farside
