#pragma once
// Limits of the machine and the environment, checked before anything else, so that one that is too small gives a
// message and not a crash later.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/error.h"

namespace farside {

// OpenMP reads OMP_STACKSIZE and its like before main(). Where one is set, the program starts itself again without it.
// StoreError where it can't.
void take_own_thread_stacks(char** argv);

// StoreError where the program can't open the files or have the memory that any command needs.
void require_files_and_memory();

// How many threads to fly on: of `wanted`, or as many as there are CPUs, those that can be started. Calls `note` with a
// message where they are fewer, or tells it. StoreError where there is not one.
int usable_threads(std::optional<std::uint64_t> wanted, const std::function<void(const std::string&)>& note);
int usable_threads(std::optional<std::uint64_t> wanted, bool quiet);

// Calls `work`, on a thread with a stack of its own where the limit on the stack is too small. StoreError where that
// thread can't be started.
ExitCode on_whole_stack(const std::function<ExitCode()>& work);

// Has SIGXCPU sent to this process some time before the limit on CPU time (ulimit -t), which kills without a warning.
void warn_before_cpu_limit();

// OpenMP's runtime calls exit(1) if it can't start a thread; this makes it exit code 74.
void keep_promised_exit();

}  // namespace farside
