#pragma once
// One block of landings, told top to bottom: descent, touchdown, verdict.
#include "aftermath/aftermath.h"
#include "flight/descent/descent.h"
#include "flight/start/flight_start.h"
#include "flight/touchdown/legs.h"
#include "flight/touchdown/legs_outcome.h"
#include "flight/touchdown/pads_outcome.h"
#include "flight/touchdown/touchdown.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr int chunk_cases = 256;  // cases that are flown together; their ends are kept on the stack

// Dispersed inputs as they were when the case had been flown: read back from what was used, never from the sampler.
inline void read_back_inputs(const KernelSetup& setup, const CaseBlock& block, int count) {
  for (int i = 0; i < count; ++i) {
    const double* params = reinterpret_cast<const double*>(&params_of(block, i));
    double* inputs = block.inputs + static_cast<std::size_t>(i) * static_cast<std::size_t>(setup.dispersed_count);
    for (int j = 0; j < setup.dispersed_count; ++j) inputs[j] = params[setup.dispersed_slots[j]];
  }
}

// After the verdict: of a case that came to rest, what comes then.
template <class Real>
void record_mission(const DescentWorld& w, const CaseParams<double>& p, const TouchdownEnd* t, LandingRecord& r) {
  const CampaignOptions& o = w.options;
  if (o.aftermath.model == AftermathModel::none) return;
  if (t && t->ending == TouchdownEnding::rest) {
    record_aftermath<Real>(
        make_ground(w.view, p.moon.terrain, w.site.radius_m), w.setup.sky,
        {o.aftermath, o.rover, p.vehicle, p.rover, p.relay.phase, w.site.R_LM * Vec3<double>{0.0, 0.0, 1.0}},
        {t->time_s, t->state.p_L, t->state.q_LB, t->constants.cg_B}, r);
  }
  judge_mission(r, w.setup.sky.relay_moments > 0);
}

// The loops, of which a campaign takes two at most: each in a function of its own, so that what surrounds them is
// compiled once. Their rounds are never inlined: the registers of a round are its own.
template <class Real, bool products>
[[gnu::noinline]] bool fly_descent(const DescentWorld& world, const CaseBlock& block,
                                   const DescentState<double>* starts, int count, DescentEnd* ends,
                                   Tracer<Real>& trace) {
  Descent<Real, products> descent(world);
  return descent.fly(block, starts, count, ends, trace);
}

template <class Loop, class Real>
[[gnu::noinline]] bool fly_touchdown(const DescentWorld& world, const CaseBlock& block, const int* list, int count,
                                     const DescentEnd* descents, TouchdownEnd* ends, Tracer<Real>& trace) {
  Loop loop(world);
  return loop.land(block, list, count, descents, ends, trace);
}

template <class Real, int patches>
auto touchdown_loop(bool legs, bool products) {
  if (legs) return fly_touchdown<LegsLoop<Real, patches>, Real>;
  return products ? fly_touchdown<TouchdownLoop<Real, true, patches>, Real>
                  : fly_touchdown<TouchdownLoop<Real, false, patches>, Real>;
}

// Cases 0..count-1 of the block, count <= chunk_cases.
template <class Real>
void land_chunk(const DescentWorld& world, const CaseBlock& block, int count, Tracer<Real>& trace) {
  const CampaignOptions& o = world.options;
  const bool products = world.setup.products_of_inertia;
  for (int i = 0; i < count; ++i) block.records[i] = empty_record(block.case_numbers[i]);

  // Start, where orbits are followed to ignition, and descent: the cases that reach the ground are listed for the
  // touchdown.
  bool can_be[chunk_cases];  // begins above the ground
  DescentEnd descents[chunk_cases];
  TouchdownEnd touchdowns[chunk_cases];
  int landing[chunk_cases], landings = 0;
  const bool flown = o.start != StartMode::touchdown;
  if (!flown) {
    for (int i = 0; i < count; ++i) can_be[i] = touchdown_can_start(params_of(block, i));
  } else {
    DescentState<double> starts[chunk_cases];
    start_flights<Real>(world, block, count, starts, can_be);
    const auto fly = products ? fly_descent<Real, true> : fly_descent<Real, false>;
    if (!fly(world, block, starts, count, descents, trace)) return;
  }
  for (int i = 0; i < count; ++i) {
    const bool reached = can_be[i] && (!flown || descents[i].ending == DescentEnding::ground);
    if (o.touchdown.model != TouchdownModel::none && reached) landing[landings++] = i;
  }

  // Touchdown.
  const DescentEnd* const before = flown ? descents : nullptr;
  const bool legs = o.touchdown.model == TouchdownModel::legs;
  const auto land = world.view.uneven() ? touchdown_loop<Real, uneven_ground>(legs, products)
                                        : touchdown_loop<Real, flat_ground>(legs, products);
  if (!land(world, block, landing, landings, before, touchdowns, trace)) return;

  // Verdict.
  int next = 0;
  for (int i = 0; i < count; ++i) {
    const CaseParams<double>& p = params_of(block, i);
    const bool landed = next < landings && landing[next] == i;
    next += landed ? 1 : 0;
    if (!can_be[i]) {
      block.records[i] = numerical_failure(block.case_numbers[i], Cause::invalid_draw);
      continue;
    }
    const bool blown_up = landed && touchdowns[i].ending == TouchdownEnding::numerical;
    LandingRecord& r = block.records[i];
    if (flown && descents[i].ending == DescentEnding::numerical) {
      record_empty_tanks(descents[i].log, r);
      if (is_lost(r)) judge(r);
      else r = numerical_failure(block.case_numbers[i]);
      continue;
    }
    const MassParams<double>& full = p.vehicle.mass;
    const DescentEnd* d = flown ? &descents[i] : nullptr;
    const double burnt = landed ? touchdowns[i].memory.burnt_kg : 0.0;
    if (d) record_descent(world, p, *d, r);
    const double rcs_burnt = landed ? touchdowns[i].memory.rcs_burnt_kg : 0.0;
    record_propellant(p, (d ? d->propellant_kg : full.propellant_kg) - burnt,
                      (d ? d->rcs_propellant_kg : full.rcs_propellant_kg) - rcs_burnt, r);
    record_plume(world, d, landed ? &touchdowns[i] : nullptr, r);
    if (blown_up) {
      record_first_contact(p, touchdowns[i], r);
      if (is_lost(r)) judge(r);
      else r = numerical_failure(block.case_numbers[i]);
      continue;
    }
    if (landed) {
      record_power(p, touchdowns[i], r);
      record_touchdown(world, p, touchdowns[i], r);
      if (legs) {
        record_legs(p, world.options.vehicle.legs.count, touchdowns[i], r);
        record_pads(world, p, touchdowns[i], r);
      }
    } else if (d && d->ending == DescentEnding::ground) {
      record_point_landing(world, p, *d, r);
    }
    judge(r, applicable_criteria(o, world.view.model, p));
  }

  for (int i = 0, k = 0; i < count; ++i) {
    const bool landed = k < landings && landing[k] == i;
    k += landed ? 1 : 0;
    record_mission<Real>(world, params_of(block, i), landed ? &touchdowns[i] : nullptr, block.records[i]);
  }
}

// How these cases end without avoidance: flown from the start with the same draws, which is the same flight up to the
// first look.
template <class Real>
void fly_blind(const KernelSetup& setup, const CaseBlock& block, int count, std::int8_t* outcomes) {
  KernelSetup blind = setup;
  blind.options.gnc.avoidance.mode = AvoidanceMode::none;
  blind.options.aftermath.model = AftermathModel::none;  // of them only how they land is asked
  const DescentWorld world(blind);
  Tracer<Real> nobody;
  land_chunk<Real>(world, block, count, nobody);
  for (int i = 0; i < count; ++i) outcomes[i] = block.records[i].outcome;
}

// All cases of the block. With Real = double the block's first case may leave its history.
template <class Real>
void land_block(const KernelSetup& setup, const CaseBlock& block) {
  const DescentWorld world(setup);
  for (std::size_t first = 0; first < block.count; first += chunk_cases) {
    const std::size_t left = block.count - first;
    const int count = static_cast<int>(left < chunk_cases ? left : chunk_cases);
    CaseBlock chunk = block;
    chunk.case_numbers += first;
    chunk.params += first * param_count;
    chunk.records += first;
    chunk.inputs += first * static_cast<std::size_t>(setup.dispersed_count);
    chunk.first += first;
    Tracer<Real> trace;
    if constexpr (LaneTraits<Real>::count == 1) trace.sink = first == 0 && block.count == 1 ? block.trace : nullptr;
    const bool twins = setup.options.gnc.avoidance.blind_twin;
    std::int8_t blind[chunk_cases];
    if (twins) fly_blind<Real>(setup, chunk, count, blind);
    land_chunk<Real>(world, chunk, count, trace);
    for (int i = 0; twins && i < count; ++i) chunk.records[i].blind_outcome = blind[i];
    read_back_inputs(setup, chunk, count);
    if (told_to_stop(block)) return;
  }
}

}  // namespace farside::inline FARSIDE_ISA
