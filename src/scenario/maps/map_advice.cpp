#include "scenario/maps/map_advice.h"

#include <fmt/format.h>

#include <filesystem>

namespace farside {
namespace {

// Name of a new file beside `map`.
std::string beside(const std::string& map, const char* ending) {
  const std::filesystem::path path(map);
  return shell_word((path.parent_path() / (path.stem().string() + ending)).string());
}

}  // namespace

std::string rescaling(const HeightScale& map, double factor, double raise_m) {
  return fmt::format("-a_scale {} -a_offset {}", factor * map.per_count_m, factor * map.at_zero_m + raise_m);
}

std::string shell_word(const std::string& text) {
  const char* const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%";
  if (!text.empty() && text.find_first_not_of(plain) == text.npos) return text;
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? "'\\''" : std::string(1, c);
  return word + "'";
}

std::string translated(const std::string& map, const std::string& options) {
  return fmt::format("gdal_translate {} {} {}", options, shell_word(map), beside(map, "_moon.tif"));
}

std::string warped(const std::string& map, const std::string& options) {
  const std::string warp = "gdalwarp -r cubic -ot Float32 -dstnodata nan -t_srs " + shell_word(own_sphere);
  if (options.empty()) return fmt::format("{} {} {}", warp, shell_word(map), beside(map, "_moon.tif"));
  const std::string step = beside(map, "_degrees.tif");
  return fmt::format("{} {} {} && gdal_translate {} {} {}", warp, shell_word(map), step, options, step,
                     beside(map, "_moon.tif"));
}

}  // namespace farside
