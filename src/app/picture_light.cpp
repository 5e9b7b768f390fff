#include "app/picture_light.h"

#include <fmt/format.h>

#include "base/build_info.h"

namespace farside {
namespace {

// At Chang'e-4's touchdown.
constexpr double preset_elevation_deg = 31.5, preset_azimuth_deg = 50.7;

const char* const reflectance_told =
    "lunar-Lambert, A exp(-0.0113 a) [2 L(a) cos i / (cos i + cos e) + (1 - L(a)) cos i] with the phase angle a in "
    "degrees, L = 1 - 0.019 a + 2.42e-4 a^2 - 1.46e-6 a^3, at least 0 (McEwen 1996), A = 0.1";
const char* const left_out_told =
    "light that ground throws on ground (shadows are black), albedo that differs from place to place, an opposition "
    "surge, dust, noise, distortion and blur of a camera; the lander is seen by the mast alone";

}  // namespace

void PictureLight::declare(Command& command, const char* white_otherwise) {
  command.number("--sun-elevation", sun_elevation_deg, 0.1, 90, "DEG",
                 "of the sun's middle at the target; 31.5 otherwise, as at Chang'e-4's touchdown");
  command.number("--sun-azimuth", sun_azimuth_deg, -360, 720, "DEG",
                 "of the same, from north, clockwise; 50.7 otherwise");
  command.number("--white", white, 1e-6, 10, "I/F", white_otherwise);
}

Sun PictureLight::sun() const {
  return {sun_elevation_deg.value_or(preset_elevation_deg) * unit::degree_rad,
          sun_azimuth_deg.value_or(preset_azimuth_deg) * unit::degree_rad};
}

std::string PictureLight::told(const Sun& sun) const {
  return fmt::format("sun {:g} deg high at azimuth {:g} deg{}", sun.elevation_rad / unit::degree_rad,
                     sun.azimuth_rad / unit::degree_rad,
                     sun_elevation_deg && sun_azimuth_deg ? "" : " (Chang'e-4's touchdown where not given)");
}

nlohmann::ordered_json picture_facts(const FlownAgain& flown, const PictureLight& light, double white) {
  const Sun sun = light.sun();
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
