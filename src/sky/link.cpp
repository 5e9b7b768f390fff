#include "sky/link.h"

#include <cmath>
#include <numbers>

#include "sky/ephemeris.h"

namespace farside {
namespace {

constexpr double boltzmann_J_K = 1.380649e-23;  // exact, SI

double decibel(double ratio) { return 10.0 * std::log10(ratio); }

}  // namespace

double free_space_loss_dB(double frequency_Hz, double range_m) {
  return 2.0 * decibel(4.0 * std::numbers::pi * range_m * frequency_Hz / light_speed_m_s);
}

double carrier_to_noise_dB_Hz(const LinkBudget& b, double range_m) {
  return b.sent_dBW - free_space_loss_dB(b.frequency_Hz, range_m) - b.loss_dB + b.gain_dBi -
         decibel(boltzmann_J_K * b.temperature_K);
}

double link_margin_dB(const LinkBudget& b, double rate_bit_s, double range_m) {
  return carrier_to_noise_dB_Hz(b, range_m) - decibel(rate_bit_s) - b.needed_dB;
}

}  // namespace farside
