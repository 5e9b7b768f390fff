#pragma once
// Flies the cases of a campaign: blocks over threads, each block's rows to the spool as it ends.
#include <cstdint>
#include <functional>

#include "engine/kernel.h"
#include "scenario/scenario.h"
#include "store/spool.h"

namespace farside {

// How cases ended so far; a numerical failure is in no other count.
struct Tally {
  std::uint64_t safe = 0, degraded = 0, lost = 0, numerical_failure = 0;
  std::uint64_t done() const { return safe + degraded + lost; }
  std::uint64_t flown() const { return done() + numerical_failure; }
};

struct Progress {
  Tally tally;
  std::uint64_t total = 0;
  double elapsed_s = 0.0;
};

enum class BlockOrder { forward, reverse };

// None of it changes a row.
struct FlyOptions {
  const Kernel* kernel = nullptr;
  int threads = 0;                // 0: one for each CPU of this process, or OMP_NUM_THREADS
  std::uint64_t block_cases = 0;  // 0: choose_block_cases()
  BlockOrder block_order = BlockOrder::forward;
  std::function<void(const Progress&)> report{};  // after each block, by one thread at a time
};

// The number of threads that options.threads means on this machine.
int thread_count(const FlyOptions& options);

// Large blocks keep lanes busy, since a lane that is through takes the block's next case; small ones balance threads and show progress.
std::uint64_t choose_block_cases(std::uint64_t cases, int threads);

// Cases first ... first + count - 1. The first exception of any thread ends the others after their block and is thrown on.
Tally fly_cases(const Scenario& scenario, std::uint64_t first, std::uint64_t count, const FlyOptions& options, Spool& spool);

}  // namespace farside
