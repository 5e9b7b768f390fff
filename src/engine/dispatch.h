#pragma once
// Which kernels this build has, and which of them this CPU can run.
#include <string>
#include <vector>

#include "engine/kernel.h"

namespace farside {

struct KernelStatus {
  const Kernel* kernel;
  std::string missing;  // features of its instruction set that this CPU lacks; empty: it runs here
  bool runs() const { return missing.empty(); }
};

// From the plainest to the widest.
std::vector<KernelStatus> kernels();

// choose_kernel() of engine/kernel.h among these.
const Kernel& choose_kernel(const std::string& isa, const std::vector<KernelStatus>& known);

}  // namespace farside
