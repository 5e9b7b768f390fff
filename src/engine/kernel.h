#pragma once
// The kernels, which are compiled once per instruction set, as the host sees them.
#include "flight/case_block.h"
#include "moon/terrain/ground_tile.h"
#include "moon/terrain/horizon_view.h"

namespace farside {

struct Kernel {
  const char* isa;  // as users name it: baseline, avx2, avx512
  int lanes;
  void (*run)(const KernelSetup&, const CaseBlock&);  // a case a lane
  void (*run_scalar)(const KernelSetup&,
                     const CaseBlock&);  // one case after the other, the same bits: traces, and a bench's yardstick
  // The ground of the case with these parameters (param_count doubles) over some tiles, a pixel a lane.
  void (*raster)(const KernelSetup&, const double* params, const GroundTile* tiles, std::size_t count) = nullptr;
  // Where of a tile that is filled the sun is seen at this elevation and azimuth at the target (terrain/sunlight.h).
  void (*sunlit)(const KernelSetup&, const double* params, double elevation_rad, double azimuth_rad, const GroundTile&,
                 double* sunlit) = nullptr;
  // How high the horizon stands, seen from the places of such a tile (terrain/horizon.h).
  void (*horizon)(const KernelSetup&, const double* params, const HorizonView&, const GroundTile&,
                  double* angle_rad) = nullptr;
};

// run_scalar of each; v4 takes that of v3.
void scalar_v2(const KernelSetup& setup, const CaseBlock& block);
void scalar_v3(const KernelSetup& setup, const CaseBlock& block);

const Kernel& kernel_v2();
const Kernel& kernel_v3();
const Kernel& kernel_v4();

// Best kernel this CPU can run ("auto"), or the one named baseline, avx2 or avx512.
// UsageError on an unknown name or one that this CPU can't run.
const Kernel& choose_kernel(const char* isa);

}  // namespace farside
