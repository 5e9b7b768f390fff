#pragma once
// The campaign file (src/store/FORMAT.md), streamed from journals and other files in case order: memory stays flat in
// the number of cases. It appears under its name only when it is whole (tmp, fsync, rename, fsync of the folder).
#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "store/campaign_header.h"
#include "store/hdf5/trajectories.h"
#include "store/rows.h"
#include "store/whole_file.h"

namespace farside {

inline constexpr std::int64_t format_version = 1;
inline constexpr char campaign_filetype[] = "farside-campaign", trajectories_filetype[] = "farside-trajectories";

struct WriteOptions {
  Existing existing = Existing::refuse;
  bool reproducible = false;
  int compression = 1;  // gzip level 0 ... 9
  std::optional<FileIdentity> replaces =
      {};  // the only file that Existing::replace replaces; not given: the one there when writing begins
};

// Rows of a chunk in a file with `rows` rows. At most 32,768: ~25 MB of rows in memory, and 256 kB a column on disk,
// large enough for parallel disks. All chunks of nearly one size, since the last one is stored whole.
std::uint64_t choose_chunk_rows(std::uint64_t rows);

class CampaignFile;
// Computes the statistics from the temporary file, whose columns are written by then: reading a column is far faster
// than reading the journals.
using ComputeStatistics = std::function<nlohmann::ordered_json(const CampaignFile& file)>;

// UsageError: the file exists. StoreError: nothing changed under `path`, and the sources still have every row.
// DataError: a source is damaged, or two of them have different rows of a case. Without `statistics` or `trajectories`
// (null) the file has none.
void write_campaign_file(const RowMix& rows, const CampaignHeader& header, const ComputeStatistics& statistics,
                         const Trajectories* trajectories, const std::string& path, const WriteOptions& options);

// A file of time histories alone, with the same header.
void write_trajectory_file(const CampaignHeader& header, const Trajectories& trajectories, const std::string& path,
                           const WriteOptions& options);

// Replaces /statistics of the file: a copy is changed and renamed. StoreError where the file is no longer `read`, from
// which they were computed.
void store_statistics(const nlohmann::ordered_json& statistics, const std::string& path,
                      const std::optional<FileIdentity>& read = {});

}  // namespace farside
