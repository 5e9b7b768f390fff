#pragma once
// Written by tests/unit/lanes/fit_coefficients.py: change that, not this. Hexadecimal, so that no compiler rounds.
#include "lanes/lanes.h"

// clang-format off
namespace farside::inline FARSIDE_ISA::maths {

// Phi(-z) = exp(-z^2/2) N(y) / (1 + 1.5 z), y = (z - 4) / (z + 4), 0 <= z <= 39; relative error, rounded: 2^-55.5
inline constexpr double normal_tail_coefficients[] = {
    0x1.525e241b02414p-1,
    -0x1.ea57e0037998ep-5,
    -0x1.516e0f21745aep-5,
    0x1.4293d0f1802cdp-4,
    -0x1.0508dda401f1dp-4,
    0x1.fe5d6214cf1c6p-6,
    -0x1.fc62b7ee25ed8p-8,
    -0x1.881598d4d6ddfp-11,
    0x1.29c77e8cf364ap-10,
    -0x1.f2917610fb395p-14,
    -0x1.3266ef8cf5548p-13,
    0x1.efec096fb98cap-16,
    0x1.7b0769c71d3f1p-16,
    -0x1.3da9317efe7bap-18,
    -0x1.1d2ee9acd734dp-18,
    0x1.0e6c7bfd2e306p-21,
    0x1.d5474a5ec7757p-21,
    0x1.e794e5ad757c9p-26,
    -0x1.6d4c0570ad614p-23,
    -0x1.2f85d2c8aea00p-25,
    0x1.b9f5943787b48p-26,
    0x1.562ad26ee1432p-27,
    -0x1.17acb60304978p-29,
    -0x1.395f28177c6fap-30,
};

}  // namespace farside::FARSIDE_ISA::maths
