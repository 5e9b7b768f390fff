#include "app/pictures/picture_light.h"

#include <fmt/format.h>

#include <cmath>

#include "base/build_info.h"
#include "config/time_zero.h"
#include "sky/direction.h"
#include "sky/ephemeris.h"

namespace farside {
namespace {

constexpr double least_elevation_rad = 0.1 * unit::degree_rad;

// Of the sun's middle, without the ground that may hide it.
Sun sun_at_end(const FlownAgain& flown) {
  const SiteOptions& site = flown.scenario.options.site;
  const Instant end = later(time_zero_of(flown.scenario.configuration), flown.replay.history.back().time);
  const std::string remedy = "; give --sun-elevation and --sun-azimuth";
  if (!is_within_series(end))
    throw UsageError(
        fmt::format("{}: the series for the Sun hold from {} to {}{}", utc_text(end), first_year, last_year, remedy));
  const Direction d =
      direction_of(site_frame(site.lat_rad, site.lon_rad, site.elevation_m), bodies_at(end, Light::seen).sun_M);
  if (d.elevation_rad < least_elevation_rad)
    throw UsageError(fmt::format("at {} the sun is {:.1f} deg {} the horizon of the target{}", utc_text(end),
                                 std::abs(d.elevation_rad) / unit::degree_rad,
                                 d.elevation_rad < 0.0 ? "below" : "above", remedy));
  return {d.elevation_rad, d.azimuth_rad};
}

const char* const reflectance_told =
    "lunar-Lambert, A exp(-0.0113 a) [2 L(a) cos i / (cos i + cos e) + (1 - L(a)) cos i] with the phase angle a in "
    "degrees, L = 1 - 0.019 a + 2.42e-4 a^2 - 1.46e-6 a^3, at least 0 (McEwen 1996), A = 0.1";
const char* const left_out_told =
    "light that ground throws on ground (shadows are black), albedo that differs from place to place, an opposition "
    "surge, dust, noise, distortion and blur of a camera; the lander is seen by the mast alone";

}  // namespace

void PictureLight::declare(Command& command, const char* white_otherwise) {
  command.number("--sun-elevation", sun_elevation_deg, 0.1, 90, "DEG",
                 "of the sun's middle at the target; otherwise as it was, by site.epoch_utc");
  command.number("--sun-azimuth", sun_azimuth_deg, -360, 720, "DEG",
                 "of the same, from north, clockwise; otherwise as it was");
  command.number("--white", white, 1e-6, 10, "I/F", white_otherwise);
}

Sun PictureLight::sun(const FlownAgain& flown) const {
  if (sun_elevation_deg && sun_azimuth_deg)
    return {*sun_elevation_deg * unit::degree_rad, *sun_azimuth_deg * unit::degree_rad};
  if (sun_elevation_deg || sun_azimuth_deg) throw UsageError("--sun-elevation and --sun-azimuth go together");
  return sun_at_end(flown);
}

std::string PictureLight::told(const Sun& sun) const {
  return fmt::format("sun {:.4g} deg high at azimuth {:.4g} deg{}", sun.elevation_rad / unit::degree_rad,
                     sun.azimuth_rad / unit::degree_rad, sun_elevation_deg ? "" : ", as it was");
}

nlohmann::ordered_json picture_facts(const FlownAgain& flown, const Sun& sun, double white) {
  nlohmann::ordered_json facts;
  facts["program"] = std::string("farside ") + build::version;
  facts["campaign_id"] = flown.scenario.campaign_id;
  facts["case"] = flown.replay.record.case_number;
  facts["sun_elevation_deg"] = sun.elevation_rad / unit::degree_rad;
  facts["sun_azimuth_deg"] = sun.azimuth_rad / unit::degree_rad;
  facts["white_radiance_factor"] = white;
  facts["encoding"] = "grey, linear: 0 is black, 255 the radiance factor (I/F) above";
  facts["reflectance"] = reflectance_told;
  facts["left_out"] = left_out_told;
  return facts;
}

}  // namespace farside
