#pragma once
// The one source of randomness: u in (0, 1) as a pure function of (campaign seed, stream; case, draw).
#include "random/stream.h"
#include "random/threefry.h"

namespace farside::inline FARSIDE_ISA {

// (top 52 bits + 1/2) 2^-52, exactly: 2^-53 ... 1 - 2^-53 in steps of 2^-52. With u, 1 - u is one of these numbers too,
// and neither is 0.
template <class Real>
FARSIDE_INLINE Real unit_interval(const WordsOf<Real>& word) {
  const Real one_to_two = from_bits((word >> 12) | WordsOf<Real>(0x3ff0000000000000ULL));
  return one_to_two - Real(1.0 - 0x1p-53);
}

// uniform<Real>(...): case and draw may differ from lane to lane.
template <class Real>
FARSIDE_INLINE Real uniform(std::uint64_t seed, StreamId id, const WordsOf<Real>& case_number,
                            const WordsOf<Real>& draw) {
  using Bits = WordsOf<Real>;
  return unit_interval<Real>(threefry<Bits>({case_number, draw}, {Bits(seed), Bits(id.value)}).first);
}

}  // namespace farside::inline FARSIDE_ISA
