#pragma once
// From a document to values: keys matched against the registry, each value read by its kind. Internal to config/.
#include <string>
#include <utility>
#include <vector>

#include "config/configuration.h"
#include "config/yaml/document.h"

namespace farside {

// A document and the configuration that is being read from it.
struct Reading {
  const Node& root;
  Configuration& configuration;
  Problems& problems;
  std::vector<const Node*> nodes{};  // one a key of registry(); null: not in the document
  std::vector<bool> wrong{};         // one a key: its value in the document was refused

  const Node* node(const std::string& path) const { return nodes.at(registry().index_of(path)); }
  // Place of the first of these keys that the document has, else of its beginning.
  Place place_of(const std::vector<std::string>& paths) const;
};

// Fills in values and nodes, and chooses the block of `start`.
void read_sections(Reading& reading);

// Refuses keys that are not among `known`, in a map whose keys aren't in the registry.
void refuse_unknown_keys(const Node& map, const std::string& path, const std::vector<std::string>& known,
                         Problems& problems);

// Reads a number within limits, or text; what is wrong is added to the problems.
bool read_number(const Node& node, const std::string& path, double min, double max, double& value, Problems& problems);
bool read_text(const Node& node, const std::string& path, std::string& text, Problems& problems);

// Reads rows of numbers within limits, as many rows as numbers in each, one after the other. `size`: 0, as many rows as
// there are.
bool read_matrix(const Node& node, const std::string& path, std::size_t size, const Range& range,
                 std::vector<double>& values, Problems& problems);

// The elements of a list that are maps, with their paths; others are reported, beside the map that was expected.
std::vector<std::pair<const Node*, std::string>> maps_of(const Node* list, const std::string& path, Problems& problems,
                                                         const char* expected = "{key: value, ...}");

// Why a key can't differ from case to case, where cases begin with this block of `start`; empty if it can.
std::string varying_problem(const std::string& path, StartMode start);

// `start.from_file: FILE` is short for `start.from_file: {path: FILE}`.
void spell_out_cloud(Node& root);

// Generated relief of which neither the ground's number nor a dispersion of it is given: each case has its own. Written
// out as such a dispersion, the last one. `emptied`: the command line has taken the dispersions away.
void spell_out_relief(Node& root, bool emptied);

// Maps that say how far they may be wrong (le90_m, ce90_m): their errors of height and place are drawn, written out as
// dispersions as above.
inline constexpr double layer_le90_max_m = 200.0, layer_ce90_max_m = 1500.0;
void spell_out_layer_errors(Node& root, bool emptied);

// Readers of the lists. The cloud comes first: it may choose the block of `start`.
void read_cloud(Reading& reading, const LookIntoCloud& look);
void read_layers(Reading& reading);
void read_listed(Reading& reading);
void read_thrusters(Reading& reading);
void read_dispersions(Reading& reading, const ReadColumn& column);
void read_copulas(Reading& reading);
void read_faults(Reading& reading);
void read_requirements(Reading& reading);
void read_trajectories(Reading& reading);

// Chooses the size of a Latin hypercube where none is given, and checks what campaign.sampling asks for.
void settle_sampling(Reading& reading);
// Why a word is no column with one number a case; empty if it is.
std::string quantity_problem(const Configuration& configuration, const std::string& word);

// Checks of several keys together. Called when every key is right by itself.
void check_together(const Reading& reading);

}  // namespace farside
