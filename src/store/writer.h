#pragma once
// The campaign file (src/store/FORMAT.md), streamed from the spool in case order: memory stays flat in the number of cases.
// It appears under its name only when it is whole (tmp, fsync, rename, fsync of the folder).
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "store/files.h"
#include "store/spool.h"

namespace farside {

inline constexpr std::int64_t format_version = 1;
inline constexpr char campaign_filetype[] = "farside-campaign";

// Where a file comes from: attributes of /provenance. The second block tells of one run and not of its results: it is left
// out of reproducible files. Empty texts are left out, too.
struct Provenance {
  std::string config_yaml;    // every default filled in
  std::string config_sha256;  // of config_yaml
  std::string input_files;    // one a line: SHA-256, two spaces, name
  std::string version, commit, compiler, libraries;

  std::string command_line, host, isa, started, finished;
  int threads = 0;
};

struct CampaignHeader {
  std::string title;
  std::string campaign_id;
  std::int64_t model_version = 1;
  std::uint64_t seed = 0;
  std::uint64_t shard = 0, shards = 1;
  std::uint64_t first_case = 0, case_count = 0;  // of this file; cases without a row are written as "not run"
  Provenance provenance;
};

// Time histories of some cases, one after the other.
struct Trajectories {
  struct Column {
    std::string name, units, long_name;
  };
  std::vector<Column> columns;  // the first is `time`
  std::vector<std::uint64_t> cases;
  std::vector<std::uint64_t> row_counts;  // of each case
  std::vector<double> rows;               // all rows, columns.size() values each
};

struct WriteOptions {
  Existing existing = Existing::refuse;
  bool reproducible = false;
  int compression = 1;  // gzip level 0 ... 9
};

class CampaignFile;
// From the file as it is being written, which has its columns by then: by column it is read far faster than the spool.
using ComputeStatistics = std::function<nlohmann::ordered_json(const CampaignFile& file)>;

// UsageError: the file exists. StoreError: nothing changed under `path`, and the spool still has every row.
// Without `statistics` or `trajectories` (null) the file has none.
void write_campaign_file(const Spool& spool, const CampaignHeader& header, const ComputeStatistics& statistics,
                         const Trajectories* trajectories, const std::string& path, const WriteOptions& options);

// A file of time histories alone, with the same header.
void write_trajectory_file(const CampaignHeader& header, const Trajectories& trajectories, const std::string& path,
                           const WriteOptions& options);

// Puts `statistics` in the place of /statistics of the file by way of a copy that is renamed.
void store_statistics(const nlohmann::ordered_json& statistics, const std::string& path);

}  // namespace farside
