#pragma once
// One SIMD register of doubles, one Monte Carlo case per lane.
//
// The width follows the instruction set that this translation unit is compiled for (2, 4 or 8).
// Every operation is lane-wise and correctly rounded (+ - * / sqrt fma, integer and bit operations),
// so a case gives the same bits whatever the width and whoever its neighbours are. The same words
// exist for plain double, so model code is written once as template <class Real>.
#include <cstdint>

#ifdef __AVX__
#include <immintrin.h>
#else  // the host's and the baseline's: a third of a second less to read
#include <emmintrin.h>
#endif

#ifndef FARSIDE_ISA
#define FARSIDE_ISA isa_host  // the host's own build of the kernel headers, Real = double
#endif

#ifdef __OPTIMIZE__
#define FARSIDE_INLINE [[gnu::always_inline]] inline
#else
#define FARSIDE_INLINE inline  // what is inlined without being optimised takes longer to compile
#endif

namespace farside::inline FARSIDE_ISA {

#if defined(__AVX512F__) && defined(__AVX512DQ__)
inline constexpr int lane_count = 8;
#elif defined(__AVX2__) && defined(__FMA__)
inline constexpr int lane_count = 4;
#else
inline constexpr int lane_count = 2;
#endif

// 64-bit integers, one a lane: counters, bit patterns, random words. Unsigned, so that it wraps.
struct Words {
  typedef std::uint64_t Native __attribute__((vector_size(8 * lane_count)));
  Native v;
  Words() = default;
  FARSIDE_INLINE Words(std::uint64_t x) : v(x - Native{}) {}  // NOLINT: a constant is a legal lane value
  FARSIDE_INLINE explicit Words(Native x) : v(x) {}
};

struct Mask {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
  typedef __mmask8 Native;  // a bit a lane, 1 where true
  static constexpr Native everywhere = 0xff, nowhere = 0;
#else
  typedef std::int64_t Native __attribute__((vector_size(8 * lane_count)));  // -1 where true, 0 where false
  static constexpr Native everywhere = std::int64_t{-1} - Native{}, nowhere = Native{};
#endif
  Native v;
  Mask() = default;
  FARSIDE_INLINE explicit Mask(Native x) : v(x) {}
  FARSIDE_INLINE explicit Mask(bool x) : v(x ? everywhere : nowhere) {}
};

struct Lanes {
  typedef double Native __attribute__((vector_size(8 * lane_count)));
  Native v;
  Lanes() = default;
  // Written out, so that a struct of Lanes is copied member by member, in registers: g++ 12 copies it as bytes, 16 at a
  // time, when all of its members are trivial, and a register read back from two such pieces waits for both.
  FARSIDE_INLINE Lanes(const Lanes& other) : v(other.v) {}
  FARSIDE_INLINE Lanes& operator=(const Lanes& other) {
    v = other.v;
    return *this;
  }
  FARSIDE_INLINE Lanes(double x) : v(x - Native{}) {}  // NOLINT: a constant is a legal lane value
  FARSIDE_INLINE explicit Lanes(Native x) : v(x) {}
};

FARSIDE_INLINE Lanes operator+(Lanes a, Lanes b) { return Lanes(a.v + b.v); }
FARSIDE_INLINE Lanes operator-(Lanes a, Lanes b) { return Lanes(a.v - b.v); }
FARSIDE_INLINE Lanes operator*(Lanes a, Lanes b) { return Lanes(a.v * b.v); }
FARSIDE_INLINE Lanes operator/(Lanes a, Lanes b) { return Lanes(a.v / b.v); }
FARSIDE_INLINE Lanes operator-(Lanes a) { return Lanes(-a.v); }
FARSIDE_INLINE Lanes& operator+=(Lanes& a, Lanes b) { return a = a + b; }
FARSIDE_INLINE Lanes& operator-=(Lanes& a, Lanes b) { return a = a - b; }
FARSIDE_INLINE Lanes& operator*=(Lanes& a, Lanes b) { return a = a * b; }
#if defined(__AVX512F__) && defined(__AVX512DQ__)
// By intrinsics: of the operator, g++ 12 makes a vector of -1 and 0 first, and then a mask of that.
template <int predicate>
FARSIDE_INLINE Mask compare(Lanes a, Lanes b) {
  return Mask(_mm512_cmp_pd_mask(reinterpret_cast<__m512d>(a.v), reinterpret_cast<__m512d>(b.v), predicate));
}
FARSIDE_INLINE Mask operator<(Lanes a, Lanes b) { return compare<_CMP_LT_OQ>(a, b); }
FARSIDE_INLINE Mask operator>(Lanes a, Lanes b) { return compare<_CMP_GT_OQ>(a, b); }
FARSIDE_INLINE Mask operator<=(Lanes a, Lanes b) { return compare<_CMP_LE_OQ>(a, b); }
FARSIDE_INLINE Mask operator>=(Lanes a, Lanes b) { return compare<_CMP_GE_OQ>(a, b); }
FARSIDE_INLINE Mask operator==(Lanes a, Lanes b) { return compare<_CMP_EQ_OQ>(a, b); }
FARSIDE_INLINE Mask operator&(Mask a, Mask b) { return Mask(static_cast<Mask::Native>(a.v & b.v)); }
FARSIDE_INLINE Mask operator|(Mask a, Mask b) { return Mask(static_cast<Mask::Native>(a.v | b.v)); }
FARSIDE_INLINE Mask operator!(Mask a) { return Mask(static_cast<Mask::Native>(~a.v)); }
FARSIDE_INLINE Mask operator==(Words a, Words b) {
  return Mask(_mm512_cmpeq_epi64_mask(reinterpret_cast<__m512i>(a.v), reinterpret_cast<__m512i>(b.v)));
}

FARSIDE_INLINE Lanes select(Mask m, Lanes yes, Lanes no) {
  return Lanes(reinterpret_cast<Lanes::Native>(
      _mm512_mask_blend_pd(m.v, reinterpret_cast<__m512d>(no.v), reinterpret_cast<__m512d>(yes.v))));
}
FARSIDE_INLINE Words select(Mask m, Words yes, Words no) {
  return Words(reinterpret_cast<Words::Native>(
      _mm512_mask_blend_epi64(m.v, reinterpret_cast<__m512i>(no.v), reinterpret_cast<__m512i>(yes.v))));
}
#else
FARSIDE_INLINE Mask operator<(Lanes a, Lanes b) { return Mask(a.v < b.v); }
FARSIDE_INLINE Mask operator>(Lanes a, Lanes b) { return Mask(a.v > b.v); }
FARSIDE_INLINE Mask operator<=(Lanes a, Lanes b) { return Mask(a.v <= b.v); }
FARSIDE_INLINE Mask operator>=(Lanes a, Lanes b) { return Mask(a.v >= b.v); }
FARSIDE_INLINE Mask operator==(Lanes a, Lanes b) { return Mask(a.v == b.v); }
FARSIDE_INLINE Mask operator&(Mask a, Mask b) { return Mask(a.v & b.v); }
FARSIDE_INLINE Mask operator|(Mask a, Mask b) { return Mask(a.v | b.v); }
FARSIDE_INLINE Mask operator!(Mask a) { return Mask(~a.v); }
FARSIDE_INLINE Mask operator==(Words a, Words b) { return Mask(a.v == b.v); }

FARSIDE_INLINE Lanes select(Mask m, Lanes yes, Lanes no) { return Lanes(m.v ? yes.v : no.v); }
FARSIDE_INLINE Words select(Mask m, Words yes, Words no) { return Words(m.v ? yes.v : no.v); }
#endif

FARSIDE_INLINE Words operator+(Words a, Words b) { return Words(a.v + b.v); }
FARSIDE_INLINE Words operator-(Words a, Words b) { return Words(a.v - b.v); }
FARSIDE_INLINE Words operator^(Words a, Words b) { return Words(a.v ^ b.v); }
FARSIDE_INLINE Words operator&(Words a, Words b) { return Words(a.v & b.v); }
FARSIDE_INLINE Words operator|(Words a, Words b) { return Words(a.v | b.v); }
FARSIDE_INLINE Words operator<<(Words a, int n) { return Words(a.v << n); }
FARSIDE_INLINE Words operator>>(Words a, int n) { return Words(a.v >> n); }

// The same 64 bits, read as the other type.
FARSIDE_INLINE Words bits_of(Lanes a) { return Words(reinterpret_cast<Words::Native>(a.v)); }
FARSIDE_INLINE Lanes from_bits(Words a) { return Lanes(reinterpret_cast<Lanes::Native>(a.v)); }

// Bit i is set where lane i is true.
FARSIDE_INLINE unsigned lane_bits(Mask m) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
  return m.v;
#elif defined(__AVX2__) && defined(__FMA__)
  return static_cast<unsigned>(_mm256_movemask_pd(reinterpret_cast<__m256d>(m.v)));
#else
  return static_cast<unsigned>(_mm_movemask_pd(reinterpret_cast<__m128d>(m.v)));
#endif
}
FARSIDE_INLINE bool any(Mask m) { return lane_bits(m) != 0; }
FARSIDE_INLINE bool all(Mask m) { return lane_bits(m) == (1U << lane_count) - 1U; }

FARSIDE_INLINE Lanes sqrt(Lanes a) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
  return Lanes(reinterpret_cast<Lanes::Native>(_mm512_sqrt_pd(reinterpret_cast<__m512d>(a.v))));
#elif defined(__AVX2__) && defined(__FMA__)
  return Lanes(reinterpret_cast<Lanes::Native>(_mm256_sqrt_pd(reinterpret_cast<__m256d>(a.v))));
#else
  return Lanes(reinterpret_cast<Lanes::Native>(_mm_sqrt_pd(reinterpret_cast<__m128d>(a.v))));
#endif
}

// a * b + c rounded once. Without FMA hardware it is the C library's correctly rounded one: slow, same bits.
FARSIDE_INLINE Lanes fma(Lanes a, Lanes b, Lanes c) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
  return Lanes(reinterpret_cast<Lanes::Native>(
      _mm512_fmadd_pd(reinterpret_cast<__m512d>(a.v), reinterpret_cast<__m512d>(b.v), reinterpret_cast<__m512d>(c.v))));
#elif defined(__AVX2__) && defined(__FMA__)
  return Lanes(reinterpret_cast<Lanes::Native>(
      _mm256_fmadd_pd(reinterpret_cast<__m256d>(a.v), reinterpret_cast<__m256d>(b.v), reinterpret_cast<__m256d>(c.v))));
#else
  return Lanes(Lanes::Native{__builtin_fma(a.v[0], b.v[0], c.v[0]), __builtin_fma(a.v[1], b.v[1], c.v[1])});
#endif
}

// c - a * b rounded once, the same bits as fma(-a, b, c). Of that, g++ 12 computes -a, and keeps a register for it
// where it is used twice.
FARSIDE_INLINE Lanes fnma(Lanes a, Lanes b, Lanes c) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
  return Lanes(reinterpret_cast<Lanes::Native>(_mm512_fnmadd_pd(
      reinterpret_cast<__m512d>(a.v), reinterpret_cast<__m512d>(b.v), reinterpret_cast<__m512d>(c.v))));
#elif defined(__AVX2__) && defined(__FMA__)
  return Lanes(reinterpret_cast<Lanes::Native>(_mm256_fnmadd_pd(
      reinterpret_cast<__m256d>(a.v), reinterpret_cast<__m256d>(b.v), reinterpret_cast<__m256d>(c.v))));
#else
  return fma(-a, b, c);
#endif
}

FARSIDE_INLINE Lanes abs(Lanes a) { return from_bits(bits_of(a) & Words(0x7fffffffffffffffULL)); }
FARSIDE_INLINE Lanes copy_sign(Lanes magnitude, Lanes sign) {
  const Words s(0x8000000000000000ULL);
  return from_bits((bits_of(magnitude) & Words(0x7fffffffffffffffULL)) | (bits_of(sign) & s));
}

// b where the comparison is false, so a NaN in a gives b. The instructions for minimum and maximum do just that, but
// g++ 12 doesn't make them of select(a < b, a, b).
FARSIDE_INLINE Lanes min(Lanes a, Lanes b) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
  return Lanes(
      reinterpret_cast<Lanes::Native>(_mm512_min_pd(reinterpret_cast<__m512d>(a.v), reinterpret_cast<__m512d>(b.v))));
#elif defined(__AVX2__) && defined(__FMA__)
  return Lanes(
      reinterpret_cast<Lanes::Native>(_mm256_min_pd(reinterpret_cast<__m256d>(a.v), reinterpret_cast<__m256d>(b.v))));
#else
  return Lanes(
      reinterpret_cast<Lanes::Native>(_mm_min_pd(reinterpret_cast<__m128d>(a.v), reinterpret_cast<__m128d>(b.v))));
#endif
}
FARSIDE_INLINE Lanes max(Lanes a, Lanes b) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
  return Lanes(
      reinterpret_cast<Lanes::Native>(_mm512_max_pd(reinterpret_cast<__m512d>(a.v), reinterpret_cast<__m512d>(b.v))));
#elif defined(__AVX2__) && defined(__FMA__)
  return Lanes(
      reinterpret_cast<Lanes::Native>(_mm256_max_pd(reinterpret_cast<__m256d>(a.v), reinterpret_cast<__m256d>(b.v))));
#else
  return Lanes(
      reinterpret_cast<Lanes::Native>(_mm_max_pd(reinterpret_cast<__m128d>(a.v), reinterpret_cast<__m128d>(b.v))));
#endif
}

FARSIDE_INLINE Lanes load(const double* p) {
  typedef double Unaligned __attribute__((vector_size(8 * lane_count), aligned(8), may_alias));
  return Lanes(*reinterpret_cast<const Unaligned*>(p));
}
FARSIDE_INLINE void store(double* p, Lanes a) {
  typedef double Unaligned __attribute__((vector_size(8 * lane_count), aligned(8), may_alias));
  *reinterpret_cast<Unaligned*>(p) = a.v;
}
// Of two values that stand beside each other in memory, at a place of its own for each lane.
FARSIDE_INLINE void load_pairs(const double* const (&at)[lane_count], Lanes& first, Lanes& second) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
  const auto four = [&](int i) {  // pairs i, i + 2, i + 4, i + 6
    const __m256d low = _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(at[i])), _mm_loadu_pd(at[i + 2]), 1);
    const __m256d high =
        _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(at[i + 4])), _mm_loadu_pd(at[i + 6]), 1);
    return _mm512_insertf64x4(_mm512_castpd256_pd512(low), high, 1);
  };
  const __m512d even = four(0), odd = four(1);
  first.v = reinterpret_cast<Lanes::Native>(_mm512_unpacklo_pd(even, odd));
  second.v = reinterpret_cast<Lanes::Native>(_mm512_unpackhi_pd(even, odd));
#elif defined(__AVX2__) && defined(__FMA__)
  const auto two = [&](int i) {  // pairs i, i + 2
    return _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(at[i])), _mm_loadu_pd(at[i + 2]), 1);
  };
  const __m256d even = two(0), odd = two(1);
  first.v = reinterpret_cast<Lanes::Native>(_mm256_unpacklo_pd(even, odd));
  second.v = reinterpret_cast<Lanes::Native>(_mm256_unpackhi_pd(even, odd));
#else
  const __m128d one = _mm_loadu_pd(at[0]), other = _mm_loadu_pd(at[1]);
  first.v = reinterpret_cast<Lanes::Native>(_mm_unpacklo_pd(one, other));
  second.v = reinterpret_cast<Lanes::Native>(_mm_unpackhi_pd(one, other));
#endif
}

FARSIDE_INLINE double lane(Lanes a, int i) { return a.v[i]; }
FARSIDE_INLINE std::uint64_t lane(Words a, int i) { return a.v[i]; }
FARSIDE_INLINE bool lane(Mask a, int i) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
  return (a.v >> i & 1) != 0;
#else
  return a.v[i] != 0;
#endif
}
FARSIDE_INLINE void set_lane(Lanes& a, int i, double x) { a.v[i] = x; }
FARSIDE_INLINE void set_lane(Words& a, int i, std::uint64_t x) { a.v[i] = x; }
FARSIDE_INLINE void set_lane(Mask& a, int i, bool x) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
  a.v = static_cast<Mask::Native>((a.v & ~(1U << i)) | unsigned{x} << i);
#else
  a.v[i] = x ? -1 : 0;
#endif
}

// The same words for plain double and 64-bit integers.
FARSIDE_INLINE double select(bool m, double yes, double no) { return m ? yes : no; }
FARSIDE_INLINE std::uint64_t select(bool m, std::uint64_t yes, std::uint64_t no) { return m ? yes : no; }
FARSIDE_INLINE bool any(bool m) { return m; }
FARSIDE_INLINE bool all(bool m) { return m; }
FARSIDE_INLINE unsigned lane_bits(bool m) { return m ? 1U : 0U; }
FARSIDE_INLINE double sqrt(double a) { return __builtin_sqrt(a); }
FARSIDE_INLINE double fma(double a, double b, double c) { return __builtin_fma(a, b, c); }
FARSIDE_INLINE double fnma(double a, double b, double c) { return __builtin_fma(-a, b, c); }
FARSIDE_INLINE std::uint64_t bits_of(double a) { return __builtin_bit_cast(std::uint64_t, a); }
FARSIDE_INLINE double from_bits(std::uint64_t a) { return __builtin_bit_cast(double, a); }
FARSIDE_INLINE double abs(double a) { return __builtin_fabs(a); }
FARSIDE_INLINE double copy_sign(double magnitude, double sign) { return __builtin_copysign(magnitude, sign); }
FARSIDE_INLINE double min(double a, double b) { return a < b ? a : b; }
FARSIDE_INLINE double max(double a, double b) { return a > b ? a : b; }
FARSIDE_INLINE void load_pairs(const double* const (&at)[1], double& first, double& second) {
  first = at[0][0], second = at[0][1];
}
FARSIDE_INLINE double lane(double a, int) { return a; }
FARSIDE_INLINE std::uint64_t lane(std::uint64_t a, int) { return a; }
FARSIDE_INLINE bool lane(bool a, int) { return a; }
FARSIDE_INLINE void set_lane(double& a, int, double x) { a = x; }
FARSIDE_INLINE void set_lane(std::uint64_t& a, int, std::uint64_t x) { a = x; }
FARSIDE_INLINE void set_lane(bool& a, int, bool x) { a = x; }

template <class Real>
FARSIDE_INLINE Real clamp(Real x, Real low, Real high) {
  return min(max(x, low), high);
}

// What goes with a Real: its mask, its 64-bit words, how many cases it holds.
template <class Real>
struct LaneTraits;
template <>
struct LaneTraits<double> {
  using Mask = bool;
  using Words = std::uint64_t;
  static constexpr int count = 1;
};
template <>
struct LaneTraits<Lanes> {
  using Mask = farside::FARSIDE_ISA::Mask;
  using Words = farside::FARSIDE_ISA::Words;
  static constexpr int count = lane_count;
};
template <class Real>
using MaskOf = typename LaneTraits<Real>::Mask;
template <class Real>
using WordsOf = typename LaneTraits<Real>::Words;

// As many values as there are lanes.
template <class Real>
FARSIDE_INLINE Real from_array(const double* values) {
  if constexpr (LaneTraits<Real>::count == 1) return values[0];
  else return load(values);
}

template <class Real>
FARSIDE_INLINE void to_array(double* values, const Real& x) {
  if constexpr (LaneTraits<Real>::count == 1) values[0] = x;
  else store(values, x);
}

}  // namespace farside::inline FARSIDE_ISA
