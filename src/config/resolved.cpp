#include "config/resolved.h"

#include <fmt/format.h>

#include "config/yaml/scalar.h"

namespace farside {
namespace {

std::string row(const double* begin, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i ? ", " : "") + to_text(begin[i]);
  return "[" + text + "]";
}

std::string matrix_text(const std::vector<double>& values) {
  std::size_t n = 0;
  while (n * n < values.size()) ++n;
  std::string text;
  for (std::size_t i = 0; i < n; ++i) text += (i ? ", " : "") + row(&values[i * n], n);
  return "[" + text + "]";
}

std::string argument_text(const Argument& a, const std::vector<double>& values) {
  if (a.shape == Shape::number) return to_text(values.at(0));
  return a.shape == Shape::list ? row(values.data(), values.size()) : matrix_text(values);
}

enum class Part { all, physics };

class Writer {
 public:
  Writer(const Configuration& c, Part part) : c_(c), part_(part) {}

  std::string write() {
    const Section& root = registry().root();
    const auto key = [&](const char* name) { this->key(registry().index_of(name), ""); };
    key("farside");
    for (const Section& s : root.sections) {
      if (s.name == "output") {
        key("dispersions");
        key("faults");
        key("requirements");
      }
      section(s, "");
    }
    return text_;
  }

 private:
  bool skipped(const std::string& path) const {
    const bool campaign = path == "campaign.name" || path == "campaign.cases" || path == "campaign.invalid_draws" ||
                          path == "campaign.stop" || path == "requirements" || path == "start.from_file.path" ||
                          path == "gnc.library" || (path == "gnc.library_time_s" && !c_.has_library()) ||
                          path.starts_with("output") || path == "map" || path.starts_with("map.");
    return part_ == Part::physics && (campaign || is_of_other_methods(path) || is_of_no_aftermath(path));
  }

  // What only the time after the landing reads, where nothing is told of it.
  bool is_of_no_aftermath(const std::string& path) const {
    constexpr const char* sections[] = {"relay", "rover", "aftermath", "vehicle.antenna", "vehicle.power"};
    if (c_.text("aftermath.model") != "none") return false;
    return path == "vehicle.limits.outage_h" || path == "vehicle.limits.wake_elevation_deg" ||
           std::any_of(std::begin(sections), std::end(sections),
                       [&](const char* s) { return path == s || path.starts_with(std::string(s) + "."); });
  }

  // Nothing of the sampling that its method doesn't read.
  bool is_of_other_methods(const std::string& path) const {
    const SamplingMethod method = c_.design().method;
    return (path == "campaign.sampling.replicates" && !has_replicates(method)) ||
           (path == "campaign.sampling.size" && method != SamplingMethod::latin_hypercube) ||
           (path == "campaign.sampling.outer" && c_.design().outer == 0);
  }

  // An orbit's file stands here as state and epoch, its errors as the last of the dispersions.
  static bool is_spelled_out(const std::string& path) {
    return path == "start.orbit.oem" || path.starts_with("start.orbit.covariance");
  }

  void section(const Section& s, const std::string& indent) {
    if (skipped(s.path)) return;
    const bool unused =
        s.name == "from_file" ? c_.cloud.path.empty() : s.name != start_mode_names[static_cast<int>(c_.start)];
    if (s.path.starts_with("start.") && unused) return;
    text_ += indent + s.name + ":\n";
    for (const std::size_t index : s.keys) key(index, indent + "  ");
    for (const Section& inner : s.sections) section(inner, indent + "  ");
  }

  void key(std::size_t index, const std::string& indent) {
    const Key& key = registry().keys()[index];
    if (skipped(key.path) || is_spelled_out(key.path)) return;
    if (key.kind == KeyKind::list) list(key, indent);
    else text_ += fmt::format("{}{}: {}\n", indent, key.name(), value_text(key, c_.values[index]));
  }

  void list(const Key& key, const std::string& indent) {
    std::vector<std::string> items;
    if (key.path == "moon.terrain.layers") {
      for (const TerrainLayer& layer : c_.layers) items.push_back(layer_text(layer));
    } else if (const auto kind = listed_kind(key.path)) {
      for (const ListedEntry& entry : c_.listed[static_cast<int>(*kind)]) items.push_back(listed_text(*kind, entry));
    } else if (key.path == thrusters_path) {
      for (const ThrusterEntry& entry : c_.thrusters) items.push_back(thruster_text(entry.thruster));
    } else if (key.path == "start.from_file.columns") {
      items = c_.cloud.columns;
    } else if (key.path == "dispersions") {
      for (const Dispersion& d : c_.dispersions) items.push_back(dispersion_text(d));
      for (const Copula& copula : c_.copulas) items.push_back(copula_text(copula));
    } else if (key.path == "faults") {
      for (const Fault& f : c_.faults) items.push_back(fault_item(f));
    } else if (key.path == "requirements") {
      for (const Requirement& q : c_.requirements) items.push_back(requirement_text(q));
    } else {
      for (const std::uint64_t number : c_.trajectories) items.push_back(std::to_string(number));
    }
    text_ += fmt::format("{}{}:{}\n", indent, key.name(), items.empty() ? " []" : "");
    for (const std::string& item : items) text_ += fmt::format("{}  - {}\n", indent, item);
  }

  std::string fault_item(const Fault& f) const {
    std::string text = fault_text(f);
    if (part_ == Part::all && !f.source.empty()) text.insert(text.size() - 1, ", source: " + quote(f.source));
    return text;
  }

  std::string layer_text(const TerrainLayer& layer) const {
    std::string text;
    if (part_ == Part::all) text += ", path: " + quote(layer.path);
    if (layer.spacing_m > 0) text += ", spacing_m: " + to_text(layer.spacing_m);
    if (layer.half_width_m > 0) text += ", half_width_m: " + to_text(layer.half_width_m);
    if (layer.le90_m > 0) text += ", le90_m: " + to_text(layer.le90_m);
    if (layer.ce90_m > 0) text += ", ce90_m: " + to_text(layer.ce90_m);
    return "{" + (text.empty() ? "" : text.substr(2)) + "}";
  }

  std::string listed_text(ListedKind kind, const ListedEntry& entry) const {
    if (!entry.file.empty()) return part_ == Part::all ? "{file: " + quote(entry.file) + "}" : "{file}";
    const auto& columns = info(kind).columns;
    const ListedFeature& f = entry.feature;
    return fmt::format("{{{}: {}, {}: {}, {}: {}, {}: {}}}", columns[0].name, to_text(f.east_m), columns[1].name,
                       to_text(f.north_m), columns[2].name, to_text(f.diameter_m), columns[3].name, to_text(f.rise_m));
  }

  std::string thruster_text(const Thruster& t) const {
    std::string text;
    for (const ThrusterKey& key : thruster_keys)
      text += fmt::format("{}: {}, ", key.name, to_text((t.*key.vector)[key.axis]));
    return fmt::format("{{{}set: {}}}", text, t.set);
  }

  static std::string copula_text(const Copula& c) {
    std::string paths;
    for (const std::string& p : c.paths) paths += (paths.empty() ? "" : ", ") + p;
    return fmt::format("{{paths: [{}], copula: {{{}: {}}}}}", paths, c.of_ranks ? "rank_correlation" : "correlation",
                       matrix_text(c.correlation));
  }

  std::string dispersion_text(const Dispersion& d) const {
    std::string paths;
    for (const std::string& p : d.paths) paths += (paths.empty() ? "" : ", ") + p;
    const bool several = d.kind == Distribution::multivariate_normal;
    std::string text = several ? "{paths: [" + paths + "]" : "{path: " + paths;
    text += ", " + (part_ == Part::physics ? physics_text(d) : distribution_text(d)) +
            ", kind: " + (d.epistemic ? "epistemic" : "aleatory");
    if (d.once) text += ", drawn: once";
    if (part_ == Part::all && !d.source.empty()) text += ", source: " + quote(d.source);
    return text + "}";
  }

  const Configuration& c_;
  Part part_;
  std::string text_;
};

}  // namespace

std::string resolved_yaml(const Configuration& c) { return Writer(c, Part::all).write(); }

std::string physics_yaml(const Configuration& c) { return Writer(c, Part::physics).write(); }

std::string distribution_text(const Dispersion& d) {
  const DistributionInfo& i = info(d.kind);
  std::string text;
  for (const Argument& a : i.arguments) {
    const auto word = d.texts.find(a.name);
    if (word != d.texts.end()) text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", a.name, quote(word->second));
    const auto found = d.arguments.find(a.name);
    if (found != d.arguments.end())
      text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", a.name, argument_text(a, found->second));
  }
  return fmt::format("{}: {{{}}}", i.name, text);
}

std::string physics_text(const Dispersion& d) {
  Dispersion told = d;
  if (!d.file_sha256.empty()) told.texts["file"] = d.file_sha256;
  return distribution_text(told);
}

std::string requirement_text(const Requirement& q) {
  std::string text = "{name: " + quote(q.name);
  if (!q.quantity.empty()) text += ", quantity: " + q.quantity;
  if (!q.event.empty()) text += ", event: " + q.event;
  if (q.has_min) text += ", min: " + to_text(q.min);
  if (q.has_max) text += ", max: " + to_text(q.max);
  text += q.at_most ? ", max_probability: " : ", probability: ";
  return text + to_text(q.probability) + ", confidence: " + to_text(q.confidence) + "}";
}

std::string value_text(const Key& key, const Value& value) {
  switch (key.kind) {
    case KeyKind::real:
    case KeyKind::duration:
      return to_text(std::get<double>(value));
    case KeyKind::whole:
      return std::to_string(std::get<std::int64_t>(value));
    case KeyKind::count:
      return std::to_string(std::get<std::uint64_t>(value));
    case KeyKind::flag:
      return std::get<bool>(value) ? "true" : "false";
    case KeyKind::choice: {
      // `off` is false to readers of YAML 1.1.
      const std::string& word = std::get<std::string>(value);
      return word == "off" || word == "on" || word == "yes" || word == "no" ? quote(word) : word;
    }
    default:
      return quote(std::get<std::string>(value));
  }
}

}  // namespace farside
