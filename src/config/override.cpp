#include "config/override.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <utility>

#include "base/error.h"
#include "config/reader.h"

namespace farside {
namespace {

// a.b[2].c as a, b, 2, c; nothing when a part is empty or a bracket is open.
std::optional<std::vector<std::string>> split_path(const std::string& path) {
  std::vector<std::string> parts(1);
  bool inside = false, closed = false;
  for (const char c : path) {
    const bool ends = c == '.' || c == '[';
    if (inside && (ends || (c == ']' && parts.back().empty()))) return std::nullopt;
    if (ends) {
      if (parts.back().empty()) return std::nullopt;
      parts.emplace_back();
      inside = c == '[';
      closed = false;
    } else if (c == ']') {
      if (!inside) return std::nullopt;
      inside = false;
      closed = true;
    } else {
      if (closed) return std::nullopt;
      parts.back() += c;
    }
  }
  if (inside || parts.back().empty()) return std::nullopt;
  return parts;
}

// The element of `list` that `part` names, appended when it is the one past the last. Null, and the reason added, else.
Node* element(Node& list, const std::string& part, const std::string& path, const Place& place, Problems& problems) {
  std::size_t index = 0;
  const auto [rest, error] = std::from_chars(part.data(), part.data() + part.size(), index);
  if (error != std::errc() || rest != part.data() + part.size()) {
    problems.add(place, path, fmt::format("is a list; '{}' found where the index of an element is expected", part));
    return nullptr;
  }
  if (index > list.items.size()) {
    problems.add(place, path, fmt::format("has no element [{}], their number is {}", index, list.items.size()));
    return nullptr;
  }
  if (index == list.items.size()) list.items.emplace_back();
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

void remove(Node& parent, const Node* node) {
  const auto index = node - parent.items.data();
  parent.items.erase(parent.items.begin() + index);
  if (parent.kind == Node::Kind::map) parent.keys.erase(parent.keys.begin() + index);
}

void apply(Node& root, const std::vector<std::string>& parts, Node value, const Place& place, Problems& problems) {
  Node* node = &root;
  Node* parent = nullptr;
  std::string path;
  for (const std::string& part : parts) {
    parent = node;
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
    remove(*parent, node);
    return;
  }
  *node = std::move(value);
  if (parent->kind == Node::Kind::map) parent->keys[static_cast<std::size_t>(node - parent->items.data())].place = place;
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
