#include "engine/case_ground.h"

#include <fmt/format.h>

#include <numbers>

#include "base/error.h"
#include "engine/draw_check.h"
#include "engine/float_state.h"
#include "engine/setup.h"
#include "engine/team.h"

namespace farside {
namespace {

constexpr std::int32_t piece_rows = tile_side, piece_columns = 8 * tile_side;  // that a thread takes at once

// Calls work(i) for 0 to count - 1, on all threads.
template <class Work>
void each_of(std::size_t count, int threads, const Work& work) {
  in_parts(threads, count, 1, [&] {
    return [&](std::size_t i, std::size_t) {
      const FloatState state;
      work(i);
    };
  });
}

// Calls work(piece) for all of them, on all threads.
template <class Work>
void each_piece(const std::vector<GroundTile>& pieces, int threads, const Work& work) {
  each_of(pieces.size(), threads, [&](std::size_t i) { work(pieces[i]); });
}

std::vector<GroundTile> pieces_of(const std::vector<GroundTile>& tiles) {
  std::vector<GroundTile> pieces;
  for (const GroundTile& whole : tiles) {
    for (std::int32_t row = 0; row < whole.rows; row += piece_rows) {
      for (std::int32_t column = 0; column < whole.columns; column += piece_columns)
        pieces.push_back(whole.part(row, column, piece_rows, piece_columns));
    }
  }
  return pieces;
}

}  // namespace

CaseGround::CaseGround(const Scenario& scenario, std::uint64_t case_number, const Kernel& kernel, int threads)
    : setup_(make_setup(scenario)), kernel_(kernel), threads_(threads), params_(static_cast<std::size_t>(param_count)) {
  const FloatState state;
  const Sampler sampler(scenario);
  sampler.draw(case_number, params_.data());
  const DrawRules rules(scenario);
  if (rules.hold(params_.data())) return;
  InvalidDraws found;
  add_case(sampler, rules, case_number, found);
  throw ConfigError(fmt::format("{}: error: the drawn inputs of case {} can't be, it has no ground:\n{}",
                                scenario.configuration.file, case_number, describe(found, scenario)));
}

void CaseGround::fill(const std::vector<GroundTile>& tiles) const {
  each_piece(pieces_of(tiles), threads_,
             [&](const GroundTile& piece) { kernel_.raster(setup_, params_.data(), &piece, 1); });
}

void CaseGround::light(const GroundTile& tile, double elevation_rad, double azimuth_rad, double* sunlit) const {
  each_piece(pieces_of({tile}), threads_, [&](const GroundTile& piece) {
    kernel_.sunlit(setup_, params_.data(), elevation_rad, azimuth_rad, piece,
                   sunlit + (piece.height_m - tile.height_m));
  });
}

void CaseGround::horizon(const GroundTile& tile, const HorizonView& view, double* angle_rad) const {
  each_piece(pieces_of({tile}), threads_, [&](const GroundTile& piece) {
    kernel_.horizon(setup_, params_.data(), view, piece, angle_rad + (piece.height_m - tile.height_m));
  });
}

std::vector<double> CaseGround::horizon_around(double east_m, double north_m, int azimuths, double eye_m,
                                               double reach_m) const {
  constexpr double pixel_m = 1.0;
  double height_m = 0.0, rock_m = 0.0;
  const GroundTile place{east_m - 0.5 * pixel_m, north_m + 0.5 * pixel_m, pixel_m, 0, 0, 1, 1, 1, &height_m, &rock_m};
  fill({place});
  std::vector<double> found(static_cast<std::size_t>(azimuths));
  each_of(found.size(), threads_, [&](std::size_t i) {
    const double azimuth_rad = 2.0 * std::numbers::pi * static_cast<double>(i) / azimuths;
    kernel_.horizon(setup_, params_.data(), {azimuth_rad, eye_m, reach_m}, place, &found[i]);
  });
  return found;
}

void CaseGround::fill_alone(const std::vector<GroundTile>& tiles) const {
  const FloatState state;
  kernel_.raster(setup_, params_.data(), tiles.data(), tiles.size());
}

}  // namespace farside
