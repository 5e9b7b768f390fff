#pragma once
// The one way into a kernel that flies. Where a user's own flight software flies (gnc.library), the kernel runs in a
// child process, and what that leaves is taken over: whatever the library does, this program goes on, and it is the
// outcome of that case alone.
#include <string>
#include <vector>

#include "engine/kernel.h"

namespace farside {

using KernelRun = void (*)(const KernelSetup&, const CaseBlock&);

// How the software of a case failed.
struct SoftwareFailure {
  std::size_t index;          // in the block
  std::uint64_t case_number;  // that draws go by
  std::string what;           // "crashed (signal 11, Segmentation fault) when it was asked at 12.3 s"
};

// Calls `run`; without a library that is all. Else the block is flown as one. Where the child dies or the library
// hangs, it is flown anew, a case at a time, and a case with which a fresh child dies has its outcome: software_failure
// (record/software_failure.h), with the inputs that it was to have, and what there is of its history. Needs no more
// than one thread, and may be called by several at once. DataError: the library can't be loaded any more; StoreError:
// no process can be started, or somebody killed it.
std::vector<SoftwareFailure> fly_block(KernelRun run, const KernelSetup& setup, const CaseBlock& block);

}  // namespace farside
