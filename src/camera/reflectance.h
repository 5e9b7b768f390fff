#pragma once
// How bright sunlit regolith is: the lunar-Lambert law (McEwen 1996, LPSC XXVII, 841), that is Lommel-Seeliger's and
// Lambert's by the phase angle, times a phase function without an opposition surge.
#include "lanes/math.h"

namespace farside {

inline constexpr double normal_albedo = 0.1;         // of a mare at 0.6 um, recalled; pictures show ratios alone
inline constexpr double phase_slope_1_deg = 0.0113;  // LROC's empirical fit to NAC images (Boyd et al. 2014, LPSC 2826)

// Weight of Lommel-Seeliger's law; McEwen's cubic in degrees. It falls below 0 at 104 deg, and stays 0 from there on.
inline double lommel_seeliger_share(double phase_deg) {
  const double share = 1.0 + phase_deg * (-0.019 + phase_deg * (2.42e-4 - 1.46e-6 * phase_deg));
  return share > 0.0 ? share : 0.0;
}

// What of the law depends on the phase angle alone: the same for a whole line of sight.
struct PhaseTerms {
  double share, scale;
};
inline PhaseTerms phase_terms(double phase_rad) {
  const double phase_deg = phase_rad * (180.0 / 3.141592653589793);
  return {lommel_seeliger_share(phase_deg), normal_albedo * exp(-phase_slope_1_deg * phase_deg)};
}

// I/F, radiance over that of a white Lambert surface under the sun overhead: 0.1 at full moon. `incidence` and
// `emission` are cosines; no light from below the surface.
inline double radiance_factor(const PhaseTerms& phase, double incidence, double emission) {
  if (!(incidence > 0.0)) return 0.0;
  const double seen = emission > 0.0 ? emission : 0.0;
  return phase.scale * incidence * (2.0 * phase.share / (incidence + seen) + (1.0 - phase.share));
}

}  // namespace farside
