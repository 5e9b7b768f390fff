#pragma once
// Double-precision operations per second that one core reaches with nothing but independent fused multiply-adds,
// measured once.
#include <immintrin.h>

#include <cstring>
#include <ctime>

namespace farside::bench {

inline double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

// Twelve chains hide the latency of two units with four to five cycles each.
constexpr int peak_chains = 12, peak_rounds = 1 << 20;

[[gnu::target("avx512f"), gnu::noinline]] inline double fma_chains_512(double seed) {
  __m512d x[peak_chains];
  for (int i = 0; i < peak_chains; ++i) x[i] = _mm512_set1_pd(seed + i);
  const __m512d a = _mm512_set1_pd(0.999), b = _mm512_set1_pd(1e-3);
  for (int n = 0; n < peak_rounds; ++n) {
#pragma GCC unroll 12
    for (int i = 0; i < peak_chains; ++i) x[i] = _mm512_fmadd_pd(x[i], a, b);
  }
  double sum = 0.0;
  for (int i = 0; i < peak_chains; ++i) sum += x[i][0] + x[i][7];
  return sum;
}
[[gnu::target("avx2,fma"), gnu::noinline]] inline double fma_chains_256(double seed) {
  __m256d x[peak_chains];
  for (int i = 0; i < peak_chains; ++i) x[i] = _mm256_set1_pd(seed + i);
  const __m256d a = _mm256_set1_pd(0.999), b = _mm256_set1_pd(1e-3);
  for (int n = 0; n < peak_rounds; ++n) {
#pragma GCC unroll 12
    for (int i = 0; i < peak_chains; ++i) x[i] = _mm256_fmadd_pd(x[i], a, b);
  }
  double sum = 0.0;
  for (int i = 0; i < peak_chains; ++i) sum += x[i][0] + x[i][1] + x[i][2] + x[i][3];
  return sum;
}
// Without fused multiply-add: a multiplication and an addition.
[[gnu::noinline]] inline double multiply_add_chains_128(double seed) {
  __m128d x[peak_chains];
  for (int i = 0; i < peak_chains; ++i) x[i] = _mm_set1_pd(seed + i);
  const __m128d a = _mm_set1_pd(0.999), b = _mm_set1_pd(1e-3);
  for (int n = 0; n < peak_rounds; ++n) {
#pragma GCC unroll 12
    for (int i = 0; i < peak_chains; ++i) x[i] = _mm_add_pd(_mm_mul_pd(x[i], a), b);
  }
  double sum = 0.0;
  for (int i = 0; i < peak_chains; ++i) sum += x[i][0] + x[i][1];
  return sum;
}

// Best of nine rounds of some milliseconds each.
inline double fma_peak_flops(const char* isa) {
  static double best = 0.0;
  if (best > 0.0) return best;
  const bool wide = std::strcmp(isa, "avx512") == 0, fused = wide || std::strcmp(isa, "avx2") == 0;
  const double lanes = wide ? 8.0 : fused ? 4.0 : 2.0;
  volatile double sink = 0.0;
  for (int round = 0; round < 9; ++round) {
    const double begin = cpu_seconds();
    sink = wide ? fma_chains_512(1.0) : fused ? fma_chains_256(1.0) : multiply_add_chains_128(1.0);
    const double seconds = cpu_seconds() - begin;
    const double flops = 2.0 * lanes * peak_chains * peak_rounds / seconds;
    best = flops > best ? flops : best;
  }
  (void)sink;
  return best;
}

}  // namespace farside::bench
