#pragma once
// The threads of a flight, as few as the machine allows. OpenMP's runtime ends the program by exit(1) if it can't start
// one, so the number that can be started is tried first.
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>

namespace farside {

// Stack of a thread, with a margin: a flight takes up to 1.3 MB, with eight lanes (unit/engine/team_test.cpp).
inline constexpr std::size_t stack_bytes = std::size_t{6} << 20;
// Memory that the program needs beside its threads: to write the file of a small campaign, or an error message.
inline constexpr std::size_t memory_reserve_bytes = std::size_t{64} << 20;

// Allocates memory_reserve_bytes and frees them at its end, to see whether they are available.
class MemoryReserve {
 public:
  MemoryReserve();
  ~MemoryReserve();
  MemoryReserve(const MemoryReserve&) = delete;
  MemoryReserve& operator=(const MemoryReserve&) = delete;
  bool is_there() const;

 private:
  void* memory_;
};

// Call it once, before other threads exist: new threads get stack_bytes, whatever the limit on the stack is.
void set_thread_stacks();

// How many of `wanted` threads, this one included, can be started, and still leave room for the rest of a flight: a
// watching thread, a writing process, memory_reserve_bytes. 0 where there isn't room for that and one thread.
int startable_threads(int wanted);

// Is OpenMP's runtime just starting the threads? Then an exit() is its own, because it couldn't start one.
bool is_team_starting();

namespace detail {
void set_team_starting(bool starting);
}

// Calls `work` on each thread of a team. Throws the first exception that left it, when all threads have ended.
template <class Work>
void on_team(int threads, const Work& work) {
  std::exception_ptr problem;
  detail::set_team_starting(true);
#pragma omp parallel num_threads(threads)
  {
#pragma omp master
    detail::set_team_starting(false);
    try {
      work();
    } catch (...) {
#pragma omp critical(farside_team)
      if (!problem) problem = std::current_exception();
    }
  }
  if (problem) std::rethrow_exception(problem);
}

// Calls work(first, count) for parts of 0 ... total - 1. Each thread of the team takes them from a counter, for a
// `work` of its own that `make_work` gives. What leaves one ends all, and is thrown.
template <class MakeWork>
void in_parts(int threads, std::size_t total, std::size_t part, const MakeWork& make_work) {
  std::atomic<std::size_t> next{0};
  on_team(threads, [&] {
    try {
      auto work = make_work();
      for (std::size_t first = next.fetch_add(part); first < total; first = next.fetch_add(part))
        work(first, std::min(part, total - first));
    } catch (...) {
      next = total;
      throw;
    }
  });
}

}  // namespace farside
