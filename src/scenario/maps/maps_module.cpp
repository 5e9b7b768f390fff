// The functions of farside_maps.so.
#include "base/build_info.h"
#include "scenario/maps/gdal_gate.h"
#include "scenario/maps/map_library.h"
#include "scenario/maps/raster.h"
#include "scenario/maps/raster_writer.h"

namespace farside {
namespace {

std::unique_ptr<ElevationMap> open_map(const std::string& path) { return std::make_unique<Raster>(path); }

constexpr MapLibrary library{maps_interface, build::version, build::compiler, start_gdal,
                             open_map,       write_bands,    trace_contours,  write_picture};

}  // namespace
}  // namespace farside

extern "C" const farside::MapLibrary* farside_maps() { return &farside::library; }
