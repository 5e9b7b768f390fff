// The kernels of one instruction set: the only file that is compiled once for each (src/cmake/numerics.cmake).
#include "engine/kernel.h"
#include "flight/landing.h"

namespace farside {
namespace {

#if defined(__AVX512F__)
constexpr const char* isa_name = "avx512";
bool supported() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx2") &&
         __builtin_cpu_supports("fma");
}
#elif defined(__AVX2__)
constexpr const char* isa_name = "avx2";
bool supported() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2"); }
#else
constexpr const char* isa_name = "baseline";
bool supported() { return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt"); }
#endif

}  // namespace

const Kernel& FARSIDE_KERNEL_FN() {
  static constexpr Kernel kernel{isa_name, lane_count, supported, land_block<Lanes>, land_block<double>};
  return kernel;
}

}  // namespace farside
