#include "config/keys/registry.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <sstream>
#include <utility>

#include "base/error.h"
#include "config/keys/sampling.h"
#include "config/keys/thruster.h"
#include "config/yaml/scalar.h"
#include "record/schema.h"

namespace farside {
namespace {

// Visits fields() of a struct and its groups; `root` is a default object, so every member shows its offset and its
// default.
class Collector {
 public:
  Collector(const void* root, Key::Target target, std::vector<Key>& keys)
      : root_(static_cast<const char*>(root)), here_(root_), target_(target), keys_(keys) {}

  template <class S, class G>
  void group(const char* name, G S::*member) {
    const char* before = here_;
    const std::string prefix = prefix_;
    here_ = reinterpret_cast<const char*>(&(object<S>().*member));
    prefix_ += std::string(name) + ".";
    G::fields(*this);
    prefix_ = prefix;
    here_ = before;
  }
  template <class S>
  void number(const char* name, double S::*member, Unit unit, Range range, const char* text) {
    add_number(name, object<S>().*member, unit, range, text);
  }
  template <class S>
  void vector(const char* name, const Axes& axes, Vec3<double> S::*member, Unit unit, const AxisRanges& ranges,
              const char* text, const char* text_of_others = nullptr) {
    const Vec3<double>& value = object<S>().*member;
    const double* const parts[] = {&value.x, &value.y, &value.z};
    for (int i = 0; i < 3; ++i) {
      const char* const told = i > 0 && text_of_others ? text_of_others : text;
      add_number(of_axis(name, axes.name[i]), *parts[i], unit, ranges.axis[i], of_axis(told, axes.name[i]));
    }
  }
  template <class S>
  void real(const char* name, double S::*member, Unit unit, Range range, const char* text) {
    number(name, member, unit, range, text);
  }
  template <class S>
  void duration(const char* name, std::int32_t S::*member, Range range, const char* text) {
    Key& key = add(name, KeyKind::duration, object<S>().*member, text);
    key.unit = unit::second;
    key.range = range;
    key.preset = static_cast<double>(object<S>().*member) / ticks_per_second;
  }
  template <class S>
  void whole(const char* name, std::int32_t S::*member, Range range, const char* text) {
    Key& key = add(name, KeyKind::whole, object<S>().*member, text);
    key.range = range;
    key.preset = std::int64_t{object<S>().*member};
  }
  template <class S>
  void flag(const char* name, bool S::*member, const char* text) {
    Key& key = add(name, KeyKind::flag, object<S>().*member, text);
    key.preset = object<S>().*member;
  }
  template <class S, class E, std::size_t n>
  void choice(const char* name, E S::*member, const char* const (&names)[n], const char* text) {
    static_assert(sizeof(E) == sizeof(std::int32_t));
    Key& key = add(name, KeyKind::choice, object<S>().*member, text);
    key.choices.assign(names, names + n);
    key.preset = key.choices.at(static_cast<std::size_t>(object<S>().*member));
  }

 private:
  template <class S>
  const S& object() const {
    return *reinterpret_cast<const S*>(here_);
  }
  // A name or text of a vector's component.
  static std::string of_axis(const std::string& pattern, const char* axis) {
    const std::size_t place = pattern.find("{}");
    return place == std::string::npos ? pattern : std::string(pattern).replace(place, 2, axis);
  }
  void add_number(const std::string& name, const double& value, Unit unit, Range range, const std::string& text) {
    Key& key = add(name, KeyKind::real, value, text);
    if (target_ == Key::Target::parameter) key.where /= sizeof(double);
    key.unit = unit;
    key.range = range;
    key.preset = to_file_unit(value, unit);
  }
  template <class M>
  Key& add(const std::string& name, KeyKind kind, const M& member, const std::string& text) {
    Key key;
    key.path = prefix_ + name;
    key.kind = kind;
    key.text = text;
    key.target = target_;
    key.where = static_cast<std::size_t>(reinterpret_cast<const char*>(&member) - root_);
    keys_.push_back(std::move(key));
    return keys_.back();
  }

  const char* root_;
  const char* here_;
  Key::Target target_;
  std::vector<Key>& keys_;
  std::string prefix_;
};

Key campaign_key(const char* path, KeyKind kind, const char* text, Value preset = {}, Range range = {0, 0}) {
  Key key;
  key.path = path;
  key.kind = kind;
  key.text = text;
  key.preset = std::move(preset);
  key.range = range;
  return key;
}

// When a campaign has shown enough (stats/verdicts/stop_rule.h).
void add_stop_keys(std::vector<Key>& keys) {
  const auto add = [&](const char* path, KeyKind kind, const char* text, Value preset, Range range = {0, 0}) {
    keys.push_back(campaign_key(path, kind, text, std::move(preset), range));
  };
  add("campaign.stop.safe_width", KeyKind::real,
      "fly until the 95 % interval of P(safe) is no wider than this, at most campaign.cases; 0: that isn't asked. Of "
      "all that is asked here everything has to hold",
      0.0, {0, 1});
  add("campaign.stop.requirement", KeyKind::text,
      "fly until this requirement, by its name, has passed or failed; `all` of them; `none`: that isn't asked",
      std::string("none"));
  add("campaign.stop.quantity", KeyKind::text,
      "a column of numbers of the output file, of which a quantile is asked; or `none`", std::string("none"));
  add("campaign.stop.quantile", KeyKind::real, "fly until the 95 % interval of this quantile of the quantity", 0.99,
      {0, 1});
  add("campaign.stop.quantile_width", KeyKind::real, "is no wider than this, in the column's unit", 0.0, {0, 1e9});
  add("campaign.stop.min_cases", KeyKind::count, "number of cases before the first look", std::uint64_t{100},
      {1, 1e12});
  add("campaign.stop.round_cases", KeyKind::count, "number of cases from one look to the next", std::uint64_t{500},
      {1, 1e12});
}

// Keys that belong to the campaign and to no flight.
std::vector<Key> campaign_keys() {
  std::vector<Key> keys;
  keys.push_back(campaign_key("farside", KeyKind::whole, "version of this format; required", std::int64_t{1}, {1, 1}));
  keys.push_back(campaign_key("include", KeyKind::text,
                              "another file, or a list of files, whose keys hold where this one has none; see How a "
                              "configuration is read",
                              std::string()));
  keys.push_back(campaign_key("campaign.name", KeyKind::text, "title of the campaign", std::string("campaign")));
  keys.push_back(campaign_key("campaign.seed", KeyKind::count, "every draw follows from it", std::uint64_t{1},
                              {0, 18446744073709551615.0}));
  keys.push_back(campaign_key(
      "campaign.cases", KeyKind::count,
      "number of landings; with campaign.strata: of each stratum; with campaign.sampling.outer: of each draw; with "
      "campaign.sampling.method: saltelli: of base samples",
      std::uint64_t{1000}, {1, 1e12}));
  Key method = campaign_key("campaign.sampling.method", KeyKind::choice, "how the inputs of the cases are drawn",
                            std::string("random"));
  method.choices.assign(std::begin(sampling_method_names), std::end(sampling_method_names));
  keys.push_back(std::move(method));
  keys.push_back(campaign_key("campaign.sampling.replicates", KeyKind::count,
                              "of latin_hypercube and sobol: how many designs of their own the cases are of, by turns; "
                              "their scatter makes the intervals",
                              std::uint64_t{16}, {replicates_min, replicates_max}));
  keys.push_back(campaign_key("campaign.sampling.size", KeyKind::count,
                              "of latin_hypercube: cases of a replicate before it is doubled, again and again, to "
                              "campaign.cases in all; 0: the largest odd size of which campaign.cases are doublings",
                              std::uint64_t{0}, {0, 1e12}));
  keys.push_back(
      campaign_key("campaign.sampling.outer", KeyKind::count,
                   "draws of the epistemic inputs beside their best guess, each with campaign.cases cases that "
                   "share all else; 0: they are drawn anew in every case",
                   std::uint64_t{0}, {0, outer_draws_max}));
  Key strata = campaign_key(
      "campaign.strata", KeyKind::choice,
      "`none`: faults strike by chance; `faults`: they are forced, with as many cases without any as with each of them "
      "alone, which differ in nothing else",
      std::string("none"));
  strata.choices = {"none", "faults"};
  keys.push_back(std::move(strata));
  Key invalid = campaign_key(
      "campaign.invalid_draws", KeyKind::choice,
      "cases whose drawn inputs break a rule between keys or a limit: `refuse` to fly the campaign, or `count` them "
      "as numerical failures, not flown",
      std::string("refuse"));
  invalid.choices = {"refuse", "count"};
  keys.push_back(std::move(invalid));
  add_stop_keys(keys);
  return keys;
}

// The same, to stand behind the flights' keys of their section.
std::vector<Key> later_campaign_keys() {
  std::vector<Key> keys;
  keys.push_back(
      campaign_key("site.epoch_utc", KeyKind::utc, "time at the start, UTC", std::string("2019-01-03T02:15:00Z")));
  keys.push_back(
      campaign_key(thrusters_path, KeyKind::list, "thrusters of the model `pulses`, one by one; see Thrusters"));
  keys.push_back(
      campaign_key("moon.terrain.layers", KeyKind::list, "maps of the model `dem`, the finest first; see Maps"));
  keys.push_back(campaign_key("moon.terrain.relief.craters.listed", KeyKind::list,
                              "craters of which place and size are known; see Listed relief"));
  keys.push_back(
      campaign_key("moon.terrain.relief.rocks.listed", KeyKind::list, "the same of rocks; see Listed relief"));
  keys.push_back(campaign_key("start.from_file.path", KeyKind::text, "CSV or HDF5; see Clouds", std::string()));
  keys.push_back(
      campaign_key("start.from_file.columns", KeyKind::list, "those of its columns that are used; all, unless given"));
  keys.push_back(campaign_key("start.orbit.epoch_utc", KeyKind::text,
                              "when position and velocity are those given, such as 2019-01-03T01:18:08.5Z",
                              std::string()));
  keys.push_back(campaign_key("start.orbit.covariance", KeyKind::list,
                              "6 rows of 6 of the errors of position and velocity, in m2, m2 s-1 and m2 s-2; each case "
                              "draws its own; see Orbits"));
  Key axes = campaign_key("start.orbit.covariance_axes", KeyKind::choice,
                          "axes of the covariance; `rtn`: radial, along the track, across it, of the nominal orbit",
                          std::string("rtn"));
  axes.choices = {"rtn", "moon_fixed", "j2000"};
  keys.push_back(std::move(axes));
  keys.push_back(campaign_key("start.orbit.oem", KeyKind::text,
                              "CCSDS Orbit Ephemeris Message that gives state, epoch and covariance; see Orbits",
                              std::string()));
  keys.push_back(campaign_key("gnc.library", KeyKind::text,
                              "a user's own flight software in place of farside's guidance: a shared object; `none`: "
                              "there is none; see Your own flight software",
                              std::string("none")));
  Key call =
      campaign_key("gnc.library_time_s", KeyKind::real,
                   "processor time that it may take for one control period; beyond it, it hangs", 2.0, {0.01, 3600});
  call.unit = unit::second;
  keys.push_back(std::move(call));
  keys.push_back(campaign_key("dispersions", KeyKind::list, "uncertain inputs; see Dispersions"));
  keys.push_back(campaign_key("faults", KeyKind::list, "what may break; see Faults"));
  keys.push_back(campaign_key("requirements", KeyKind::list, "what the campaign has to show; see Requirements"));
  keys.push_back(
      campaign_key("output.compression", KeyKind::whole, "gzip level of the output file", std::int64_t{1}, {0, 9}));
  Key phases = campaign_key("output.phases", KeyKind::choice,
                            "what is kept of the starts of the phases: their times, or motion and mass as well",
                            std::string("times"));
  phases.choices.assign(std::begin(phase_columns_names), std::end(phase_columns_names));
  keys.push_back(std::move(phases));
  keys.push_back(campaign_key("output.trajectories", KeyKind::list, "numbers of the cases whose time history is kept"));
  return keys;
}

// Of `farside map`; no flight reads them.
std::vector<Key> map_keys() {
  std::vector<Key> keys;
  const auto metres = [&](const char* path, const char* text, double preset, Range range) {
    Key key = campaign_key(path, KeyKind::real, text, preset, range);
    key.unit = unit::metre;
    keys.push_back(std::move(key));
  };
  const auto count = [&](const char* path, const char* text, std::uint64_t preset, Range range) {
    keys.push_back(campaign_key(path, KeyKind::count, text, preset, range));
  };
  metres("map.east_m", "middle of the window of aim points, east of the target", 0.0, {-1e5, 1e5});
  metres("map.north_m", "the same, north of the target", 0.0, {-1e5, 1e5});
  metres("map.width_m", "extent of the window, west to east", 2000.0, {0, 1e5});
  metres("map.height_m", "extent of the window, south to north", 2000.0, {0, 1e5});
  metres("map.spacing_m", "from one aim point to the next", 10.0, {0.01, 1e4});
  count("map.touchdowns",
        "direct touchdowns for each aim point; grounds that only show how far they differ get one more each", 4,
        {1, 10000});
  count("map.grounds",
        "grounds of the same law: P is that of the first one, or, where each case has a ground of its own, the mean "
        "over all; 1 where moon.terrain.relief.model is none",
        3, {1, 100});
  count("map.cloud_cases",
        "flights of the dispersion cloud; one half makes the map, the other one judges the aim points that it shows",
        4000, {20, 1e6});
  metres("map.smoothing_m",
         "results of neighbouring aim points are pooled with Gaussian weights of this standard deviation, at most 0.7 "
         "times the cloud's smaller one",
         30.0, {0, 1e4});
  keys.push_back(campaign_key("map.unknown_max", KeyKind::real,
                              "an aim point of which a larger share of touchdowns has an end that the "
                              "models can't tell (off the maps) is left without knowledge",
                              0.05, {0, 1}));
  return keys;
}

// Of `farside sky`; no flight reads them. The orbit and the dish are Queqiao's (Space: Science & Technology
// 2021/3471608); power, temperature and losses of the link weren't published and are assumed, so that the highest
// published rates close with 3 dB at 79,000 km, the farthest that it goes.
std::vector<Key> relay_keys() {
  std::vector<Key> keys;
  Key orbit = campaign_key("relay.orbit", KeyKind::choice,
                           "orbit of a relay satellite; `halo`: southern, about the Lagrange point beyond the Moon",
                           std::string("none"));
  orbit.choices = {"none", "halo"};
  keys.push_back(std::move(orbit));
  const auto real = [&](const char* path, Unit unit, const char* text, double preset, Range range) {
    Key key = campaign_key(path, KeyKind::real, text, preset, range);
    key.unit = unit;
    keys.push_back(std::move(key));
  };
  real("relay.amplitude_km", unit::kilometre, "how far south of the Moon's path about the Earth it comes", 13000.0,
       {1000, 30000});
  keys.push_back(campaign_key("relay.epoch_utc", KeyKind::utc, "when it is at relay.phase, UTC",
                              std::string("2019-01-03T02:26:00Z")));
  real("relay.mask_deg", unit::degree, "it is in view this far above the horizon", 5.0, {0, 60});
  real("relay.frequency_GHz", unit::gigahertz, "carrier of the link from the ground to the relay", 8.47, {0.1, 100});
  real("relay.gain_dBi", unit::decibel_isotropic, "gain of the relay's antenna; 44: a dish of 4.2 m", 44.0, {-10, 80});
  real("relay.noise_temperature_K", unit::kelvin, "noise of the relay's receiver and of what its antenna sees; assumed",
       400.0, {1, 1e5});
  real("relay.loss_dB", unit::decibel, "what is lost beside the distance: pointing, polarisation, electronics; assumed",
       2.0, {0, 60});
  real("relay.needed_dB", unit::decibel, "energy of a bit over noise density that decoding needs; assumed", 4.5,
       {-2, 30});
  real("relay.margin_dB", unit::decibel, "a rate is to be had where its link has this much more than it needs", 3.0,
       {0, 30});
  real("relay.rate_bit_s", unit::bit_per_second,
       "rate at which the lander has to be heard after the landing (aftermath.model); 1400: the lowest of Chang'e-4",
       1400.0, {1, 1e9});
  real("relay.lander_eirp_dBW", unit::decibel_watt,
       "what the lander sends, as if all round alike (EIRP); assumed for its highest rate", 29.5, {-40, 80});
  real("relay.rover_eirp_dBW", unit::decibel_watt, "the same of the rover", 26.5, {-40, 80});
  return keys;
}

// Top level of the file, in canonical order.
struct Top {
  const char* name;
  const char* text;
};
constexpr Top tops[] = {{"farside", ""},
                        {"campaign", "what is run"},
                        {"site", "the target point; it can't be dispersed (disperse the start instead)"},
                        {"moon", "gravity, rotation and ground"},
                        {"vehicle", "the machine and what it bears"},
                        {"sensors", "errors of the sensors, for `gnc.navigation.mode: inertial`"},
                        {"gnc", "the flight software"},
                        {"flight", "how the descent is computed"},
                        {"start",
                         "where a case begins: one of `descent`, `site`, `touchdown` and `orbit`, and states "
                         "of another program in `from_file`"},
                        {"touchdown", "how the touchdown is computed"},
                        {"aftermath", "what is told of a case after it has come to rest"},
                        {"rover", "the rover's way down from the lander, for `aftermath.model: mission`"},
                        {"relay", "the relay satellite, for `farside sky` and `aftermath.model: mission`"},
                        {"dispersions", ""},
                        {"faults", ""},
                        {"requirements", ""},
                        {"output", "what the output file keeps"},
                        {"map", "the window of `farside map`: P(safe) by aim point; no flight depends on it"}};

Section& section_of(Section& root, const std::string& path) {
  Section* section = &root;
  std::istringstream parts(path);
  std::string part, so_far;
  while (std::getline(parts, part, '.')) {
    so_far += (so_far.empty() ? "" : ".") + part;
    const auto is_it = [&](const Section& s) { return s.name == part; };
    auto found = std::find_if(section->sections.begin(), section->sections.end(), is_it);
    if (found == section->sections.end()) found = section->sections.insert(found, Section{part, so_far});
    section = &*found;
  }
  return *section;
}

// Section by section, keys of the section first.
void renumber(Section& section, const std::vector<Key>& from, std::vector<Key>& to) {
  for (std::size_t& index : section.keys) {
    to.push_back(from[index]);
    index = to.size() - 1;
  }
  for (Section& s : section.sections) renumber(s, from, to);
}

}  // namespace

Registry::Registry() {
  std::vector<Key> found = campaign_keys();
  const CampaignOptions options{};
  Collector choices(&options, Key::Target::option, found);
  CampaignOptions::fields(choices);
  const CaseParams<double> params{};
  Collector numbers(&params, Key::Target::parameter, found);
  CaseParams<double>::fields(numbers);

  for (Key& key : later_campaign_keys()) found.push_back(std::move(key));
  for (Key& key : map_keys()) found.push_back(std::move(key));
  for (Key& key : relay_keys()) found.push_back(std::move(key));

  for (const Top& top : tops) {
    if (*top.text) section_of(root_, top.name).text = top.text;
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::size_t dot = found[i].path.rfind('.');
    section_of(root_, dot == std::string::npos ? "" : found[i].path.substr(0, dot)).keys.push_back(i);
  }
  renumber(root_, found, keys_);
}

const Key* Registry::find(const std::string& path) const {
  const auto found = std::find_if(keys_.begin(), keys_.end(), [&](const Key& k) { return k.path == path; });
  return found == keys_.end() ? nullptr : &*found;
}

std::size_t Registry::index_of(const std::string& path) const {
  const Key* key = find(path);
  if (!key) throw InternalError("the configuration has no key " + path);
  return static_cast<std::size_t>(key - keys_.data());
}

const Registry& registry() {
  static const Registry instance;
  return instance;
}

std::string unit_suffix(const Unit& unit) {
  if (std::string_view(unit.name) == "1") return "";
  std::string above, below, part;
  std::istringstream parts(unit.name);
  while (parts >> part) {
    const std::size_t minus = part.find('-');
    if (minus == std::string::npos) above += "_" + part;
    else below += "_" + part.substr(0, minus) + (part.substr(minus) == "-1" ? "" : part.substr(minus + 1));
  }
  return (above.empty() ? "_1" : above) + below;
}

std::string stem_of(const Key& key) {
  const std::string name = key.name(), suffix = unit_suffix(key.unit);
  const bool ends = !suffix.empty() && name.size() > suffix.size() && name.ends_with(suffix);
  return ends ? name.substr(0, name.size() - suffix.size()) : name;
}

std::string unit_text(const Key& key) {
  return std::string_view(key.unit.name) == "1" ? "" : std::string(" ") + key.unit.name;
}

std::string limits_text(const Key& key) {
  return to_short_text(key.range.min) + ".." + to_short_text(key.range.max) + unit_text(key);
}

double to_file_unit(double si, const Unit& unit) {
  const double near = si / unit.factor;
  for (int digits = 1; digits <= 17; ++digits) {
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, near, std::chars_format::scientific, digits - 1).ptr;
    double candidate = 0;
    std::from_chars(buffer, end, candidate);
    if (candidate * unit.factor == si) return candidate;
  }
  return near;  // no double of the file's unit is exactly it
}

void apply_parameter(const Key& key, const Value& value, CaseParams<double>& params) {
  const double si = std::get<double>(value) * key.unit.factor;
  std::memcpy(reinterpret_cast<char*>(&params) + key.where * sizeof(double), &si, sizeof si);
}

void apply_option(const Key& key, const Value& value, CampaignOptions& options) {
  char* member = reinterpret_cast<char*>(&options) + key.where;
  const auto put = [&](auto x) { std::memcpy(member, &x, sizeof x); };
  switch (key.kind) {
    case KeyKind::real:
      put(std::get<double>(value) * key.unit.factor);
      break;
    case KeyKind::duration:
      put(static_cast<std::int32_t>(std::lround(std::get<double>(value) * ticks_per_second)));
      break;
    case KeyKind::whole:
      put(static_cast<std::int32_t>(std::get<std::int64_t>(value)));
      break;
    case KeyKind::flag:
      put(std::get<bool>(value));
      break;
    case KeyKind::choice: {
      const auto found = std::find(key.choices.begin(), key.choices.end(), std::get<std::string>(value));
      put(static_cast<std::int32_t>(found - key.choices.begin()));
      break;
    }
    default:
      throw InternalError(key.path + ": no option has values of this kind");
  }
}

}  // namespace farside
