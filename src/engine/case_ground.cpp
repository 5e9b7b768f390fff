#include "engine/case_ground.h"

#include <fmt/format.h>

#include <atomic>

#include "base/error.h"
#include "engine/draw_check.h"
#include "engine/float_state.h"
#include "engine/setup.h"
#include "engine/team.h"

namespace farside {
namespace {

constexpr std::int32_t piece_rows = tile_side, piece_columns = 8 * tile_side;  // that a thread takes at once

// Calls work(piece) for all of them, on all threads.
template <class Work>
void each_piece(const std::vector<GroundTile>& pieces, int threads, const Work& work) {
  std::atomic<std::size_t> next{0};
  on_team(threads, [&] {
    const FloatState state;
    for (std::size_t i = next++; i < pieces.size(); i = next++) work(pieces[i]);
  });
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

void CaseGround::fill_alone(const std::vector<GroundTile>& tiles) const {
  const FloatState state;
  kernel_.raster(setup_, params_.data(), tiles.data(), tiles.size());
}

}  // namespace farside
