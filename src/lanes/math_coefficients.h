#pragma once
// Written by tests/unit/lanes/fit_coefficients.py: change that, not this. Hexadecimal, so that no compiler rounds.
#include "lanes/lanes.h"

// clang-format off
namespace farside::inline FARSIDE_ISA::maths {

inline constexpr double half_pi_1 = 0x1.921fb54442d18p+0;  // pi/2 to 53 bits
inline constexpr double half_pi_2 = 0x1.1a62633140000p-54;  // the rest, to 35 bits: k times it is exact for k < 2^18
inline constexpr double half_pi_3 = 0x1.701b839a25205p-92;  // what is left after that
inline constexpr double two_over_pi = 0x1.45f306dc9c883p-1;  // 2/pi
inline constexpr double ln2 = 0x1.62e42fefa39efp-1;  // ln 2 to 53 bits
inline constexpr double ln2_rest = 0x1.abc9e3b39803fp-56;  // what is left of it
inline constexpr double ln2_short = 0x1.62e42fefa3800p-1;  // ln 2 to 42 bits: k times it is exact for k < 2^11
inline constexpr double ln2_short_rest = 0x1.ef35793c76730p-45;  // what is left of it
inline constexpr double log2_e = 0x1.71547652b82fep+0;  // 1/ln 2
inline constexpr double quarter_pi = 0x1.921fb54442d18p-1;  // pi/4 to 53 bits
inline constexpr double quarter_pi_rest = 0x1.1a62633145c07p-55;  // what is left of it
inline constexpr double tan_eighth_pi = 0x1.a827999fcef32p-2;  // tan(pi/8)
inline constexpr double sqrt_half = 0x1.6a09e667f3bcdp-1;  // sqrt(1/2)

// sin r = r + r z S(z), z = r^2, |r| <= pi/4; relative error, rounded: 2^-57.9
inline constexpr double sin_coefficients[] = {
    -0x1.5555555555548p-3,
    0x1.111111110f72dp-7,
    -0x1.a01a019be85b2p-13,
    0x1.71de35542d038p-19,
    -0x1.ae5e4a8688daep-26,
    0x1.5d8aff43ab700p-33,
};

// cos r = 1 - z/2 + z^2 C(z), z = r^2, |r| <= pi/4; relative error, rounded: 2^-63.8
inline constexpr double cos_coefficients[] = {
    0x1.555555555554bp-5,
    -0x1.6c16c16c15015p-10,
    0x1.a01a019c8f279p-16,
    -0x1.27e4f7f1947eap-22,
    0x1.1ee9dbd29c29ep-29,
    -0x1.8fa687bc64868p-37,
};

// exp r = 1 + r + r^2 E(r), |r| <= ln(2)/2; relative error, rounded: 2^-57.9
inline constexpr double exp_coefficients[] = {
    0x1.000000000000ap-1,
    0x1.5555555555508p-3,
    0x1.55555555506dap-5,
    0x1.11111111248ccp-7,
    0x1.6c16c1846df96p-10,
    0x1.a01a013a440e4p-13,
    0x1.a019997a79a3ap-16,
    0x1.71df04037d11bp-19,
    0x1.28ade22f883f4p-22,
    0x1.adb1790809960p-26,
};

// 2 atanh s = 2 s + s z L(z), z = s^2, |s| <= (sqrt 2 - 1) / (sqrt 2 + 1); relative error, rounded: 2^-59.2
inline constexpr double log_coefficients[] = {
    0x1.5555555555592p-1,
    0x1.999999997ff6ap-2,
    0x1.24924941dafb9p-2,
    0x1.c71c521a04db4p-3,
    0x1.74663bbe383a6p-3,
    0x1.39a206eb4736cp-3,
    0x1.2f028b3ef2a40p-3,
};

// atan t = t + t z A(z), z = t^2, |t| <= tan(pi/8); relative error, rounded: 2^-58.4
inline constexpr double atan_coefficients[] = {
    -0x1.555555555553dp-2,
    0x1.9999999995869p-3,
    -0x1.24924922ac09fp-3,
    0x1.c71c70e4f56d1p-4,
    -0x1.745cf8ad77c6cp-4,
    0x1.3b1114ebd61b8p-4,
    -0x1.10eb7f4de3741p-4,
    0x1.df0b90f096ec4p-5,
    -0x1.9cbfd9105b363p-5,
    0x1.37a07a5bbeb49p-5,
    -0x1.24eac405a5ae7p-6,
};

}  // namespace farside::FARSIDE_ISA::maths
