#pragma once
// From margins to the verdict (M20): a signed margin for every criterion, the first time each was violated, how the
// case ended and why. One case at a time; the host judges stored rows by the same functions (engine/rejudge.h).
#include "flight/case_params.h"
#include "flight/flight_options.h"
#include "lanes/known.h"
#include "lanes/math.h"
#include "lanes/vec.h"
#include "record/landing_record.h"

namespace farside::inline FARSIDE_ISA {

// (limit - value) / limit, for a value that should stay below.
inline double margin_below(double limit, double value) { return (limit - value) / limit; }

inline LandingRecord empty_record(std::uint64_t case_number) {
  LandingRecord r{};
  r.case_number = case_number;
  r.weight = 1.0;
  double* const first = &r.landing_east;
  for (double* x = first; x != reinterpret_cast<double*>(&r.phase_time); ++x) *x = not_available;
  float* const first_phase = r.phase_time;
  for (float* x = first_phase; x != reinterpret_cast<float*>(&r.status); ++x) *x = __builtin_nanf("");
  r.status = static_cast<std::int8_t>(Status::not_run);
  r.outcome = r.first_cause = -1;
  r.avoidance_result = r.blind_outcome = r.mission = r.mission_cause = r.egress_way = -1;
  return r;
}

inline void set_margin(LandingRecord& r, Criterion criterion, double margin, double time_s) {
  const int i = static_cast<int>(criterion);
  r.margin[i] = margin;
  r.time[i] = margin < 0.0 ? time_s : not_available;
}

// Distance from the target. A case that never reached the ground is off by at least its limit.
inline void judge_distance(const LimitParams<double>& limits, const Vec3<double>& p_L, bool reached, double time_s,
                           LandingRecord& r) {
  const double margin = margin_below(limits.landing_radius_m, sqrt(fma(p_L.y, p_L.y, p_L.x * p_L.x)));
  set_margin(r, Criterion::off_corridor, reached ? margin : min(margin, -1.0), time_s);
}

// What each criterion decides. The kernels' own copy: a symbol shared with the host would be shared between instruction
// sets.
struct CriterionVerdict {
  Cause cause;
  Outcome severity;
};
inline constexpr CriterionVerdict verdicts[] = {
#define FARSIDE_CRITERION(name, severity, text) {Cause::name, Outcome::severity},
#include "record/outcomes.def"
};

// A set of criteria, a bit each.
using CriterionMask = std::uint32_t;
static_assert(criterion_count <= 32);
constexpr CriterionMask bit_of(Criterion criterion) { return CriterionMask{1} << static_cast<int>(criterion); }

// What every case that meets the ground is judged by, whatever its touchdown model: the least that shows that it
// landed.
inline constexpr CriterionMask contact_criteria =
    bit_of(Criterion::hard_contact_vertical) | bit_of(Criterion::hard_contact_horizontal);

// What the configuration judges in every case that ends on the ground.
inline CriterionMask applicable_criteria(const CampaignOptions& o, TerrainModel terrain, const CaseParams<double>& p) {
  using enum Criterion;
  CriterionMask mask = contact_criteria | bit_of(contact_tilt) | bit_of(contact_rate) | bit_of(off_corridor);
  const auto add_where = [&](bool judged, Criterion criterion) {
    mask |= judged ? bit_of(criterion) : CriterionMask{0};
  };
  const bool flown = o.start != StartMode::touchdown, lands = o.touchdown.model != TouchdownModel::none;
  const bool legs = o.touchdown.model == TouchdownModel::legs, controls = o.gnc.control.mode != ControlMode::off;
  add_where(flown && p.vehicle.mass.propellant_kg > 0.0, propellant_depleted);
  add_where(flown && controls && o.vehicle.thrusters.uses_propellant, rcs_depleted);
  add_where(terrain == TerrainModel::dem, off_map);
  const Criterion of_rest[] = {tip_over, slid, not_at_rest, final_tilt}, of_legs[] = {stroke_exceeded, load_exceeded};
  for (const Criterion criterion : of_rest) add_where(lands, criterion);
  add_where(lands && p.vehicle.legs.hull_clearance_m > 0.0, hull_strike);
  for (const Criterion criterion : of_legs) add_where(legs, criterion);
  add_where(legs && p.vehicle.legs.nozzle_clearance_m > 0.0, nozzle_strike);
  return mask;
}

// A violated criterion and its time. Default: none, which counts as later than any.
struct Violation {
  int criterion = criterion_count;
  double time_s = __builtin_inf();

  bool happened() const { return criterion < criterion_count; }
  // Equal times go by causal order, the order of the list.
  bool is_before(const Violation& other) const {
    return time_s < other.time_s || (time_s == other.time_s && criterion < other.criterion);
  }
  void take_if_earlier(const Violation& other) {
    if (other.is_before(*this)) *this = other;
  }
};

// Is it lost by what has been judged so far, whatever its touchdown may still bring? Contact at hundreds of metres a
// second is beyond what the ground's models can compute, and needs no more.
inline bool is_lost(const LandingRecord& r) {
  for (int i = 0; i < criterion_count; ++i) {
    if (verdicts[i].severity == Outcome::lost && r.margin[i] < 0.0) return true;
  }
  return false;
}

// From margins to the verdict.
// First cause: the violation that came first; one without a time comes last.
// Outcome: that of the worst violation. One that makes it unknown (off_map) hides what comes after it: such a case is
// lost only if it was lost before.
// `applicable` are the criteria that the configuration judges in every case that ends on the ground. Safe is a finding,
// never the absence of a criterion: where an applicable one has no margin, and its violation would make the outcome
// worse, nothing was found. The case is then a numerical failure; its values stay as evidence. A loss and an unknown
// outcome need no other criterion.
inline void judge(LandingRecord& r, CriterionMask applicable = contact_criteria) {
  Violation first, lost, hiding;
  bool degraded = false, unjudged_degraded = false, unjudged_worse = false;
  for (int i = 0; i < criterion_count; ++i) {
    const Outcome severity = verdicts[i].severity;
    const bool judged = r.margin[i] == r.margin[i];
    if (!judged && (applicable >> i & 1U) != 0)
      (severity == Outcome::degraded ? unjudged_degraded : unjudged_worse) = true;
    if (!(r.margin[i] < 0.0)) continue;
    r.failure_mask |= failure_bit(verdicts[i].cause);
    const Violation violation{i, r.time[i] == r.time[i] ? r.time[i] : __builtin_inf()};
    first.take_if_earlier(violation);
    if (severity == Outcome::degraded) degraded = true;
    if (severity == Outcome::lost) lost.take_if_earlier(violation);
    if (severity == Outcome::unknown) hiding.take_if_earlier(violation);
  }
  Outcome outcome = degraded ? Outcome::degraded : Outcome::safe;
  if (hiding.happened()) outcome = Outcome::unknown;
  if (lost.is_before(hiding)) outcome = Outcome::lost;
  Cause cause = first.happened() ? verdicts[first.criterion].cause : Cause::none;

  if ((outcome < Outcome::lost && unjudged_worse) || (outcome == Outcome::safe && unjudged_degraded)) {
    r.status = static_cast<std::int8_t>(Status::numerical_failure);
    r.failure_mask |= failure_bit(Cause::numerical);
    cause = Cause::numerical;
    outcome = Outcome::lost;
  } else {
    r.status = static_cast<std::int8_t>(Status::done);
  }
  r.outcome = static_cast<std::int8_t>(outcome);
  r.first_cause = static_cast<std::int8_t>(cause);
}

// The simulation failed, or was never started since the draw can't be, not the landing: nothing of what it computed is
// passed on.
inline LandingRecord numerical_failure(std::uint64_t case_number, Cause cause = Cause::numerical) {
  LandingRecord r = empty_record(case_number);
  r.status = static_cast<std::int8_t>(Status::numerical_failure);
  r.outcome = static_cast<std::int8_t>(Outcome::lost);
  r.first_cause = static_cast<std::int8_t>(cause);
  r.failure_mask = failure_bit(cause);
  return r;
}

}  // namespace farside::inline FARSIDE_ISA
