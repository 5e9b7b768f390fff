// start.from_file: which keys the rows of a file give.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "base/error.h"
#include "config/sections.h"
#include "config/yaml/scalar.h"

namespace farside {
namespace {

const std::string path_key = "start.from_file.path", columns_key = "start.from_file.columns",
                  cases_key = "campaign.cases";

// The block of `start` that a key belongs to.
std::optional<StartMode> block_of(const std::string& path) {
  for (int mode = 0; mode < start_mode_count; ++mode) {
    if (path.starts_with(fmt::format("start.{}.", start_mode_names[mode]))) return static_cast<StartMode>(mode);
  }
  return {};
}

class CloudReader {
 public:
  explicit CloudReader(Reading& r) : r_(r), cloud_(r.configuration.cloud), file_(r.place_of({path_key})) {}

  void read(const LookIntoCloud& look) {
    const Node* start = r_.root.find("start");
    const Node* node = start ? start->find("from_file") : nullptr;
    const bool given = node && (node->kind == Node::Kind::map || node->kind == Node::Kind::null);
    if (!given || r_.wrong[registry().index_of(path_key)]) return;
    if (!r_.node(path_key))
      return r_.problems.add(node->place, "start.from_file", "the file is missing; expected from_file: FILE");
    cloud_.path = r_.configuration.text(path_key);
    cloud_.where = r_.problems.where(file_);
    read_columns();
    if (look) compare(content_by(look));
    else if (!r_.node(columns_key))
      r_.problems.add(file_, columns_key, "missing; a stored configuration names the columns of its cloud");
    choose_block();
    for (const std::string& column : cloud_.columns) {
      const std::string why = varying_problem(column, r_.configuration.start);
      if (!why.empty())
        r_.problems.add(r_.place_of({columns_key, path_key}), columns_key, fmt::format("'{}' {}", column, why));
    }
  }

 private:
  void read_columns() {
    const Node* list = r_.node(columns_key);
    if (!list || list->kind != Node::Kind::list) return;
    if (list->items.empty()) r_.problems.add(list->place, columns_key, "expected at least one path");
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      const Node& item = list->items[i];
      if (item.kind == Node::Kind::refused) continue;
      const std::string path = fmt::format("{}[{}]", columns_key, i);
      std::string why;
      const auto text = read_text(item, why);
      if (!text) r_.problems.add(item.place, path, why);
      else if (!seen_.insert(*text).second)
        r_.problems.add(item.place, path, fmt::format("'{}' is given twice", *text));
      else cloud_.columns.push_back(*text);
    }
  }

  CloudContent content_by(const LookIntoCloud& look) const {
    try {
      return look(cloud_.path);
    } catch (const DataError& e) {
      throw DataError(r_.problems.where(file_) + ": " + path_key + ": " + e.what());
    }
  }

  // Compares the configuration with the columns of the file.
  void compare(const CloudContent& content) {
    for (const std::string& column : cloud_.columns) {
      if (std::find(content.columns.begin(), content.columns.end(), column) == content.columns.end())
        r_.problems.add(r_.place_of({columns_key}), columns_key,
                        fmt::format("{} has no column '{}'", cloud_.path, column));
    }
    if (!r_.node(columns_key)) cloud_.columns = content.columns;
    const std::size_t cases = registry().index_of(cases_key);
    if (r_.wrong[cases]) return;
    if (!r_.node(cases_key)) r_.configuration.values[cases] = content.rows;
    else if (const std::uint64_t wanted = r_.configuration.count(cases_key); wanted > content.rows)
      r_.problems.add(r_.place_of({cases_key}), cases_key,
                      fmt::format("{} is more than the {} rows of {}; a case flies one of them", wanted, content.rows,
                                  cloud_.path));
  }

  // Chooses the block of `start` by the file's columns, if the configuration has none.
  void choose_block() {
    const Node& start = *r_.root.find("start");
    const auto written = [&](const char* name) { return start.find(name) != nullptr; };
    if (std::any_of(std::begin(start_mode_names), std::end(start_mode_names), written)) return;
    for (const std::string& column : cloud_.columns) {
      if (const auto mode = block_of(column)) {
        r_.configuration.start = *mode;
        return;
      }
    }
    r_.problems.add(file_, path_key,
                    fmt::format("{} gives nothing of start.descent, start.site, start.touchdown or start.orbit; add "
                                "the block in which cases begin",
                                cloud_.path));
  }

  Reading& r_;
  Cloud& cloud_;
  Place file_;
  std::set<std::string> seen_;
};

}  // namespace

void spell_out_cloud(Node& root) {
  Node* start = root.find("start");
  Node* cloud = start ? start->find("from_file") : nullptr;
  if (!cloud || cloud->kind != Node::Kind::scalar) return;
  Node map;
  map.kind = Node::Kind::map;
  map.place = cloud->place;
  map.keys.push_back({"path", cloud->place});
  map.items.push_back(std::move(*cloud));
  *cloud = std::move(map);
}

void read_cloud(Reading& reading, const LookIntoCloud& look) { CloudReader(reading).read(look); }

}  // namespace farside
