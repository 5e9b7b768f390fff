#pragma once
// A YAML document as it stands in the file: no types yet, every key and value with its place.
#include <string>
#include <vector>

#include "config/yaml/problems.h"

namespace farside {

struct Node {
  enum class Kind {
    null,    // nothing, ~ or null
    scalar,  // text, quoted or not
    list,
    map,
    refused  // already reported: not checked any further
  };
  struct Key {
    std::string name;
    Place place;
  };

  Kind kind = Kind::null;
  Place place;
  bool quoted = false;
  std::string text;         // of a scalar
  std::vector<Key> keys;    // of a map, one for each of `items`
  std::vector<Node> items;  // of a list or a map

  const Node* find(const std::string& name) const {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (keys[i].name == name) return &items[i];
    }
    return nullptr;
  }
  Node* find(const std::string& name) { return const_cast<Node*>(static_cast<const Node*>(this)->find(name)); }
  // `item`: one of `items`.
  void remove(const Node* item) {
    const auto index = item - items.data();
    items.erase(items.begin() + index);
    if (kind == Kind::map) keys.erase(keys.begin() + index);
  }
};

// "a list", "'text'": what was found, for messages. Long texts are cut.
std::string describe(const Node& node);

}  // namespace farside
