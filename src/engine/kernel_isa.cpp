// The kernels of one instruction set: with scalar_isa.cpp all that is compiled once for each
// (src/cmake/numerics.cmake).
#include "engine/kernel.h"
#include "flight/case_raster.h"
#include "flight/landing.h"

namespace farside {
namespace {

#if defined(__AVX512F__)
constexpr const char* isa_name = "avx512";
#elif defined(__AVX2__)
constexpr const char* isa_name = "avx2";
#else
constexpr const char* isa_name = "baseline";
#endif

}  // namespace

const Kernel& FARSIDE_KERNEL_FN() {
  static constexpr Kernel kernel{isa_name,
                                 lane_count,
                                 land_block<Lanes>,
                                 FARSIDE_SCALAR_FN,
                                 raster_of_case<Lanes>,
                                 sunlit_of_case<Lanes>,
                                 horizon_of_case<Lanes>};
  return kernel;
}

}  // namespace farside
