#include "scenario/maps/raster.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/input_file.h"
#include "base/nan.h"
#include "moon/frames.h"
#include "scenario/maps/gdal_gate.h"
#include "scenario/maps/gdal_handles.h"
#include "scenario/maps/image_label.h"
#include "scenario/maps/map_advice.h"
#include "scenario/maps/map_values.h"

namespace farside {
namespace {

constexpr std::int64_t window_pixels_max = 1LL << 26;  // 512 MB

// Of a .aux.xml.
constexpr const char* meaning[] = {"<SRS",      "<GeoTransform", "<GCPList",      "<NoDataValue",
                                   "<UnitType", "<Offset",       "<Scale",        "<Color",
                                   "<Mask",     "PIXELTYPE",     "AREA_OR_POINT", "NODATA_VALUES"};

GdalDataset try_open(const std::string& path) {
  return GdalDataset(GDALDataset::Open(path.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, map_drivers));
}

std::string led_elsewhere(const std::string& part) {
  return "takes a part of itself from " + part + "; put that file beside it and name it without a folder";
}

// A planetary image is opened by its label; users name either.
GdalDataset open_dataset(const std::string& path, const GdalGate& gate) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  check_input_file(path);
  if (GdalDataset dataset = try_open(path)) return dataset;
  for (const char* extension : {".LBL", ".lbl", ".Lbl", ".xml", ".XML"}) {
    const fs::path label = fs::path(path).replace_extension(extension);
    if (label == path || !fs::is_regular_file(label, ignored)) continue;
    if (GdalDataset dataset = try_open(label.string())) return dataset;
  }
  if (!gate.refused().empty()) throw DataError(path + ": " + led_elsewhere(gate.refused()));
  if (const auto [asked, found] = gate.other_spelling(); !found.empty())
    throw DataError(fmt::format("{}: names {}, and the file beside it is {}; name it as it is spelled, or rename it",
                                path, asked, found));
  throw DataError(
      fmt::format("{}: not a raster that can be read ({}); convert it with gdal_translate to GeoTIFF, or put the .LBL "
                  "of an .IMG beside it",
                  path, *CPLGetLastErrorMsg() ? CPLGetLastErrorMsg() : "unknown format"));
}

// Pyramids, and what GDAL notes of a map beside it, unless that says where its pixels are or what they mean.
bool is_for_display(const std::string& file) {
  if (EQUAL(std::filesystem::path(file).extension().c_str(), ".ovr")) return true;
  if (file.size() < 8 || !EQUAL(file.c_str() + file.size() - 8, ".aux.xml")) return false;
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return std::none_of(std::begin(meaning), std::end(meaning),
                      [&](const char* element) { return text.find(element) != text.npos; });
}

bool is_cylindrical(const OGRSpatialReference& srs) {
  if (srs.IsGeographic()) return true;
  const char* name = srs.GetAttrValue("PROJECTION");
  if (name == nullptr) return false;
  for (const char* known : {SRS_PT_EQUIRECTANGULAR, SRS_PT_MERCATOR_1SP, SRS_PT_MERCATOR_2SP,
                            SRS_PT_CYLINDRICAL_EQUAL_AREA, SRS_PT_MILLER_CYLINDRICAL}) {
    if (EQUAL(name, known)) return true;
  }
  return false;
}

std::array<double, 4> cubic_weights(double t) {
  return {t * (t * (1.0 - 0.5 * t) - 0.5), t * t * (1.5 * t - 2.5) + 1.0, t * (t * (2.0 - 1.5 * t) + 0.5),
          0.5 * t * t * (t - 1.0)};
}

// Part of the raster in memory, as heights. Columns may run past the seam of a map that goes all around.
struct Window {
  std::int64_t first_column, first_row, columns, rows;
  std::vector<double> height_m;

  double at(std::int64_t column, std::int64_t row) const {
    const std::int64_t c = std::clamp<std::int64_t>(column - first_column, 0, columns - 1);
    const std::int64_t r = std::clamp<std::int64_t>(row - first_row, 0, rows - 1);
    return height_m[static_cast<std::size_t>(r * columns + c)];
  }
  double bilinear(std::int64_t c, std::int64_t r, double u, double v) const {
    // a node with weight zero may have no data
    auto part = [](double weight, double h) { return weight == 0.0 ? 0.0 : weight * h; };
    return part((1 - u) * (1 - v), at(c, r)) + part(u * (1 - v), at(c + 1, r)) + part((1 - u) * v, at(c, r + 1)) +
           part(u * v, at(c + 1, r + 1));
  }
  double sample(const PixelPosition& p, Interpolation interpolation) const {
    const double x = p.column - 0.5, y = p.row - 0.5;
    const auto c = static_cast<std::int64_t>(std::floor(x)), r = static_cast<std::int64_t>(std::floor(y));
    const double u = x - static_cast<double>(c), v = y - static_cast<double>(r);
    if (interpolation == Interpolation::bicubic) {
      const auto across = cubic_weights(u), along = cubic_weights(v);
      double sum = 0.0;
      for (int j = 0; j < 4; ++j) {
        double line = 0.0;
        for (int i = 0; i < 4; ++i) line += across[static_cast<std::size_t>(i)] * at(c - 1 + i, r - 1 + j);
        sum += along[static_cast<std::size_t>(j)] * line;
      }
      if (!std::isnan(sum)) return sum;
    }
    return bilinear(c, r, u, v);
  }
};

}  // namespace

struct Raster::Impl {
  std::string path;
  GdalDataset dataset;
  std::vector<std::string> files;
  GdalTransformation from_degrees;
  std::array<double, 6> to_pixel{};
  double turn_columns = 0.0;  // columns in 360 degrees of longitude; 0 for projections without that
  bool all_around = false;
  std::optional<MapValues> values;

  [[noreturn]] void fail(const std::string& what) const { throw DataError(path + ": " + what); }

  // GDAL reads an ASCII grid line by line up to the one that is asked for, even beyond the end of the file.
  void check_size() const {
    const std::int64_t pixels = std::int64_t{dataset->GetRasterXSize()} * dataset->GetRasterYSize();
    const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(dataset->GetDescription()));
    if (EQUAL(dataset->GetDriver()->GetDescription(), "AAIGrid") && (bytes + 1) / 2 < pixels)
      fail(fmt::format("claims {} x {} heights and has {} bytes; it is damaged or cut short", dataset->GetRasterXSize(),
                       dataset->GetRasterYSize(), bytes));
  }

  void list_files() {
    const CPLStringList list(dataset->GetFileList());
    for (int i = 0; i < list.size(); ++i) {
      check_input_file(list[i]);
      if (!is_for_display(list[i])) files.emplace_back(list[i]);
    }
  }

  // As GDAL opened it.
  std::string source() const { return dataset->GetDescription(); }

  void check_body(const OGRSpatialReference& srs) const {
    const double a = srs.GetSemiMajor(), b = srs.GetSemiMinor();
    if (std::abs(a - moon_radius_m) <= 1.0 && std::abs(b - moon_radius_m) <= 1.0) return;
    const std::string what =
        fmt::format("not a map of the Moon's sphere of {:.0f} m: its body has the radii {:.0f} m and {:.0f} m",
                    moon_radius_m, a, b);
    const std::string in_degrees = "-a_srs " + shell_word(own_sphere);
    if (std::abs(a - b) < 1.0 && std::abs(a - moon_radius_m) < 0.01 * moon_radius_m) {
      const std::string raised = rescaling(values->scale(), 1.0, a - moon_radius_m);
      fail(fmt::format(
          "{}; heights above that sphere are others above this one, by {:+g} m, as -a_scale and -a_offset say "
          "(leave both out if they count from this one already): {}",
          what, a - moon_radius_m,
          srs.IsGeographic() ? translated(source(), in_degrees + " " + raised) : warped(source(), raised)));
    }
    if (srs.IsGeographic())
      fail(fmt::format("{}; if it shows the Moon all the same, in degrees, say so: {}", what,
                       translated(source(), in_degrees)));
    fail(what +
         "; if it shows the Moon all the same, give it the coordinate system that it was made in: gdal_translate "
         "-a_srs");
  }

  // A map in degrees, or in grads, ends at the poles, and after a whole turn.
  void check_degrees(std::array<double, 6> g, const OGRSpatialReference& srs) const {
    for (double& x : g) x *= srs.GetAngularUnits() / CPLAtof(SRS_UA_DEGREE_CONV);
    const double width = dataset->GetRasterXSize(), height = dataset->GetRasterYSize();
    double west = g[0], east = west, south = g[3], north = south;
    for (const auto& [column, row] : {std::pair{width, 0.0}, std::pair{0.0, height}, std::pair{width, height}}) {
      const double lon = g[0] + column * g[1] + row * g[2], lat = g[3] + column * g[4] + row * g[5];
      west = std::min(west, lon), east = std::max(east, lon), south = std::min(south, lat),
      north = std::max(north, lat);
    }
    const double pixel = std::hypot(g[4], g[5]), column = std::hypot(g[1], g[2]);
    if (south >= -90.0 - pixel && north <= 90.0 + pixel && east - west <= 360.0 + column) return;
    const std::string what = fmt::format(
        "its coordinate system is in degrees, and its place is not: latitude {:g} to {:g}, longitude {:g} to {:g}",
        south, north, west, east);
    if (std::max({-south, north, -west, east}) <= 360.0 + column)
      fail(what + "; are they exchanged? give it its place: gdal_translate -a_ullr WEST NORTH EAST SOUTH");
    fail(fmt::format("{}; give it the system that its place is in, such as: {}", what,
                     translated(source(), "-a_srs " + shell_word("+proj=eqc +R=1737400 +units=m +no_defs"))));
  }

  // Does its label count longitudes to the west? GDAL looks at that in PDS4 alone.
  bool counts_to_the_west() const {
    const std::string driver = dataset->GetDriver()->GetDescription();
    if (driver != "PDS" && driver != "ISIS2" && driver != "ISIS3") return false;
    const ImageLabel label(source());
    return label.value("IMAGE_MAP_PROJECTION", "POSITIVE_LONGITUDE_DIRECTION") == "WEST" ||
           label.value("MAPPING", "LONGITUDEDIRECTION") == "POSITIVEWEST";
  }

  // Then the projection's centre is on the other side, unless that is the same.
  void check_direction(const OGRSpatialReference& srs) const {
    if (!counts_to_the_west()) return;
    char* text = nullptr;
    srs.exportToProj4(&text);
    std::string east = text == nullptr ? "" : text;
    CPLFree(text);
    const std::size_t at = east.find("+lon_0=");
    if (at == east.npos) return;
    const std::size_t begin = at + 7, size = east.find(' ', begin) - begin;
    const double west_deg = CPLAtof(east.c_str() + begin);
    if (std::fmod(west_deg, 180.0) == 0.0) return;
    east.replace(begin, size, fmt::format("{}", -west_deg));
    fail("its label counts longitudes to the west, which GDAL doesn't; say where its centre is: " +
         translated(source(), "-a_srs " + shell_word(east) + " " + rescaling(values->scale(), 1.0, 0.0)));
  }

  void open_map() {
    std::array<double, 6> geotransform{};
    const OGRSpatialReference* srs = dataset->GetSpatialRef();
    const bool has_place = dataset->GetGeoTransform(geotransform.data()) == CE_None;
    if (!has_place || srs == nullptr || srs->IsEmpty() || !(srs->IsGeographic() || srs->IsProjected())) {
      fail(fmt::format(
          "not georeferenced; give it the Moon's coordinate system{}, such as: {}",
          has_place ? "" : " and its place (in degrees: west, north, east, south)",
          translated(source(), "-a_srs " + shell_word(own_sphere) + (has_place ? "" : " -a_ullr 177 -45 178 -46"))));
    }
    check_body(*srs);
    check_direction(*srs);
    if (srs->GetPrimeMeridian() != 0.0)
      fail("its longitudes don't count from the Moon's prime meridian; convert it: " + warped(source()));
    if (!GDALInvGeoTransform(geotransform.data(), to_pixel.data()))
      fail("its pixels have no extent; the georeference is damaged");
    if (srs->IsGeographic()) check_degrees(geotransform, *srs);

    OGRSpatialReference map(*srs);
    const std::unique_ptr<OGRSpatialReference> degrees(srs->CloneGeogCS());
    if (const double degree = CPLAtof(SRS_UA_DEGREE_CONV); std::abs(srs->GetAngularUnits() - degree) > 1e-9 * degree)
      degrees->SetAngularUnits(SRS_UA_DEGREE, degree);  // grads
    map.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    degrees->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    from_degrees.reset(OGRCreateCoordinateTransformation(degrees.get(), &map));
    if (!from_degrees) fail(fmt::format("its coordinate system can't be used ({})", CPLGetLastErrorMsg()));

    if (is_cylindrical(map)) {
      const double centre = map.IsGeographic() ? 0.0 : map.GetNormProjParm(SRS_PP_CENTRAL_MERIDIAN);
      const PixelPosition west = project(centre - 90.0, 0.0), east = project(centre + 90.0, 0.0);
      if (std::abs(east.row - west.row) < 1e-6) turn_columns = 2.0 * std::abs(east.column - west.column);
      all_around = std::abs(turn_columns - dataset->GetRasterXSize()) < 0.5;
      if (all_around) turn_columns = dataset->GetRasterXSize();
    }
  }

  PixelPosition pixel_of(double x, double y) const {
    return {to_pixel[0] + to_pixel[1] * x + to_pixel[2] * y, to_pixel[3] + to_pixel[4] * x + to_pixel[5] * y};
  }
  PixelPosition project(double lon_deg, double lat_deg) const {
    double x = lon_deg, y = lat_deg;
    if (!from_degrees->Transform(1, &x, &y) || !std::isfinite(x) || !std::isfinite(y)) return {nan, nan};
    return pixel_of(x, y);
  }

  Window read(std::int64_t first_column, std::int64_t last_column, std::int64_t first_row,
              std::int64_t last_row) const {
    const std::int64_t width = dataset->GetRasterXSize(), height = dataset->GetRasterYSize();
    first_row = std::clamp<std::int64_t>(first_row, 0, height - 1);
    last_row = std::clamp<std::int64_t>(last_row, 0, height - 1);
    if (!all_around) {
      first_column = std::clamp<std::int64_t>(first_column, 0, width - 1);
      last_column = std::clamp<std::int64_t>(last_column, 0, width - 1);
    }
    Window w{first_column, first_row, last_column - first_column + 1, last_row - first_row + 1, {}};
    if (w.columns * w.rows > window_pixels_max)
      fail(fmt::format("{} x {} pixels at once are too many; choose a finer spacing_m or a smaller half_width_m",
                       w.columns, w.rows));
    w.height_m.resize(static_cast<std::size_t>(w.columns * w.rows));
    for (std::int64_t done = 0; done < w.columns;) {
      const std::int64_t from = ((first_column + done) % width + width) % width;
      const std::int64_t count = std::min(width - from, w.columns - done);
      values->read(static_cast<int>(from), static_cast<int>(first_row), static_cast<int>(count),
                   static_cast<int>(w.rows), w.height_m.data() + done, static_cast<std::size_t>(w.columns));
      done += count;
    }
    return w;
  }
};

Raster::Raster(const std::string& path) : impl_(std::make_unique<Impl>()) {
  start_gdal();
  const GdalGate gate(path);
  impl_->path = path;
  impl_->dataset = open_dataset(path, gate);
  impl_->check_size();
  impl_->values.emplace(*impl_->dataset, path);
  impl_->open_map();
  impl_->list_files();
}
Raster::~Raster() {
  const GdalGate gate(impl_->path);  // closing a dataset may write statistics beside the map
  impl_->dataset.reset();
}

const std::vector<std::string>& Raster::files() const { return impl_->files; }

std::string Raster::source() const { return impl_->source(); }

HeightScale Raster::scale() const { return impl_->values->scale(); }

PixelPosition Raster::locate(double lon_deg, double lat_deg) const {
  const GdalGate gate(impl_->path);
  PixelPosition p = impl_->project(lon_deg, lat_deg);
  if (impl_->turn_columns > 0.0) {
    for (const double turns : {-1.0, 1.0}) {
      const PixelPosition q{p.column + turns * impl_->turn_columns, p.row};
      if (!contains(p) && contains(q)) p = q;
    }
  }
  return p;
}

std::vector<PixelPosition> Raster::locate(std::span<const double> lon_deg, std::span<const double> lat_deg,
                                          double near_column) const {
  const GdalGate gate(impl_->path);
  std::vector<double> x(lon_deg.begin(), lon_deg.end()), y(lat_deg.begin(), lat_deg.end());
  std::vector<int> good(x.size(), 0);
  impl_->from_degrees->Transform(static_cast<int>(x.size()), x.data(), y.data(), nullptr, good.data());
  std::vector<PixelPosition> positions(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const bool valid = good[i] != 0 && std::isfinite(x[i]) && std::isfinite(y[i]);
    PixelPosition p = valid ? impl_->pixel_of(x[i], y[i]) : PixelPosition{nan, nan};
    if (valid && impl_->turn_columns > 0.0)
      p.column -= impl_->turn_columns * std::nearbyint((p.column - near_column) / impl_->turn_columns);
    positions[i] = p;
  }
  return positions;
}

bool Raster::contains(const PixelPosition& p) const {
  const bool columns =
      impl_->all_around ? std::isfinite(p.column) : p.column >= 0.0 && p.column <= impl_->dataset->GetRasterXSize();
  return columns && p.row >= 0.0 && p.row <= impl_->dataset->GetRasterYSize();
}

std::string Raster::middle() const {
  const GdalGate gate(impl_->path);
  std::array<double, 6> g{};
  impl_->dataset->GetGeoTransform(g.data());
  const double column = 0.5 * impl_->dataset->GetRasterXSize(), row = 0.5 * impl_->dataset->GetRasterYSize();
  double lon = g[0] + column * g[1] + row * g[2], lat = g[3] + column * g[4] + row * g[5];
  const GdalTransformation to_degrees(impl_->from_degrees->GetInverse());
  if (!to_degrees || !to_degrees->Transform(1, &lon, &lat)) return "";
  return fmt::format("{:.2f} deg N, {:.2f} deg E", lat, lon);
}

std::vector<double> Raster::heights_m(std::span<const PixelPosition> positions, Interpolation interpolation) const {
  const GdalGate gate(impl_->path);
  std::vector<double> heights(positions.size(), nan);
  double west = std::numeric_limits<double>::infinity(), north = west, east = -west, south = -west;
  for (const PixelPosition& p : positions) {
    if (!contains(p)) continue;
    west = std::min(west, p.column), east = std::max(east, p.column), north = std::min(north, p.row),
    south = std::max(south, p.row);
  }
  if (!(west <= east)) return heights;
  // a position's own pixel is at floor(p - 0.5) or one beyond, the cubic wants one more on either side
  auto below = [](double p) { return static_cast<std::int64_t>(std::floor(p - 0.5)) - 1; };
  auto above = [](double p) { return static_cast<std::int64_t>(std::floor(p - 0.5)) + 2; };
  const Window window = impl_->read(below(west), above(east), below(north), above(south));
  for (std::size_t i = 0; i < positions.size(); ++i) {
    if (contains(positions[i])) heights[i] = window.sample(positions[i], interpolation);
  }
  return heights;
}

}  // namespace farside
