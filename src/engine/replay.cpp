#include "engine/replay.h"

#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/version.h"
#include "engine/block.h"
#include "engine/setup.h"
#include "record/phases.h"
#include "store/hdf5/file_rows.h"

namespace farside {
namespace {

struct ColumnValues {
  const TraceRecord& row;
  std::vector<double>& values;
  void column(const char*, double TraceRecord::*member, const char*, const char*) { values.push_back(row.*member); }
};

// What a touchdown, whose rows are those without a navigation error, doesn't compute itself: tanks are as the row of
// the case says, the flight software is done or unknown; thrusters are off.
void complete(TraceRecord& row, const LandingRecord& record) {
  if (!std::isnan(row.nav_error_east)) return;
  row.propellant = record.propellant_remaining;
  row.rcs_propellant = record.rcs_propellant_remaining;
  row.phase = static_cast<double>(row.time < record.touchdown_time ? Phase::free_fall : Phase::touchdown);
  if (row.thrust != 0.0) row.thrust_command = row.throttle = std::numeric_limits<double>::quiet_NaN();
}

// A stored configuration was valid when it was written, so an error in it means that the file was damaged or changed.
Scenario load_stored(const std::string& path, const std::string& config, const std::string& folder,
                     const RecordedInputs& recorded) {
  try {
    return load_scenario_text(config, path + ":/provenance/config_yaml", folder, {}, recorded);
  } catch (const ConfigError& e) {
    throw DataError(path + ": the configuration in it can't be read: it was changed or damaged after it was written\n" +
                    e.what());
  }
}

}  // namespace

Replay replay_case(const Scenario& scenario, std::uint64_t case_number, const Kernel& kernel, History history) {
  const KernelSetup setup = make_setup(scenario);
  const Sampler sampler(scenario);
  Block block(scenario, setup, sampler, 1);
  Replay replay;
  replay.history.resize(history == History::keep ? 10000 : 0);
  TraceSink sink{replay.history.data(), replay.history.size(), 0};
  block.fly_scalar(kernel, case_number, history == History::keep ? &sink : nullptr);
  if (sink.count > sink.capacity) {  // longer than the buffer, but now the length is known
    replay.history.resize(sink.count);
    sink = {replay.history.data(), replay.history.size(), 0};
    block.fly_scalar(kernel, case_number, &sink);
  }
  replay.history.resize(sink.count);
  replay.record = block.records()[0];
  replay.fault = block.faults()[0];
  if (!block.failures().empty()) replay.software_failure = block.failures().front().what;
  for (TraceRecord& row : replay.history) complete(row, replay.record);
  replay.inputs.assign(block.inputs(), block.inputs() + block.input_count());
  return replay;
}

Trajectories trajectories_of(const std::vector<Replay>& replays) {
  Trajectories t;
  t.columns = trajectory_columns();
  for (const Replay& replay : replays) {
    t.cases.push_back(replay.record.case_number);
    t.row_counts.push_back(replay.history.size());
    for (const TraceRecord& row : replay.history) {
      ColumnValues values{row, t.rows};
      TraceRecord::columns(values);
    }
  }
  return t;
}

Scenario scenario_of(const CampaignFile& file, const std::string& folder) {
  const std::string& path = file.path();
  const auto stored = stored_configuration(file);
  const auto id = file.text("campaign_id");
  if (!stored || !id)
    throw DataError(path +
                    ": has no campaign_id and configuration (/provenance: config_yaml); only what farside run wrote "
                    "can be flown again");
  const std::string written_by = stored->version.empty() ? "unknown" : stored->version;
  const auto version = file.number("model_version");
  if (version && *version != static_cast<std::uint64_t>(model_version)) {
    throw DataError(path + ": was flown with model_version " + std::to_string(*version) + ", this farside has " +
                    std::to_string(model_version) + "; use the version that wrote it (" + written_by + ")");
  }
  const RecordedInputs recorded(file.text("input_files", "provenance").value_or(""));
  Scenario scenario = load_stored(path, stored->config_yaml, folder, recorded);
  if (scenario.campaign_id == *id) return scenario;

  const std::string missing = recorded.missing_in(scenario.input_files);
  const std::string reason =
      missing.empty() ? "the models' defaults or the resampling of maps differ; use the version that wrote it (" +
                            written_by + ", " + file.text("libraries", "provenance").value_or("unknown libraries") + ")"
                      : "input files are missing: " + missing;
  throw DataError(path + ": is of campaign " + id->substr(0, 12) + ", its configuration now makes " +
                  scenario.campaign_id.substr(0, 12) + ": " + reason);
}

}  // namespace farside
