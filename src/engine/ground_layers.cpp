#include "engine/ground_layers.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/team.h"

namespace farside {
namespace {

constexpr int arm = 12, side = 2 * arm + 1;  // samples from the middle of a footprint to its rim
constexpr std::size_t places_at_once = 64;   // that a thread takes
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// The samples of footprints of one vehicle.
class Footprint {
 public:
  explicit Footprint(const CampaignOptions& options, const VehicleParams<double>& v)
      : vehicle_(v), spacing_m_(footprint_radius_m(v) / arm), nozzle_(options.touchdown.model == TouchdownModel::legs) {
    for (int r = -arm; r <= arm; ++r) {
      for (int c = -arm; c <= arm; ++c) {
        if (r * r + c * c > arm * arm) continue;
        inside_.push_back({(r + arm) * side + (c + arm), c * spacing_m_, -r * spacing_m_});
        square_sum_m2_ += inside_.back().east_m * inside_.back().east_m;
      }
    }
  }

  GroundTile tile(const StandPlace& place, double* height_m, double* rock_m) const {
    const double half_m = (arm + 0.5) * spacing_m_;
    return {place.east_m - half_m, place.north_m + half_m, spacing_m_, 0, 0, side, side, side, height_m, rock_m};
  }

  Stand judge(const double* height_m, const double* rock_m) const {
    double mean_m = 0.0, east = 0.0, north = 0.0;
    for (const Sample& s : inside_) mean_m += height_m[s.index];
    mean_m /= static_cast<double>(inside_.size());
    for (const Sample& s : inside_) {
      const double above_m = height_m[s.index] - mean_m;
      east += s.east_m * above_m;
      north += s.north_m * above_m;
    }
    east /= square_sum_m2_;  // of the plane; the disc is the same to all sides
    north /= square_sum_m2_;
    constexpr double lowest = -std::numeric_limits<double>::infinity();
    double sum_m2 = 0.0, highest_m = lowest, hull_m = lowest, nozzle_m = lowest;
    const double upright = 1.0 / std::sqrt(1.0 + east * east + north * north);
    const double hull = vehicle_.legs.hull_radius_m, nozzle = vehicle_.legs.nozzle_radius_m;
    for (const Sample& s : inside_) {
      const double ground_m = (height_m[s.index] - mean_m - east * s.east_m - north * s.north_m) * upright;
      const double top_m = ground_m + rock_m[s.index] * upright, distance = std::hypot(s.east_m, s.north_m);
      sum_m2 += ground_m * ground_m;
      highest_m = std::max(highest_m, top_m);
      if (distance <= hull) hull_m = std::max(hull_m, top_m);
      if (distance <= nozzle) nozzle_m = std::max(nozzle_m, top_m);
    }
    Stand stand{std::atan(std::hypot(east, north)), std::sqrt(sum_m2 / static_cast<double>(inside_.size())), highest_m,
                0.0};
    if (std::isnan(mean_m)) return {unknown, unknown, unknown, unknown};
    const auto add = [&stand](bool broken, Hazard h) { stand.hazard += broken ? static_cast<double>(h) : 0.0; };
    const LegParams<double>& legs = vehicle_.legs;
    add(stand.slope_rad > vehicle_.limits.final_tilt_rad, Hazard::slope);
    add(legs.hull_clearance_m > 0.0 && hull_m >= legs.hull_clearance_m, Hazard::hull);
    add(nozzle_ && legs.nozzle_clearance_m > 0.0 && nozzle_m >= legs.nozzle_clearance_m, Hazard::nozzle);
    return stand;
  }

 private:
  struct Sample {
    int index;
    double east_m, north_m;  // from the middle
  };
  const VehicleParams<double>& vehicle_;
  double spacing_m_, square_sum_m2_ = 0.0;
  bool nozzle_;  // counts: the model `legs`
  std::vector<Sample> inside_;
};

}  // namespace

double footprint_radius_m(const VehicleParams<double>& vehicle) {
  return vehicle.legs.pad_radius_m + 0.5 * vehicle.legs.pad_diameter_m;
}

std::vector<Stand> stands_of(const CaseGround& ground, const std::vector<StandPlace>& places) {
  const Footprint footprint(ground.setup().options, ground.params().vehicle);
  std::vector<Stand> stands(places.size());
  in_parts(ground.threads(), places.size(), places_at_once, [&] {
    constexpr std::size_t samples = static_cast<std::size_t>(side) * side;
    std::vector<double> heights(places_at_once * samples);
    return [&, height_m = heights, rock_m = heights, tiles = std::vector<GroundTile>()](std::size_t first,
                                                                                        std::size_t count) mutable {
      tiles.clear();
      for (std::size_t i = 0; i < count; ++i)
        tiles.push_back(footprint.tile(places[first + i], &height_m[i * samples], &rock_m[i * samples]));
      ground.fill_alone(tiles);
      for (std::size_t i = 0; i < count; ++i)
        stands[first + i] = footprint.judge(&height_m[i * samples], &rock_m[i * samples]);
    };
  });
  return stands;
}

}  // namespace farside
