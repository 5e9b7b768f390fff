#include "scenario/scenario.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/sha256.h"
#include "base/version.h"
#include "config/keys/rules.h"
#include "config/resolved.h"
#include "scenario/maps/layer_checks.h"
#include "scenario/oem.h"
#include "scenario/thruster_shares.h"

namespace farside {
namespace {

void read_maps(Scenario& s, const std::string& folder, const RecordedInputs& recorded) {
  if (!reads_maps && !s.configuration.layers.empty())
    throw UsageError(s.configuration.layers.front().where + ": " + no_map_reader);
  std::vector<DemLayer> layers;
  for (const TerrainLayer& layer : s.configuration.layers) {
    layers.push_back({find_input(layer.path, folder), layer.spacing_m, layer.half_width_m, layer.where});
    try {
      for (InputFile& file : map_files(layer.path, layers.back().path, recorded))
        s.input_files.push_back(std::move(file));
    } catch (const DataError& e) {
      const std::string hint =
          std::filesystem::exists(layers.back().path)
              ? ""
              : fmt::format(
                    "; farside ships no maps: put it beside the configuration or into the current folder, or say where "
                    "it is by --set 'moon.terrain.layers[{}].path=FILE' (a campaign of configs/ says at its head where "
                    "its map is from)",
                    layers.size() - 1);
      throw DataError(layer.where + ": " + e.what() + hint);
    }
  }
  s.terrain = load_terrain(layers, s.options.site);
  std::vector<std::string> doubts = check_layers(layers, s.terrain, s.options.site);
  std::move(doubts.begin(), doubts.end(), std::back_inserter(s.doubts));
}

void read_listed(Scenario& s, const std::string& folder, const RecordedInputs& recorded) {
  const LegParams<double>& legs = s.nominal.vehicle.legs;
  ListedSource source(legs.pad_radius_m + 0.5 * legs.pad_diameter_m);
  for (const ListedKind kind : listed_kinds) {
    for (const ListedEntry& entry : s.configuration.listed[static_cast<int>(kind)]) {
      if (entry.file.empty()) {
        source.add(kind, entry.feature, entry.where);
        continue;
      }
      InputFile file{entry.file, find_input(entry.file, folder), ""};
      try {
        file.sha256 = sha256_of_file(file.path);
        recorded.check(file);
      } catch (const DataError& e) {
        throw DataError(entry.where + ".file: " + e.what());
      }
      source.add_file(kind, file.path);
      s.input_files.push_back(std::move(file));
    }
  }
  s.listed = source.sorted();
}

void read_library(Scenario& s, const std::string& folder, const RecordedInputs& recorded) {
  const Configuration& c = s.configuration;
  const std::string& name = c.text("gnc.library");
  if (!c.has_library()) return;
  const std::string& where = c.library_where;
  InputFile file{name, find_input(name, folder), ""};
  try {
    file.sha256 = sha256_of_file(file.path);
    recorded.check(file);
    s.library = try_library(file, c.real("gnc.library_time_s"), c.text("gnc.avoidance.mode") == "lidar");
  } catch (const DataError& e) {
    throw DataError(where + ": " + e.what());
  }
  s.input_files.push_back(std::move(file));
}

// Hash of the heights that kernels read: it differs between versions of the resampling library, too.
std::string sum_of(const TerrainGrid& grid) {
  Sha256 sum;
  sum.add(fmt::format("{} {} {} {} {}\n", grid.columns, grid.rows, grid.east_min_m, grid.north_min_m, grid.spacing_m));
  std::vector<float> heights = grid.heights;
  for (float& h : heights) h = std::isnan(h) ? std::numeric_limits<float>::quiet_NaN() : h;  // NaN with one bit pattern
  sum.add({reinterpret_cast<const char*>(heights.data()), heights.size() * sizeof(float)});
  return sum.hex();
}

void list_inputs(Scenario& s) {
  s.inputs = inputs_of(s.configuration);
  for (const std::string& path : s.configuration.varied_paths()) {
    const Key& key = *registry().find(path);
    s.dispersed_slots.push_back(static_cast<std::int32_t>(key.where));
    s.dispersed_factors.push_back(key.unit.factor);
  }
}

std::string make_campaign_id(const Scenario& s) {
  Sha256 sum;
  sum.add(fmt::format("farside campaign\nmodel_version {}\n", model_version));
  sum.add(physics_yaml(s.configuration));
  for (const InputFile& file : s.input_files) sum.add("\ninput " + file.sha256);
  for (const TerrainGrid& grid : s.terrain) sum.add("\nheights " + sum_of(grid));
  return sum.hex();
}

// Reads a cloud once: for its columns while the configuration is read, and for the scenario.
class CloudSource {
 public:
  CloudSource(std::string folder, const RecordedInputs& recorded) : folder_(std::move(folder)), recorded_(recorded) {}

  LookIntoCloud look() {
    return [this](const std::string& path) {
      file_ = {path, find_input(path, folder_), ""};
      file_.sha256 = sha256_of_file(file_.path);
      recorded_.check(file_);
      table_ = read_cloud_file(file_.path);
      return CloudContent{table_.columns, table_.rows};
    };
  }
  void put_into(Scenario& s) {
    if (s.configuration.cloud.path.empty()) return;
    s.input_files.push_back(std::move(file_));
    s.cloud = chosen_columns(std::move(table_), s.configuration.cloud.columns);
    check_columns(s.cloud, s.input_files.back().path);
  }

 private:
  std::string folder_;
  const RecordedInputs& recorded_;
  InputFile file_;
  CloudTable table_;
};

// Reads the tables of empirical distributions, each once.
class TableSource {
 public:
  TableSource(std::string folder, const RecordedInputs& recorded) : folder_(std::move(folder)), recorded_(recorded) {}

  ReadColumn read() {
    return [this](const std::string& path, const std::string& column) {
      auto known = std::find_if(tables_.begin(), tables_.end(), [&](const auto& t) { return t.first.name == path; });
      if (known == tables_.end()) {
        InputFile file{path, find_input(path, folder_), ""};
        file.sha256 = sha256_of_file(file.path);
        recorded_.check(file);
        CloudTable table = read_csv(file.path, "the names of its columns");
        known = tables_.insert(known, {std::move(file), std::move(table)});
      }
      const auto& [file, table] = *known;
      const auto at = std::find(table.columns.begin(), table.columns.end(), column);
      if (at == table.columns.end())
        throw DataError(
            fmt::format("{} has no column '{}'; it has {}", file.path, column, fmt::join(table.columns, ", ")));
      std::vector<double> values;
      for (std::uint64_t row = 0; row < table.rows; ++row) values.push_back(table.row(row)[at - table.columns.begin()]);
      std::sort(values.begin(), values.end());
      return ColumnContent{std::move(values), file.sha256};
    };
  }
  void list_in(Scenario& s) const {
    for (const auto& [file, table] : tables_) s.input_files.push_back(file);
  }

 private:
  std::string folder_;
  const RecordedInputs& recorded_;
  std::vector<std::pair<InputFile, CloudTable>> tables_;  // in the order in which inputs name them
};

// The files that a configuration is read with.
struct Sources {
  Sources(const std::string& folder, const RecordedInputs& recorded)
      : cloud(folder, recorded), tables(folder, recorded) {}
  CloudSource cloud;
  TableSource tables;
};

// How a configuration's own files are read.
NamedFiles files_of(Sources& sources, const std::string& folder, const RecordedInputs& recorded) {
  const auto orbit = [&recorded, folder](const std::string& path) {
    InputFile file{path, find_input(path, folder), ""};
    file.sha256 = sha256_of_file(file.path);
    recorded.check(file);
    return read_oem(file.path);
  };
  return {sources.cloud.look(), orbit, sources.tables.read()};
}

Scenario build(Configuration configuration, const std::string& folder, const RecordedInputs& recorded,
               Sources& sources) {
  Scenario s;
  s.configuration = std::move(configuration);
  const Configuration& c = s.configuration;
  s.name = c.text("campaign.name");
  s.seed = c.count("campaign.seed");
  s.cases = c.cases();
  s.nominal = nominal_of(c);
  s.options = options_of(c);
  s.doubts = doubts_about(s.nominal, s.options);
  list_inputs(s);
  s.requirements = c.requirements;
  s.compression = static_cast<int>(c.whole("output.compression"));
  s.trajectories = c.trajectories;
  s.resolved_yaml = resolved_yaml(c);
  sources.cloud.put_into(s);
  sources.tables.list_in(s);
  read_maps(s, folder, recorded);
  read_listed(s, folder, recorded);
  read_library(s, folder, recorded);
  s.sky = mission_sky(c, s.options.site, s.options.aftermath.relay_days);
  const MassParams<double>& m = s.nominal.vehicle.mass;
  s.thrusters = thruster_table(s.configuration.thrusters, {m.cg_x_m, m.cg_y_m, 0.5 * (m.cg_z_m + m.cg_z_full_m)});
  s.campaign_id = make_campaign_id(s);
  return s;
}

}  // namespace

std::vector<InputInfo> inputs_of(const Configuration& configuration) {
  std::vector<InputInfo> inputs;
  for (const std::string& path : configuration.cloud.columns) {
    const Key& key = *registry().find(path);
    inputs.push_back({path, key.unit.name, key.text, "aleatory", configuration.cloud.path, "from_file"});
  }
  for (const Dispersion& d : configuration.dispersions) {
    for (const std::string& path : d.paths) {
      const Key& key = *registry().find(path);
      inputs.push_back(
          {path, key.unit.name, key.text, d.epistemic ? "epistemic" : "aleatory", d.source, distribution_text(d)});
    }
  }
  return inputs;
}

std::vector<std::string> fault_names(const Configuration& configuration) {
  std::vector<std::string> names;
  for (const Fault& f : configuration.faults) names.push_back(f.name);
  return names;
}

DesignColumns design_columns_of(const Configuration& configuration) {
  const SamplingDesign design = configuration.design();
  DesignColumns columns{has_replicates(design.method), design.outer > 0, {}};
  if (design.method != SamplingMethod::saltelli) return columns;
  columns.matrices = {"A", "B"};
  for (const std::vector<std::string>& paths : configuration.mixed)
    columns.matrices.push_back(fmt::format("{}", fmt::join(paths, "+")));
  return columns;
}

Schema schema_of(const Configuration& configuration) {
  const auto names = std::begin(phase_columns_names);
  const auto chosen = std::find(names, std::end(phase_columns_names), configuration.text("output.phases"));
  const CampaignOptions options = options_of(configuration);
  return Schema(
      inputs_of(configuration), static_cast<PhaseColumns>(chosen - names),
      static_cast<std::size_t>(options.vehicle.legs.count), fault_names(configuration),
      {options.vehicle.engine.plume.model != PlumeModel::none, options.aftermath.model != AftermathModel::none},
      design_columns_of(configuration));
}

Scenario load_scenario(const std::string& path, const std::vector<std::string>& overrides) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const RecordedInputs any;
  Sources sources(folder, any);
  return build(read_configuration(path, overrides, files_of(sources, folder, any)), folder, any, sources);
}

Scenario load_scenario(std::istream& in, const std::string& name, const std::vector<std::string>& overrides) {
  const RecordedInputs any;
  Sources sources("", any);
  return build(read_configuration(in, name, overrides, files_of(sources, "", any)), "", any, sources);
}

Scenario load_scenario_text(std::string_view text, const std::string& name, const std::string& folder,
                            const std::vector<std::string>& overrides, const RecordedInputs& recorded) {
  Sources sources(folder, recorded);
  return build(parse_configuration(text, name, overrides, files_of(sources, folder, recorded)), folder, recorded,
               sources);
}

}  // namespace farside
