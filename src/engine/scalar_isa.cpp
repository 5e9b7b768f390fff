// Landings one case after the other, for one instruction set (src/cmake/numerics.cmake). A source of its own, with
// compiler options and a namespace of its own, so that the linker gives none of its functions to the kernels.
#include "engine/kernel.h"
#include "flight/landing.h"

namespace farside {

void FARSIDE_SCALAR_FN(const KernelSetup& setup, const CaseBlock& block) { land_block<double>(setup, block); }

}  // namespace farside
