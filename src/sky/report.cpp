#include "sky/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

constexpr double deg = unit::degree_rad, day_s = 86400.0, hour_s = 3600.0, kilometre = 1e3;
// How far the middle of the Earth's disc comes from where it is seen in the mean, by libration: 8.2 deg of longitude
// and 6.9 deg of latitude at most, never both; and the disc.
constexpr double libration_max_rad = 10.6 * deg, earth_disc_max_rad = 1.03 * deg;

double shown(double rad) { return rad / deg; }
// For two digits; no -0.00.
double rounded(double rad) { return std::round(100.0 * shown(rad)) / 100.0 + 0.0; }
std::string lat_text(double rad) { return fmt::format("{:.4f} {}", std::abs(shown(rad)), rad < 0.0 ? 'S' : 'N'); }
std::string lon_text(double rad) { return fmt::format("{:.2f} E", shown(rad)); }

// To the nearest second: more than is known.
std::string second_text(Instant time) { return utc_text(later(time, 0.5)).substr(0, 19) + "Z"; }

// 2019-01-03 02:26, to the nearest minute.
std::string minute_text(Instant time) {
  std::string text = utc_text(later(time, 30.0)).substr(0, 16);
  text[10] = ' ';
  return text;
}

// Elevation and azimuth of a body at the beginning.
std::string place_text(const Direction& d) {
  return fmt::format("elevation {:.2f} deg, azimuth {:.2f} deg ({})", shown(d.elevation_rad), shown(d.azimuth_rad),
                     compass_point(d.azimuth_rad));
}

const char* light_text(const SkyMoment& m) {
  if (m.sun_share <= 0.0) return "night";
  return m.eclipsed > 0.0 ? "eclipse" : m.sun_share < 1.0 ? "part" : "day";
}

bool has_event(const Timeline& t, SkyEventKind kind) {
  for (const SkyEvent& e : t.events) {
    if (e.kind == kind) return true;
  }
  return false;
}

// Is the Earth below the level horizon at every libration?
bool never_sees_earth(const SiteOptions& site) {
  const double from_middle = std::acos(std::cos(site.lat_rad) * std::cos(site.lon_rad));
  return from_middle - libration_max_rad - earth_disc_max_rad > 0.5 * pi;
}

std::string sun_at_beginning(const SkyReport& r) {
  const SkyMoment& m = r.timeline.moments.front();
  std::string text = fmt::format("  sun        {}: {}", place_text(m.sun), light_text(m));
  if (m.sun_share > 0.0 && m.sun.elevation_rad > 0.0)
    text += fmt::format("; 1 m throws {:.2f} m of shadow", shadow_length_m(1.0, m.sun.elevation_rad));
  text +=
      fmt::format("\n             overhead at {}, {}; the terminator is {:.0f} km away", lat_text(m.subsolar_lat_rad),
                  lon_text(m.subsolar_lon_rad), std::abs(m.sun.elevation_rad) * moon_radius_m / kilometre);
  if (const auto terminator = terminator_on(r.question.lat_rad, m))
    text += fmt::format("\n             at this latitude it rises at {} and sets at {}",
                        lon_text(terminator->rising_lon_rad), lon_text(terminator->setting_lon_rad));
  return text + "\n";
}

std::string at_beginning(const SkyReport& r) {
  const SkyMoment& m = r.timeline.moments.front();
  std::string text = "At the beginning\n" + sun_at_beginning(r);
  text += fmt::format("  Earth      {}, {:.0f} km\n", place_text(m.earth), m.earth.range_m / kilometre);
  if (m.relay)
    text += fmt::format("  relay      {}, {:.0f} km, {:.3f} s of light: {}\n", place_text(*m.relay),
                        m.relay->range_m / kilometre, m.relay->range_m / light_speed_m_s,
                        m.in_view ? "in view" : "not in view");
  return text;
}

std::string earth_over_span(const SkyReport& r) {
  const Timeline& t = r.timeline;
  const std::string extent = fmt::format("elevation {:.2f} to {:.2f} deg", shown(t.earth_elevation_rad.least),
                                         shown(t.earth_elevation_rad.most));
  if (has_event(t, SkyEventKind::earth_rises) || has_event(t, SkyEventKind::earth_sets))
    return "rises or sets: " + extent;
  const Direction& first = t.moments.front().earth;
  if (first.elevation_rad > r.question.horizon.at(first.azimuth_rad)) return "up throughout: " + extent;
  return "doesn't rise: " + extent + (never_sees_earth(r.site) ? "; never here, at any libration" : "");
}

double pass_s(const Timeline& t) {
  double sum = 0.0;
  for (const Pass& p : t.passes) sum += seconds_between(p.from, p.to);
  return sum;
}

std::string over_span(const SkyReport& r) {
  const Timeline& t = r.timeline;
  const double span_s = r.question.span_s;
  std::string text = fmt::format("In {:g} days\n", span_s / day_s);
  text +=
      fmt::format("  sun        up for {:.2f} days ({:.1f} %), elevation {:.2f} to {:.2f} deg\n", t.sunlit_s / day_s,
                  100.0 * t.sunlit_s / span_s, shown(t.sun_elevation_rad.least), shown(t.sun_elevation_rad.most));
  text += "  Earth      " + earth_over_span(r) + "\n";
  if (!r.question.relay) return text;
  text += fmt::format(
      "  relay      in view for {:.2f} days ({:.1f} %), elevation {:.2f} to {:.2f} deg, {:.0f} to {:.0f} km\n",
      pass_s(t) / day_s, 100.0 * pass_s(t) / span_s, shown(t.relay_elevation_rad.least),
      shown(t.relay_elevation_rad.most), t.relay_range_m.least / kilometre, t.relay_range_m.most / kilometre);
  return text;
}

std::string events_table(const Timeline& t) {
  if (t.events.empty()) return "Nothing rises or sets\n";
  std::string text = fmt::format("{:<18} {:<14} {:>9} {:>8} {:>8}\n", "UTC", "", "elevation", "azimuth", "horizon");
  for (const SkyEvent& e : t.events)
    text += fmt::format("{:<18} {:<14} {:>9.2f} {:>8.2f} {:>8.2f}\n", minute_text(e.time), name_of(e.kind),
                        rounded(e.direction.elevation_rad), shown(e.direction.azimuth_rad), rounded(e.horizon_rad));
  return text;
}

std::string passes_table(const Timeline& t) {
  if (t.passes.empty()) return "The relay is never in view\n";
  std::string text = fmt::format("{:<18} {:<18} {:>8}  {:>15} {:>17}\n", "relay in view from", "to", "hours",
                                 "elevation, deg", "range, km");
  for (const Pass& p : t.passes)
    text += fmt::format("{:<18} {:<18} {:>8.2f}  {:>15} {:>17}\n", p.is_begun ? "before" : minute_text(p.from),
                        p.lasts ? "beyond" : minute_text(p.to), seconds_between(p.from, p.to) / hour_s,
                        fmt::format("{:.2f} to {:.2f}", shown(p.elevation_rad.least), shown(p.elevation_rad.most)),
                        fmt::format("{:.0f} to {:.0f}", p.range_m.least / kilometre, p.range_m.most / kilometre));
  return text;
}

// Nearest and farthest while in view.
Extent range_in_view(const Timeline& t) {
  Extent range = t.passes.front().range_m;
  for (const Pass& p : t.passes) {
    range.add(p.range_m.least);
    range.add(p.range_m.most);
  }
  return range;
}

std::string links_table(const SkyReport& r) {
  const Extent range = range_in_view(r.timeline);
  const double at_m[] = {range.least, 0.5 * (range.least + range.most), range.most};
  std::string text = fmt::format("{:<24}", "link margin, dB, at");
  for (const double range_m : at_m) text += fmt::format(" {:>11}", fmt::format("{:.0f} km", range_m / kilometre));
  text += fmt::format("   always {:g} dB\n", r.relay.margin_dB);
  for (const Sender& sender : r.relay.senders) {
    for (const double rate : sender.rates_bit_s) {
      text += fmt::format("  {:<8}{:>9.1f} kb/s", sender.name, rate / 1e3);
      for (const double range_m : at_m) text += fmt::format(" {:>11.1f}", link_margin_dB(sender.budget, rate, range_m));
      text += link_margin_dB(sender.budget, rate, range.most) >= r.relay.margin_dB ? "   yes\n" : "   no\n";
    }
  }
  const LinkBudget& b = r.relay.senders.front().budget;
  return text +
         fmt::format(
             "  {:g} GHz, {:g} dBi, {:g} K, {:g} dB lost, {:g} dB needed; sent: lander {:g} dBW, rover {:g} dBW\n"
             "  assumed but for frequency and gain; section relay of the configuration\n",
             b.frequency_Hz / unit::gigahertz.factor, b.gain_dBi, b.temperature_K, b.loss_dB, b.needed_dB, b.sent_dBW,
             r.relay.senders.back().budget.sent_dBW);
}

std::string moments_table(const SkyReport& r) {
  std::string text =
      fmt::format("{:<18} {:<8} {:>8} {:>8} {:>9} {:>9}", "UTC", "", "sun el", "azimuth", "Earth el", "azimuth");
  if (r.question.relay) text += fmt::format(" {:>9} {:>8} {:>10}", "relay el", "azimuth", "range, km");
  text += "\n";
  for (const SkyMoment& m : r.timeline.moments) {
    text += fmt::format("{:<18} {:<8} {:>8.2f} {:>8.2f} {:>9.2f} {:>9.2f}", minute_text(m.time), light_text(m),
                        shown(m.sun.elevation_rad), shown(m.sun.azimuth_rad), shown(m.earth.elevation_rad),
                        shown(m.earth.azimuth_rad));
    if (m.relay)
      text += fmt::format(" {:>9.2f} {:>8.2f} {:>10.0f}", shown(m.relay->elevation_rad), shown(m.relay->azimuth_rad),
                          m.relay->range_m / kilometre);
    text += "\n";
  }
  return text;
}

std::string horizon_text(const SkyReport& r) {
  if (r.horizon.ground.empty()) return "horizon      level: moon.terrain.model has no map of the ground around\n";
  std::string text =
      fmt::format("horizon      of {}, seen from {:g} m above the target, up to {:g} km away, without rocks",
                  r.horizon.ground, r.horizon.eye_m, r.horizon.reach_m / kilometre);
  text += "\n             deg:";
  constexpr int shown_points = 8;
  for (int i = 0; i < shown_points; ++i) {
    const double azimuth_rad = 2.0 * pi * i / shown_points;
    text += fmt::format(" {} {:.1f}", compass_point(azimuth_rad), shown(r.question.horizon.at(azimuth_rad)));
  }
  const std::vector<double>& edge = r.question.horizon.elevation_rad;
  const auto highest = std::max_element(edge.begin(), edge.end());
  text += fmt::format("; highest {:.1f} at azimuth {:.1f} deg", shown(*highest),
                      360.0 * static_cast<double>(highest - edge.begin()) / static_cast<double>(edge.size()));
  if (r.horizon.unknown > 0)
    text += fmt::format("\n             level at {} of {} azimuths, where no map shows ground", r.horizon.unknown,
                        edge.size());
  if (r.horizon.end_m)
    text +=
        fmt::format("\n             the maps end {:.3g} to {:.3g} km away; what ground beyond would hide isn't known",
                    r.horizon.end_m->least / kilometre, r.horizon.end_m->most / kilometre);
  return text + "\n";
}

Json direction_json(const Direction& d) {
  return {{"elevation_deg", shown(d.elevation_rad)}, {"azimuth_deg", shown(d.azimuth_rad)}, {"range_m", d.range_m}};
}
Json extent_json(const Extent& e, double factor) { return {{"least", e.least / factor}, {"most", e.most / factor}}; }

Json moment_json(const SkyReport& r, const SkyMoment& m) {
  Json j{{"utc", utc_text(m.time)}, {"sun", direction_json(m.sun)}};
  j["sun"]["seen_share"] = m.sun_share;
  j["sun"]["eclipsed_share"] = m.eclipsed;
  j["sun"]["disc_radius_deg"] = shown(m.sun_radius_rad);
  j["sun"]["overhead_lat_deg"] = shown(m.subsolar_lat_rad);
  j["sun"]["overhead_lon_deg"] = shown(m.subsolar_lon_rad);
  const auto terminator = terminator_on(r.question.lat_rad, m);
  j["terminator"] = {{"distance_m", std::abs(m.sun.elevation_rad) * moon_radius_m},
                     {"rising_lon_deg", terminator ? Json(shown(terminator->rising_lon_rad)) : Json(nullptr)},
                     {"setting_lon_deg", terminator ? Json(shown(terminator->setting_lon_rad)) : Json(nullptr)}};
  j["earth"] = direction_json(m.earth);
  if (m.relay) {
    j["relay"] = direction_json(*m.relay);
    j["relay"]["light_time_s"] = m.relay->range_m / light_speed_m_s;
    j["relay"]["phase"] = r.question.relay->phase_at(m.time);
    j["relay"]["in_view"] = m.in_view;
  }
  return j;
}

Json link_json(const SkyReport& r, const Sender& sender, const Extent& range) {
  const LinkBudget& b = sender.budget;
  Json j{{"from", sender.name},
         {"frequency_GHz", b.frequency_Hz / unit::gigahertz.factor},
         {"eirp_dBW", b.sent_dBW},
         {"gain_dBi", b.gain_dBi},
         {"noise_temperature_K", b.temperature_K},
         {"loss_dB", b.loss_dB},
         {"needed_dB", b.needed_dB},
         {"rates", Json::array()}};
  for (const double rate : sender.rates_bit_s) {
    const double nearest = link_margin_dB(b, rate, range.least), farthest = link_margin_dB(b, rate, range.most);
    j["rates"].push_back({{"rate_bit_s", rate},
                          {"margin_nearest_dB", nearest},
                          {"margin_farthest_dB", farthest},
                          {"closes", farthest >= r.relay.margin_dB}});
  }
  return j;
}

Json relay_json(const SkyReport& r) {
  if (!r.question.relay) return nullptr;
  const Timeline& t = r.timeline;
  Json j{{"orbit", "halo"},
         {"amplitude_km", r.relay.amplitude_m / kilometre},
         {"period_days", r.question.relay->halo().period_s() / day_s},
         {"mask_deg", shown(r.relay.mask_rad)},
         {"in_view_s", pass_s(t)},
         {"elevation_deg", extent_json(t.relay_elevation_rad, deg)},
         {"range_m", extent_json(t.relay_range_m, 1.0)},
         {"passes", Json::array()},
         {"links", Json::array()}};
  for (const Pass& p : t.passes)
    j["passes"].push_back({{"from", second_text(p.from)},
                           {"to", second_text(p.to)},
                           {"begins_before", p.is_begun},
                           {"lasts_beyond", p.lasts},
                           {"elevation_deg", extent_json(p.elevation_rad, deg)},
                           {"range_m", extent_json(p.range_m, 1.0)}});
  if (t.passes.empty()) return j;
  for (const Sender& sender : r.relay.senders) j["links"].push_back(link_json(r, sender, range_in_view(t)));
  return j;
}

}  // namespace

Json sky_json(const SkyReport& r) {
  const Timeline& t = r.timeline;
  Json j{
      {"name", r.name},
      {"site",
       {{"lat_deg", shown(r.site.lat_rad)}, {"lon_deg", shown(r.site.lon_rad)}, {"elevation_m", r.site.elevation_m}}},
      {"from", utc_text(r.question.from)},
      {"days", r.question.span_s / day_s}};
  const bool level = r.horizon.ground.empty();
  j["horizon"] = {{"of", level ? Json("level") : Json(r.horizon.ground)},
                  {"eye_m", level ? Json(nullptr) : Json(r.horizon.eye_m)},
                  {"reach_m", level ? Json(nullptr) : Json(r.horizon.reach_m)},
                  {"unknown_azimuths", r.horizon.unknown},
                  {"maps_end_m", r.horizon.end_m ? extent_json(*r.horizon.end_m, 1.0) : Json(nullptr)},
                  {"elevation_deg", Json::array()}};
  for (const double x : r.question.horizon.elevation_rad) j["horizon"]["elevation_deg"].push_back(shown(x));
  j["sun"] = {{"up_s", t.sunlit_s}, {"elevation_deg", extent_json(t.sun_elevation_rad, deg)}};
  j["earth"] = {{"never_rises", never_sees_earth(r.site)}, {"elevation_deg", extent_json(t.earth_elevation_rad, deg)}};
  j["relay"] = relay_json(r);
  j["events"] = Json::array();
  for (const SkyEvent& e : t.events)
    j["events"].push_back({{"utc", second_text(e.time)},
                           {"event", name_of(e.kind)},
                           {"elevation_deg", shown(e.direction.elevation_rad)},
                           {"azimuth_deg", shown(e.direction.azimuth_rad)},
                           {"horizon_deg", shown(e.horizon_rad)}});
  j["moments"] = Json::array();
  for (const SkyMoment& m : t.moments) j["moments"].push_back(moment_json(r, m));
  return j;
}

std::string sky_table(const SkyReport& r) {
  const double lon = r.site.lon_rad < 0.0 ? r.site.lon_rad + 2.0 * pi : r.site.lon_rad;
  std::string text =
      fmt::format("{}: the sky over {}, {:.4f} E, {:g} m, from {} UTC on\n{}\n", r.name, lat_text(r.site.lat_rad),
                  shown(lon), r.site.elevation_m, minute_text(r.question.from), horizon_text(r));
  text += at_beginning(r) + "\n" + over_span(r) + "\n" + events_table(r.timeline);
  if (r.question.relay) text += "\n" + passes_table(r.timeline);
  if (r.question.relay && !r.timeline.passes.empty()) text += "\n" + links_table(r);
  return text + "\n" + moments_table(r);
}

}  // namespace farside
