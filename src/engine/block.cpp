#include "engine/block.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "base/error.h"
#include "engine/float_state.h"
#include "record/invalid_draw.h"

namespace farside {

Block::Block(const Scenario& scenario, const KernelSetup& setup, const Sampler& sampler, std::size_t capacity)
    : scenario_(scenario),
      setup_(setup),
      sampler_(sampler),
      rules_(scenario),
      numbers_(capacity),
      draws_(capacity),
      params_((capacity * param_count + 7) / 8),
      hazard_(setup.options.gnc.avoidance.mode == AvoidanceMode::none ? nullptr
                                                                      : std::make_unique_for_overwrite<HazardMemory>()),
      records_(capacity),
      inputs_(capacity * scenario.inputs.size()),
      faults_(capacity),
      has_faults_(!scenario.configuration.faults.empty()),
      design_(design_columns_of(scenario.configuration)),
      columns_(more_columns() == 0 ? 0 : capacity * input_count()) {}

std::size_t Block::fly(const Kernel& kernel, std::uint64_t first, std::size_t count, const int* stop) {
  return fly(kernel.run, first, count, nullptr, stop);
}

void Block::fly_scalar(const Kernel& kernel, std::uint64_t case_number, TraceSink* trace) {
  fly(kernel.run_scalar, case_number, 1, trace, nullptr);
}

// Draws the cases. Returns how many can be flown; their parameters are stored without gaps.
std::size_t Block::draw(std::uint64_t first, std::size_t count) {
  double* const params = params_.data()->values;
  invalid_.clear();
  invalid_inputs_.clear();
  std::size_t valid = 0;
  for (std::size_t i = 0; i < count; ++i) {
    double* const here = params + valid * param_count;
    faults_[i] = sampler_.draw(first + i, here);
    if (rules_.hold(here)) {
      records_[valid].status = static_cast<std::int8_t>(Status::not_run);
      numbers_[valid] = first + i;
      draws_[valid++] = sampler_.planned(first + i).draw;
      continue;
    }
    invalid_.push_back(invalid_draw_record(first + i));
    for (const std::int32_t slot : scenario_.dispersed_slots) invalid_inputs_.push_back(here[slot]);
  }
  return valid;
}

// Faults at the start of a phase: a flight without them shows when that is, and is the same until then. Of several in a
// case the one that strikes first is found first, since it may move the others. No flight here is stopped, or a case
// would be another one.
void Block::await_phases(KernelRun run, std::uint64_t first, std::size_t valid) {
  double* const params = params_.data()->values;
  const auto waits = [](const AwaitedFault& a) { return std::isnan(a.time_s); };
  for (;;) {
    std::vector<std::size_t> places;
    std::vector<std::uint64_t> draws;
    std::vector<double> tried;
    for (std::size_t v = 0; v < valid; ++v) {
      const std::vector<AwaitedFault>& awaited = faults_[numbers_[v] - first].awaited;
      if (std::none_of(awaited.begin(), awaited.end(), waits)) continue;
      places.push_back(v);
      draws.push_back(draws_[v]);
      tried.insert(tried.end(), params + v * param_count, params + (v + 1) * param_count);
    }
    if (places.empty()) return;
    std::vector<LandingRecord> records(places.size());
    std::vector<double> read(places.size() * scenario_.dispersed_slots.size());
    fly_block(run, setup_,
              {draws.data(), tried.data(), records.data(), read.data(), places.size(), scenario_.seed, nullptr,
               hazard_.get(), nullptr});
    for (std::size_t k = 0; k < places.size(); ++k) {
      FaultOfCase& fault = faults_[numbers_[places[k]] - first];
      AwaitedFault* next = nullptr;
      double next_s = std::numeric_limits<double>::infinity();
      for (AwaitedFault& a : fault.awaited) {
        if (!waits(a)) continue;
        // the column has 24 bits of it: the tick that it was
        const double began_s =
            std::ceil(static_cast<double>(records[k].phase_time[static_cast<int>(a.phase)]) / tick_s - 0.01) * tick_s;
        if (!(began_s + a.delay_s < next_s)) continue;
        next = &a;
        next_s = began_s + a.delay_s;
      }
      if (next == nullptr) {
        for (AwaitedFault& a : fault.awaited)
          if (waits(a)) a.time_s = next_s;
        continue;
      }
      next->time_s = next_s;
      double& onset_s = params[places[k] * param_count + next->slot];
      onset_s = std::min(onset_s, next_s);
      const bool single = static_cast<std::size_t>(fault.code) <= scenario_.configuration.faults.size();
      if (single) fault.time_s = next_s;
    }
  }
}

// Moves the rows of flown cases to their places among all cases, from the last one on, and puts those of the others
// between them.
void Block::spread(std::size_t valid, std::size_t count) {
  const std::size_t n = scenario_.dispersed_slots.size();
  std::size_t left = invalid_.size();
  for (std::size_t i = count; left > 0; --i) {
    const bool flown = valid > 0 && numbers_[valid - 1] > invalid_[left - 1].case_number;
    const std::size_t from = flown ? --valid : --left;
    records_[i - 1] = flown ? records_[from] : invalid_[from];
    const double* const inputs = flown ? &inputs_[from * n] : &invalid_inputs_[from * n];
    if (n > 0) std::memmove(&inputs_[(i - 1) * n], inputs, n * sizeof(double));
  }
}

// What the host knows of a case that was flown, and the columns of its faults and its design.
void Block::put_columns(std::size_t i) {
  const PlannedCase planned = sampler_.planned(records_[i].case_number);
  records_[i].weight = planned.weight;
  if (columns_.empty()) return;
  const std::size_t n = scenario_.inputs.size();
  double* at = &columns_[i * input_count()];
  at = std::copy_n(inputs_.begin() + static_cast<std::ptrdiff_t>(i * n), n, at);
  if (has_faults_) {
    const FaultOfCase& fault = faults_[i];
    *at = 0.0;
    std::memcpy(at, &fault.code, sizeof fault.code);
    at[1] = fault.time_s;
    at[2] = fault.height_m;
    at += fault_columns;
  }
  if (design_.replicate) std::memcpy(at++, &planned.replicate, sizeof planned.replicate);
  if (design_.outer_draw) std::memcpy(at++, &planned.outer, sizeof planned.outer);
  if (design_.matrices.empty()) return;
  std::memcpy(at++, &planned.sample, sizeof planned.sample);
  std::memcpy(at, &planned.matrix, sizeof planned.matrix);
}

std::size_t Block::fly(KernelRun run, std::uint64_t first, std::size_t count, TraceSink* trace, const int* stop) {
  if (count > numbers_.size()) throw InternalError("a block of " + std::to_string(count) + " cases where fewer fit");
  const FloatState state;
  const std::size_t valid = draw(first, count);
  await_phases(run, first, valid);
  const CaseBlock block{draws_.data(), params_.data()->values, records_.data(), inputs_.data(),
                        valid,         scenario_.seed,         trace,           hazard_.get(),
                        stop};
  failures_.clear();
  if (valid > 0) failures_ = fly_block(run, setup_, block);
  for (SoftwareFailure& f : failures_) f.case_number = numbers_[f.index];
  for (std::size_t i = 0; i < valid; ++i) {
    if (records_[i].status != static_cast<std::int8_t>(Status::not_run) && records_[i].case_number != draws_[i])
      throw InternalError("case " + std::to_string(numbers_[i]) + " came back from the kernel as another one");
    records_[i].case_number = numbers_[i];
  }
  spread(valid, count);

  const std::size_t n = scenario_.dispersed_factors.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (records_[i].status == static_cast<std::int8_t>(Status::not_run)) {
      if (told_to_stop(block)) return i;
      throw InternalError("case " + std::to_string(first + i) + " came back from the kernel without having been run");
    }
    for (std::size_t k = 0; k < n; ++k) inputs_[i * n + k] /= scenario_.dispersed_factors[k];
    put_columns(i);
  }
  return count;
}

}  // namespace farside
