#include "sky/link.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sky/relay_options.h"

namespace farside::link_test {
namespace {

// chang-e-4.md section 8: 204.4 dB at 47,000 km, 207.3 at 65,000, 209.0 at 79,000; at 7.2 GHz 203.0.
TEST(Link, LosesOverTheDistanceWhatTheClosedFormSays) {
  EXPECT_NEAR(free_space_loss_dB(8.47e9, 4.7e7), 204.4, 0.06);
  EXPECT_NEAR(free_space_loss_dB(8.47e9, 6.5e7), 207.3, 0.06);
  EXPECT_NEAR(free_space_loss_dB(8.47e9, 7.9e7), 209.0, 0.06);
  EXPECT_NEAR(free_space_loss_dB(7.2e9, 4.7e7), 203.0, 0.06);
}

// Term by term: 29.5 - 208.9580 - 2 + 44 - (26.0206 - 228.5992) = 65.1206 dB Hz; less 57.4429 dB and 4.5 dB.
TEST(Link, AddsUpTheBudget) {
  const LinkBudget budget{8.47e9, 29.5, 44.0, 400.0, 2.0, 4.5};
  EXPECT_NEAR(carrier_to_noise_dB_Hz(budget, 7.9e7), 65.1206, 2e-4);
  EXPECT_NEAR(link_margin_dB(budget, 555e3, 7.9e7), 3.1777, 2e-4);
  EXPECT_NEAR(link_margin_dB(budget, 555e3, 3.95e7), 3.1777 + 20.0 * std::log10(2.0), 2e-4);
}

// What is assumed of the senders closes their highest rates with the margin asked for, and with little more.
TEST(Link, TheHighestPublishedRatesCloseWhereTheRelayIsFarthest) {
  const RelayOptions options = relay_options_of(parse_configuration("farside: 1\n", "c.yaml"));
  ASSERT_EQ(options.senders.size(), 2U);
  EXPECT_EQ(options.senders[0].rates_bit_s.back(), 555e3);
  EXPECT_EQ(options.senders[1].rates_bit_s.back(), 285e3);
  for (const Sender& sender : options.senders) {
    const double margin = link_margin_dB(sender.budget, sender.rates_bit_s.back(), 7.9e7);
    EXPECT_GE(margin, options.margin_dB) << sender.name;
    EXPECT_LT(margin, options.margin_dB + 0.5) << sender.name;
  }
}

TEST(Link, KeysOfTheRelayReachTheBudgetInItsUnits) {
  const RelayOptions o = relay_options_of(parse_configuration(
      "farside: 1\nrelay: {orbit: halo, amplitude_km: 9000, mask_deg: 10, frequency_GHz: 2, rover_eirp_dBW: -3, "
      "epoch_utc: 2020-01-01T00:00:00Z}\n",
      "c.yaml"));
  EXPECT_TRUE(o.is_there);
  EXPECT_EQ(o.amplitude_m, 9e6);
  EXPECT_NEAR(o.mask_rad, 0.17453, 1e-5);
  EXPECT_EQ(o.senders[0].budget.frequency_Hz, 2e9);
  EXPECT_EQ(o.senders[1].budget.sent_dBW, -3.0);
  EXPECT_EQ(utc_text(o.epoch), "2020-01-01T00:00:00Z");
}

}  // namespace

}  // namespace farside::link_test
