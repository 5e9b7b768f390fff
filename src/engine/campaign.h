#pragma once
// Flies the cases of a campaign: blocks over threads, each block's rows to the journal as it ends.
#include <cstdint>
#include <functional>

#include "engine/library_flight.h"
#include "record/alike.h"
#include "record/case_range.h"
#include "record/tally.h"
#include "scenario/scenario.h"
#include "store/journal/journal.h"

namespace farside {

struct Progress {
  Tally tally;
  std::uint64_t total = 0;
  double elapsed_s = 0.0;
  std::uint64_t earlier = 0;  // cases of the tally that earlier attempts flew
  bool alike = false;         // no input varies, and no case differs from another
  bool forced = false;        // faults are forced: the cases' mix is not the campaign's
  bool designed = false;      // the cases are of replicates of a design, and not independent
  bool mission = false;       // the aftermath is computed: the tally tells of missions
};

enum class BlockOrder { forward, reverse };

// No option changes a row.
struct FlyOptions {
  const Kernel* kernel = nullptr;
  int threads = 0;                // 0: one for each CPU of this process, or OMP_NUM_THREADS
  std::uint64_t block_cases = 0;  // 0: choose_block_cases()
  BlockOrder block_order = BlockOrder::forward;
  std::uint64_t total = 0;  // of progress, where more cases are to follow; 0: no others do
  Tally earlier{};          // of cases that earlier attempts flew: progress goes on from there
  Alike* alike = nullptr;   // for a campaign whose inputs don't vary: it has the earlier cases and gets the others
  std::function<void(const Progress&)> report{};  // after each block, by one thread at a time
  // Cases whose own flight software failed (gnc.library), by one thread at a time.
  std::function<void(const std::vector<SoftwareFailure>&)> software_failed{};
  std::function<bool()> stop_wanted{};  // asked ten times a second: true drops the cases under way and ends the flight
  double sync_period_s = 5.0;           // a power failure loses no more than what was flown in this time
};

inline constexpr int threads_max = 4096;
// The number of threads for options.threads on this machine; threads_max at most.
int thread_count(const FlyOptions& options);

// Large blocks keep lanes busy, since a lane that has finished takes the block's next case; small ones balance threads
// and show progress.
std::uint64_t choose_block_cases(std::uint64_t cases, int threads);

// Returns how all cases ended, the earlier ones included: fewer than asked for where a stop was wanted. Every row is
// then safe on disk. The first exception of any thread ends the others like a stop, and is thrown on.
Tally fly_cases(const Scenario& scenario, const CaseRanges& cases, const FlyOptions& options, Journal& journal);

}  // namespace farside
