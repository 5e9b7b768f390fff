#include "config/yaml/include.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/input_file.h"
#include "config/yaml/reader.h"
#include "flight/start/start_options.h"

namespace farside {
namespace {

std::vector<std::string> paths_of(const Node& dispersion) {
  std::vector<std::string> found;
  if (const Node* path = dispersion.find("path")) found.push_back(path->text);
  if (const Node* paths = dispersion.find("paths")) {
    for (const Node& path : paths->items) found.push_back(path.text);
  }
  return found;
}

Node* find(Node* map, const char* name) { return map ? map->find(name) : nullptr; }

void remove_item(Node* list, std::size_t index) {
  if (list && list->kind == Node::Kind::list && index < list->items.size())
    list->items.erase(list->items.begin() + static_cast<std::ptrdiff_t>(index));
}

// A multivariate normal distribution without one of its inputs.
void remove_input(Node& dispersion, std::size_t index) {
  Node* const normal = dispersion.find("multivariate_normal");
  remove_item(dispersion.find("paths"), index);
  for (const char* name : {"sd", "mean", "correlation"}) remove_item(find(normal, name), index);
  Node* const rows = find(normal, "correlation");
  if (rows && rows->kind == Node::Kind::list) {
    for (Node& row : rows->items) remove_item(&row, index);
  }
}

// Dispersions without those of some paths.
template <class IsTaken>
void leave_out(std::vector<Node>& items, const IsTaken& is_taken) {
  const auto left_out = [&](Node& d) {
    const std::vector<std::string> paths = paths_of(d);
    if (paths.empty() || std::none_of(paths.begin(), paths.end(), is_taken)) return false;
    if (std::all_of(paths.begin(), paths.end(), is_taken)) return true;
    for (std::size_t i = paths.size(); i-- > 0;) {
      if (is_taken(paths[i])) remove_input(d, i);
    }
    return false;
  };
  std::vector<Node> kept;
  for (Node& d : items) {
    if (!left_out(d)) kept.push_back(std::move(d));
  }
  items = std::move(kept);
}

void merge_dispersions(Node& own, Node included) {
  std::set<std::string> taken;
  for (const Node& d : own.items) {
    for (const std::string& path : paths_of(d)) taken.insert(path);
  }
  taken.erase("");
  std::vector<Node>& items = included.items;
  leave_out(items, [&](const std::string& path) { return taken.count(path) > 0; });
  own.items.insert(own.items.end(), std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
}

void merge(Node& own, Node included, bool top) {
  for (std::size_t i = 0; i < included.keys.size(); ++i) {
    Node& theirs = included.items[i];
    Node* ours = own.find(included.keys[i].name);
    const auto both = [&](Node::Kind kind) { return ours && ours->kind == kind && theirs.kind == kind; };
    if (!ours) {
      own.keys.push_back(included.keys[i]);
      own.items.push_back(std::move(theirs));
    } else if (both(Node::Kind::map)) {
      merge(*ours, std::move(theirs), false);
    } else if (both(Node::Kind::list) && top && included.keys[i].name == "dispersions") {
      merge_dispersions(*ours, std::move(theirs));
    }
  }
}

// A case begins in one way: where what wins has a block of `start`, those of other names are left out of what is
// included, and so are their dispersions.
void leave_out_other_starts(const Node& own, Node& included) {
  const Node* ours = own.find("start");
  Node* theirs = included.find("start");
  if (!ours || !theirs || ours->kind != Node::Kind::map || theirs->kind != Node::Kind::map) return;
  const auto has = [&](const char* name) { return ours->find(name) != nullptr; };
  if (std::none_of(std::begin(start_mode_names), std::end(start_mode_names), has)) return;
  for (const char* name : start_mode_names) {
    const Node* block = theirs->find(name);
    if (!block || has(name)) continue;
    theirs->remove(block);
    const std::string prefix = fmt::format("start.{}.", name);
    if (Node* list = included.find("dispersions"); list && list->kind == Node::Kind::list)
      leave_out(list->items, [&](const std::string& path) { return path.starts_with(prefix); });
  }
}

class Includer {
 public:
  Includer(Problems& problems, const ReadText& read) : problems_(problems), read_(read) {}

  // `file`: where `root` is from.
  void include_into(Node& root, const std::string& file) {
    const Node* include = root.find("include");
    if (!include) return;
    std::vector<Node> names;
    if (include->kind == Node::Kind::list) names = include->items;
    else if (include->kind == Node::Kind::scalar && !include->text.empty()) names = {*include};
    else return;  // nothing that can be read as a text, which is told with the other keys
    root.remove(include);
    open_.push_back(normal(file));
    std::vector<Node> included;
    for (auto name = names.begin(); name != names.end(); ++name) {
      const auto same = [&](const Node& other) { return other.text == name->text; };
      if (name->kind == Node::Kind::refused) continue;
      if (name->kind != Node::Kind::scalar || name->text.empty())
        refuse(*name, describe(*name) + " found, expected the path of a file");
      else if (const auto first = std::find_if(names.begin(), name, same); first != name)
        refuse(*name, fmt::format("{} is included already, at {}", describe(*name), problems_.where(first->place)));
      else included.push_back(read_file(*name, file));
    }
    open_.pop_back();
    // each fills in what is not there yet
    for (auto theirs = included.rbegin(); theirs != included.rend(); ++theirs) {
      leave_out_other_starts(root, *theirs);
      merge(root, std::move(*theirs), true);
    }
  }

 private:
  static std::string normal(const std::string& path) { return std::filesystem::path(path).lexically_normal().string(); }
  void refuse(const Node& name, const std::string& why) { problems_.add(name.place, "include", why); }

  // What can't be read as a section of keys comes back as an empty one.
  Node read_file(const Node& name, const std::string& from) {
    const std::string path = (std::filesystem::path(from).parent_path() / name.text).string();
    if (std::find(open_.begin(), open_.end(), normal(path)) != open_.end()) {
      refuse(name, fmt::format("{} includes itself, by way of the files between", describe(name)));
      return {};
    }
    if (++count_ > included_files_max) {
      if (count_ == included_files_max + 1)
        refuse(name, fmt::format("more than {} files are included", included_files_max));
      return {};
    }
    Node included;
    try {
      included = read_yaml(read_(path), problems_, problems_.include(path));
    } catch (const DataError& e) {
      throw DataError(problems_.where(name.place) + ": include: " + e.what() +
                      "; an installed campaign is printed with what it includes by: farside example NAME");
    }
    if (included.kind == Node::Kind::refused || included.kind == Node::Kind::null) return {};
    if (included.kind != Node::Kind::map) {
      problems_.add(included.place, "", describe(included) + " found, expected a section of keys with values");
      return {};
    }
    include_into(included, path);
    return included;
  }

  Problems& problems_;
  const ReadText& read_;
  std::vector<std::string> open_;  // files that are being read, each included by the one before it
  int count_ = 0;
};

}  // namespace

void include_files(Node& root, const std::string& file, Problems& problems, const ReadText& read) {
  Includer(problems, read).include_into(root, file);
}

void refuse_include(Node& root, Problems& problems) {
  const Node* name = root.find("include");
  if (!name) return;
  problems.add(
      name->place, "include",
      "a stored configuration is whole and includes no file; remove the key, or start from the campaign's own file");
  root.remove(name);
}

std::string read_configuration_file(const std::string& path) {
  check_input_file(path);
  std::ifstream in(path, std::ios::binary);
  if (!in.is_open()) throw DataError(path + ": can't be read: " + std::strerror(errno));
  return read_configuration_text(in, path);
}

std::string read_configuration_text(std::istream& in, const std::string& name) {
  // One byte more than the reader takes, so that it can tell a file that is too large.
  std::string text(yaml_bytes_max + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) throw DataError(name + ": can't be read: " + std::strerror(errno));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

}  // namespace farside
