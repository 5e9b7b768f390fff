// The list of uncertain inputs.
#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <set>

#include "base/error.h"
#include "config/sections.h"
#include "config/yaml/scalar.h"
#include "config/yaml/spelling.h"
#include "moon/height_grid.h"

namespace farside {
namespace {

constexpr Range any_number{-1.7e308, 1.7e308};

std::string start_block(StartMode mode) {
  return std::string("start.") + start_mode_names[static_cast<int>(mode)] + ".";
}

const Section* find_section(const Section& in, const std::string& path) {
  for (const Section& s : in.sections) {
    if (s.path == path) return &s;
    if (const Section* found = find_section(s, path)) return found;
  }
  return nullptr;
}

}  // namespace

std::string varying_problem(const std::string& path, StartMode start) {
  const Key* key = registry().find(path);
  if (!key && find_section(registry().root(), path)) return "is a section; a path names one number";
  if (!key) {
    std::vector<Candidate> candidates;
    for (const Key& k : registry().keys()) {
      const std::size_t name = k.path.rfind('.') + 1;
      if (k.dispersible()) candidates.push_back({k.path, k.path.substr(0, name) + stem_of(k)});
    }
    return "is no path of a number" + did_you_mean(nearest_word(path, candidates));
  }
  if (path.starts_with("site.")) {
    return "can't be dispersed, since the site's frames follow from it; disperse the start instead, such as "
           "start.descent.along_m and start.descent.cross_m";
  }
  if (!key->dispersible()) return "can't be dispersed: it is the same for all cases of a campaign";
  if (path.starts_with("start.") && !path.starts_with(start_block(start))) {
    return fmt::format("isn't used: the cases of this campaign begin with start.{}",
                       start_mode_names[static_cast<int>(start)]);
  }
  return "";
}

namespace {

class DispersionReader {
 public:
  DispersionReader(const Node& map, std::string path, Reading& r, const ReadColumn& column)
      : map_(map), path_(std::move(path)), r_(r), column_(column) {}

  void read(std::set<std::string>& seen) {
    refuse_unknown();
    const DistributionInfo* chosen = choose_distribution();
    read_kind_and_source();
    const bool paths_good = read_paths(chosen, seen);
    if (chosen && read_arguments(*chosen) && paths_good) {
      if (d_.kind == Distribution::empirical && column_) read_values(*chosen);
      check(*chosen);
    }
    d_.where = r_.problems.where(map_.place);
    d_.entry = path_;
    d_.included = r_.problems.is_included(map_.place);
    r_.configuration.dispersions.push_back(std::move(d_));
  }

 private:
  void add(const Place& place, const std::string& key, const std::string& what) {
    r_.problems.add(place, key.empty() ? path_ : path_ + "." + key, what);
  }

  void refuse_unknown() {
    std::vector<std::string> known{"path", "paths", "kind", "drawn", "source"};
    for (const DistributionInfo& i : distributions()) known.emplace_back(i.name);
    refuse_unknown_keys(map_, path_, known, r_.problems);
  }

  const DistributionInfo* choose_distribution() {
    const DistributionInfo* chosen = nullptr;
    bool unknown = false;
    for (const Node::Key& key : map_.keys) {
      const bool plain = key.name == "path" || key.name == "paths" || key.name == "kind" || key.name == "drawn" ||
                         key.name == "source";
      const auto& all = distributions();
      const auto found =
          std::find_if(all.begin(), all.end(), [&](const DistributionInfo& i) { return key.name == i.name; });
      unknown = unknown || (found == all.end() && !plain);
      if (found == all.end()) continue;
      if (chosen)
        add(key.place, key.name, fmt::format("{} is given, too; an input has one distribution", chosen->name));
      else chosen = &*found;
    }
    if (!chosen && !unknown) add(map_.place, "", "a distribution is missing, such as normal: {sd: 1}");
    if (chosen) d_.kind = chosen->kind;
    return chosen;
  }

  // Is it `other`, and not what it is unless given?
  bool read_word(const char* key, const char* preset, const char* other) {
    const Node* node = map_.find(key);
    if (!node || node->kind == Node::Kind::refused) return false;
    const bool word = node->kind == Node::Kind::scalar;
    if (!word || (node->text != preset && node->text != other)) {
      const std::string near = word ? nearest_word(node->text, std::vector<std::string>{preset, other}) : "";
      add(node->place, key,
          fmt::format("{} found, expected {} or {}{}", describe(*node), preset, other, did_you_mean(near)));
    }
    return word && node->text == other;
  }

  void read_kind_and_source() {
    d_.epistemic = read_word("kind", "aleatory", "epistemic");
    d_.once = read_word("drawn", "every_case", "once");
    if (const Node* node = map_.find("source")) read_text(*node, path_ + ".source", d_.source, r_.problems);
  }

  bool read_paths(const DistributionInfo* chosen, std::set<std::string>& seen) {
    const Node *path = map_.find("path"), *paths = map_.find("paths");
    const bool several = chosen && chosen->kind == Distribution::multivariate_normal;
    if (!path == !paths || (chosen && several == !paths)) {
      add(map_.place, "", several ? "expected 'paths' with multivariate_normal" : "expected 'path'");
      return false;
    }
    if (path) return read_path(*path, "path", seen);
    if (paths->kind != Node::Kind::list || paths->items.empty()) {
      if (paths->kind != Node::Kind::refused)
        add(paths->place, "paths", describe(*paths) + " found, expected a list of paths");
      return false;
    }
    bool good = true;
    for (std::size_t i = 0; i < paths->items.size(); ++i)
      good = read_path(paths->items[i], fmt::format("paths[{}]", i), seen) && good;
    return good;
  }

  bool read_path(const Node& node, const std::string& name, std::set<std::string>& seen) {
    if (node.kind == Node::Kind::refused) return false;
    std::string why;
    const auto text = read_text(node, why);
    if (text) why = varying_problem(*text, r_.configuration.start);
    const std::vector<std::string>& given = r_.configuration.cloud.columns;
    if (text && std::count(given.begin(), given.end(), *text) > 0) why = "is given by start.from_file, row by row";
    if (!text || !why.empty()) {
      add(node.place, name, text ? fmt::format("'{}' {}", *text, why) : why);
      return false;
    }
    if (!seen.insert(*text).second) {
      add(node.place, name, fmt::format("'{}' is dispersed twice", *text));
      return false;
    }
    d_.paths.push_back(*text);
    return true;
  }

  bool read_arguments(const DistributionInfo& chosen) {
    const Node& node = *map_.find(chosen.name);
    if (node.kind == Node::Kind::refused) return false;
    std::vector<std::string> known;
    for (const Argument& a : chosen.arguments) known.emplace_back(a.name);
    if (node.kind != Node::Kind::map) {
      std::string names;
      for (const std::string& k : known) names += (names.empty() ? "" : ", ") + k;
      add(node.place, chosen.name, fmt::format("{} found, expected {{key: value, ...}} of {}", describe(node), names));
      return false;
    }
    const std::size_t before = r_.problems.count();
    refuse_unknown_keys(node, path_ + "." + chosen.name, known, r_.problems);
    for (const Argument& a : chosen.arguments) {
      const Node* value = node.find(a.name);
      if (value) read_argument(*value, a, std::string(chosen.name) + "." + a.name);
      else if (a.required) add(node.place, chosen.name, fmt::format("'{}' is missing ({})", a.name, a.text));
    }
    return r_.problems.count() == before;
  }

  void read_values(const DistributionInfo& chosen) {
    try {
      ColumnContent content = column_(d_.texts.at("file"), d_.texts.at("column"));
      d_.arguments["values"] = std::move(content.values);
      d_.file_sha256 = std::move(content.sha256);
    } catch (const DataError& e) {
      throw DataError(r_.problems.where(map_.find(chosen.name)->place) + ": " + path_ + "." + chosen.name + ": " +
                      e.what());
    }
  }

  void read_argument(const Node& node, const Argument& a, const std::string& name) {
    if (a.shape == Shape::text) {
      read_text(node, path_ + "." + name, d_.texts[a.name], r_.problems);
      return;
    }
    std::vector<double>& out = d_.arguments[a.name];
    if (a.shape == Shape::number) return read_one(node, name, out);
    if (a.shape == Shape::matrix) {
      read_matrix(node, path_ + "." + name, 0, any_number, out, r_.problems);
      return;
    }
    if (node.kind == Node::Kind::refused) return;
    if (node.kind != Node::Kind::list) return add(node.place, name, describe(node) + " found, expected a list");
    for (std::size_t i = 0; i < node.items.size(); ++i) read_one(node.items[i], fmt::format("{}[{}]", name, i), out);
  }

  void read_one(const Node& node, const std::string& name, std::vector<double>& out) {
    double x = 0;
    if (read_number(node, path_ + "." + name, any_number.min, any_number.max, x, r_.problems)) out.push_back(x);
  }

  void check(const DistributionInfo& chosen) {
    std::vector<const Key*> keys;
    std::vector<double> nominals;
    for (const std::string& path : d_.paths) {
      keys.push_back(registry().find(path));
      nominals.push_back(r_.configuration.real(path));
    }
    const Node& node = *map_.find(chosen.name);
    for (const ArgumentProblem& p : check_arguments(d_.kind, d_.arguments, keys, nominals)) {
      const Node* at = p.argument.empty() ? nullptr : node.find(p.argument);
      add(at ? at->place : node.place, p.argument.empty() ? chosen.name : fmt::format("{}.{}", chosen.name, p.argument),
          p.what);
    }
  }

  const Node& map_;
  std::string path_;
  Reading& r_;
  const ReadColumn& column_;
  Dispersion d_;
};

}  // namespace

namespace {

const Node* find_section(const Node& root, std::initializer_list<const char*> keys) {
  const Node* node = &root;
  for (const char* key : keys) {
    node = node->kind == Node::Kind::map ? node->find(key) : nullptr;
    if (!node) return nullptr;
  }
  return node;
}

// Entries that nobody wrote, at the end of the list of dispersions, which is made where there is none.
class SpelledOut {
 public:
  SpelledOut(Node& root, bool emptied) : root_(root) {
    const Node* list = root.find("dispersions");
    // an empty list says that nothing differs; one that is wrong is told later
    nothing_ = list ? list->kind != Node::Kind::list || list->items.empty() : emptied;
  }

  void add(const std::string& path, const char* distribution, std::vector<std::pair<std::string, std::string>> values,
           const char* kind, const std::string& source, const Place& place) {
    if (nothing_ || is_dispersed(path)) return;
    if (!root_.find("dispersions")) {
      root_.keys.push_back({"dispersions", place});
      root_.items.emplace_back();
      root_.items.back().kind = Node::Kind::list;
      root_.items.back().place = place;
    }
    std::vector<std::pair<std::string, Node>> arguments;
    for (auto& [name, value] : values) arguments.emplace_back(name, text(value, place));
    root_.find("dispersions")
        ->items.push_back(map({{"path", text(path, place)},
                               {distribution, map(std::move(arguments), place)},
                               {"kind", text(kind, place)},
                               {"source", text(source, place)}},
                              place));
  }

 private:
  bool is_dispersed(const std::string& path) const {
    const Node* list = root_.find("dispersions");
    for (const Node& entry : list ? list->items : std::vector<Node>()) {
      const Node* own = entry.kind == Node::Kind::map ? entry.find("path") : nullptr;
      const bool joins = entry.kind == Node::Kind::map && entry.find("copula");
      const Node* several = entry.kind == Node::Kind::map && !joins ? entry.find("paths") : nullptr;
      if (own && own->text == path) return true;
      for (const Node& one : several ? several->items : std::vector<Node>()) {
        if (one.text == path) return true;
      }
    }
    return false;
  }
  static Node text(const std::string& value, const Place& place) {
    Node node;
    node.kind = Node::Kind::scalar;
    node.place = place;
    node.text = value;
    return node;
  }
  static Node map(std::vector<std::pair<std::string, Node>> pairs, const Place& place) {
    Node node;
    node.kind = Node::Kind::map;
    node.place = place;
    for (auto& [key, item] : pairs) {
      node.keys.push_back({key, place});
      node.items.push_back(std::move(item));
    }
    return node;
  }

  Node& root_;
  bool nothing_;
};

}  // namespace

void spell_out_relief(Node& root, bool emptied) {
  const Node* relief = find_section(root, {"moon", "terrain", "relief"});
  const Node* model = relief && relief->kind == Node::Kind::map ? relief->find("model") : nullptr;
  if (!model || model->text != "generated" || relief->find("ground")) return;
  const Place place = relief->place;
  SpelledOut(root, emptied)
      .add("moon.terrain.relief.ground", "uniform", {{"min", "0"}, {"max", "1"}}, "aleatory",
           "each case has a ground of its own", place);
}

void spell_out_layer_errors(Node& root, bool emptied) {
  // the share of a normal distribution within so many sd, of a circular one within such a radius, is 90 %
  constexpr double le90_sd = 1.6448536269514722, ce90_sd = 2.145966026289347;  // sqrt(2 ln 10)
  const Node* found = find_section(root, {"moon", "terrain", "layers"});
  if (!found || found->kind != Node::Kind::list) return;
  SpelledOut dispersions(root, emptied);
  const std::vector<Node> layers = found->items;  // the document moves as it grows
  for (std::size_t i = 0; i < layers.size() && i < max_height_grids; ++i) {
    const auto add = [&](const char* name, double per_sd, double largest, const std::vector<const char*>& parts) {
      const Node* node = layers[i].kind == Node::Kind::map ? layers[i].find(name) : nullptr;
      std::string why;
      const auto value = node ? read_real(*node, why) : std::nullopt;
      if (!value || !(*value > 0.0 && *value <= largest)) return;  // none, or told later
      for (const char* part : parts)
        dispersions.add(fmt::format("moon.terrain.layer{}_error.{}", i, part), "normal",
                        {{"mean", "0"}, {"sd", to_text(*value / per_sd)}}, "epistemic",
                        fmt::format("moon.terrain.layers[{}].{}", i, name), node->place);
    };
    add("le90_m", le90_sd, layer_le90_max_m, {"up_m"});
    add("ce90_m", ce90_sd, layer_ce90_max_m, {"east_m", "north_m"});
  }
}

void read_dispersions(Reading& r, const ReadColumn& column) {
  std::set<std::string> seen;
  for (const auto& [map, path] :
       maps_of(r.node("dispersions"), "dispersions", r.problems, "{path: ..., normal: {...}}"))
    if (!map->find("copula")) DispersionReader(*map, path, r, column).read(seen);
}

}  // namespace farside
