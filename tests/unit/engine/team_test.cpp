#include "engine/team.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <functional>

#include "engine/block.h"
#include "engine/dispatch.h"
#include "engine/setup.h"

namespace farside::team_test {
namespace {

// How much of its stack a thread has touched that ran `work`.
std::size_t stack_of(const std::function<void()>& work) {
  void* const stack =
      ::mmap(nullptr, stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (stack == MAP_FAILED) throw std::bad_alloc();
  constexpr int paint = 0xA5;
  std::memset(stack, paint, stack_bytes);
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setstack(&attributes, stack, stack_bytes);
  pthread_t thread;
  const auto call = [](void* data) -> void* {
    (*static_cast<const std::function<void()>*>(data))();
    return nullptr;
  };
  EXPECT_EQ(::pthread_create(&thread, &attributes, call, const_cast<std::function<void()>*>(&work)), 0);
  ::pthread_join(thread, nullptr);
  ::pthread_attr_destroy(&attributes);
  const auto* const bytes = static_cast<const unsigned char*>(stack);
  const auto* const touched = std::find_if(bytes, bytes + stack_bytes, [](unsigned char b) { return b != paint; });
  const std::size_t used = static_cast<std::size_t>(bytes + stack_bytes - touched);
  ::munmap(stack, stack_bytes);
  return used;
}

// A landing from ignition to rest, with the models of the reference mission, by every kernel of this CPU.
TEST(Team, AFlightTakesAQuarterOfTheStackAtMost) {
  const Scenario scenario = load_scenario(FARSIDE_SOURCE_DIR "/configs/change4.yaml", {});
  const KernelSetup setup = make_setup(scenario);
  const Sampler sampler(scenario);
  for (const KernelStatus& status : kernels()) {
    if (!status.runs()) continue;
    constexpr std::size_t cases = 8;
    const std::size_t used = stack_of(
        [&] { EXPECT_EQ(Block(scenario, setup, sampler, cases).fly(*status.kernel, 0, cases, nullptr), cases); });
    EXPECT_LE(used, stack_bytes / 4) << status.kernel->isa;
    RecordProperty(status.kernel->isa, static_cast<int>(used));
  }
}

TEST(Team, HasTheStackWhateverTheLimitSays) {
  set_thread_stacks();
  constexpr int threads = 3;
  std::atomic<std::size_t> least{SIZE_MAX};
  std::atomic<int> members{0};
  on_team(threads, [&] {
    if (++members == 1) return;  // one of them may be this thread
    pthread_attr_t attributes;
    std::size_t size = 0;
    ::pthread_getattr_np(::pthread_self(), &attributes);
    ::pthread_attr_getstacksize(&attributes, &size);
    ::pthread_attr_destroy(&attributes);
    least = std::min<std::size_t>(least, size);
  });
  EXPECT_EQ(members, threads);
  EXPECT_GE(least, stack_bytes);
  EXPECT_FALSE(is_team_starting());
}

TEST(Team, IsAsLargeAsMemoryAllows) {
  EXPECT_EQ(startable_threads(4), 4);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_DATA, &before), 0);
  const auto with_limit = [&](rlim_t bytes, const std::function<void()>& check) {
    const rlimit small{bytes, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_DATA, &small), 0);
    check();
    ASSERT_EQ(::setrlimit(RLIMIT_DATA, &before), 0);
  };
  with_limit(memory_reserve_bytes / 2, [] { EXPECT_EQ(startable_threads(4), 0); });
  with_limit(memory_reserve_bytes + 40 * stack_bytes, [] {
    const int threads = startable_threads(100);
    EXPECT_GT(threads, 1);
    EXPECT_LT(threads, 40);
  });
}

}  // namespace
}  // namespace farside::team_test
