#include "scenario/maps/raster_writer.h"

#include <cpl_string.h>
#include <fmt/format.h>
#include <gdal_alg.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>

#include "base/error.h"
#include "scenario/maps/gdal_gate.h"
#include "scenario/maps/gdal_handles.h"

namespace farside {

namespace {

// A raster that is being written. Everything that GDAL fails at is a StoreError about the file as users name it.
class Writing {
 public:
  explicit Writing(std::string path) : path_(std::move(path)) {}

  GDALDriver& driver(const char* name) const {
    if (GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(name)) return *driver;
    throw UsageError(fmt::format("{}: GDAL's driver {} is not there; use a GDAL that was built with it", path_, name));
  }
  void hold(bool done) const {
    if (done && gdal_.failure().empty()) return;
    const std::string why = gdal_.failure().empty() ? "no reason given" : gdal_.failure();
    throw StoreError(fmt::format("{}: could not write the file: {}; free space or choose another folder", path_, why));
  }
  void hold(CPLErr error) const { hold(error == CE_None); }
  GdalDataset held(GDALDataset* made) const {
    GdalDataset dataset(made);
    hold(dataset != nullptr);
    return dataset;
  }
  void close(GdalDataset& dataset) const {
    dataset.reset();
    hold(true);
  }

 private:
  std::string path_;
  GdalWriting gdal_;
};

// Latitude and longitude are what they are on any sphere. Its radius is that of the target, so that places are metres
// of the projection.
OGRSpatialReference projection(const RasterPlace& place) {
  OGRSpatialReference srs;
  srs.SetProjCS("Moon, orthographic about the target");
  srs.SetGeogCS("Moon (mean Earth), planetocentric", "Moon, sphere through the target",
                "Moon, sphere through the target", place.sphere_radius_m(), 0.0, "Reference Meridian", 0.0);
  srs.SetOrthographic(place.site.lat_rad / unit::degree_rad, place.site.lon_rad / unit::degree_rad, 0.0, 0.0);
  srs.SetLinearUnits(SRS_UL_METER, 1.0);
  return srs;
}

void describe(GDALDataset& dataset, const RasterPlace& place, const std::vector<RasterBand>& bands,
              const RasterFacts& facts, const Writing& writing) {
  const std::array<double, 6> to_place{place.west_m, place.pixel_m, 0.0, place.north_m, 0.0, -place.pixel_m};
  writing.hold(dataset.SetGeoTransform(const_cast<double*>(to_place.data())));
  const OGRSpatialReference srs = projection(place);
  writing.hold(dataset.SetSpatialRef(&srs));
  for (const auto& [name, text] : facts) dataset.SetMetadataItem(name.c_str(), text.c_str());
  for (std::size_t b = 0; b < bands.size(); ++b) {
    GDALRasterBand& band = *dataset.GetRasterBand(static_cast<int>(b) + 1);
    band.SetDescription(bands[b].name.c_str());
    band.SetUnitType(bands[b].unit.c_str());
    band.SetNoDataValue(std::numeric_limits<double>::quiet_NaN());
    band.SetMetadataItem("long_name", bands[b].text.c_str());
    for (const auto& [name, text] : bands[b].facts) band.SetMetadataItem(name.c_str(), text.c_str());
  }
}

void fill_bands(GDALDataset& dataset, const RasterPlace& place, std::size_t bands, const FillRows& fill,
                const Writing& writing) {
  const std::size_t strip = static_cast<std::size_t>(place.columns) * static_cast<std::size_t>(strip_rows);
  std::vector<float> values(bands * strip);
  std::vector<float*> parts;
  for (std::size_t b = 0; b < bands; ++b) parts.push_back(values.data() + b * strip);
  for (int row = 0; row < place.rows; row += strip_rows) {
    const int rows = std::min(strip_rows, place.rows - row);
    fill(row, rows, parts);
    for (std::size_t b = 0; b < bands; ++b) {
      GDALRasterBand& band = *dataset.GetRasterBand(static_cast<int>(b) + 1);
      writing.hold(band.RasterIO(GF_Write, 0, row, place.columns, rows, parts[b], place.columns, rows, GDT_Float32, 0,
                                 0, nullptr));
    }
  }
}

void add_overviews(GDALDataset& dataset, const RasterPlace& place, const Writing& writing) {
  std::vector<int> factors;
  for (int f = 2; std::max(place.columns, place.rows) / f >= 256; f *= 2) factors.push_back(f);
  if (factors.empty()) return;
  writing.hold(dataset.BuildOverviews("NEAREST", static_cast<int>(factors.size()), factors.data(), 0, nullptr, nullptr,
                                      nullptr));
}

}  // namespace

void write_bands(const WrittenFile& file, const std::string& tiles, const RasterPlace& place,
                 const std::vector<RasterBand>& bands, const RasterFacts& facts, const FillRows& fill) {
  const Writing writing(file.shown);
  // first as tiles in any order, with overviews: what the driver of the final layout would put beside the file itself
  CPLStringList options;
  for (const char* option : {"TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256", "INTERLEAVE=BAND", "BIGTIFF=YES"})
    options.AddString(option);
  GdalDataset unordered = writing.held(writing.driver("GTiff").Create(
      tiles.c_str(), place.columns, place.rows, static_cast<int>(bands.size()), GDT_Float32, options.List()));
  describe(*unordered, place, bands, facts, writing);
  fill_bands(*unordered, place, bands.size(), fill, writing);
  add_overviews(*unordered, place, writing);
  unordered->FlushCache(false);
  writing.hold(true);

  CPLStringList layout;
  for (const char* option : {"COMPRESS=DEFLATE", "PREDICTOR=YES", "BLOCKSIZE=256", "OVERVIEWS=FORCE_USE_EXISTING",
                             "BIGTIFF=IF_SAFER", "NUM_THREADS=1"})
    layout.AddString(option);
  GdalDataset ordered = writing.held(
      writing.driver("COG").CreateCopy(file.path.c_str(), unordered.get(), FALSE, layout.List(), nullptr, nullptr));
  writing.close(ordered);
  writing.close(unordered);
}

std::vector<ContourLine> trace_contours(const std::string& path, const RasterPlace& place,
                                        const std::vector<double>& values, const std::vector<double>& levels) {
  const Writing writing(path);
  GdalDataset raster =
      writing.held(writing.driver("MEM").Create("", place.columns, place.rows, 1, GDT_Float64, nullptr));
  std::array<double, 6> to_place{place.west_m, place.pixel_m, 0.0, place.north_m, 0.0, -place.pixel_m};
  writing.hold(raster->SetGeoTransform(to_place.data()));
  GDALRasterBand& band = *raster->GetRasterBand(1);
  writing.hold(band.RasterIO(GF_Write, 0, 0, place.columns, place.rows, const_cast<double*>(values.data()),
                             place.columns, place.rows, GDT_Float64, 0, 0, nullptr));

  GdalDataset drawn = writing.held(writing.driver("Memory").Create("", 0, 0, 0, GDT_Unknown, nullptr));
  OGRLayer* const layer = drawn->CreateLayer("contours", nullptr, wkbLineString, nullptr);
  writing.hold(layer != nullptr);
  OGRFieldDefn level("level", OFTReal);
  writing.hold(layer->CreateField(&level) == OGRERR_NONE);
  std::string wanted;
  for (const double l : levels) wanted += fmt::format("{}{:.17g}", wanted.empty() ? "" : ",", l);
  CPLStringList options;
  options.SetNameValue("FIXED_LEVELS", wanted.c_str());
  options.SetNameValue("ELEV_FIELD", "0");
  options.SetNameValue("NODATA", "nan");
  writing.hold(GDALContourGenerateEx(&band, layer, options.List(), nullptr, nullptr));

  std::vector<ContourLine> lines;
  for (const OGRFeatureUniquePtr& feature : *layer) {
    ContourLine& line = lines.emplace_back();
    line.level = feature->GetFieldAsDouble(0);
    for (const OGRPoint& point : *feature->GetGeometryRef()->toLineString())
      line.places.emplace_back(point.getX(), point.getY());
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const ContourLine& a, const ContourLine& b) { return a.level < b.level; });
  return lines;
}

void write_picture(const WrittenFile& file, const Picture& picture) {
  const Writing writing(file.shown);
  GdalDataset image = writing.held(
      writing.driver("MEM").Create("", picture.columns, picture.rows, picture.channels, GDT_Byte, nullptr));
  const GSpacing channels = picture.channels, row_bytes = channels * picture.columns;
  writing.hold(image->RasterIO(GF_Write, 0, 0, picture.columns, picture.rows,
                               const_cast<std::uint8_t*>(picture.bytes.data()), picture.columns, picture.rows, GDT_Byte,
                               picture.channels, nullptr, channels, row_bytes, 1, nullptr));
  CPLStringList options;
  options.SetNameValue("ZLEVEL", "4");  // of 9: half the time of the usual 6, and 2.5 % larger (a frame of a film)
  GdalDataset png = writing.held(
      writing.driver("PNG").CreateCopy(file.path.c_str(), image.get(), FALSE, options.List(), nullptr, nullptr));
  writing.close(png);
}

}  // namespace farside
