#include "scenario/raster.h"

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>

#include "base/error.h"
#include "base/input_file.h"
#include "moon/frames.h"
#include "scenario/gdal_gate.h"

namespace farside {
namespace {

constexpr double no_data = std::numeric_limits<double>::quiet_NaN();
constexpr double height_limit_m = 20e3;                // the Moon has -9.1 to +10.8 km (LOLA)
constexpr std::int64_t window_pixels_max = 1LL << 26;  // 512 MB
constexpr const char* own_sphere = "+proj=longlat +R=1737400 +no_defs";

using Dataset = std::unique_ptr<GDALDataset, decltype([](GDALDataset* d) { GDALClose(d); })>;
using Transformation = std::unique_ptr<OGRCoordinateTransformation,
                                       decltype([](OGRCoordinateTransformation* t) { OGRCoordinateTransformation::DestroyCT(t); })>;

Dataset try_open(const std::string& path) {
  return Dataset(GDALDataset::Open(path.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, map_drivers));
}

std::string led_elsewhere(const std::string& part) {
  return "takes a part of itself from " + part + "; put that file beside it and name it without a folder";
}

// A planetary image is opened by its label; users name either.
Dataset open_dataset(const std::string& path, const GdalGate& gate) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  check_input_file(path);
  if (Dataset dataset = try_open(path)) return dataset;
  for (const char* extension : {".LBL", ".lbl", ".Lbl", ".xml", ".XML"}) {
    const fs::path label = fs::path(path).replace_extension(extension);
    if (label == path || !fs::is_regular_file(label, ignored)) continue;
    if (Dataset dataset = try_open(label.string())) return dataset;
  }
  if (!gate.refused().empty()) throw DataError(path + ": " + led_elsewhere(gate.refused()));
  throw DataError(
      fmt::format("{}: not a raster that can be read ({}); convert it with gdal_translate to GeoTIFF, or put the .LBL of an .IMG beside it",
                  path, *CPLGetLastErrorMsg() ? CPLGetLastErrorMsg() : "unknown format"));
}

// Metres per unit of the band, or 0 where the name is unknown. No name means metres.
double metres_per_unit(std::string unit) {
  std::transform(unit.begin(), unit.end(), unit.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const char* name : {"", "m", "metre", "meter", "metres", "meters"}) {
    if (unit == name) return 1.0;
  }
  for (const char* name : {"km", "kilometre", "kilometer", "kilometres", "kilometers"}) {
    if (unit == name) return 1000.0;
  }
  return 0.0;
}

bool is_cylindrical(const OGRSpatialReference& srs) {
  if (srs.IsGeographic()) return true;
  const char* name = srs.GetAttrValue("PROJECTION");
  if (name == nullptr) return false;
  for (const char* known :
       {SRS_PT_EQUIRECTANGULAR, SRS_PT_MERCATOR_1SP, SRS_PT_MERCATOR_2SP, SRS_PT_CYLINDRICAL_EQUAL_AREA, SRS_PT_MILLER_CYLINDRICAL}) {
    if (EQUAL(name, known)) return true;
  }
  return false;
}

std::array<double, 4> cubic_weights(double t) {
  return {t * (t * (1.0 - 0.5 * t) - 0.5), t * t * (1.5 * t - 2.5) + 1.0, t * (t * (2.0 - 1.5 * t) + 0.5), 0.5 * t * t * (t - 1.0)};
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
    // a node of weight zero may lack its data
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
  Dataset dataset;
  std::vector<std::string> files;
  Transformation from_degrees;
  std::array<double, 6> to_pixel{};
  double turn_columns = 0.0;  // columns of 360 degrees of longitude, 0 where that means nothing
  bool all_around = false;
  double scale = 1.0, offset = 0.0, metres = 1.0;
  double radius_m = 0.0;  // taken off: the values are radii
  bool has_missing = false;
  double missing = 0.0;

  [[noreturn]] void fail(const std::string& what) const { throw DataError(path + ": " + what); }

  void list_files() {
    const CPLStringList list(dataset->GetFileList());
    for (int i = 0; i < list.size(); ++i) {
      check_input_file(list[i]);
      files.emplace_back(list[i]);
    }
    // A line of an ASCII grid is read up to the one that is asked for, also where the file has long ended.
    const std::int64_t pixels = std::int64_t{dataset->GetRasterXSize()} * dataset->GetRasterYSize();
    const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(dataset->GetDescription()));
    if (EQUAL(dataset->GetDriver()->GetDescription(), "AAIGrid") && (bytes + 1) / 2 < pixels)
      fail(fmt::format("claims {} x {} heights and has {} bytes; it is damaged or cut short", dataset->GetRasterXSize(),
                       dataset->GetRasterYSize(), bytes));
  }

  void open_map() {
    std::array<double, 6> geotransform{};
    const OGRSpatialReference* srs = dataset->GetSpatialRef();
    if (dataset->GetGeoTransform(geotransform.data()) != CE_None || srs == nullptr || srs->IsEmpty() ||
        !(srs->IsGeographic() || srs->IsProjected())) {
      fail(
          fmt::format("not georeferenced; give it a place and a Moon coordinate system, such as gdal_translate -a_srs '{}' -a_ullr WEST "
                      "NORTH EAST SOUTH",
                      own_sphere));
    }
    const double a = srs->GetSemiMajor(), b = srs->GetSemiMinor();
    if (std::abs(a - moon_radius_m) > 1.0 || std::abs(b - moon_radius_m) > 1.0) {
      fail(fmt::format(
          "not a map of the Moon's sphere of {:.0f} m: its body has the radii {:.0f} m and {:.0f} m; convert it with gdalwarp -t_srs '{}'",
          moon_radius_m, a, b, own_sphere));
    }
    if (srs->GetPrimeMeridian() != 0.0) fail("its longitudes don't count from the Moon's prime meridian; convert it with gdalwarp");
    if (!GDALInvGeoTransform(geotransform.data(), to_pixel.data())) fail("its pixels have no extent; the georeference is damaged");

    OGRSpatialReference map(*srs);
    const std::unique_ptr<OGRSpatialReference> degrees(srs->CloneGeogCS());
    map.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    degrees->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    from_degrees.reset(OGRCreateCoordinateTransformation(degrees.get(), &map));
    if (!from_degrees) fail(fmt::format("its coordinate system can't be used ({})", CPLGetLastErrorMsg()));

    if (is_cylindrical(map)) {
      const double centre = map.IsGeographic() ? 0.0 : map.GetNormProjParm(SRS_PP_CENTRAL_MERIDIAN);
      const PixelPosition west = project(centre - 90.0, 0.0), east = project(centre + 90.0, 0.0);
      turn_columns = 2.0 * std::abs(east.column - west.column);
      all_around = std::abs(turn_columns - dataset->GetRasterXSize()) < 0.5;
      if (all_around) turn_columns = dataset->GetRasterXSize();
    }
  }

  void open_band() {
    if (dataset->GetRasterCount() < 1) fail("has no band of heights");
    GDALRasterBand* band = dataset->GetRasterBand(1);
    int given = 0;
    missing = band->GetNoDataValue(&given);
    has_missing = given != 0;
    scale = band->GetScale(&given);
    if (!given || scale == 0.0) scale = 1.0;
    offset = band->GetOffset(&given);
    if (!given) offset = 0.0;
    metres = metres_per_unit(band->GetUnitType());
    if (metres == 0.0) fail(fmt::format("heights in the unit '{}' aren't understood; convert it to metres", band->GetUnitType()));
    // Planetary labels add the sphere's radius, which makes values radii, and show the unit by it.
    if (std::abs(offset * 1000.0 - moon_radius_m) < 0.01 * moon_radius_m) metres = 1000.0;
    if (std::abs(offset * metres - moon_radius_m) < 0.01 * moon_radius_m) radius_m = moon_radius_m;
  }

  PixelPosition pixel_of(double x, double y) const {
    return {to_pixel[0] + to_pixel[1] * x + to_pixel[2] * y, to_pixel[3] + to_pixel[4] * x + to_pixel[5] * y};
  }
  PixelPosition project(double lon_deg, double lat_deg) const {
    double x = lon_deg, y = lat_deg;
    if (!from_degrees->Transform(1, &x, &y) || !std::isfinite(x) || !std::isfinite(y)) return {no_data, no_data};
    return pixel_of(x, y);
  }

  Window read(std::int64_t first_column, std::int64_t last_column, std::int64_t first_row, std::int64_t last_row) const {
    const std::int64_t width = dataset->GetRasterXSize(), height = dataset->GetRasterYSize();
    first_row = std::clamp<std::int64_t>(first_row, 0, height - 1);
    last_row = std::clamp<std::int64_t>(last_row, 0, height - 1);
    if (!all_around) {
      first_column = std::clamp<std::int64_t>(first_column, 0, width - 1);
      last_column = std::clamp<std::int64_t>(last_column, 0, width - 1);
    }
    Window w{first_column, first_row, last_column - first_column + 1, last_row - first_row + 1, {}};
    if (w.columns * w.rows > window_pixels_max)
      fail(fmt::format("{} x {} pixels at once are too many; choose a finer spacing_m or a smaller half_width_m", w.columns, w.rows));
    w.height_m.resize(static_cast<std::size_t>(w.columns * w.rows));
    for (std::int64_t done = 0; done < w.columns;) {
      const std::int64_t from = ((first_column + done) % width + width) % width;
      const std::int64_t count = std::min(width - from, w.columns - done);
      const CPLErr result = dataset->GetRasterBand(1)->RasterIO(
          GF_Read, static_cast<int>(from), static_cast<int>(first_row), static_cast<int>(count), static_cast<int>(w.rows),
          w.height_m.data() + done, static_cast<int>(count), static_cast<int>(w.rows), GDT_Float64, sizeof(double),
          static_cast<GSpacing>(w.columns) * static_cast<GSpacing>(sizeof(double)), nullptr);
      if (result != CE_None) fail(fmt::format("can't be read ({}); the file is damaged or cut short", CPLGetLastErrorMsg()));
      done += count;
    }
    for (double& h : w.height_m) {
      if (std::isnan(h) || (has_missing && h == missing)) {
        h = no_data;
        continue;
      }
      h = (h * scale + offset) * metres - radius_m;
      if (!(std::abs(h) <= height_limit_m))
        fail(
            fmt::format("has the value {:g} m, which is no height above the sphere of 1737.4 km; check its unit and its no-data value", h));
    }
    return w;
  }
};

Raster::Raster(const std::string& path) : impl_(std::make_unique<Impl>()) {
  start_gdal();
  const GdalGate gate(path);
  impl_->path = path;
  impl_->dataset = open_dataset(path, gate);
  impl_->list_files();
  impl_->open_map();
  impl_->open_band();
}
Raster::~Raster() {
  const GdalGate gate(impl_->path);  // a dataset that is closed writes what it has found out
  impl_->dataset.reset();
}

const std::vector<std::string>& Raster::files() const { return impl_->files; }

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

std::vector<PixelPosition> Raster::locate(std::span<const double> lon_deg, std::span<const double> lat_deg, double near_column) const {
  const GdalGate gate(impl_->path);
  std::vector<double> x(lon_deg.begin(), lon_deg.end()), y(lat_deg.begin(), lat_deg.end());
  std::vector<int> good(x.size(), 0);
  impl_->from_degrees->Transform(static_cast<int>(x.size()), x.data(), y.data(), nullptr, good.data());
  std::vector<PixelPosition> positions(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const bool valid = good[i] != 0 && std::isfinite(x[i]) && std::isfinite(y[i]);
    PixelPosition p = valid ? impl_->pixel_of(x[i], y[i]) : PixelPosition{no_data, no_data};
    if (valid && impl_->turn_columns > 0.0)
      p.column -= impl_->turn_columns * std::nearbyint((p.column - near_column) / impl_->turn_columns);
    positions[i] = p;
  }
  return positions;
}

bool Raster::contains(const PixelPosition& p) const {
  const bool columns = impl_->all_around ? std::isfinite(p.column) : p.column >= 0.0 && p.column <= impl_->dataset->GetRasterXSize();
  return columns && p.row >= 0.0 && p.row <= impl_->dataset->GetRasterYSize();
}

std::vector<double> Raster::heights_m(std::span<const PixelPosition> positions, Interpolation interpolation) const {
  const GdalGate gate(impl_->path);
  std::vector<double> heights(positions.size(), no_data);
  double west = std::numeric_limits<double>::infinity(), north = west, east = -west, south = -west;
  for (const PixelPosition& p : positions) {
    if (!contains(p)) continue;
    west = std::min(west, p.column), east = std::max(east, p.column), north = std::min(north, p.row), south = std::max(south, p.row);
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
