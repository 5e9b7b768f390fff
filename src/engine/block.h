#pragma once
// A block of consecutive cases on its way through a kernel: drawn, judged, flown, and its inputs read back in the
// file's units. A case with impossible inputs is not flown; its row says so and has the inputs.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/library_flight.h"
#include "sampling/draw_rules.h"
#include "sampling/sampler.h"
#include "scenario/scenario.h"

namespace farside {

class Block {
 public:
  // All arguments must outlive it; `capacity` is the largest number of cases.
  Block(const Scenario& scenario, const KernelSetup& setup, const Sampler& sampler, std::size_t capacity);

  // Flies cases first ... first + count - 1, each in a lane. Returns how many of them, from the first on, were
  // finished: fewer than `count` only where `stop` (may be null) became 1.
  std::size_t fly(const Kernel& kernel, std::uint64_t first, std::size_t count, const int* stop);
  // One case without lanes: the same bits, and its time history where `trace` isn't null.
  void fly_scalar(const Kernel& kernel, std::uint64_t case_number, TraceSink* trace);

  // Of the cases flown last. Inputs: one row a case, in the file's units, as they stand behind the record
  // (record/schema.h).
  const LandingRecord* records() const { return records_.data(); }
  const double* inputs() const { return columns_.empty() ? inputs_.data() : columns_.data(); }
  // Those whose own flight software failed.
  const std::vector<SoftwareFailure>& failures() const { return failures_; }
  // What broke in each, and when.
  const std::vector<FaultOfCase>& faults() const { return faults_; }
  std::size_t input_count() const { return scenario_.inputs.size() + more_columns(); }

 private:
  std::size_t draw(std::uint64_t first, std::size_t count);
  void await_phases(KernelRun run, std::uint64_t first, std::size_t valid);
  void spread(std::size_t valid, std::size_t count);
  void put_columns(std::size_t i);
  std::size_t more_columns() const { return (has_faults_ ? fault_columns : 0) + design_.count(); }
  std::size_t fly(KernelRun run, std::uint64_t first, std::size_t count, TraceSink* trace, const int* stop);

  struct alignas(64) CacheLine {
    double values[8];
  };
  const Scenario& scenario_;
  const KernelSetup& setup_;
  const Sampler& sampler_;
  const DrawRules rules_;
  std::vector<std::uint64_t> numbers_, draws_;  // of the cases to fly: their numbers, and what kernels draw by
  std::vector<CacheLine> params_;
  std::unique_ptr<HazardMemory> hazard_;  // where something looks for hazards
  std::vector<LandingRecord> records_;
  std::vector<double> inputs_;
  std::vector<FaultOfCase> faults_;  // of all cases of the block
  bool has_faults_;
  DesignColumns design_;
  std::vector<double> columns_;         // inputs with the columns of faults and of the design; empty without any
  std::vector<LandingRecord> invalid_;  // rows of the cases with impossible inputs
  std::vector<double> invalid_inputs_;
  std::vector<SoftwareFailure> failures_;
};

}  // namespace farside
