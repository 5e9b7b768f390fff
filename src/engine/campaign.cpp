#include "engine/campaign.h"

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>

#include "engine/block.h"
#include "engine/setup.h"

namespace farside {
namespace {

void count(Tally& tally, const LandingRecord& record) {
  if (record.status == static_cast<std::int8_t>(Status::numerical_failure)) ++tally.numerical_failure;
  else if (record.outcome == static_cast<std::int8_t>(Outcome::safe)) ++tally.safe;
  else if (record.outcome == static_cast<std::int8_t>(Outcome::degraded)) ++tally.degraded;
  else ++tally.lost;
}

}  // namespace

int thread_count(const FlyOptions& options) { return options.threads > 0 ? options.threads : omp_get_max_threads(); }

std::uint64_t choose_block_cases(std::uint64_t cases, int threads) {
  constexpr std::uint64_t lanes_max = 8, largest = 256, blocks_per_thread = 8;
  const std::uint64_t even = cases / (blocks_per_thread * static_cast<std::uint64_t>(threads));
  return std::clamp(even / lanes_max * lanes_max, lanes_max, largest);
}

Tally fly_cases(const Scenario& scenario, std::uint64_t first, std::uint64_t count_all, const FlyOptions& options, Spool& spool) {
  const auto begin = std::chrono::steady_clock::now();
  const int threads = thread_count(options);
  const std::uint64_t block_cases = options.block_cases > 0 ? options.block_cases : choose_block_cases(count_all, threads);
  const std::uint64_t blocks = count_all / block_cases + (count_all % block_cases != 0);
  const KernelSetup setup = make_setup(scenario);
  const Sampler sampler(scenario);

  std::atomic<std::uint64_t> next{0};
  std::mutex mutex;  // guards what follows
  Progress progress{{}, count_all, 0.0};
  std::exception_ptr problem;

  const auto finish = [&](const LandingRecord* records, std::size_t n) {
    const std::lock_guard lock(mutex);
    for (std::size_t i = 0; i < n; ++i) count(progress.tally, records[i]);
    progress.elapsed_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (options.report) options.report(progress);
  };
  // No exception may leave a parallel region, so each thread takes blocks from a counter and keeps its own.
#pragma omp parallel num_threads(threads)
  try {
    Block block(scenario, setup, sampler, std::min(block_cases, count_all));
    for (std::uint64_t b = next++; b < blocks; b = next++) {
      const std::uint64_t place = options.block_order == BlockOrder::forward ? b : blocks - 1 - b;
      const std::uint64_t offset = place * block_cases, n = std::min(block_cases, count_all - offset);
      block.fly(*options.kernel, first + offset, n);
      spool.append(block.records(), block.inputs(), n);
      finish(block.records(), n);
    }
  } catch (...) {
    const std::lock_guard lock(mutex);
    if (!problem) problem = std::current_exception();
    next = blocks;  // nobody begins another block
  }
  if (problem) std::rethrow_exception(problem);
  return progress.tally;
}

}  // namespace farside
