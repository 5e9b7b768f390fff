#pragma once
// The threads of a flight, as few as the machine allows. OpenMP's runtime ends the program by exit(1) where it can't
// start one, so they are tried before.
#include <cstddef>

namespace farside {

// What a thread of the program needs for its stack, with room to spare: a flight takes 0.7 MB
// (unit/engine/team_test.cpp).
inline constexpr std::size_t stack_bytes = std::size_t{4} << 20;
// What the program needs in memory beside its threads, to write a small campaign's file and to say why it can't.
inline constexpr std::size_t memory_reserve_bytes = std::size_t{64} << 20;

// Takes so much, and gives it back.
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

// Once, before any other thread is there: threads get stack_bytes, whatever the limit on the stack says.
void set_thread_stacks();

// How many threads a team of `wanted` can have, this one among them, with room for what a flight has beside it: a
// thread that watches, a process that writes, memory_reserve_bytes. 0 where there isn't even that beside one thread.
int startable_threads(int wanted);

// Is this thread, for the runtime, still on its way into a team? So an exit that comes now is the runtime's, which
// couldn't start a thread after all.
bool is_team_starting();

namespace detail {
void set_team_starting(bool starting);
}

// Calls `work` on each thread of a team. No exception may leave it.
template <class Work>
void on_team(int threads, const Work& work) {
  detail::set_team_starting(true);
#pragma omp parallel num_threads(threads)
  {
#pragma omp master
    detail::set_team_starting(false);
    work();
  }
}

}  // namespace farside
