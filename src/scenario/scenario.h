#pragma once
// What a campaign flies: the configuration turned into arrays that never change during a run.
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/configuration.h"
#include "flight/case_params.h"
#include "record/schema.h"
#include "scenario/cloud.h"
#include "scenario/flight_library.h"
#include "scenario/input_files.h"
#include "scenario/listed.h"
#include "scenario/maps/dem.h"
#include "scenario/mission_sky.h"
#include "vehicle/thruster_table.h"

namespace farside {

struct Scenario {
  Configuration configuration;
  std::string name;
  std::uint64_t seed = 0;
  std::uint64_t cases = 0;
  CampaignOptions options;
  CaseParams<double> nominal;          // SI; flight software assumes them
  std::vector<TerrainGrid> terrain;    // of moon.terrain.layers, finest first
  std::vector<std::string> doubts;     // remarks about the maps (layer_checks.h)
  Listed listed;                       // of moon.terrain.relief
  ThrusterTable thrusters{};           // of vehicle.thrusters.list
  std::optional<LibraryFile> library;  // gnc.library
  MissionSky sky;                      // of aftermath.model

  CloudTable cloud;  // of start.from_file, of the columns that are used; empty without one

  // Inputs that differ from case to case, those of the cloud first: the columns `in_...`. SI value = file's value *
  // factor.
  std::vector<InputInfo> inputs;
  std::vector<std::int32_t> dispersed_slots;
  std::vector<double> dispersed_factors;

  std::vector<Requirement> requirements;
  int compression = 1;
  std::vector<std::uint64_t> trajectories;

  std::string resolved_yaml;  // every default filled in
  std::string campaign_id;  // SHA-256 of the resolved physics, of every input file, of the heights made from them, and
                            // of model_version
  std::vector<InputFile> input_files;

  // param_count doubles.
  const double* nominal_values() const { return reinterpret_cast<const double*>(&nominal); }
};

// The inputs of a configuration that differ from case to case: the columns that its rows have beside those of every
// campaign.
std::vector<InputInfo> inputs_of(const Configuration& configuration);

// Its faults, which have columns of their own.
std::vector<std::string> fault_names(const Configuration& configuration);

// Its columns of designs and outer draws.
DesignColumns design_columns_of(const Configuration& configuration);

// The columns of a configuration's rows.
Schema schema_of(const Configuration& configuration);

// ConfigError, UsageError as read_configuration(); UsageError, too: a map, and no GDAL (dem.h); DataError: the file, or
// a file that it names, can't be read or isn't what it should be. Relative paths of maps are taken from the
// configuration's folder, or, where there is no such file, from the current one. Maps are read and resampled here, so
// what this returns can be flown.
Scenario load_scenario(const std::string& path, const std::vector<std::string>& overrides = {});

// The same from a stream, as standard input; `name` stands in messages.
Scenario load_scenario(std::istream& in, const std::string& name, const std::vector<std::string>& overrides);

// The same from a text that stands under `name` in messages, such as the configuration stored in a campaign file; it
// includes nothing, and of the files that it names only those of `recorded` are opened.
Scenario load_scenario_text(std::string_view text, const std::string& name, const std::string& folder,
                            const std::vector<std::string>& overrides = {}, const RecordedInputs& recorded = {});

}  // namespace farside
