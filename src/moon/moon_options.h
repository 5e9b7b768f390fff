#pragma once
// Which Moon is computed: choices that all cases share, beside the numbers of moon_params.h.
#include <cstdint>

#include "base/field.h"

namespace farside {

enum class GravityModel : std::int32_t { uniform, point_mass, j2, spherical_harmonic };
enum class ReliefModel : std::int32_t { none, generated, listed };
enum class TerrainModel : std::int32_t { sphere, plane, dem, facet };

// Spelled as in YAML, in the order of the enums.
inline constexpr const char* gravity_model_names[] = {"uniform", "point_mass", "j2", "spherical_harmonic"};
inline constexpr const char* relief_model_names[] = {"none", "generated", "listed"};
inline constexpr const char* terrain_model_names[] = {"sphere", "plane", "dem", "facet"};

struct GravityOptions {
  GravityModel model = GravityModel::spherical_harmonic;
  std::int32_t degree = 8;

  template <class V>
  static void fields(V& v) {
    v.choice("model", &GravityOptions::model, gravity_model_names,
             "gravity field; `spherical_harmonic` is GRGM1200L in the principal-axis frame");
    v.whole("degree", &GravityOptions::degree, {2, 8}, "highest degree and order of `spherical_harmonic`");
  }
};

struct ReliefOptions {
  ReliefModel model = ReliefModel::none;

  template <class V>
  static void fields(V& v) {
    v.choice("model", &ReliefOptions::model, relief_model_names,
             "what no map shows, on top of moon.terrain.model; `generated`: craters, rocks and roughness drawn from "
             "laws, and what is listed; `listed`: that alone, see Listed relief");
  }
};

struct TerrainOptions {
  TerrainModel model = TerrainModel::sphere;
  ReliefOptions relief;

  template <class V>
  static void fields(V& v) {
    v.choice("model", &TerrainOptions::model, terrain_model_names,
             "shape of the ground; `plane`: inclined around the target; `facet`: inclined alike wherever a case lands; "
             "`dem` takes moon.terrain.layers");
    v.group("relief", &TerrainOptions::relief);
  }
};

struct MoonOptions {
  GravityOptions gravity;
  bool rotation = true;
  TerrainOptions terrain;

  template <class V>
  static void fields(V& v) {
    v.group("gravity", &MoonOptions::gravity);
    v.flag("rotation", &MoonOptions::rotation, "the Moon turns under the flight");
    v.group("terrain", &MoonOptions::terrain);
  }
};

}  // namespace farside
