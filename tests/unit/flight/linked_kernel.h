#pragma once
// flight/landing.h as the program has it: the kernel of the tests' instruction set is linked, not compiled once more
// for each test.
#include "engine/kernel.h"
#include "lanes/lanes.h"

namespace linked_kernel {

template <class Real>
void land_block(const farside::KernelSetup& setup, const farside::CaseBlock& block) {
  const farside::Kernel& kernel = farside::FARSIDE_KERNEL_FN();
  (farside::LaneTraits<Real>::count == 1 ? kernel.run_scalar : kernel.run)(setup, block);
}

}  // namespace linked_kernel
