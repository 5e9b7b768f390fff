// The list of what may break.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "config/sections.h"
#include "config/yaml/scalar.h"
#include "config/yaml/spelling.h"
#include "record/fault_rates.h"
#include "record/phases.h"

namespace farside {
namespace {

// Goes into the output file as a word of a category.
bool is_word(const std::string& name) {
  const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && name.size() <= 60 && std::all_of(name.begin(), name.end(), good) && name[0] >= 'a';
}

// Phases that the campaign's guidance goes through; none where nothing is flown down, or a user's own software flies.
std::vector<std::string> phases_of(const Configuration& c) {
  if (c.start == StartMode::touchdown || c.has_library()) return {};
  const std::string& law = c.text("gnc.guidance.law");
  if (law == "phased") return {std::begin(phase_names), std::begin(phase_names) + descent_phase_count};
  if (law == "polynomial") return {"braking", "approach", "descent", "free_fall"};
  return {"braking", "free_fall"};
}

class FaultReader {
 public:
  FaultReader(const Node& map, std::string path, Reading& r) : map_(map), path_(std::move(path)), r_(r) {}

  void read(std::set<std::string>& names) {
    const std::size_t before = r_.problems.count();
    f_.where = r_.problems.where(map_.place);
    f_.entry = path_;
    f_.included = r_.problems.is_included(map_.place);
    read_mechanism();
    if (!f_.mechanism) return;
    read_name(names);
    read_probability();
    read_source();
    read_options();
    read_onset();
    if (r_.problems.count() == before) r_.configuration.faults.push_back(std::move(f_));
  }

 private:
  void add(const Node& at, const std::string& key, const std::string& what) {
    r_.problems.add(at.place, key.empty() ? path_ : path_ + "." + key, what);
  }

  std::optional<std::string> text(const char* key) {
    const Node* node = map_.find(key);
    std::string found;
    if (!node || !read_text(*node, path_ + "." + key, found, r_.problems)) return std::nullopt;
    return found;
  }

  void read_mechanism() {
    const auto& all = fault_mechanisms();
    std::vector<std::string> words;
    for (const FaultMechanism& m : all) words.emplace_back(m.name);
    if (!map_.find("mechanism")) return add(map_, "", "'mechanism' is missing, such as mechanism: engine_off");
    const auto word = text("mechanism");
    if (!word) return;
    const auto found = std::find_if(all.begin(), all.end(), [&](const FaultMechanism& m) { return *word == m.name; });
    if (found != all.end()) {
      f_.mechanism = &*found;
      return;
    }
    const std::string near = nearest_word(*word, words);
    std::string known;
    for (const std::string& w : words) known += (known.empty() ? "" : ", ") + w;
    add(*map_.find("mechanism"), "mechanism",
        fmt::format("'{}' is no mechanism{}", *word, near.empty() ? "; here are " + known : did_you_mean(near)));
  }

  void read_name(std::set<std::string>& names) {
    f_.name = text("name").value_or(f_.mechanism->name);
    const Node* node = map_.find("name");
    const Node& at = node ? *node : map_;
    if (!is_word(f_.name) || f_.name == no_fault || f_.name == several_faults || f_.name == "not_applicable")
      return add(
          at, "name",
          fmt::format("'{}' found, expected a word of its own of a..z, 0..9 and _, at most 60 characters", f_.name));
    if (!names.insert(f_.name).second)
      add(at, "name",
          fmt::format("'{}' is the name of another fault, too; give each its own, such as name: {}_2", f_.name,
                      f_.name));
  }

  void read_probability() {
    const Node* node = map_.find("probability");
    if (!node) return add(map_, "", "'probability' is missing (that it strikes in a case)");
    read_number(*node, path_ + ".probability", 0, 1, f_.probability, r_.problems);
  }

  void read_source() { f_.source = text("source").value_or(""); }

  void read_options() {
    std::vector<std::string> known{"mechanism", "name", "probability", "source"};
    if (f_.mechanism->has_onset()) known.emplace_back("when");
    if (f_.mechanism->has_leg()) {
      known.emplace_back("leg");
      const std::int64_t legs = r_.configuration.whole("vehicle.legs.count");
      read_option("leg", 0.0, static_cast<double>(legs - 1));
      if (const double leg = f_.option("leg", 0.0); leg != std::floor(leg))
        return add(*map_.find("leg"), "leg", fmt::format("{} found, expected a whole number", to_short_text(leg)));
    }
    for (const FaultEffect& e : f_.mechanism->effects) {
      if (!*e.option) continue;
      known.emplace_back(e.option);
      const Key& key = *registry().find(f_.path_of(e));
      read_option(e.option, key.range.min, key.range.max);
    }
    refuse_unknown_keys(map_, path_, known, r_.problems);
  }

  void read_option(const char* name, double min, double max) {
    const Node* node = map_.find(name);
    double value = 0.0;
    if (node && read_number(*node, path_ + "." + name, min, max, value, r_.problems)) f_.options[name] = value;
  }

  void read_onset() {
    if (!f_.mechanism->has_onset()) return;
    const bool by_time = *f_.mechanism->time_path, by_height = *f_.mechanism->height_path;
    const std::string expected = std::string("expected when: ") +
                                 (by_time ? "{time_s: [FROM, TO]} or {phase: NAME, delay_s: [FROM, TO]}" : "") +
                                 (by_time && by_height ? " or " : "") + (by_height ? "{height_m: [FROM, TO]}" : "");
    const Node* when = map_.find("when");
    if (!when) return add(map_, "", "'when' is missing; " + expected);
    if (when->kind == Node::Kind::refused) return;
    if (when->kind == Node::Kind::map && by_time && when->find("phase")) return read_phase(*when);
    if (when->kind != Node::Kind::map || when->keys.size() != 1)
      return add(*when, "when", (when->kind == Node::Kind::map ? "" : describe(*when) + " found, ") + expected);
    const std::string word = when->keys[0].name;
    if ((word != "time_s" || !by_time) && (word != "height_m" || !by_height))
      return add(*when, "when." + word, fmt::format("does not say when {} strikes; {}", f_.mechanism->name, expected));
    f_.onset = word == "time_s" ? Onset::time : Onset::height;
    const Node& value = when->items[0];
    read_range(value, word);
    if (f_.onset == Onset::height && f_.from == 0.0 && f_.to == 0.0)
      add(value, "when." + word, "0 means never; expected a height above 0");
  }

  void read_phase(const Node& when) {
    refuse_unknown_keys(when, path_ + ".when", {"phase", "delay_s"}, r_.problems);
    const Node& named = *when.find("phase");
    std::string word;
    if (!read_text(named, path_ + ".when.phase", word, r_.problems)) return;
    const std::vector<std::string> known = phases_of(r_.configuration);
    if (known.empty())
      return add(named, "when.phase",
                 "there are no phases here (start.touchdown, or gnc.library); expected when: {time_s: [FROM, TO]}");
    if (std::find(known.begin(), known.end(), word) == known.end())
      return add(named, "when.phase",
                 fmt::format("'{}' is no phase of gnc.guidance.law: {}{}; it has {}", word,
                             r_.configuration.text("gnc.guidance.law"), did_you_mean(nearest_word(word, known)),
                             fmt::join(known, ", ")));
    f_.onset = Onset::phase;
    const auto at = std::find(std::begin(phase_names), std::end(phase_names), word);
    f_.phase = static_cast<Phase>(at - std::begin(phase_names));
    if (const Node* delay = when.find("delay_s")) read_range(*delay, "delay_s");
  }

  // Two numbers, or one.
  void read_range(const Node& value, const std::string& word) {
    const Key& key = *registry().find(f_.onset_path());
    const std::string name = path_ + ".when." + word;
    if (value.kind == Node::Kind::list) {
      if (value.items.size() != 2) return add(value, "when." + word, "expected two numbers, [FROM, TO]");
      if (!read_number(value.items[0], name + "[0]", key.range.min, key.range.max, f_.from, r_.problems) ||
          !read_number(value.items[1], name + "[1]", key.range.min, key.range.max, f_.to, r_.problems))
        return;
      if (f_.from > f_.to)
        add(value, "when." + word,
            fmt::format("{} is above {}; expected [FROM, TO]", to_short_text(f_.from), to_short_text(f_.to)));
    } else if (read_number(value, name, key.range.min, key.range.max, f_.from, r_.problems)) {
      f_.to = f_.from;
    }
  }

  const Node& map_;
  std::string path_;
  Reading& r_;
  Fault f_;
};

}  // namespace

void read_faults(Reading& r) {
  const Node* list = r.node("faults");
  if (!list || list->kind != Node::Kind::list) return;
  if (list->items.size() > faults_max)
    return r.problems.add(list->place, "faults",
                          fmt::format("{} found, at most {} are told apart", list->items.size(), faults_max));
  std::set<std::string> names;
  const std::size_t before = r.problems.count();
  for (const auto& [map, path] : maps_of(list, "faults", r.problems, "{mechanism: ..., probability: ...}"))
    FaultReader(*map, path, r).read(names);
  if (r.problems.count() > before) r.wrong[registry().index_of("faults")] = true;
}

}  // namespace farside
