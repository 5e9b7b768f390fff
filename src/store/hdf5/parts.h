#pragma once
// The parts of a campaign file beside its table: root attributes, /provenance, /statistics, /trajectories.
#include <nlohmann/json_fwd.hpp>

#include "store/hdf5/hdf5_out.h"
#include "store/hdf5/writer.h"

namespace farside {

void write_root_attributes(const Hdf5Out& out, const CampaignHeader& header, const char* filetype, bool complete);
void write_provenance(const Hdf5Out& out, const CampaignHeader& header, bool reproducible);

// The JSON text as the attribute `json`, and its numbers as datasets of the same names: an object is a group, a list of
// objects is a group with one array for each key, null is NaN. Lists inside lists of objects are in the text alone.
void write_statistics(const Hdf5Out& out, const nlohmann::ordered_json& statistics);

// CF contiguous ragged arrays: row_size (trajectory), then all samples along `obs`, of which `time` is the coordinate.
void write_trajectories(const Hdf5Out& out, const Trajectories& trajectories, int compression);
// The same with the datasets at the root, where readers look first; the group has hard links to them.
void write_trajectories_at_root(const Hdf5Out& out, const Trajectories& trajectories, int compression);

}  // namespace farside
