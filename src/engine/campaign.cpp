#include "engine/campaign.h"

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "base/error.h"
#include "engine/block.h"
#include "engine/block_plan.h"
#include "engine/setup.h"
#include "engine/team.h"

namespace farside {
namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

// Shared by the threads of a flight.
struct Flight {
  std::atomic<std::uint64_t> next{0};  // block
  std::uint64_t blocks = 0;
  int stop = 0;      // 1: kernels give up soon (flight/case_block.h)
  std::mutex mutex;  // guards what follows
  Progress progress;
  std::exception_ptr problem;

  void end_soon() {
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    next = blocks;  // no thread begins another one
  }
  void fail() {
    const std::lock_guard lock(mutex);
    if (!problem) problem = std::current_exception();
    end_soon();
  }
};

// Syncs the journal every few seconds and passes a stop on to the kernels, until it is told to end.
void watch(const std::stop_token& ended, const FlyOptions& options, Journal& journal, Flight& flight) {
  constexpr auto period = std::chrono::milliseconds(100);
  std::mutex mutex;
  std::condition_variable_any wake;
  auto synced = Clock::now();
  for (std::unique_lock lock(mutex); !ended.stop_requested();
       wake.wait_for(lock, ended, period, [] { return false; })) {
    try {
      if (options.stop_wanted && options.stop_wanted()) flight.end_soon();
      if (seconds_since(synced) < options.sync_period_s) continue;
      journal.sync();
      synced = Clock::now();
    } catch (...) {
      flight.fail();
      return;
    }
  }
}

}  // namespace

int thread_count(const FlyOptions& options) {
  return std::min(options.threads > 0 ? options.threads : omp_get_max_threads(), threads_max);
}

std::uint64_t choose_block_cases(std::uint64_t cases, int threads) {
  constexpr std::uint64_t lanes_max = 8, largest = 256, blocks_per_thread = 8;
  const std::uint64_t even = cases / (blocks_per_thread * static_cast<std::uint64_t>(threads));
  return std::clamp(even / lanes_max * lanes_max, lanes_max, largest);
}

Tally fly_cases(const Scenario& scenario, const CaseRanges& cases, const FlyOptions& options, Journal& journal) {
  const auto begin = Clock::now();
  const std::uint64_t count = count_cases(cases);
  const int threads = thread_count(options);
  const std::uint64_t block_cases = options.block_cases > 0 ? options.block_cases : choose_block_cases(count, threads);
  const BlockPlan plan(cases, block_cases);
  const KernelSetup setup = make_setup(scenario);
  const Sampler sampler(scenario);
  Flight flight;
  flight.blocks = plan.blocks();
  flight.progress = {options.earlier, std::max(options.total, options.earlier.flown() + count), 0.0,
                     options.earlier.flown()};
  flight.progress.forced = scenario.configuration.forces_faults();
  flight.progress.designed = design_columns_of(scenario.configuration).count() > 0;
  flight.progress.mission = scenario.options.aftermath.model != AftermathModel::none;

  const auto finish = [&](const LandingRecord* records, std::size_t n) {
    const std::lock_guard lock(flight.mutex);
    for (std::size_t i = 0; i < n; ++i) flight.progress.tally.add(records[i]);
    if (options.alike) {
      for (std::size_t i = 0; i < n; ++i) options.alike->add(reinterpret_cast<const std::byte*>(&records[i]));
      flight.progress.alike = options.alike->holds();
    }
    flight.progress.elapsed_s = seconds_since(begin);
    if (options.report) options.report(flight.progress);
  };
  {
    const std::jthread watcher([&](const std::stop_token& ended) { watch(ended, options, journal, flight); });
    // Each thread takes blocks from a counter.
    on_team(threads, [&] {
      try {
        Block block(scenario, setup, sampler, std::min(block_cases, count));
        for (std::uint64_t b = flight.next++; b < flight.blocks; b = flight.next++) {
          const CaseRange range = plan.block(options.block_order == BlockOrder::forward ? b : flight.blocks - 1 - b);
          const std::size_t finished = block.fly(*options.kernel, range.first, range.count, &flight.stop);
          if (finished == 0) continue;
          journal.append(block.records(), block.inputs(), finished);
          finish(block.records(), finished);
          if (options.software_failed && !block.failures().empty()) {
            const std::lock_guard lock(flight.mutex);
            options.software_failed(block.failures());
          }
        }
      } catch (...) {
        flight.fail();
      }
    });
  }
  if (flight.problem) {
    try {
      journal.sync();
    } catch (const StoreError&) {
      // the first problem is the one to report
    }
    std::rethrow_exception(flight.problem);
  }
  journal.sync();
  return flight.progress.tally;
}

}  // namespace farside
