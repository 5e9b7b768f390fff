#pragma once
// The Moon's gravity field GRGM1200L to degree and order 8, from GRAIL by NASA GSFC: PDS product GGGRX_1200L_SHA.TAB
// (public domain). Fully (4 pi) normalised without the Condon-Shortley phase, principal-axis frame, reference radius
// 1738 km, GM 4902.8001218468 km^3/s^2. Degree 1 is zero: the origin is the centre of mass. Degrees 9 to 12, left out,
// are 2e-4 to 4e-4 m/s^2 at Chang'e-4.
#include "lanes/lanes.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr int field_degree_max = 8;

struct HarmonicCoefficient {
  double c, s;
};

// [degree n][order m]; entries with m > n and degrees 0 and 1 are zero.
inline constexpr HarmonicCoefficient gravity_field[field_degree_max + 1][field_degree_max + 1] = {
    {},
    {},
    {{-9.0878251047406e-05, 0.0},
     {-6.8601760678635e-09, -2.5997279225249e-10},
     {3.467666318508e-05, 6.2785944035014e-11}},
    {{-3.200943364344e-06, 0.0},
     {2.6369070207802e-05, 5.455977552554e-06},
     {1.4175656606898e-05, 4.8783832033198e-06},
     {1.2271968526941e-05, -1.7722408931865e-06}},
    {{3.2331665717817e-06, 0.0},
     {-6.0105485575271e-06, 1.6636763152794e-06},
     {-7.1138091207723e-06, -6.7779369938993e-06},
     {-1.3527476761362e-06, -1.3443214960496e-05},
     {-6.0067907585898e-06, 3.9251906849667e-06}},
    {{-2.2232922814554e-07, 0.0},
     {-1.0078920813004e-06, -4.1199704426893e-06},
     {4.3968440445474e-06, 1.0580941921286e-06},
     {4.6582451480171e-07, 8.6995499515758e-06},
     {2.756143683154e-06, 6.5979986634334e-08},
     {3.1098298172462e-06, -2.7532064649265e-06}},
    {{3.8203650616786e-06, 0.0},
     {1.5281008088487e-06, -2.5988050305459e-06},
     {-4.3988892654155e-06, -2.1672550552222e-06},
     {-3.3163811626612e-06, -3.4287149594931e-06},
     {3.4236533412328e-07, -4.0590906806869e-06},
     {1.453687964186e-06, -1.0340056382482e-05},
     {-4.6847297590043e-06, 7.2301000652129e-06}},
    {{5.5941728608769e-06, 0.0},
     {7.4704630447046e-06, -1.2002068145852e-07},
     {-6.5064521672281e-07, 2.4109260697446e-06},
     {6.008599113343e-07, 2.3570524246549e-06},
     {-8.4472654353171e-07, 7.5733950483163e-07},
     {-2.0750102851559e-07, 1.0710623702078e-06},
     {-1.0643984158954e-06, 1.0987663066437e-06},
     {-1.8204621737351e-06, -1.600117153516e-06}},
    {{2.3454240619866e-06, 0.0},
     {3.0059295584208e-09, 1.0981841651933e-06},
     {3.011220909994e-06, 1.9306853508363e-06},
     {-1.8882194843446e-06, 9.5423204701002e-07},
     {3.4084927946857e-06, -5.2756948110118e-07},
     {-1.2474002390661e-06, 2.9183315292643e-06},
     {-1.6599418832342e-06, -2.1167538377205e-06},
     {-1.5095782127646e-06, 3.2702701311342e-06},
     {-2.4864978757767e-06, 2.1161322464389e-06}}};

// Square root at compile time, to one unit in the last place: Newton from above, which falls until rounding stops it.
constexpr double constant_sqrt(double x) {
  double r = x > 1.0 ? x : 1.0, next = 0.5 * (r + x / r);
  while (next < r) {
    r = next;
    next = 0.5 * (r + x / r);
  }
  return r;
}

// Unnormalised over normalised coefficient: sqrt((2 - [m = 0]) (2n + 1) (n - m)! / (n + m)!).
constexpr double denormalisation(int n, int m) {
  double ratio = (m == 0 ? 1.0 : 2.0) * (2.0 * n + 1.0);
  for (int k = n - m + 1; k <= n + m; ++k) ratio /= k;
  return constant_sqrt(ratio);
}

}  // namespace farside::inline FARSIDE_ISA
