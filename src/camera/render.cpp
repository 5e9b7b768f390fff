#include "camera/render.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <optional>

#include "camera/sight.h"
#include "engine/team.h"
#include "moon/frames.h"

namespace farside {
namespace {

constexpr std::uint32_t beam_side = 16;  // pixels whose rays begin together; one of them tells most tiles that it needs
constexpr std::size_t pixels_at_once = 2 * beam_side * beam_side;  // that a thread takes
constexpr std::size_t pixels_of_part = std::size_t{1} << 20;  // a large picture is made in parts, to bound the memory
constexpr double lander_albedo = 0.12, ground_glow = 0.01;    // of its surfaces; light from the ground on them, I/F
constexpr double per_normal = 1.0 / 32767.0, per_light = 1.0 / 255.0;

struct Sample {
  double radiance_factor = 0.0, distance_m = 0.0;
  Seen seen = Seen::sky;
  bool is_lander = false, in_shadow = false;
};

// The surface as its nodes have it.
Vec3<double> normal_of(const MosaicTile& tile, const BetweenTileNodes& at) {
  const double x = per_normal * interpolated(tile.normal_x, at), y = per_normal * interpolated(tile.normal_y, at);
  return {x, y, std::sqrt(std::max(0.0, 1.0 - x * x - y * y))};
}
double light_of(const MosaicTile& tile, const BetweenTileNodes& at) { return per_light * interpolated(tile.light, at); }

double blend(double a, double b, double share) { return a + share * (b - a); }

}  // namespace

PhaseTable::PhaseTable() {
  for (int i = 0; i <= steps; ++i) terms_.push_back(phase_terms(2.0 * asin(static_cast<double>(i) / steps)));
}

PhaseTerms PhaseTable::at(double phase_cosine) const {
  const double x = std::sqrt(std::clamp(0.5 * (1.0 - phase_cosine), 0.0, 1.0)) * steps;
  const auto i = static_cast<std::size_t>(std::min(x, steps - 1.0));
  const double more = x - static_cast<double>(i);
  return {blend(terms_[i].share, terms_[i + 1].share, more), blend(terms_[i].scale, terms_[i + 1].scale, more)};
}

// What all threads share while the pixels of a picture are rendered.
struct Renderer::Pass {
  const View& view;
  const RenderOptions& options;
  Vec3<double> sun_L;
  const std::optional<LanderShadow>& shadow_of_lander;
  std::vector<float>& radiance_factor;
  std::vector<float>& distance_m;                                // the mean of what is ground; 0: none is
  std::vector<std::uint8_t>&ground, &unknown, &lander, &shadow;  // numbers of samples
};

namespace {

// One thread's share of the work.
class PixelPainter {
 public:
  PixelPainter(const Mosaic& mosaic, const PhaseTable& phases, const View& view, const RenderOptions& options,
               const Vec3<double>& sun_L, const std::optional<LanderShadow>& shadow_of_lander)
      : view_(view),
        options_(options),
        phases_(phases),
        sun_L_(sun_L),
        shadow_of_lander_(shadow_of_lander),
        sight_(mosaic, view.p_L(), view.pixel_rad()) {}

  // Pixels that follow are of this part of the picture, beam_side wide and high.
  void begin_part(std::uint32_t column, std::uint32_t row) {
    if (has_part_ && column == part_column_ && row == part_row_) return;
    has_part_ = true, part_column_ = column, part_row_ = row;
    const auto corner = [&](std::uint32_t right, std::uint32_t down) {
      return view_.direction_L(
          {static_cast<double>((column + right) * beam_side), static_cast<double>((row + down) * beam_side)});
    };
    beam_is_complete_ = true;
    beam_ = sight_.beam_between({corner(0, 0), corner(1, 0), corner(0, 1), corner(1, 1)}, beam_is_complete_);
  }
  // False where a tile was missing.
  bool paint(const Pixel& place, Sample& sample) {
    if (!beam_is_complete_) return false;
    const Vec3<double> direction_L = view_.direction_L(place);
    bool complete = true;
    const GroundHit hit = sight_.look(direction_L, beam_, complete);
    if (!complete) return false;
    sample = {0.0, hit.distance_m, hit.seen, false, false};
    if (options_.lander_is_seen && paint_lander(direction_L, hit, sample)) return true;
    return hit.seen != Seen::ground || paint_ground(direction_L, hit, sample);
  }
  std::vector<TileKey>& missing() { return sight_.missing(); }
  std::vector<TileKey>& dark() { return dark_; }

 private:
  const MosaicTile* lit_tile(const TileKey& key) {
    const MosaicTile* const tile = sight_.reader().tile(key);
    if (tile && tile->is_lit()) return tile;
    dark_.push_back(key);
    return nullptr;
  }

  // Where the pixel is no wider than the nodes are apart, the wider ones count for nothing.
  bool paint_ground(const Vec3<double>& direction_L, const GroundHit& hit, Sample& sample) {
    const BetweenTileNodes at = between_tile_nodes(hit.level, hit.east_m, hit.north_m);
    const MosaicTile* const tile = lit_tile(at.key);
    const bool blends = hit.beyond > 0.0;
    const int wider = std::min(hit.level + 1, mosaic_levels - 1);
    const BetweenTileNodes at_wider = blends ? between_tile_nodes(wider, hit.east_m, hit.north_m) : BetweenTileNodes{};
    const MosaicTile* const tile_wider = blends ? lit_tile(at_wider.key) : nullptr;
    if (!tile || (blends && !tile_wider)) return false;
    double light = light_of(*tile, at);
    if (blends) light = blend(light, light_of(*tile_wider, at_wider), hit.beyond);
    if (shadow_of_lander_ && light > 0.0)
      light *= shadow_of_lander_->light_at(axpy(hit.distance_m, direction_L, view_.p_L()));
    sample.in_shadow = light < 0.5;
    if (!(light > 0.0)) return true;
    Vec3<double> mean = normal_of(*tile, at);
    if (blends) {
      const Vec3<double> w = normal_of(*tile_wider, at_wider);
      mean = {blend(mean.x, w.x, hit.beyond), blend(mean.y, w.y, hit.beyond), blend(mean.z, w.z, hit.beyond)};
    }
    const double per_length = 1.0 / std::sqrt(plain_dot(mean, mean));
    sample.radiance_factor =
        light * radiance_factor(phases_.at(-plain_dot(sun_L_, direction_L)), per_length * plain_dot(mean, sun_L_),
                                -per_length * plain_dot(mean, direction_L));
    return true;
  }

  bool paint_lander(const Vec3<double>& direction_L, const GroundHit& hit, Sample& sample) const {
    const LanderPose& pose = options_.pose;
    const Vec3<double> p_B = transposed_times(pose.R_LB, view_.p_L() - pose.p_L);
    const Vec3<double> direction_B = transposed_times(pose.R_LB, direction_L);
    const std::optional<RodHit> met = options_.lander->meet(p_B, direction_B);
    if (!met || (hit.seen == Seen::ground && hit.distance_m < met->distance_m)) return false;
    const Vec3<double> normal_L = pose.R_LB * met->normal_B;
    const Vec3<double> place_L = axpy(met->distance_m, direction_L, view_.p_L());
    const double incidence = std::max(0.0, dot(normal_L, sun_L_));
    const double light = incidence > 0.0 ? shadow_of_lander_->light_at(axpy(1e-4, normal_L, place_L)) : 0.0;
    sample = {lander_albedo * (incidence * light + ground_glow), met->distance_m, hit.seen, true, false};
    return true;
  }

  const View& view_;
  const RenderOptions& options_;
  const PhaseTable& phases_;
  Vec3<double> sun_L_;
  const std::optional<LanderShadow>& shadow_of_lander_;
  Sight sight_;
  std::vector<TileKey> dark_;
  bool has_part_ = false, beam_is_complete_ = false;
  std::uint32_t part_column_ = 0, part_row_ = 0;
  Beam beam_{};
};

}  // namespace

Renderer::Renderer(Mosaic& mosaic) : mosaic_(mosaic) {}

// Renders pixels over and over while tiles are missing: what a pass missed is there in the next one.
void Renderer::render_pixels(const Pass& pass, std::vector<std::uint32_t> pixels, const Finished& finished) {
  const int side = pass.options.samples_a_side;
  while (!pixels.empty()) {
    std::mutex mutex;
    std::vector<TileKey> missing, dark;
    std::vector<std::uint32_t> again;
    in_parts(mosaic_.ground().threads(), pixels.size(), pixels_at_once, [&] {
      return [&](std::size_t first, std::size_t count) {
        PixelPainter painter(mosaic_, phases_, pass.view, pass.options, pass.sun_L, pass.shadow_of_lander);
        std::vector<std::uint32_t> unfinished;
        for (std::size_t k = first; k < first + count; ++k) {
          const std::uint32_t pixel = pixels[k];
          const std::uint32_t column = pixel % static_cast<std::uint32_t>(pass.view.columns());
          const std::uint32_t row = pixel / static_cast<std::uint32_t>(pass.view.columns());
          double sum = 0.0, distance_m = 0.0;
          int ground = 0, unknown = 0, lander = 0, shadow = 0;
          bool complete = true;
          painter.begin_part(column / beam_side, row / beam_side);
          for (int i = 0; i < side * side; ++i) {
            const int sub_row = i / side, sub_column = i % side;
            Sample s;
            complete &= painter.paint({column + (sub_column + 0.5) / side, row + (sub_row + 0.5) / side}, s);
            sum += s.radiance_factor;
            lander += s.is_lander;
            shadow += s.in_shadow;
            unknown += !s.is_lander && s.seen == Seen::unknown;
            if (s.is_lander || s.seen != Seen::ground) continue;
            ++ground;
            distance_m += s.distance_m;
          }
          if (!complete) {
            unfinished.push_back(pixel);
            continue;
          }
          pass.radiance_factor[pixel] = static_cast<float>(sum / (side * side));
          pass.distance_m[pixel] = ground > 0 ? static_cast<float>(distance_m / ground) : 0.0f;
          pass.ground[pixel] = static_cast<std::uint8_t>(ground);
          pass.unknown[pixel] = static_cast<std::uint8_t>(unknown);
          pass.lander[pixel] = static_cast<std::uint8_t>(lander);
          pass.shadow[pixel] = static_cast<std::uint8_t>(shadow);
        }
        const std::lock_guard lock(mutex);
        missing.insert(missing.end(), painter.missing().begin(), painter.missing().end());
        dark.insert(dark.end(), painter.dark().begin(), painter.dark().end());
        again.insert(again.end(), unfinished.begin(), unfinished.end());
        if (finished) finished(count - unfinished.size());
      };
    });
    mosaic_.fill(std::move(missing));
    mosaic_.light(std::move(dark));
    pixels = std::move(again);
  }
}

RenderedPicture Renderer::render(const View& view, const RenderOptions& options) {
  const auto columns = static_cast<std::size_t>(view.columns()), rows = static_cast<std::size_t>(view.rows());
  const std::size_t count = columns * rows;
  RenderedPicture picture{view.columns(), view.rows(), std::vector<float>(count)};
  std::vector<float> distance_m(count);
  std::vector<std::uint8_t> ground(count), unknown(count), lander(count), shadow(count);
  const Vec3<double> sun_L = mosaic_.sun().direction_L();
  std::optional<LanderShadow> shadow_of_lander;
  if (options.lander) shadow_of_lander.emplace(*options.lander, options.pose, sun_L);
  const Pass pass{view,       options, sun_L,   shadow_of_lander, picture.radiance_factor,
                  distance_m, ground,  unknown, lander,           shadow};
  Finished finished;
  if (options.progress) {
    finished = [&, done = std::size_t{0}](std::size_t pixels) mutable {
      done += pixels;
      options.progress(static_cast<double>(done) / static_cast<double>(count));
    };
  }
  const std::size_t at_once = std::max(std::size_t{beam_side}, pixels_of_part / rows / beam_side * beam_side);
  for (std::size_t first = 0; first < columns; first += at_once) {
    mosaic_.begin_picture();
    std::vector<std::uint32_t> few, all;
    const std::size_t end = std::min(first + at_once, columns);
    for (std::size_t part_row = 0; part_row < rows; part_row += beam_side) {
      for (std::size_t part_column = first; part_column < end; part_column += beam_side) {
        few.push_back(static_cast<std::uint32_t>(part_row * columns + part_column));
        for (std::size_t row = part_row; row < std::min(part_row + beam_side, rows); ++row) {
          for (std::size_t column = part_column; column < std::min(part_column + beam_side, end); ++column)
            all.push_back(static_cast<std::uint32_t>(row * columns + column));
        }
      }
    }
    render_pixels(pass, std::move(few));
    render_pixels(pass, std::move(all), finished);
  }

  const double per_sample = 1.0 / (static_cast<double>(count) * options.samples_a_side * options.samples_a_side);
  const auto total = [](const std::vector<std::uint8_t>& numbers) {
    double sum = 0.0;
    for (const std::uint8_t n : numbers) sum += n;
    return sum;
  };
  const double grounds = total(ground);
  picture.ground_frac = grounds * per_sample;
  picture.unknown_frac = total(unknown) * per_sample;
  picture.lander_frac = total(lander) * per_sample;
  picture.sky_frac = std::max(0.0, 1.0 - picture.ground_frac - picture.unknown_frac - picture.lander_frac);
  picture.shadow_frac = grounds > 0.0 ? total(shadow) / grounds : 0.0;
  picture.nearest_m = picture.farthest_m = std::numeric_limits<double>::quiet_NaN();
  for (const float d : distance_m) {
    if (d == 0.0f) continue;
    picture.nearest_m = std::fmin(picture.nearest_m, d);
    picture.farthest_m = std::fmax(picture.farthest_m, d);
  }
  const float middle = distance_m[count / 2 + static_cast<std::size_t>(view.columns()) / 2];
  picture.middle_m = middle > 0.0f ? double{middle} : std::numeric_limits<double>::quiet_NaN();
  return picture;
}

double Renderer::height_over_ground_m(const Vec3<double>& p_L) const {
  const double radius_m = mosaic_.radius_m(), r = norm(Vec3<double>{p_L.x, p_L.y, p_L.z + radius_m});
  constexpr double pixel_m = mosaic_finest_m;
  double height_m = 0.0, rock_m = 0.0;
  mosaic_.ground().fill_alone({{p_L.x * radius_m / r - 0.5 * pixel_m, p_L.y * radius_m / r + 0.5 * pixel_m, pixel_m, 0,
                                0, 1, 1, 1, &height_m, &rock_m}});
  return r - radius_m - (height_m + rock_m);
}

std::vector<std::uint8_t> exposed(const std::vector<float>& radiance_factor, double white) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(radiance_factor.size());
  for (const float f : radiance_factor)
    bytes.push_back(static_cast<std::uint8_t>(std::lround(255.0 * std::clamp(f / white, 0.0, 1.0))));
  return bytes;
}

double preset_white(const Sun& sun) {
  constexpr double level_share = 0.45;
  return radiance_factor(phase_terms(0.5 * pi - sun.elevation_rad), sin(sun.elevation_rad), 1.0) / level_share;
}

}  // namespace farside
