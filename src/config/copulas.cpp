// Entries of `dispersions` that correlate inputs which have distributions of their own.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "config/correlation.h"
#include "config/sections.h"
#include "config/yaml/scalar.h"

namespace farside {
namespace {

// {paths: [a, b], copula: {correlation: [[1, 0.5], [0.5, 1]]}}
class CopulaReader {
 public:
  CopulaReader(const Node& map, std::string path, Reading& r, std::set<std::string>& joined)
      : map_(map), path_(std::move(path)), r_(r), joined_(joined) {}

  void read() {
    refuse_unknown_keys(map_, path_, {"paths", "copula"}, r_.problems);
    copula_.where = r_.problems.where(map_.place);
    copula_.entry = path_;
    const std::size_t before = r_.problems.count();
    read_paths();
    read_correlation();
    if (r_.problems.count() == before && !copula_.correlation.empty()) check();
  }

 private:
  void add(const Node& at, const std::string& key, const std::string& what) {
    r_.problems.add(at.place, path_ + "." + key, what);
  }

  void read_paths() {
    const Node* paths = map_.find("paths");
    if (!paths || paths->kind != Node::Kind::list || paths->items.size() < 2)
      return add(paths ? *paths : map_, "paths",
                 "expected a list of two or more paths that are dispersed in this list");
    for (std::size_t i = 0; i < paths->items.size(); ++i) {
      std::string why;
      const auto text = read_text(paths->items[i], why);
      if (text) why = problem_of(*text);
      if (!why.empty())
        add(paths->items[i], fmt::format("paths[{}]", i), text ? fmt::format("'{}' {}", *text, why) : why);
      else copula_.paths.push_back(*text);
    }
  }

  std::string problem_of(const std::string& path) {
    const auto& all = r_.configuration.dispersions;
    const auto found = std::find_if(all.begin(), all.end(), [&](const Dispersion& d) {
      return std::find(d.paths.begin(), d.paths.end(), path) != d.paths.end();
    });
    if (found == all.end()) return "is dispersed by no entry of this list";
    if (found->kind == Distribution::multivariate_normal) return "is correlated by its multivariate_normal";
    if (found->kind == Distribution::constant) return "is constant";
    if (epistemic_.value_or(found->epistemic) != found->epistemic)
      return "is of another kind than those before it (aleatory, epistemic), which are drawn apart";
    if (once_.value_or(found->once) != found->once) return "is not drawn when those before it are (drawn: once)";
    epistemic_ = found->epistemic;
    once_ = found->once;
    return joined_.insert(path).second ? "" : "is in a copula already";
  }

  void read_correlation() {
    const Node& node = *map_.find("copula");
    if (node.kind != Node::Kind::map)
      return add(node, "copula", describe(node) + " found, expected {correlation: [[1, ...], ...]}");
    refuse_unknown_keys(node, path_ + ".copula", {"correlation", "rank_correlation"}, r_.problems);
    const Node *normal = node.find("correlation"), *rank = node.find("rank_correlation");
    if (!normal == !rank) return add(node, "copula", "expected either correlation or rank_correlation");
    matrix_ = normal ? normal : rank;
    copula_.of_ranks = rank != nullptr;
    const Node* paths = map_.find("paths");
    const std::size_t size = paths && paths->kind == Node::Kind::list ? paths->items.size() : 0;
    read_matrix(*matrix_, path_ + "." + key(), size, {-1.0, 1.0}, copula_.correlation, r_.problems);
  }

  std::string key() const { return copula_.of_ranks ? "copula.rank_correlation" : "copula.correlation"; }

  void check() {
    const std::string why = correlation_problem(normal_correlation(copula_), copula_.paths.size());
    if (why.empty()) r_.configuration.copulas.push_back(std::move(copula_));
    else add(*matrix_, key(), (copula_.of_ranks ? "as correlations of normals, 2 sin(pi r / 6): " : "") + why);
  }

  const Node& map_;
  std::string path_;
  Reading& r_;
  std::set<std::string>& joined_;  // by all copulas
  std::optional<bool> epistemic_, once_;
  const Node* matrix_ = nullptr;
  Copula copula_;
};

}  // namespace

void read_copulas(Reading& r) {
  const Node* list = r.node("dispersions");
  if (!list || list->kind != Node::Kind::list) return;
  std::set<std::string> joined;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const Node& entry = list->items[i];
    if (entry.kind == Node::Kind::map && entry.find("copula"))
      CopulaReader(entry, fmt::format("dispersions[{}]", i), r, joined).read();
  }
}

}  // namespace farside
