#pragma once
// Two registers as one: the same words as Lanes, twice as many elements, the same bits. For loops over elements that
// don't wait for each other but each for a long chain of its own (pixels, samples): two chains fill the pipeline where
// one leaves it waiting. Not for state that is kept, which would take twice the registers.
#include "lanes/lanes.h"

namespace farside::inline FARSIDE_ISA {

// Part = Lanes, Words or Mask.
template <class Part>
struct Two {
  Part low, high;
};

struct WideMask : Two<Mask> {
  WideMask() = default;
  FARSIDE_INLINE WideMask(Mask a, Mask b) : Two{a, b} {}
  FARSIDE_INLINE explicit WideMask(bool x) : Two{Mask(x), Mask(x)} {}
};
struct WideWords : Two<Words> {
  WideWords() = default;
  FARSIDE_INLINE WideWords(Words a, Words b) : Two{a, b} {}
  FARSIDE_INLINE WideWords(std::uint64_t x) : Two{Words(x), Words(x)} {}  // NOLINT: a constant is a legal lane value
};
struct Wide : Two<Lanes> {
  Wide() = default;
  FARSIDE_INLINE Wide(Lanes a, Lanes b) : Two{a, b} {}
  FARSIDE_INLINE Wide(double x) : Two{Lanes(x), Lanes(x)} {}  // NOLINT: a constant is a legal lane value
};

FARSIDE_INLINE Wide operator+(const Wide& a, const Wide& b) { return {a.low + b.low, a.high + b.high}; }
FARSIDE_INLINE Wide operator-(const Wide& a, const Wide& b) { return {a.low - b.low, a.high - b.high}; }
FARSIDE_INLINE Wide operator*(const Wide& a, const Wide& b) { return {a.low * b.low, a.high * b.high}; }
FARSIDE_INLINE Wide operator/(const Wide& a, const Wide& b) { return {a.low / b.low, a.high / b.high}; }
FARSIDE_INLINE Wide operator-(const Wide& a) { return {-a.low, -a.high}; }
FARSIDE_INLINE WideMask operator<(const Wide& a, const Wide& b) { return {a.low < b.low, a.high < b.high}; }
FARSIDE_INLINE WideMask operator>(const Wide& a, const Wide& b) { return {a.low > b.low, a.high > b.high}; }
FARSIDE_INLINE WideMask operator<=(const Wide& a, const Wide& b) { return {a.low <= b.low, a.high <= b.high}; }
FARSIDE_INLINE WideMask operator>=(const Wide& a, const Wide& b) { return {a.low >= b.low, a.high >= b.high}; }
FARSIDE_INLINE WideMask operator==(const Wide& a, const Wide& b) { return {a.low == b.low, a.high == b.high}; }
FARSIDE_INLINE WideMask operator&(const WideMask& a, const WideMask& b) { return {a.low & b.low, a.high & b.high}; }
FARSIDE_INLINE WideMask operator|(const WideMask& a, const WideMask& b) { return {a.low | b.low, a.high | b.high}; }
FARSIDE_INLINE WideMask operator!(const WideMask& a) { return {!a.low, !a.high}; }
FARSIDE_INLINE WideMask operator==(const WideWords& a, const WideWords& b) {
  return {a.low == b.low, a.high == b.high};
}

FARSIDE_INLINE Wide select(const WideMask& m, const Wide& yes, const Wide& no) {
  return {select(m.low, yes.low, no.low), select(m.high, yes.high, no.high)};
}
FARSIDE_INLINE WideWords select(const WideMask& m, const WideWords& yes, const WideWords& no) {
  return {select(m.low, yes.low, no.low), select(m.high, yes.high, no.high)};
}

FARSIDE_INLINE WideWords operator+(const WideWords& a, const WideWords& b) { return {a.low + b.low, a.high + b.high}; }
FARSIDE_INLINE WideWords operator-(const WideWords& a, const WideWords& b) { return {a.low - b.low, a.high - b.high}; }
FARSIDE_INLINE WideWords operator^(const WideWords& a, const WideWords& b) { return {a.low ^ b.low, a.high ^ b.high}; }
FARSIDE_INLINE WideWords operator&(const WideWords& a, const WideWords& b) { return {a.low & b.low, a.high & b.high}; }
FARSIDE_INLINE WideWords operator|(const WideWords& a, const WideWords& b) { return {a.low | b.low, a.high | b.high}; }
FARSIDE_INLINE WideWords operator<<(const WideWords& a, int n) { return {a.low << n, a.high << n}; }
FARSIDE_INLINE WideWords operator>>(const WideWords& a, int n) { return {a.low >> n, a.high >> n}; }
FARSIDE_INLINE WideWords bits_of(const Wide& a) { return {bits_of(a.low), bits_of(a.high)}; }
FARSIDE_INLINE Wide from_bits(const WideWords& a) { return {from_bits(a.low), from_bits(a.high)}; }

FARSIDE_INLINE std::uint64_t lane(const WideWords& a, int i) {
  return i < lane_count ? lane(a.low, i) : lane(a.high, i - lane_count);
}
FARSIDE_INLINE bool any(const WideMask& m) { return any(m.low | m.high); }
FARSIDE_INLINE bool all(const WideMask& m) { return all(m.low & m.high); }

FARSIDE_INLINE Wide sqrt(const Wide& a) { return {sqrt(a.low), sqrt(a.high)}; }
FARSIDE_INLINE Wide fma(const Wide& a, const Wide& b, const Wide& c) {
  return {fma(a.low, b.low, c.low), fma(a.high, b.high, c.high)};
}
FARSIDE_INLINE Wide fnma(const Wide& a, const Wide& b, const Wide& c) {
  return {fnma(a.low, b.low, c.low), fnma(a.high, b.high, c.high)};
}
FARSIDE_INLINE Wide abs(const Wide& a) { return {abs(a.low), abs(a.high)}; }
FARSIDE_INLINE Wide copy_sign(const Wide& magnitude, const Wide& sign) {
  return {copy_sign(magnitude.low, sign.low), copy_sign(magnitude.high, sign.high)};
}
FARSIDE_INLINE Wide min(const Wide& a, const Wide& b) { return {min(a.low, b.low), min(a.high, b.high)}; }
FARSIDE_INLINE Wide max(const Wide& a, const Wide& b) { return {max(a.low, b.low), max(a.high, b.high)}; }

template <>
struct LaneTraits<Wide> {
  using Mask = WideMask;
  using Words = WideWords;
  static constexpr int count = 2 * lane_count;
};
template <>
FARSIDE_INLINE Wide from_array<Wide>(const double* values) {
  return {load(values), load(values + lane_count)};
}
template <>
FARSIDE_INLINE void to_array<Wide>(double* values, const Wide& x) {
  store(values, x.low), store(values + lane_count, x.high);
}
FARSIDE_INLINE void load_pairs(const double* const (&at)[2 * lane_count], Wide& first, Wide& second) {
  const auto half = [&](int from) -> const double* const(&)[lane_count] {
    return reinterpret_cast<const double* const(&)[lane_count]>(at[from]);
  };
  load_pairs(half(0), first.low, second.low), load_pairs(half(lane_count), first.high, second.high);
}
// What a loop over independent elements is computed in, beside a Real.
template <class Real>
struct WideFor {
  using Type = Wide;
};
template <>
struct WideFor<double> {
  using Type = double;
};
template <class Real>
using WideOf = typename WideFor<Real>::Type;

}  // namespace farside::inline FARSIDE_ISA
