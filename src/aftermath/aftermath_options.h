#pragma once
// Choices of what comes after the landing, the same for all cases.
#include <cstdint>

#include "base/field.h"

namespace farside {

enum class AftermathModel : std::int32_t { none, mission };
inline constexpr const char* aftermath_model_names[] = {"none", "mission"};

struct AftermathOptions {
  AftermathModel model = AftermathModel::none;
  bool relay = false;  // there is one (relay.orbit)
  int relay_days = 14;

  template <class V>
  static void fields(V& v) {
    v.choice("model", &AftermathOptions::model, aftermath_model_names,
             "what is told of a case that has come to rest; `mission`: sun, relay, the rover's way down, power and "
             "warmth, and whether the mission goes on");
    v.whole("relay_days", &AftermathOptions::relay_days, {1, 40}, "days for which the relay is watched");
  }
};

inline constexpr int egress_ways_max = 4;

struct RoverOptions {
  int ways = 2;

  template <class V>
  static void fields(V& v) {
    v.whole("ways", &RoverOptions::ways, {1, egress_ways_max},
            "directions in which it can leave the lander, at equal angles; the better one is taken");
  }
};

}  // namespace farside
