// Runs the kernel-world tests of one instruction set, or skips them all where the CPU lacks it.
#include <cstdio>

#include <gtest/gtest.h>

int main(int argc, char** argv) {
#if defined(__AVX512F__)
  const bool supported = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
#elif defined(__AVX2__)
  const bool supported = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  const bool supported = __builtin_cpu_supports("sse4.2") != 0;
#endif
  if (!supported) {
    std::puts("skipped: this CPU lacks the instruction set");
    return 77;
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
