#include "config/sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/utf8.h"
#include "config/yaml/scalar.h"
#include "config/yaml/spelling.h"

namespace farside {
namespace {

std::string join(const std::string& path, const std::string& name) { return path.empty() ? name : path + "." + name; }

std::string list_of(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& w : words) text += (text.empty() ? "" : ", ") + w;
  return text;
}

// Keys of this name elsewhere in the file, unless it is a common one.
std::vector<std::string> same_name_elsewhere(const std::string& name) {
  constexpr std::size_t common = 5;
  std::vector<std::string> found;
  for (const Key& key : registry().keys()) {
    if (key.name() == name || stem_of(key) == name) found.push_back(key.path);
  }
  if (found.size() >= common) found.clear();
  return found;
}

class SectionReader {
 public:
  explicit SectionReader(Reading& r) : r_(r) {}

  void section(const Node& node, const Section& section) {
    if (node.kind == Node::Kind::null || node.kind == Node::Kind::refused) return;
    if (node.kind != Node::Kind::map) {
      r_.problems.add(node.place, section.path, describe(node) + " found, expected a section of keys with values");
      return;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) entry(node.keys[i], node.items[i], section);
  }

 private:
  void entry(const Node::Key& key, const Node& value, const Section& in) {
    if (key.name.empty()) return;  // reported by the reader
    for (const std::size_t index : in.keys) {
      if (registry().keys()[index].name() != key.name) continue;
      r_.nodes[index] = &value;
      const std::size_t before = r_.problems.count();
      this->value(value, registry().keys()[index], r_.configuration.values[index]);
      r_.wrong[index] = r_.problems.count() > before || value.kind == Node::Kind::refused;
      return;
    }
    for (const Section& s : in.sections) {
      if (s.name == key.name) return section(value, s);
    }
    unknown(key, in);
  }

  void unknown(const Node::Key& key, const Section& in) {
    std::vector<Candidate> candidates;
    std::vector<std::string> names;
    for (const std::size_t index : in.keys)
      candidates.push_back({registry().keys()[index].name(), stem_of(registry().keys()[index])});
    for (const Section& s : in.sections) candidates.push_back({s.name, s.name});
    for (const Candidate& c : candidates) names.push_back(c.word);
    const std::string near = nearest_word(key.name, candidates);
    const std::vector<std::string> elsewhere =
        near.empty() ? same_name_elsewhere(key.name) : std::vector<std::string>{near};
    const std::string help = elsewhere.empty()       ? fmt::format("; here are {}", list_of(names))
                             : elsewhere.size() == 1 ? did_you_mean(elsewhere[0])
                                                     : fmt::format("; there are {}", list_of(elsewhere));
    r_.problems.add(key.place, join(in.path, shorten(key.name)), "unknown key" + help);
  }

  void value(const Node& node, const Key& key, Value& out) {
    if (node.kind == Node::Kind::refused) return;
    std::string why;
    switch (key.kind) {
      case KeyKind::real:
      case KeyKind::duration:
        if (const auto x = read_real(node, why, unit_text(key).empty() ? "a number" : "a number in" + unit_text(key))) {
          return real(node, key, *x, out);
        }
        break;
      case KeyKind::whole:
        if (const auto x = read_whole(node, why)) return whole(node, key, *x, out);
        break;
      case KeyKind::count:
        if (const auto x = read_count(node, why)) return count(node, key, *x, out);
        break;
      case KeyKind::flag:
        if (const auto x = read_flag(node, why)) return void(out = *x);
        break;
      case KeyKind::text:
        if (const auto x = read_text(node, why)) return void(out = *x);
        break;
      case KeyKind::utc:
        if (const auto x = read_utc(node, why)) return void(out = *x);
        break;
      case KeyKind::choice:
        return choice(node, key, out);
      case KeyKind::list:
        if (node.kind == Node::Kind::list) return;
        why = describe(node) + " found, expected a list";
        break;
    }
    r_.problems.add(node.place, key.path, why);
  }

  void real(const Node& node, const Key& key, double x, Value& out) {
    if (!(x >= key.range.min && x <= key.range.max)) return outside(node, key, to_short_text(x));
    if (key.kind == KeyKind::duration) {
      const double ticks = std::round(x / tick_s);
      if (std::fabs(x / tick_s - ticks) > 1e-6) {
        r_.problems.add(node.place, key.path,
                        fmt::format("{} s is not a multiple of {} s, the tick of the clock", to_short_text(x),
                                    to_short_text(tick_s)));
        return;
      }
      x = ticks / ticks_per_second;  // the double of the decimal in the file
    }
    out = x;
  }

  void whole(const Node& node, const Key& key, std::int64_t x, Value& out) {
    const bool inside = static_cast<double>(x) >= key.range.min && static_cast<double>(x) <= key.range.max;
    if (inside) out = x;
    else if (key.path == "farside")
      r_.problems.add(node.place, key.path, fmt::format("version {} found, this program reads version 1", x));
    else outside(node, key, std::to_string(x));
  }

  void count(const Node& node, const Key& key, std::uint64_t x, Value& out) {
    const bool inside = static_cast<double>(x) >= key.range.min && static_cast<double>(x) <= key.range.max;
    if (inside) out = x;
    else outside(node, key, std::to_string(x));
  }

  void choice(const Node& node, const Key& key, Value& out) {
    const bool known = node.kind == Node::Kind::scalar &&
                       std::find(key.choices.begin(), key.choices.end(), node.text) != key.choices.end();
    if (known) {
      out = node.text;
      return;
    }
    const std::string near = node.kind == Node::Kind::scalar ? nearest_word(node.text, key.choices) : "";
    const char* expected = key.choices.size() == 1 ? "expected" : "expected one of";
    r_.problems.add(
        node.place, key.path,
        fmt::format("{} found, {} {}{}", describe(node), expected, list_of(key.choices), did_you_mean(near)));
  }

  void outside(const Node& node, const Key& key, const std::string& found) {
    r_.problems.add(node.place, key.path, fmt::format("{} is outside {} ({})", found, limits_text(key), key.text));
  }

  Reading& r_;
};

// Exactly one block of `start`; without the section, a descent of defaults.
void choose_start(Reading& r) {
  const Node* start = r.root.find("start");
  if (!start || start->kind == Node::Kind::refused) return;
  const Node::Key* chosen = nullptr;
  for (const Node::Key& key : start->keys) {
    for (int mode = 0; mode < start_mode_count; ++mode) {
      if (key.name != start_mode_names[mode]) continue;
      if (chosen)
        r.problems.add(key.place, "start." + key.name,
                       fmt::format("start.{} is given, too; a case begins in one way only", chosen->name));
      else r.configuration.start = static_cast<StartMode>(mode);
      chosen = chosen ? chosen : &key;
    }
  }
  const bool judged = start->kind == Node::Kind::map || start->kind == Node::Kind::null;
  if (!chosen && judged && start->keys.empty())
    r.problems.add(start->place, "start", "expected one of its sections descent, site, touchdown, orbit");
}

}  // namespace

Place Reading::place_of(const std::vector<std::string>& paths) const {
  for (const std::string& path : paths) {
    if (const Node* n = node(path)) return n->place;
  }
  return {};
}

void read_sections(Reading& r) {
  r.configuration.values.clear();
  for (const Key& key : registry().keys()) r.configuration.values.push_back(key.preset);
  r.nodes.assign(registry().keys().size(), nullptr);
  r.wrong.assign(registry().keys().size(), false);
  if (r.root.kind == Node::Kind::refused) return;
  if (r.root.kind != Node::Kind::map) {
    const bool empty = r.root.kind == Node::Kind::null;
    r.problems.add(empty ? Place{} : r.root.place, "",
                   (empty ? "nothing" : describe(r.root)) + " found, expected a section of keys with values");
    return;
  }
  SectionReader(r).section(r.root, registry().root());
  choose_start(r);
  if (!r.root.find("farside"))
    r.problems.add({}, "farside", "missing; a configuration says its version by `farside: 1`");
}

void refuse_unknown_keys(const Node& map, const std::string& path, const std::vector<std::string>& known,
                         Problems& problems) {
  for (const Node::Key& key : map.keys) {
    if (key.name.empty() || std::find(known.begin(), known.end(), key.name) != known.end()) continue;
    const std::string near = nearest_word(key.name, known);
    const std::string help = near.empty() ? "; here are " + list_of(known) : did_you_mean(near);
    problems.add(key.place, join(path, shorten(key.name)), "unknown key" + help);
  }
}

bool read_number(const Node& node, const std::string& path, double min, double max, double& value, Problems& problems) {
  if (node.kind == Node::Kind::refused) return false;
  std::string why;
  const auto x = read_real(node, why);
  if (x && !(*x >= min && *x <= max))
    why = fmt::format("{} is outside {}..{}", to_short_text(*x), to_short_text(min), to_short_text(max));
  if (!x || !(*x >= min && *x <= max)) {
    problems.add(node.place, path, why);
    return false;
  }
  value = *x;
  return true;
}

bool read_text(const Node& node, const std::string& path, std::string& text, Problems& problems) {
  if (node.kind == Node::Kind::refused) return false;
  std::string why;
  const auto found = read_text(node, why);
  if (found) text = *found;
  else problems.add(node.place, path, why);
  return found.has_value();
}

bool read_matrix(const Node& node, const std::string& path, std::size_t size, const Range& range,
                 std::vector<double>& values, Problems& problems) {
  if (node.kind == Node::Kind::refused) return false;
  if (node.kind != Node::Kind::list) {
    problems.add(node.place, path, describe(node) + " found, expected a list of rows");
    return false;
  }
  if (size == 0) size = node.items.size();
  const std::size_t before = problems.count();
  const bool as_many = node.items.size() == size;
  if (!as_many)
    problems.add(node.place, path,
                 fmt::format("{} rows found, expected {} of {} numbers each", node.items.size(), size, size));
  std::vector<double> read;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const Node& row = node.items[i];
    const std::string name = fmt::format("{}[{}]", path, i);
    if (row.kind == Node::Kind::refused) continue;
    const bool list = row.kind == Node::Kind::list;
    if (as_many && (!list || row.items.size() != size))
      problems.add(row.place, name,
                   fmt::format("{} found, expected a row of {} numbers",
                               list ? fmt::format("{} numbers", row.items.size()) : describe(row), size));
    for (std::size_t j = 0; list && j < row.items.size(); ++j) {
      double x = 0.0;
      if (read_number(row.items[j], fmt::format("{}[{}]", name, j), range.min, range.max, x, problems))
        read.push_back(x);
    }
  }
  if (problems.count() != before || read.size() != size * size) return false;
  values = std::move(read);
  return true;
}

std::vector<std::pair<const Node*, std::string>> maps_of(const Node* list, const std::string& path, Problems& problems,
                                                         const char* expected) {
  std::vector<std::pair<const Node*, std::string>> found;
  if (!list || list->kind != Node::Kind::list) return found;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const Node& item = list->items[i];
    const std::string name = fmt::format("{}[{}]", path, i);
    if (item.kind == Node::Kind::map) found.emplace_back(&item, name);
    else if (item.kind != Node::Kind::refused)
      problems.add(item.place, name, fmt::format("{} found, expected {}", describe(item), expected));
  }
  return found;
}

}  // namespace farside
