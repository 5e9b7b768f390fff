#pragma once
// What GDAL opens and makes, closed by whoever holds it.
#include <gdal_priv.h>
#include <ogr_spatialref.h>

#include <memory>

namespace farside {

struct GdalClose {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
  void operator()(OGRCoordinateTransformation* t) const { OGRCoordinateTransformation::DestroyCT(t); }
};
using GdalDataset = std::unique_ptr<GDALDataset, GdalClose>;
using GdalTransformation = std::unique_ptr<OGRCoordinateTransformation, GdalClose>;

}  // namespace farside
