#pragma once
// What happens in the sky of a site over a span: when the sun, the Earth and the relay come over the ground's edge and
// go, and where they stand meanwhile.
#include <optional>
#include <vector>

#include "sky/almanac.h"
#include "sky/horizon.h"
#include "sky/relay.h"

namespace farside {

struct SkyQuestion {
  SiteFrame<double> site{};
  double lat_rad = 0.0;
  Horizon horizon;
  Instant from;
  double span_s = 0.0, every_s = 0.0;  // `every_s`: between the moments that are told
  const Relay* relay = nullptr;        // may be none
  double mask_rad = 0.0;               // the relay is in view this much above the ground's edge
};

struct SkyMoment {
  Instant time;
  Direction sun{}, earth{};
  double sun_radius_rad = 0.0;
  double sun_share = 0.0;  // what is seen of its disc over the ground
  double eclipsed = 0.0;   // what of its disc the Earth hides
  double subsolar_lat_rad = 0.0, subsolar_lon_rad = 0.0;
  std::optional<Direction> relay{};
  bool in_view = false;  // the relay
};

// Of the sun: its upper limb, its middle and its lower limb meet the ground's edge, rising and setting; the highest
// place of a day; the Earth before some of it, while it is up. Of the others: the middle of the Earth, the relay its
// mask above the edge.
enum class SkyEventKind {
  first_light,
  sunrise,
  whole_disc,
  noon,
  disc_touches,
  sunset,
  last_light,
  eclipse_begins,
  eclipse_ends,
  earth_rises,
  earth_sets,
  relay_rises,
  relay_sets
};
const char* name_of(SkyEventKind kind);

struct SkyEvent {
  Instant time;
  SkyEventKind kind;
  Direction direction;  // of the middle
  double horizon_rad;   // there
};

struct Extent {
  double least, most;
  void add(double x);
};

// The relay in view without a break.
struct Pass {
  Instant from, to;
  bool is_begun = false, lasts = false;  // in view before the span, or beyond it
  Extent elevation_rad{}, range_m{};
};

struct Timeline {
  std::vector<SkyMoment> moments;  // the beginning, and then every `every_s`
  std::vector<SkyEvent> events;    // in the order of time
  std::vector<Pass> passes;
  Extent sun_elevation_rad{}, earth_elevation_rad{}, relay_elevation_rad{}, relay_range_m{};
  double sunlit_s = 0.0;  // middle of the sun over the ground's edge
};

// Looks every ten minutes: what comes and goes between two looks isn't found. Times are those of the model to 0.1 s.
Timeline timeline_of(const SkyQuestion& question);

// Where the terminator crosses the site's parallel: east longitudes at which the sun's middle rises and sets on a level
// horizon. Nothing where it does neither.
struct Terminator {
  double rising_lon_rad, setting_lon_rad;  // 0 to 2 pi
};
std::optional<Terminator> terminator_on(double lat_rad, const SkyMoment& moment);

}  // namespace farside
