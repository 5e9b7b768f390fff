#pragma once
// A flight made by hand: straight on with one force and one attitude, a control period a guidance interval.
#include "linear/flight_errors.h"
#include "moon/frames.h"
#include "record/phases.h"

namespace farside::linear_test {

struct MadeFlight {
  double interval_s = 1.0;
  int intervals = 600;
  Quat<double> q_IB = normalised(Quat<double>{0.8, 0.1, -0.5, 0.2});
  Vec3<double> force_B{0.3, -0.2, 2.4};
  Vec3<double> p_I{1737400.0, 0.0, 0.0}, v_I{0.0, 0.0, 0.0};

  LoneFlight flown() const {
    LoneFlight flight;
    for (int k = 0; k < intervals; ++k) {
      const double t = k * interval_s;
      const Vec3<double> c = interval_s * force_B;
      flight.periods.push_back({t,
                                interval_s,
                                static_cast<int>(Phase::braking),
                                {p_I.x, p_I.y, p_I.z},
                                {v_I.x, v_I.y, v_I.z},
                                {q_IB.w, q_IB.x, q_IB.y, q_IB.z},
                                {q_IB.w, q_IB.x, q_IB.y, q_IB.z},
                                {c.x, c.y, c.z}});
      flight.epochs.push_back({t, 1.0, {}});
    }
    // the errors are told at the start of the last period, and straight on from there
    flight.record.end_time = (intervals - 1) * interval_s;
    return flight;
  }
  double time_s() const { return (intervals - 1) * interval_s; }
};

inline MoonOptions uniform_gravity_options() {
  MoonOptions o;
  o.gravity.model = GravityModel::uniform;
  o.rotation = false;
  return o;
}

inline FlightErrors errors_of_made(const LoneFlight& flight, const MoonOptions& options) {
  static const MoonParams<double> moon{};
  return FlightErrors(flight, site_frame(0.0, 0.0, 0.0), options, moon);
}

}  // namespace farside::linear_test
