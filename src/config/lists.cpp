// The lists of maps, of listed relief, of thrusters, of requirements and of cases.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "config/sections.h"
#include "config/yaml/scalar.h"
#include "config/yaml/spelling.h"
#include "moon/height_grid.h"
#include "record/schema.h"

namespace farside {
namespace {

// Text that has to be there.
bool read_words(const Node& map, const std::string& path, const char* name, std::string& out, Problems& problems) {
  const Node* node = map.find(name);
  if (!node) problems.add(map.place, path, fmt::format("'{}' is missing", name));
  return node && read_text(*node, path + "." + name, out, problems);
}

// Columns with one number a case, which a limit can be set on.
std::vector<std::string> quantities(const Configuration& c) {
  std::vector<InputInfo> inputs;
  for (const std::string& path : c.varied_paths()) inputs.push_back({path, "1", "", "", "", ""});
  std::vector<std::string> names;
  const Schema schema(inputs);
  for (const ColumnInfo& column : schema.columns()) {
    if (column.type == ColumnType::float64 && column.dimension.empty()) names.push_back(column.name);
  }
  return names;
}

constexpr const char* wanted_events[] = {"safe", "mission"};  // all others are failures

std::vector<std::string> events() {
  std::vector<std::string> names(std::begin(wanted_events), std::end(wanted_events));
  for (const MissionNeedInfo& need : mission_needs) names.push_back(std::string("mission_") + need.name);
  for (const char* cause : cause_meanings) {
    if (std::string_view(cause) != "none") names.emplace_back(cause);
  }
  return names;
}

// A cause of failure, whose probability is limited from above.
bool is_failure(const std::string& event) {
  const std::vector<std::string> known = events();
  const bool wanted = std::find(std::begin(wanted_events), std::end(wanted_events), event) != std::end(wanted_events);
  return !wanted && std::find(known.begin(), known.end(), event) != known.end();
}

void check_word(const Node& map, const std::string& path, const char* name, const std::string& word,
                const std::vector<std::string>& known, const char* what, Problems& problems) {
  if (std::find(known.begin(), known.end(), word) != known.end()) return;
  problems.add(map.find(name)->place, path + "." + name,
               fmt::format("'{}' is no {}{}", word, what, did_you_mean(nearest_word(word, known))));
}

void read_requirement(const Node& map, const std::string& path, const std::vector<std::string>& columns, Reading& r) {
  Requirement q;
  refuse_unknown_keys(map, path,
                      {"name", "quantity", "min", "max", "event", "probability", "max_probability", "confidence",
                       "probability_max"},  // the earlier name of max_probability, in files of then
                      r.problems);
  read_words(map, path, "name", q.name, r.problems);
  const Node *quantity = map.find("quantity"), *event = map.find("event"), *min = map.find("min"),
             *max = map.find("max");
  if (!quantity == !event) r.problems.add(map.place, path, "expected either 'quantity' or 'event'");
  if (quantity && read_words(map, path, "quantity", q.quantity, r.problems)) {
    check_word(map, path, "quantity", q.quantity, columns, "column of numbers of the output file", r.problems);
  }
  if (event && read_words(map, path, "event", q.event, r.problems)) {
    check_word(map, path, "event", q.event, events(),
               "event (safe, mission, mission_relay, _egress, _power, _warmth, or a cause)", r.problems);
    if (q.event.starts_with("mission") && r.configuration.text("aftermath.model") == "none")
      r.problems.add(event->place, path + ".event", "'" + q.event + "' is judged by aftermath.model: mission alone");
    if (q.event == "mission_relay" && r.configuration.text("relay.orbit") == "none")
      r.problems.add(event->place, path + ".event", "'mission_relay' needs a relay, and relay.orbit is 'none'");
  }
  if (quantity && !min == !max) r.problems.add(map.place, path, "expected either 'min' or 'max' for a quantity");
  if (event && (min || max)) r.problems.add((min ? min : max)->place, path, "an event has no 'min' or 'max'");
  constexpr double largest = 1.7e308;
  q.has_min = min && read_number(*min, path + ".min", -largest, largest, q.min, r.problems);
  q.has_max = max && read_number(*max, path + ".max", -largest, largest, q.max, r.problems);
  const auto share = [&](const char* name, double& out) {
    const Node* node = map.find(name);
    if (!node) return r.problems.add(map.place, path, fmt::format("'{}' is missing", name));
    if (!read_number(*node, path + "." + name, 0, 1, out, r.problems)) return;
    if (out == 0 || out == 1) r.problems.add(node->place, path + "." + name, "expected more than 0 and less than 1");
  };
  q.at_most = is_failure(q.event);
  const char* const at_most = map.find("probability_max") ? "probability_max" : "max_probability";
  const Node *least = map.find("probability"), *most = map.find(at_most);
  if (map.find("probability_max") && map.find("max_probability"))
    r.problems.add(most->place, path, "'probability_max' is the earlier name of 'max_probability'; leave it out");
  if (q.at_most && least) {
    r.problems.add(
        least->place, path + ".probability",
        fmt::format("'{}' is a failure; expected 'max_probability', the share of cases that it may befall at most",
                    q.event));
  } else if (!q.at_most && most) {
    r.problems.add(most->place, path + "." + at_most,
                   "is for an event that is a failure (a cause); expected 'probability'");
  } else {
    share(q.at_most ? at_most : "probability", q.probability);
  }
  share("confidence", q.confidence);
  r.configuration.requirements.push_back(std::move(q));
}

}  // namespace

std::string quantity_problem(const Configuration& c, const std::string& word) {
  const std::vector<std::string> known = quantities(c);
  if (std::find(known.begin(), known.end(), word) == known.end())
    return fmt::format("'{}' is no column of numbers of the output file{}", word,
                       did_you_mean(nearest_word(word, known)));
  if (word.starts_with("plume_") && c.text("vehicle.engine.plume.model") == "none")
    return fmt::format("'{}' is no column of this campaign: one with vehicle.engine.plume.model: erosion has it", word);
  return "";
}

void read_layers(Reading& r) {
  const Node* list = r.node("moon.terrain.layers");
  const std::size_t before = r.problems.count();
  const auto maps = maps_of(list, "moon.terrain.layers", r.problems);
  for (const auto& [map, path] : maps) {
    TerrainLayer layer;
    refuse_unknown_keys(*map, path, {"path", "spacing_m", "half_width_m", "le90_m", "ce90_m"}, r.problems);
    if (read_words(*map, path, "path", layer.path, r.problems))
      layer.where = r.problems.where(map->find("path")->place) + ": " + path + ".path";
    if (const Node* n = map->find("spacing_m"))
      read_number(*n, path + ".spacing_m", 0.01, 1e5, layer.spacing_m, r.problems);
    if (const Node* n = map->find("half_width_m"))
      read_number(*n, path + ".half_width_m", 1, 1.2e6, layer.half_width_m, r.problems);
    if (const Node* n = map->find("le90_m"))
      read_number(*n, path + ".le90_m", 0, layer_le90_max_m, layer.le90_m, r.problems);
    if (const Node* n = map->find("ce90_m"))
      read_number(*n, path + ".ce90_m", 0, layer_ce90_max_m, layer.ce90_m, r.problems);
    r.configuration.layers.push_back(std::move(layer));
  }
  if (maps.size() > max_height_grids) {
    r.problems.add(list->place, "moon.terrain.layers",
                   fmt::format("{} maps found, at most {} are used", maps.size(), max_height_grids));
  }
  if (r.problems.count() > before) r.wrong[registry().index_of("moon.terrain.layers")] = true;
}

void read_listed(Reading& r) {
  for (const ListedKind kind : listed_kinds) {
    const ListedInfo& kind_info = info(kind);
    std::vector<std::string> known{"file"};
    for (const ListedColumn& column : kind_info.columns) known.emplace_back(column.name);
    const std::size_t before = r.problems.count();
    for (const auto& [map, path] : maps_of(r.node(kind_info.path), kind_info.path, r.problems)) {
      ListedEntry entry;
      entry.where = r.problems.where(map->place) + ": " + path;
      const std::size_t before_entry = r.problems.count();
      refuse_unknown_keys(*map, path, known, r.problems);
      ListedValues values;
      for (std::size_t i = 0; i < listed_columns; ++i) {
        const ListedColumn& column = kind_info.columns[i];
        double value = 0.0;
        const Node* node = map->find(column.name);
        if (node && read_number(*node, path + "." + column.name, column.range.min, column.range.max, value, r.problems))
          values[i] = value;
      }
      std::string why;
      if (map->find("file")) {
        read_words(*map, path, "file", entry.file, r.problems);
        if (map->keys.size() > 1)
          r.problems.add(map->place, path, "'file' stands alone: its rows have the other keys as columns");
      } else if (r.problems.count() == before_entry) {
        const auto feature = make_listed(kind, values, why);
        if (feature) entry.feature = *feature;
        else r.problems.add(map->place, path, why);
      }
      r.configuration.listed[static_cast<int>(kind)].push_back(std::move(entry));
    }
    if (r.problems.count() > before) r.wrong[registry().index_of(kind_info.path)] = true;
  }
}

void read_thrusters(Reading& r) {
  const std::size_t before = r.problems.count();
  const Node* const list = r.node(thrusters_path);
  std::vector<std::string> known{"set"};
  for (const ThrusterKey& key : thruster_keys) known.emplace_back(key.name);
  const auto maps = maps_of(list, thrusters_path, r.problems);
  for (const auto& [map, path] : maps) {
    refuse_unknown_keys(*map, path, known, r.problems);
    ThrusterEntry entry{{{0.0, 0.0, 0.0}, {0.0, 0.0, 0.0}, 1}, r.problems.where(map->place) + ": " + path};
    for (const ThrusterKey& key : thruster_keys) {
      double& value = (entry.thruster.*key.vector)[key.axis];
      if (const Node* node = map->find(key.name))
        read_number(*node, path + "." + key.name, key.range.min, key.range.max, value, r.problems);
    }
    double set = 1.0;
    const Node* const node = map->find("set");
    if (node && read_number(*node, path + ".set", 1, thruster_sets, set, r.problems)) {
      entry.thruster.set = static_cast<std::int32_t>(set);
      if (set != entry.thruster.set) r.problems.add(node->place, path + ".set", "expected a whole number");
    }
    const double* const force = entry.thruster.force_N;
    if (force[0] == 0.0 && force[1] == 0.0 && force[2] == 0.0)
      r.problems.add(map->place, path, "gives no force: expected force_x_N, force_y_N or force_z_N");
    r.configuration.thrusters.push_back(std::move(entry));
  }
  if (maps.size() > thrusters_max) {
    r.problems.add(list->place, thrusters_path,
                   fmt::format("{} thrusters found, at most {} are used", maps.size(), thrusters_max));
  }
  if (r.problems.count() > before) r.wrong[registry().index_of(thrusters_path)] = true;
}

void read_requirements(Reading& r) {
  const auto maps = maps_of(r.node("requirements"), "requirements", r.problems);
  if (maps.empty()) return;
  const std::vector<std::string> columns = quantities(r.configuration);
  std::set<std::string> names;
  for (const auto& [map, path] : maps) {
    read_requirement(*map, path, columns, r);
    const std::string& name = r.configuration.requirements.back().name;
    if (!name.empty() && !names.insert(name).second)
      r.problems.add(map->find("name")->place, path + ".name", fmt::format("'{}' is given twice", name));
  }
}

void read_trajectories(Reading& r) {
  const Node* list = r.node("output.trajectories");
  if (!list || list->kind != Node::Kind::list) return;
  const std::uint64_t cases = r.configuration.cases();
  std::set<std::uint64_t> seen;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const Node& item = list->items[i];
    if (item.kind == Node::Kind::refused) continue;
    const std::string path = fmt::format("output.trajectories[{}]", i);
    std::string why;
    const auto number = read_count(item, why);
    if (!number) r.problems.add(item.place, path, why);
    else if (*number >= cases)
      r.problems.add(item.place, path, fmt::format("{} is none of the cases 0..{}", *number, cases - 1));
    else if (!seen.insert(*number).second) r.problems.add(item.place, path, fmt::format("{} is given twice", *number));
  }
  r.configuration.trajectories.assign(seen.begin(), seen.end());
}

}  // namespace farside
