#pragma once
// The sun and the exposure of pictures, as the commands that take them are told.
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "app/arguments/options.h"
#include "app/rows/flown_again.h"
#include "camera/render.h"

namespace farside {

struct PictureLight {
  std::optional<double> sun_elevation_deg, sun_azimuth_deg, white;

  void declare(Command& command, const char* white_otherwise);
  // What isn't given is as it was at the target when the case ended. UsageError where that is night, or the series for
  // the Sun don't hold.
  Sun sun(const FlownAgain& flown) const;

  std::string told(const Sun& sun) const;  // where it stands, and who says so
};

// What the description of any picture begins with.
nlohmann::ordered_json picture_facts(const FlownAgain& flown, const Sun& sun, double white);

}  // namespace farside
