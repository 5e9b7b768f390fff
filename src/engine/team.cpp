#include "engine/team.h"

#include <pthread.h>
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <vector>

namespace farside {
namespace {

std::atomic<bool> team_starting{false};

// Threads that only wait, to see how many can be started.
class Trial {
 public:
  Trial() = default;
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;
  ~Trial() {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
    }
    end_.notify_all();
    for (const pthread_t thread : threads_) ::pthread_join(thread, nullptr);
  }

  bool start() {
    if (!reserve_.is_there()) return false;
    threads_.emplace_back();
    const bool started = ::pthread_create(&threads_.back(), nullptr, wait, this) == 0;
    if (!started) threads_.pop_back();
    return started;
  }

 private:
  static void* wait(void* trial) {
    Trial& self = *static_cast<Trial*>(trial);
    std::unique_lock lock(self.mutex_);
    self.end_.wait(lock, [&] { return self.over_; });
    return nullptr;
  }

  const MemoryReserve reserve_;
  std::mutex mutex_;
  std::condition_variable end_;
  bool over_ = false;
  std::vector<pthread_t> threads_;
};

}  // namespace

MemoryReserve::MemoryReserve()
    : memory_(::mmap(nullptr, memory_reserve_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                     -1, 0)) {}

MemoryReserve::~MemoryReserve() {
  if (is_there()) ::munmap(memory_, memory_reserve_bytes);
}

bool MemoryReserve::is_there() const { return memory_ != MAP_FAILED; }

void set_thread_stacks() {
  pthread_attr_t attributes;
  if (::pthread_attr_init(&attributes) != 0) return;
  ::pthread_attr_setstacksize(&attributes, stack_bytes);
  ::pthread_setattr_default_np(&attributes);
  ::pthread_attr_destroy(&attributes);
}

int startable_threads(int wanted) {
  constexpr int beside_the_team = 2;
  Trial trial;
  int started = 0;
  while (started < wanted - 1 + beside_the_team && trial.start()) ++started;
  return std::max(0, started - beside_the_team + 1);
}

bool is_team_starting() { return team_starting; }
void detail::set_team_starting(bool starting) { team_starting = starting; }

}  // namespace farside
