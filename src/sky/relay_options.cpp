#include "sky/relay_options.h"

namespace farside {

RelayOptions relay_options_of(const Configuration& c) {
  RelayOptions o;
  o.is_there = c.text("relay.orbit") != "none";
  o.amplitude_m = c.real("relay.amplitude_km") * unit::kilometre.factor;
  o.mask_rad = c.real("relay.mask_deg") * unit::degree.factor;
  o.margin_dB = c.real("relay.margin_dB");
  o.epoch = *read_instant(c.text("relay.epoch_utc"), TimeScale::utc);
  const LinkBudget shared{c.real("relay.frequency_GHz") * unit::gigahertz.factor,
                          0.0,
                          c.real("relay.gain_dBi"),
                          c.real("relay.noise_temperature_K"),
                          c.real("relay.loss_dB"),
                          c.real("relay.needed_dB")};
  const auto add = [&](const char* name, const char* power, const auto& rates) {
    Sender sender{name, shared, {rates.begin(), rates.end()}};
    sender.budget.sent_dBW = c.real(power);
    o.senders.push_back(std::move(sender));
  };
  add("lander", "relay.lander_eirp_dBW", lander_rates_bit_s);
  add("rover", "relay.rover_eirp_dBW", rover_rates_bit_s);
  return o;
}

}  // namespace farside
