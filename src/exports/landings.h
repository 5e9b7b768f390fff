#pragma once
// Where the cases of a campaign come to rest, for programs that show maps.
#include <functional>
#include <string>

#include "moon/site_options.h"
#include "stats/cases.h"
#include "store/files.h"

namespace farside {

// A case that came to rest somewhere; what its row lacks is NaN.
struct Landing {
  std::uint64_t number;
  double lat_deg, lon_deg;  // planetocentric; east, -180 to 180
  double east_m, north_m;   // from the target
  double margin_least, weight;
  Ending ending;
  std::string cause;                       // the first one; none: nothing went wrong
  std::string mission{}, mission_cause{};  // as their columns have it; empty: the table tells of no mission
};
// In the order of the rows. DataError where the table lacks the columns landing_NAME.
void for_each_landing(const ColumnSource& source, const Cases& cases, const std::function<void(const Landing&)>& take);

// A text piece by piece.
using TakeText = std::function<void(const std::string& text)>;

// A FeatureCollection of points; degrees on the Moon, which GeoJSON has no word for: its member `body` says so.
void write_geojson(const ColumnSource& source, const Cases& cases, const std::string& title, const TakeText& take);

// A placemark a case for Google Earth's Moon and the like, coloured by how it ended: safe landings whose mission fails
// have a colour of their own.
void write_kml(const ColumnSource& source, const Cases& cases, const std::string& title, const TakeText& take);

// Bands: landings (their number), p_safe, p_lost and, where the table tells of it, p_mission (their shares there, by
// the weights of the cases; no value where none landed); of a campaign of two levels, of the cases at the best guess.
// `pixel_m`: side of a pixel; 0: some 200 across. Returns it. DataError: no case landed.
double write_landing_geotiff(const ColumnSource& whole, const SiteOptions& site, double pixel_m,
                             const std::string& path, Existing existing);

}  // namespace farside
