#pragma once
// What the program needs of the machine, and what others set of it: looked at before anything else, so that a small
// limit is a message and not a crash under way.
#include <functional>
#include <string>

#include "base/error.h"

namespace farside {

// OpenMP has read its variables before main() begins, and gives its threads the stack that they say. Where one says so,
// the program begins anew without it. StoreError where that can't be.
void take_own_thread_stacks(char** argv);

// StoreError where the program can't open the files or have the memory that any command needs.
void require_files_and_memory();

// How many of `wanted` threads can fly; says to `note` where they are fewer. StoreError where there is none.
int usable_threads(int wanted, const std::function<void(const std::string&)>& note);

// Calls `work`, on a thread of its own where the stack may not grow as far as it has to. StoreError where there is no
// such thread.
ExitCode on_whole_stack(const std::function<ExitCode()>& work);

// A limit on CPU time (ulimit -t) kills without a warning: SIGXCPU comes before it.
void warn_before_cpu_limit();

// The runtime of threads leaves by exit(1) where it can't start one; so that it is the exit of what the machine doesn't
// give.
void keep_promised_exit();

}  // namespace farside
