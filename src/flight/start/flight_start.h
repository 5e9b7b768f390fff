#pragma once
// Where the flights of a chunk begin; those of start.orbit are followed to ignition a case a lane.
#include "flight/touchdown/ground_clearance.h"
#include "lanes/lane_struct.h"

namespace farside::inline FARSIDE_ISA {

// All cases are ignited at the same time and in the attitude that the flight software believes to be right. Returns in
// `can_be` whether an orbit stayed above the sphere through the target.
template <class Real>
inline void follow_orbits(const DescentWorld& w, const CaseBlock& block, int count, DescentState<double>* starts,
                          bool* can_be) {
  constexpr int width = LaneTraits<Real>::count;
  const OrbitOptions& o = w.options.orbit;
  for (int first = 0; first < count; first += width) {
    CoastWorld<Real> world{w.options.moon.gravity, {}, {}};
    InertialState<Real> x;
    for (int i = 0; i < width; ++i) {
      const CaseParams<double>& p = params_of(block, first + i < count ? first + i : count - 1);
      const double rate = w.turning_rad_s(p.moon);
      put_lane(world.gravity, i, p.moon.gravity);
      set_lane(world.turning_rad_s, i, rate);
      put_lane(x, i, orbit_at_epoch(p.start.orbit, o, rate));
    }
    const Coast<Real> coast = coasted(world, x, -o.coast_s, o.coast_s, o.step_ticks * tick_s);
    for (int i = 0; i < width && first + i < count; ++i) {
      const InertialState<double> end = take_lane(coast.end, i);
      DescentState<double>& s = starts[first + i];
      s = w.known_start;
      s.p_I = end.p_I;
      s.v_I = end.v_I;
      can_be[first + i] = !(lane(coast.lowest_m, i) < w.site.radius_m);  // NaN is left to fail in flight
    }
  }
}

// Where cases 0..count-1 begin to fly, without what their tanks hold; can_be[i]: above the ground.
template <class Real>
inline void start_flights(const DescentWorld& w, const CaseBlock& block, int count, DescentState<double>* starts,
                          bool* can_be) {
  const StartMode mode = w.options.start;
  if (mode == StartMode::orbit) follow_orbits<Real>(w, block, count, starts, can_be);
  for (int i = 0; i < count; ++i) {
    const CaseParams<double>& p = params_of(block, i);
    if (mode != StartMode::orbit) {
      starts[i] = start_of_flight(w.options, p, w.site);
      can_be[i] = true;
    }
    can_be[i] = can_be[i] && flight_can_start(w, p, starts[i].p_I);
  }
}

}  // namespace farside::inline FARSIDE_ISA
