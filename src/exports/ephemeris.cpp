#include "exports/ephemeris.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include "base/error.h"
#include "lanes/attitude.h"
#include "moon/frames.h"

namespace farside {
namespace {

std::string ascii(std::string text) {
  for (char& c : text) {
    if (c < 32 || c > 126) c = '?';
  }
  return text;
}

// One trajectory, sample by sample.
class Flight {
 public:
  Flight(const Trajectories& all, std::size_t index) : all_(all) {
    const auto counts = all.row_counts.begin();
    const auto at = static_cast<std::ptrdiff_t>(index);
    first_ = std::accumulate(counts, counts + at, std::uint64_t{0});
    count_ = all.row_counts[index];
  }

  // Of the samples whose time is after that of those before: the time, and the values of these columns.
  void for_each(const std::vector<std::string>& columns,
                const std::function<void(std::int64_t ns, const double* values)>& take) const {
    std::vector<std::size_t> places{place_of("time")};
    for (const std::string& column : columns) places.push_back(place_of(column));
    std::vector<double> values(places.size());
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    for (std::uint64_t i = first_; i < first_ + count_; ++i) {
      for (std::size_t k = 0; k < places.size(); ++k) {
        values[k] = all_.rows[i * all_.columns.size() + places[k]];
        if (!std::isfinite(values[k]))
          throw DataError("the time history has no value of " + all_.columns[places[k]].name + " in some samples");
      }
      const auto ns = static_cast<std::int64_t>(std::llround(1e9 * values[0]));
      if (ns > last) take(ns, values.data() + 1);
      last = std::max(last, ns);
    }
  }

 private:
  std::size_t place_of(const std::string& name) const {
    const auto found = std::find_if(all_.columns.begin(), all_.columns.end(),
                                    [&](const Trajectories::Column& column) { return column.name == name; });
    return static_cast<std::size_t>(found - all_.columns.begin());
  }

  const Trajectories& all_;
  std::uint64_t first_ = 0, count_ = 0;
};

// Lines of samples, and the times of the first and the last.
struct Samples {
  std::string lines, start, stop;
};

std::string message(const std::string& version, const EphemerisFacts& facts, const std::string& frames,
                    const Samples& samples, const std::string& more, const std::string& comment) {
  const auto named = [](const std::string& text) { return text.empty() ? "UNKNOWN" : ascii(text); };
  std::string text = version + " = ";
  text += version == "CCSDS_OEM_VERS" ? "2.0\n" : "1.0\n";
  text += fmt::format("CREATION_DATE = {}\nORIGINATOR = FARSIDE\n\nMETA_START\n", facts.created);
  text += fmt::format("COMMENT {}\nOBJECT_NAME = {}\nOBJECT_ID = {}\nCENTER_NAME = MOON\n{}TIME_SYSTEM = UTC\n",
                      ascii(facts.comment), named(facts.object_name), named(facts.object_id), frames);
  text += fmt::format("START_TIME = {}\nSTOP_TIME = {}\n{}META_STOP\n\nCOMMENT {}\n", samples.start, samples.stop, more,
                      comment);
  return text + samples.lines;
}

class Writing {
 public:
  explicit Writing(const EphemerisFacts& facts) : facts_(facts) {}
  // Adds a line, which begins with the time.
  template <class... Values>
  void add(std::int64_t ns, fmt::format_string<Values...> format, Values&&... values) {
    const std::string time = utc_text({facts_.ignition.ns + ns});
    if (samples_.start.empty()) samples_.start = time;
    samples_.stop = time;
    samples_.lines += time + fmt::format(format, std::forward<Values>(values)...) + "\n";
  }
  const Samples& samples() const {
    if (samples_.start.empty()) throw DataError("the time history has no samples");
    return samples_;
  }

 private:
  const EphemerisFacts& facts_;
  Samples samples_;
};

// Turns components in the site's axes into those of the mean-Earth axes: these are turned about z until x points east,
// then about x until z points up.
Quat<double> mean_earth_from_site(const SiteOptions& site) {
  return quaternion_of_rotation_vector(Vec3<double>{0.0, 0.0, site.lon_rad + 0.5 * pi}) *
         quaternion_of_rotation_vector(Vec3<double>{0.5 * pi - site.lat_rad, 0.0, 0.0});
}

}  // namespace

std::string orbit_message(const Trajectories& histories, std::size_t index, const EphemerisFacts& facts) {
  const SiteFrame<double> site = site_frame(facts.site.lat_rad, facts.site.lon_rad, facts.site.elevation_m);
  Writing writing(facts);
  Flight(histories, index)
      .for_each({"east", "north", "up", "velocity_east", "velocity_north", "velocity_up"},
                [&](std::int64_t ns, const double* v) {
                  const Vec3<double> p_M = moon_from_site(site, Vec3<double>{v[0], v[1], v[2]});
                  const Vec3<double> v_M = transposed_times(site.R_LM, Vec3<double>{v[3], v[4], v[5]});
                  constexpr double km = 1e-3;
                  writing.add(ns, " {:.9f} {:.9f} {:.9f} {:.12f} {:.12f} {:.12f}", km * p_M.x, km * p_M.y, km * p_M.z,
                              km * v_M.x, km * v_M.y, km * v_M.z);
                });
  return message("CCSDS_OEM_VERS", facts, "REF_FRAME = MOON_ME\n", writing.samples(), "",
                 "centre of gravity; km, km/s relative to the turning Moon");
}

std::string attitude_message(const Trajectories& histories, std::size_t index, const EphemerisFacts& facts) {
  const Quat<double> q_ML = mean_earth_from_site(facts.site);
  Quat<double> last{1.0, 0.0, 0.0, 0.0};
  Writing writing(facts);
  Flight(histories, index)
      .for_each({"quaternion_w", "quaternion_x", "quaternion_y", "quaternion_z"},
                [&](std::int64_t ns, const double* v) {
                  Quat<double> q = q_ML * Quat<double>{v[0], v[1], v[2], v[3]};
                  // q and -q are one attitude; those of neighbours are near each other, so that they can be
                  // interpolated
                  if (q.w * last.w + q.x * last.x + q.y * last.y + q.z * last.z < 0.0) q = {-q.w, -q.x, -q.y, -q.z};
                  last = q;
                  writing.add(ns, " {:.12f} {:.12f} {:.12f} {:.12f}", q.x, q.y, q.z, q.w);
                });
  return message("CCSDS_AEM_VERS", facts, "REF_FRAME_A = MOON_ME\nREF_FRAME_B = SC_BODY_1\nATTITUDE_DIR = A2B\n",
                 writing.samples(), "ATTITUDE_TYPE = QUATERNION\nQUATERNION_TYPE = LAST\n",
                 "body z points away from the main engine's exhaust");
}

}  // namespace farside
