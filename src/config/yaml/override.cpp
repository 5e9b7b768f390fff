#include "config/yaml/override.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "config/yaml/reader.h"
#include "config/yaml/spelling.h"

namespace farside {
namespace {

// A key, or the text in brackets: index or name of an element.
struct PathPart {
  std::string text;
  bool in_brackets = false;
};

// a.b[2].c as a, b, [2], c, and a[b.c].d as a, [b.c], d; nothing when a part is empty or a bracket is open.
std::optional<std::vector<PathPart>> split_path(const std::string& path) {
  std::vector<PathPart> parts(1);
  bool inside = false, closed = false;
  for (const char c : path) {
    if (inside) {
      if (c == '[' || (c == ']' && parts.back().text.empty())) return std::nullopt;
      inside = c != ']';
      closed = !inside;
      if (inside) parts.back().text += c;
    } else if (c == '.' || c == '[') {
      if (parts.back().text.empty()) return std::nullopt;
      inside = c == '[';
      closed = false;
      parts.push_back({"", inside});
    } else {
      if (closed || c == ']') return std::nullopt;
      parts.back().text += c;
    }
  }
  if (inside || parts.back().text.empty()) return std::nullopt;
  return parts;
}

// The names of an element of a list: its path, its paths or its name; of a fault without one, its mechanism.
std::vector<std::string> names_of(const Node& element) {
  std::vector<std::string> names;
  for (const char* key : {"path", "name", "mechanism"}) {
    if (std::string_view(key) == "mechanism" && element.find("name")) continue;
    const Node* name = element.find(key);
    if (name && name->kind == Node::Kind::scalar) names.push_back(name->text);
  }
  if (const Node* paths = element.find("paths")) {
    for (const Node& path : paths->items) names.push_back(path.text);
  }
  return names;
}

Node* named_element(Node& list, const std::string& name, const std::string& path, const Place& place,
                    Problems& problems) {
  std::vector<std::string> all;
  for (Node& item : list.items) {
    for (const std::string& n : names_of(item)) {
      if (n == name) return &item;
      all.push_back(n);
    }
  }
  problems.add(place, path,
               fmt::format("is a list; '{}' found where the index, the path or the name of an element is expected{}",
                           name, did_you_mean(nearest_word(name, all))));
  return nullptr;
}

// The element of `list` that `part` names, appended when it is the one past the last. Null, and the reason added, else.
// Entries of an included file follow the campaign's own ones: an index that counts on into them moves with every entry
// that the campaign adds.
Node* element(Node& list, const std::string& part, const std::string& path, const Place& place, Problems& problems) {
  std::size_t index = 0;
  const auto [rest, error] = std::from_chars(part.data(), part.data() + part.size(), index);
  if (error != std::errc() || rest != part.data() + part.size())
    return named_element(list, part, path, place, problems);
  if (index > list.items.size()) {
    problems.add(place, path, fmt::format("has no element [{}], their number is {}", index, list.items.size()));
    return nullptr;
  }
  if (index == list.items.size()) list.items.emplace_back();
  const Node& found = list.items[index];
  const std::vector<std::string> names = names_of(found);
  if (path == "dispersions" && problems.is_included(found.place) && !names.empty()) {
    problems.add(place, fmt::format("{}[{}]", path, index),
                 fmt::format("is {} of {}; name it by its path: {}[{}] (a new entry: {}[{}])", names.front(),
                             problems.where(found.place), path, names.front(), path, list.items.size()));
    return nullptr;
  }
  return &list.items[index];
}

Node* child(Node& map, const std::string& name, const Place& place) {
  if (map.kind == Node::Kind::null) {
    map.kind = Node::Kind::map;
    map.place = place;
  }
  if (Node* found = map.find(name)) return found;
  map.keys.push_back({name, place});
  map.items.emplace_back();
  map.items.back().place = place;
  return &map.items.back();
}

// `parts`: one at least.
void apply(Node& root, const std::vector<PathPart>& parts, Node value, const Place& place, Problems& problems) {
  Node* node = &root;
  Node* parent = &root;
  std::string path;
  for (const auto& [part, in_brackets] : parts) {
    parent = node;
    if (node->kind == Node::Kind::null && in_brackets) {
      node->kind = Node::Kind::list;
      node->place = place;
    }
    if (node->kind == Node::Kind::refused) return;
    if (node->kind == Node::Kind::scalar) {
      problems.add(place, path, fmt::format("is {} and has no key '{}'", describe(*node), part));
      return;
    }
    const bool list = node->kind == Node::Kind::list;
    node = list ? element(*node, part, path, place, problems) : child(*node, part, place);
    if (!node) return;
    path += list ? "[" + part + "]" : (path.empty() ? "" : ".") + part;
  }
  if (value.kind == Node::Kind::null) {
    parent->remove(node);
    return;
  }
  *node = std::move(value);
  if (parent->kind == Node::Kind::map)
    parent->keys[static_cast<std::size_t>(node - parent->items.data())].place = place;
}

}  // namespace

namespace {

bool is_include(const std::string& override) { return override.starts_with("include="); }

template <class Wanted>
void apply_those(Node& root, const std::vector<std::string>& overrides, Problems& problems, const Wanted& wanted) {
  for (std::size_t i = 0; i < overrides.size(); ++i) {
    const std::string& text = overrides[i];
    if (!wanted(text)) continue;
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) throw UsageError("--set " + text + ": expected PATH=VALUE");
    const Place place{1, 1, static_cast<int>(i)};
    const auto parts = split_path(text.substr(0, equals));
    if (!parts) {
      problems.add(place, "", "the path is not a row of names and [indices] joined by dots");
      continue;
    }
    Node value = read_yaml(text.substr(equals + 1), problems, static_cast<int>(i));
    if (value.kind != Node::Kind::refused) apply(root, *parts, std::move(value), place, problems);
  }
}

}  // namespace

void apply_overrides(Node& root, const std::vector<std::string>& overrides, Problems& problems) {
  apply_those(root, overrides, problems, [](const std::string& text) { return !is_include(text); });
}

void apply_include_overrides(Node& root, const std::vector<std::string>& overrides, Problems& problems) {
  if (root.kind == Node::Kind::map) apply_those(root, overrides, problems, is_include);
}

}  // namespace farside
