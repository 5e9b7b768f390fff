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
inline constexpr char campaign_filetype[] = "farside-campaign";

struct WriteOptions {
  Existing existing = Existing::refuse;
  bool reproducible = false;
  int compression = 1;  // gzip level 0 ... 9
  std::optional<FileIdentity> replaces =
      {};  // with Existing::replace, and no other; otherwise what is there when writing begins
};

// Rows of a chunk, in a file of so many. At most 32,768: ~25 MB of rows in memory, and 256 kB a column on disk, large
// enough for parallel disks. All chunks of nearly one size, since the last one is stored whole.
std::uint64_t choose_chunk_rows(std::uint64_t rows);

class CampaignFile;
// From the file as it is being written, which has its columns by then: by column it is read far faster than a journal.
using ComputeStatistics = std::function<nlohmann::ordered_json(const CampaignFile& file)>;

// UsageError: the file exists. StoreError: nothing changed under `path`, and the sources still have every row.
// DataError: a source is damaged, or two have other bits of a case. Without `statistics` or `trajectories` (null) the
// file has none.
void write_campaign_file(const RowMix& rows, const CampaignHeader& header, const ComputeStatistics& statistics,
                         const Trajectories* trajectories, const std::string& path, const WriteOptions& options);

// A file of time histories alone, with the same header.
void write_trajectory_file(const CampaignHeader& header, const Trajectories& trajectories, const std::string& path,
                           const WriteOptions& options);

// Puts `statistics` in the place of /statistics of the file by way of a copy that is renamed. StoreError where it is no
// longer the file that was read for them.
void store_statistics(const nlohmann::ordered_json& statistics, const std::string& path,
                      const std::optional<FileIdentity>& read = {});

}  // namespace farside
