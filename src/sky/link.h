#pragma once
// A radio link from the ground up to the relay: how many decibels more it has than a rate needs.
#include <array>

namespace farside {

// One sender, one receiver; everything between them in one loss.
struct LinkBudget {
  double frequency_Hz;
  double sent_dBW;       // equivalent isotropically radiated power
  double gain_dBi;       // of the receiving antenna
  double temperature_K;  // of the receiving system
  double loss_dB;        // pointing, polarisation, electronics
  double needed_dB;      // energy of a bit over noise density, decoded with the errors that are allowed
};

// 20 log10(4 pi range / wavelength).
double free_space_loss_dB(double frequency_Hz, double range_m);
// Carrier over noise density, dB Hz.
double carrier_to_noise_dB_Hz(const LinkBudget& budget, double range_m);
double link_margin_dB(const LinkBudget& budget, double rate_bit_s, double range_m);

// Rates towards the relay, bit/s (Space: Science & Technology 2021/3471608, table 1).
inline constexpr std::array lander_rates_bit_s{1400.0, 50000.0, 280000.0, 555000.0};
inline constexpr std::array rover_rates_bit_s{700.0, 140000.0, 285000.0};

}  // namespace farside
