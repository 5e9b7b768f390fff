#include "sky/timeline.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace farside {
namespace {

constexpr double look_s = 600.0, exact_s = 0.1;
constexpr double turn = 2.0 * pi;

using Kind = SkyEventKind;

// What crosses zero when something rises or sets.
struct Watched {
  Kind rises, sets;
  double (*height)(const SkyQuestion& q, const SkyMoment& m);
  const Direction& (*direction)(const SkyMoment& m);
};

const Direction& sun_of(const SkyMoment& m) { return m.sun; }
const Direction& earth_of(const SkyMoment& m) { return m.earth; }
const Direction& relay_of(const SkyMoment& m) { return *m.relay; }
double over(const SkyQuestion& q, const Direction& d) { return d.elevation_rad - q.horizon.at(d.azimuth_rad); }
DiscHeights sun_over(const SkyQuestion& q, const SkyMoment& m) { return disc_over(q.horizon, m.sun, m.sun_radius_rad); }
double relay_over(const SkyQuestion& q, const SkyMoment& m) { return over(q, *m.relay) - q.mask_rad; }

// How far the Earth's disc reaches over the sun's, while that is up.
double eclipse_of(const SkyQuestion& q, const SkyMoment& m) {
  const double over_edge = m.sun_radius_rad + disc_radius_rad(earth_radius_m, m.earth.range_m);
  return std::min(over_edge - angle_between(m.sun, m.earth), sun_over(q, m).upper_rad);
}

constexpr Watched sun_middle{Kind::sunrise, Kind::sunset,
                             [](const SkyQuestion& q, const SkyMoment& m) { return sun_over(q, m).middle_rad; },
                             sun_of};
constexpr Watched relay_middle{Kind::relay_rises, Kind::relay_sets, relay_over, relay_of};
constexpr Watched always_watched[] = {
    {Kind::first_light, Kind::last_light,
     [](const SkyQuestion& q, const SkyMoment& m) { return sun_over(q, m).upper_rad; }, sun_of},
    sun_middle,
    {Kind::whole_disc, Kind::disc_touches,
     [](const SkyQuestion& q, const SkyMoment& m) { return sun_over(q, m).lower_rad; }, sun_of},
    {Kind::eclipse_begins, Kind::eclipse_ends, eclipse_of, sun_of},
    {Kind::earth_rises, Kind::earth_sets, [](const SkyQuestion& q, const SkyMoment& m) { return over(q, m.earth); },
     earth_of},
};

class Finder {
 public:
  explicit Finder(const SkyQuestion& q) : q_(q), almanac_(q.from, q.span_s) {
    watched_.assign(std::begin(always_watched), std::end(always_watched));
    if (q.relay) watched_.push_back(relay_middle);
  }

  Timeline find() {
    for (int i = 0; i * q_.every_s < q_.span_s + exact_s; ++i) {
      SkyMoment m = moment(std::min(i * q_.every_s, q_.span_s));
      m.sun_share = seen_share(q_.horizon, m.sun, m.sun_radius_rad);
      m.eclipsed = hidden_share(m.sun_radius_rad, disc_radius_rad(earth_radius_m, m.earth.range_m),
                                angle_between(m.sun, m.earth));
      found_.moments.push_back(m);
    }
    const int looks = static_cast<int>(std::ceil(q_.span_s / look_s));
    SkyMoment before = moment(0.0), last = before;
    begin(before);
    for (int i = 1; i <= looks; ++i) {
      const double from_s = seconds_between(q_.from, last.time), to_s = std::min(i * look_s, q_.span_s);
      const SkyMoment next = moment(to_s);
      for (const Watched& w : watched_) look(w, last, next, from_s, to_s);
      if (i > 1 && last.sun.elevation_rad > before.sun.elevation_rad &&
          last.sun.elevation_rad >= next.sun.elevation_rad)
        add_noon(seconds_between(q_.from, before.time), to_s);
      count(next, to_s - from_s);
      before = last;
      last = next;
    }
    if (!found_.passes.empty() && open_) {
      found_.passes.back().to = last.time;
      found_.passes.back().lasts = true;
    }
    std::stable_sort(found_.events.begin(), found_.events.end(),
                     [](const SkyEvent& a, const SkyEvent& b) { return a.time.ns < b.time.ns; });
    return found_;
  }

 private:
  SkyMoment moment(double after_s) const {
    SkyMoment m{.time = later(q_.from, after_s)};
    const Bodies bodies = almanac_.at(m.time);
    m.sun = direction_of(q_.site, bodies.sun_M);
    m.earth = direction_of(q_.site, bodies.earth_M);
    m.sun_radius_rad = disc_radius_rad(sun_radius_m, m.sun.range_m);
    const Geographic<double> under = geographic(bodies.sun_M);
    m.subsolar_lat_rad = under.lat_rad;
    m.subsolar_lon_rad = under.lon_rad;
    if (q_.relay) {
      m.relay = direction_of(q_.site, q_.relay->p_M(m.time));
      m.in_view = relay_over(q_, m) > 0.0;
    }
    return m;
  }

  void begin(const SkyMoment& m) {
    const auto only = [](double x) { return Extent{x, x}; };
    found_.sun_elevation_rad = only(m.sun.elevation_rad);
    found_.earth_elevation_rad = only(m.earth.elevation_rad);
    if (!m.relay) return;
    found_.relay_elevation_rad = only(m.relay->elevation_rad);
    found_.relay_range_m = only(m.relay->range_m);
    if (m.in_view) open_pass(m, true);
  }

  void count(const SkyMoment& m, double look) {
    found_.sun_elevation_rad.add(m.sun.elevation_rad);
    found_.earth_elevation_rad.add(m.earth.elevation_rad);
    if (sun_over(q_, m).middle_rad > 0.0) found_.sunlit_s += look;
    if (!m.relay) return;
    found_.relay_elevation_rad.add(m.relay->elevation_rad);
    found_.relay_range_m.add(m.relay->range_m);
    if (open_) add_to_pass(m);
  }

  void look(const Watched& w, const SkyMoment& a, const SkyMoment& b, double from_s, double to_s) {
    const bool was = w.height(q_, a) > 0.0, is = w.height(q_, b) > 0.0;
    if (was == is) return;
    double low = from_s, high = to_s;
    while (high - low > exact_s) {
      const double middle = 0.5 * (low + high);
      ((w.height(q_, moment(middle)) > 0.0) == was ? low : high) = middle;
    }
    const SkyMoment m = moment(0.5 * (low + high));
    const Direction& d = w.direction(m);
    found_.events.push_back({m.time, is ? w.rises : w.sets, d, q_.horizon.at(d.azimuth_rad)});
    if (w.rises == Kind::sunrise) found_.sunlit_s += is ? from_s - high : high - from_s;  // beside what count() adds
    if (w.rises == Kind::relay_rises) is ? open_pass(m, false) : close_pass(m);
  }

  void add_noon(double from_s, double to_s) {
    while (to_s - from_s > exact_s) {
      const double third = (to_s - from_s) / 3.0;
      const bool later_half = moment(from_s + third).sun.elevation_rad < moment(to_s - third).sun.elevation_rad;
      (later_half ? from_s : to_s) += later_half ? third : -third;
    }
    const SkyMoment m = moment(0.5 * (from_s + to_s));
    found_.sun_elevation_rad.add(m.sun.elevation_rad);
    found_.events.push_back({m.time, Kind::noon, m.sun, q_.horizon.at(m.sun.azimuth_rad)});
  }

  void open_pass(const SkyMoment& m, bool is_begun) {
    open_ = true;
    found_.passes.push_back({m.time,
                             m.time,
                             is_begun,
                             false,
                             {m.relay->elevation_rad, m.relay->elevation_rad},
                             {m.relay->range_m, m.relay->range_m}});
  }
  void add_to_pass(const SkyMoment& m) {
    found_.passes.back().elevation_rad.add(m.relay->elevation_rad);
    found_.passes.back().range_m.add(m.relay->range_m);
  }
  void close_pass(const SkyMoment& m) {
    add_to_pass(m);
    found_.passes.back().to = m.time;
    open_ = false;
  }

  const SkyQuestion& q_;
  const Almanac almanac_;
  std::vector<Watched> watched_;
  Timeline found_;
  bool open_ = false;  // the last pass
};

}  // namespace

const char* name_of(SkyEventKind kind) {
  constexpr std::array names{"first_light", "sunrise",     "whole_disc",     "noon",         "disc_touches",
                             "sunset",      "last_light",  "eclipse_begins", "eclipse_ends", "earth_rises",
                             "earth_sets",  "relay_rises", "relay_sets"};
  return names[static_cast<std::size_t>(kind)];
}

void Extent::add(double x) {
  least = std::min(least, x);
  most = std::max(most, x);
}

Timeline timeline_of(const SkyQuestion& question) { return Finder(question).find(); }

std::optional<Terminator> terminator_on(double lat_rad, const SkyMoment& m) {
  const double cosine = -std::tan(lat_rad) * std::tan(m.subsolar_lat_rad);
  if (!(std::abs(cosine) < 1.0)) return std::nullopt;
  const double hour = std::acos(cosine);
  const auto wrapped = [](double x) { return x - turn * std::floor(x / turn); };
  return Terminator{wrapped(m.subsolar_lon_rad - hour), wrapped(m.subsolar_lon_rad + hour)};
}

}  // namespace farside
