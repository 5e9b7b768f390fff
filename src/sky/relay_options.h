#pragma once
// The section `relay` of a configuration.
#include <string>
#include <vector>

#include "config/configuration.h"
#include "sky/link.h"
#include "sky/relay.h"

namespace farside {

// Who speaks to the relay.
struct Sender {
  std::string name;
  LinkBudget budget;
  std::vector<double> rates_bit_s;
};

struct RelayOptions {
  bool is_there = false;
  double amplitude_m = 0.0, mask_rad = 0.0, margin_dB = 0.0;
  Instant epoch{};
  std::vector<Sender> senders;
};

RelayOptions relay_options_of(const Configuration& configuration);

}  // namespace farside
