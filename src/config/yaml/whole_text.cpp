#include "config/yaml/whole_text.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>
#include <vector>

#include "config/yaml/reader.h"
#include "config/yaml/scalar.h"

namespace farside {
namespace {

bool is_blank(const std::string& line) { return line.find_first_not_of(" \t\r") == line.npos; }
bool is_comment(const std::string& line) {
  const std::size_t first = line.find_first_not_of(" \t");
  return first != line.npos && line[first] == '#';
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    if (!lines.back().empty() && lines.back().back() == '\r') lines.back().pop_back();
    begin = end + 1;
  }
  return lines;
}

// Start of the comment after the value in a line; npos where there is none.
std::size_t find_comment(const std::string& line) {
  char quote = '\0';
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool starts = i == 0 || std::string(" \t[{,").find(line[i - 1]) != std::string::npos;
    if (quote == '"' && line[i] == '\\') ++i;
    else if (quote != '\0') quote = line[i] == quote ? '\0' : quote;
    else if (starts && (line[i] == '"' || line[i] == '\'')) quote = line[i];
    else if (starts && line[i] == '#') return i;
  }
  return line.npos;
}

const Node* find(const Node* map, const std::string& name) { return map ? map->find(name) : nullptr; }

Place place_of_key(const Node* map, const std::string& name) {
  for (std::size_t i = 0; map && i < map->keys.size(); ++i) {
    if (map->keys[i].name == name) return map->keys[i].place;
  }
  return {0, 0, -1};
}

// Paths of the maps of moon.terrain.layers, of the files of listed relief and of the cloud of start.from_file.
std::vector<std::string> files_needed(const Node& root) {
  std::vector<std::string> files;
  const auto add = [&](const Node* path) {
    if (path && path->kind == Node::Kind::scalar && !path->text.empty()) files.push_back(path->text);
  };
  const Node* const terrain = find(root.find("moon"), "terrain");
  if (const Node* layers = find(terrain, "layers")) {
    for (const Node& layer : layers->items) add(layer.find("path"));
  }
  for (const char* kind : {"craters", "rocks"}) {
    const Node* const listed = find(find(find(terrain, "relief"), kind), "listed");
    for (const Node& entry : listed ? listed->items : std::vector<Node>()) add(entry.find("file"));
  }
  const Node* const cloud = find(root.find("start"), "from_file");
  add(cloud && cloud->kind == Node::Kind::map ? cloud->find("path") : cloud);
  return files;
}

// Writes a merged document: every key and value with the comments of the file that it is from.
class IncludingWriter {
 public:
  // `include`: place of the key `include` in the campaign; `names`: the files that are included, as they are met.
  IncludingWriter(const std::string& own, const std::vector<std::string>& included, Place include,
                  std::vector<std::string> names)
      : own_(lines_of(own)), include_(include), names_(std::move(names)) {
    for (const std::string& text : included) included_.push_back(lines_of(text));
  }

  // `theirs`: the included files before they were merged.
  std::string write(const Node& root, const std::vector<Node>& theirs) {
    std::vector<const Node*> others;
    for (const Node& file : theirs) others.push_back(&file);
    map(root, others, 0);
    tell_include();
    for (int origin = -1; origin < static_cast<int>(included_.size()); ++origin)
      comments_before(origin, lines(origin).size());
    return text_;
  }

 private:
  const std::vector<std::string>& lines(int origin) const {
    return origin < 0 ? own_ : included_[static_cast<std::size_t>(origin)];
  }
  // Marks line `number` of a file as written; false where it was before.
  bool take(int origin, std::size_t number) { return taken_.insert({origin, number}).second; }

  // Writes the comments directly above line `end` (from 0), with the blank lines between them.
  void comments_before(int origin, std::size_t end) {
    const std::vector<std::string>& source = lines(origin);
    std::size_t begin = std::min(end, source.size());
    while (begin > 0 && (is_comment(source[begin - 1]) || is_blank(source[begin - 1])) &&
           !taken_.count({origin, begin - 1}))
      --begin;
    for (std::size_t i = begin; i < end; ++i) {
      if (take(origin, i)) text_ += source[i] + "\n";
    }
  }
  void comments_above(const Place& place) {
    if (place.line > 0) comments_before(place.origin, static_cast<std::size_t>(place.line) - 1);
  }
  // Appends the comment after a value, in its old column where the line is unchanged.
  void comment_behind(const Place& place, std::string& line) {
    if (place.line <= 0) return;
    const auto number = static_cast<std::size_t>(place.line) - 1;
    const std::string& source = lines(place.origin)[number];
    const std::size_t at = find_comment(source);
    if (at == source.npos || is_comment(source) || !take(place.origin, number)) return;
    const std::string before = source.substr(0, source.find_last_not_of(' ', at - 1) + 1);
    line.resize(line == before ? at : line.size() + 2, ' ');
    line += source.substr(at);
  }

  void tell_include() {
    if (include_told_) return;
    include_told_ = true;
    comments_above(include_);
    std::string names;
    for (const std::string& name : names_) names += (names.empty() ? "" : ", ") + name;
    std::string line = "# Merged in here: " + names + ".";
    comment_behind(include_, line);
    text_ += line + "\n";
    for (std::size_t i = 0; i < included_.size(); ++i) {
      std::size_t head = 0;
      while (head < included_[i].size() && is_comment(included_[i][head])) ++head;
      comments_before(static_cast<int>(i), head);
    }
  }

  bool is_flow(const Node& node) const {
    const std::string& line = lines(node.place.origin)[static_cast<std::size_t>(node.place.line) - 1];
    const auto column = static_cast<std::size_t>(node.place.column) - 1;
    return column < line.size() && (line[column] == '{' || line[column] == '[');
  }
  // Are parts of the node from another file than its beginning?
  static bool is_mixed(const Node& node, int origin) {
    const auto other = [&](const Node::Key& key) { return key.place.origin != origin; };
    return std::any_of(node.keys.begin(), node.keys.end(), other) ||
           std::any_of(node.items.begin(), node.items.end(), [&](const Node& n) { return is_mixed(n, origin); });
  }
  bool is_block(const Node& node) const {
    if (node.kind != Node::Kind::map && node.kind != Node::Kind::list) return false;
    return !node.items.empty() && (!is_flow(node) || is_mixed(node, node.place.origin));
  }

  // On the line of its key.
  static std::string short_text(const Node& node) {
    if (node.kind == Node::Kind::scalar) return node.quoted ? quote(node.text) : node.text;
    if (node.kind == Node::Kind::null) return "null";
    std::string text;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      text += i == 0 ? "" : ", ";
      if (node.kind == Node::Kind::map) text += node.keys[i].name + ": ";
      text += short_text(node.items[i]);
    }
    return node.kind == Node::Kind::map ? "{" + text + "}" : "[" + text + "]";
  }

  // `theirs`: the same section of the included files, where they have it.
  void map(const Node& node, const std::vector<const Node*>& theirs, std::size_t indent) {
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
      const Node::Key& key = node.keys[i];
      const Node& value = node.items[i];
      if (indent == 0 && (key.place.origin >= 0 || key.place.line > include_.line)) tell_include();
      const bool merges = value.kind == Node::Kind::map || (indent == 0 && key.name == "dispersions");
      std::vector<const Node*> others;
      std::vector<Place> places;  // of the same key in those files
      for (const Node* file : theirs) {
        const Node* const other = find(file, key.name);
        const Place place = place_of_key(file, key.name);
        if (!merges || !other || other->kind != value.kind || place.origin == key.place.origin) continue;
        others.push_back(other);
        places.push_back(place);
      }
      comments_above(key.place);
      for (const Place& place : places) comments_above(place);
      std::string line = std::string(indent, ' ') + key.name + ":";
      if (!is_block(value)) line += " " + short_text(value);
      // A comment after braces that are now written as lines goes to the first key in them.
      if (!is_block(value) || !is_flow(value)) comment_behind(key.place, line);
      for (const Place& place : places) comment_behind(place, line);
      text_ += line + "\n";
      if (is_block(value)) block(value, others, indent + 2);
    }
  }

  void list(const Node& node, std::size_t indent) {
    for (const Node& item : node.items) {
      comments_above(item.place);
      const std::size_t begin = text_.size();
      if (is_block(item)) {
        block(item, {}, indent + 2);
      } else {
        std::string line = std::string(indent + 2, ' ') + short_text(item);
        comment_behind(item.place, line);
        text_ += line + "\n";
      }
      text_[begin + indent] = '-';
    }
  }

  void block(const Node& node, const std::vector<const Node*>& theirs, std::size_t indent) {
    if (node.kind == Node::Kind::map) map(node, theirs, indent);
    else list(node, indent);
  }

  std::vector<std::string> own_;
  std::vector<std::vector<std::string>> included_;
  Place include_;
  std::vector<std::string> names_;
  std::string text_;
  std::set<std::pair<int, std::size_t>> taken_;
  bool include_told_ = false;
};

}  // namespace

std::string whole_text(const std::string& text, const std::string& file, const ReadText& read) {
  Problems problems(file);
  Node root = read_yaml(text, problems);
  const Place include = place_of_key(&root, "include");
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  std::vector<std::string> names, included;
  std::string whole = text;
  include_files(root, file, problems, [&](const std::string& path) {
    const std::filesystem::path name(path);
    names.push_back(folder.empty() ? name.lexically_normal().string() : name.lexically_proximate(folder).string());
    return included.emplace_back(read(path));
  });
  problems.throw_if_any();
  if (include.line > 0) {
    std::vector<Node> theirs;
    for (std::size_t i = 0; i < included.size(); ++i)
      theirs.push_back(read_yaml(included[i], problems, static_cast<int>(i)));
    whole = IncludingWriter(text, included, include, names).write(root, theirs);
  }
  std::string needed;
  for (const std::string& path : files_needed(root)) needed += "# Needs this file beside it: " + path + "\n";
  return needed + whole;
}

}  // namespace farside
