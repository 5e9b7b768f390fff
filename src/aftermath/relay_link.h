#pragma once
// The relay over a vehicle at rest (M22): where it stands, whether ground or the antenna's own attitude takes the link
// away, and for how long. The antenna's beam is Gaussian about its axis: 3 dB less at its half-power angle, 12 dB at
// twice that.
#include "aftermath/edge.h"
#include "moon/relay_params.h"
#include "vehicle/vehicle_params.h"

namespace farside::inline FARSIDE_ISA {

class RelayOver {
 public:
  RelayOver(const SkyTable& sky, double phase) : sky_(sky), phase_(phase) {}
  // From the target, site frame, m.
  Vec3<double> p_L(double time_s) const;

 private:
  Vec3<double> halo_at(double phase) const;

  const SkyTable& sky_;
  double phase_;
};

// By the cubic through four places.
inline Vec3<double> RelayOver::halo_at(double phase) const {
  const double turns = phase - nearest_whole(phase - 0.5);  // within 0 and 1
  const double at = clamp(turns, 0.0, 1.0) * sky_.halo_places;
  const int k = static_cast<int>(at), n = sky_.halo_places;
  const double f = at - k;
  const double weight[] = {-f * (f - 1.0) * (f - 2.0) / 6.0, (f + 1.0) * (f - 1.0) * (f - 2.0) / 2.0,
                           -(f + 1.0) * f * (f - 2.0) / 2.0, (f + 1.0) * f * (f - 1.0) / 6.0};
  Vec3<double> sum{0.0, 0.0, 0.0};
  for (int i = 0; i < 4; ++i) {
    const double* h = sky_.halo + 3 * ((k + n + i - 1) % n);
    sum = axpy(weight[i], Vec3<double>{h[0], h[1], h[2]}, sum);
  }
  return sum;
}

inline Vec3<double> RelayOver::p_L(double time_s) const {
  const auto [m, f] = between_moments(time_s, sky_.step_s, sky_.relay_moments);
  const Vec3<double> h = halo_at(phase_ + sky_.halo_phase + time_s / sky_.halo_period_s);
  const auto there = [&](int moment) {
    const double* const a = sky_.relay_axes_L + 9 * moment;
    const double* const o = sky_.relay_origin_L + 3 * moment;
    return Vec3<double>{o[0] + a[0] * h.x + a[1] * h.y + a[2] * h.z, o[1] + a[3] * h.x + a[4] * h.y + a[5] * h.z,
                        o[2] + a[6] * h.x + a[7] * h.y + a[8] * h.z};
  };
  return axpy(f, there(m + 1), (1.0 - f) * there(m));
}

// The link to a relay at `from` the antenna, (east, north, up): what it has more than is needed.
struct Link {
  double range_m, off_axis_rad, margin_dB;
};
inline Link link_to(const Vec3<double>& from, const Vec3<double>& axis, double half_power_rad, double link_dB) {
  constexpr double per_log = 20.0 / 2.302585092994046, reference_m = 1e7;  // ln 10
  const double range_m = norm(from);
  const double off_rad = acos(clamp(dot(from, axis) / range_m, -1.0, 1.0)), of_half = off_rad / half_power_rad;
  return {range_m, off_rad, link_dB - per_log * log(range_m / reference_m) - 3.0 * (of_half * of_half)};
}

struct RelayEnd {
  Vec3<double> at_rest;  // (east, north, up), m
  Link link;             // at rest
  double share, outage_s;
  double late_s;  // when an outage was longer than allowed; NaN: none was
};

// Looks once a step of the table. The beginning and the end of an outage are taken to be midway between two looks.
inline RelayEnd watch_relay(const SkyTable& sky, const Edge& edge, const AtRest& rest, const LocalAxes& axes,
                            const VehicleParams<double>& v, double phase, double days) {
  constexpr double day_s = 86400.0;
  const AntennaParams<double>& a = v.antenna;
  const Vec3<double> axis = axes * (rotation(rest.q_LB) * leaning_B(a.tilt_rad, a.azimuth_rad));
  const RelayOver relay(sky, phase);
  RelayEnd end{};
  end.late_s = __builtin_nan("");
  const int looks = static_cast<int>(days * day_s / sky.step_s + 0.5);
  int heard = 0;
  double silent_from_s = rest.time_s;
  bool hears = true;
  for (int i = 0; i <= looks; ++i) {
    const double time_s = rest.time_s + i * sky.step_s;
    const Vec3<double> from = axes * (relay.p_L(time_s) - rest.p_L);
    const Link link = link_to(from, axis, a.half_power_rad, sky.link_dB);
    if (i == 0) {
      end.at_rest = from;
      end.link = link;
    }
    const bool now = link.margin_dB >= 0.0 && tangent_over(edge, from) >= sky.relay_mask_tangent;
    heard += now ? 1 : 0;
    if (!now && hears) silent_from_s = i == 0 ? time_s : time_s - 0.5 * sky.step_s;
    const double until_s = now ? time_s - 0.5 * sky.step_s : time_s;
    if (!now || !hears) {
      if (until_s - silent_from_s > end.outage_s) end.outage_s = until_s - silent_from_s;
      if (end.late_s != end.late_s && until_s - silent_from_s > v.limits.outage_s)
        end.late_s = silent_from_s + v.limits.outage_s;
    }
    hears = now;
  }
  end.share = static_cast<double>(heard) / (looks + 1);
  return end;
}

}  // namespace farside::inline FARSIDE_ISA
