#pragma once
// A configuration that has passed every check: values in the units of the file, defaults filled in.
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "config/keys/distribution.h"
#include "config/keys/fault.h"
#include "config/keys/listed.h"
#include "config/keys/registry.h"
#include "config/keys/sampling.h"
#include "config/keys/thruster.h"
#include "record/fault_rates.h"
#include "record/requirement.h"

namespace farside {

// One map of moon.terrain.layers.
struct TerrainLayer {
  std::string path;                   // as written
  std::string where;                  // "file:line:column: key", for messages
  double spacing_m = 0.0;             // 0: not given, the map's own
  double half_width_m = 0.0;          // 0: not given, as far as the map reaches
  double le90_m = 0.0, ce90_m = 0.0;  // 90 % of heights, of places are nearer to the truth; 0: not given, exact
};

// An entry of moon.terrain.relief.craters.listed or .rocks.listed: one of them, or a file with a row each.
struct ListedEntry {
  std::string file;  // as written; empty: the feature itself
  ListedFeature feature;
  std::string where;  // "file:line:column: key", for messages
};

// An entry of vehicle.thrusters.list.
struct ThrusterEntry {
  Thruster thruster;
  std::string where;  // "file:line:column: key", for messages
};

// start.from_file: states of another program; case i has row i.
struct Cloud {
  std::string path;                  // as written; empty: there is none
  std::vector<std::string> columns;  // paths of the keys that it gives
  std::string where;                 // "file:line:column", for messages
};

// An orbit as a file tells it, in SI.
struct OrbitDetermination {
  OrbitFrame frame;
  std::string epoch_utc;
  std::vector<double> state;  // position, velocity
  std::string covariance_axes;
  std::vector<double> covariance;  // 6 x 6, row after row
};

struct Configuration {
  std::string file;
  std::vector<std::string> included;  // paths of the files that it includes
  std::vector<Value> values;          // one a key of registry()
  StartMode start = StartMode::descent;
  Cloud cloud;
  std::string library_where;             // of gnc.library: "file:line:column: key", for messages
  std::vector<double> orbit_covariance;  // start.orbit.covariance, row after row; empty: there is none
  std::vector<TerrainLayer> layers;
  std::vector<ListedEntry> listed[2];  // by ListedKind
  std::vector<ThrusterEntry> thrusters;
  std::vector<Dispersion> dispersions;
  std::vector<Copula> copulas;  // entries of the list of dispersions, too
  std::vector<Fault> faults;
  std::vector<Requirement> requirements;
  std::vector<std::uint64_t> trajectories;  // case numbers, ascending
  // Of a Saltelli design, what each of its mixed matrices has as B: inputs that differ from case to case and may be
  // read, one, or several that are correlated. In the order of the list.
  std::vector<std::vector<std::string>> mixed;

  // Values by path; InternalError for a path that isn't there or has another type.
  double real(const std::string& path) const;
  std::int64_t whole(const std::string& path) const;
  std::uint64_t count(const std::string& path) const;
  const std::string& text(const std::string& path) const;

  // Keys that differ from case to case, in the order of their columns: those of the cloud, then the dispersions'.
  std::vector<std::string> varied_paths() const;
  bool varies(const std::string& path) const;

  // Faults with their probabilities.
  std::vector<FaultRate> fault_rates() const;
  // Does a user's own flight software fly (gnc.library)?
  bool has_library() const { return text("gnc.library") != "none"; }
  // Is each fault forced in cases of its own (campaign.strata)?
  bool forces_faults() const;
  SamplingDesign design() const;
  // Number of cases: campaign.cases of each stratum, which faults, outer draws or the matrices of a design make.
  std::uint64_t cases() const;
  std::uint64_t strata() const;
  // Is a campaign to end when it has shown enough (campaign.stop)?
  bool has_stop_rule() const;
};

// The values as flights read them: SI, radians, ticks.
CaseParams<double> nominal_of(const Configuration& configuration);
CampaignOptions options_of(const Configuration& configuration);

// The columns of a cloud, in their order, and its number of rows.
struct CloudContent {
  std::vector<std::string> columns;
  std::uint64_t rows;
};
// Reads the columns of a cloud, given its path as written. Without this function the configuration must name the
// columns, as resolved ones do.
using LookIntoCloud = std::function<CloudContent(const std::string& path)>;

// Reads start.orbit.oem, given its path as written. A resolved configuration has what it says in its place.
using ReadOrbit = std::function<OrbitDetermination(const std::string& path)>;

// A column of a table, for the distribution `empirical`: its values, rising, and the SHA-256 of the table's file.
struct ColumnContent {
  std::vector<double> values;
  std::string sha256;
};
// Reads one, given the file's path as written. Without this function such a distribution has no values, and nothing can
// be drawn.
using ReadColumn = std::function<ColumnContent(const std::string& path, const std::string& column)>;

// How the files that a configuration names are read.
struct NamedFiles {
  LookIntoCloud cloud{};
  ReadOrbit orbit{};
  ReadColumn column{};
};

// Reads and checks a file. ConfigError: all that is wrong with it; DataError: it can't be read; UsageError: an override
// isn't PATH=VALUE.
Configuration read_configuration(const std::string& path, const std::vector<std::string>& overrides = {},
                                 const NamedFiles& files = {});

// The same from a stream, as standard input; files that it names are looked for from the current folder, `name` stands
// in messages.
Configuration read_configuration(std::istream& in, const std::string& name, const std::vector<std::string>& overrides,
                                 const NamedFiles& files);

// The same for a text that stands alone, as one stored in a campaign file: an `include` in it is an error and no file
// is opened for it. `name` stands in messages for the file.
Configuration parse_configuration(std::string_view text, const std::string& name,
                                  const std::vector<std::string>& overrides = {}, const NamedFiles& files = {});

}  // namespace farside
