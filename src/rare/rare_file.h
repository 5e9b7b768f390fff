#pragma once
// What a search for a rare event found, as a file: every failure with its inputs and its weight.
#include "rare/report.h"
#include "store/hdf5/map_file.h"

namespace farside {

// Along `failure`: the case whose noise, ground and faults it has, its weight (they sum to 1), margin, distance in
// sigma, first cause, and each drawn input, as its value `in_...` and as its coordinate `sigma_...` (NaN: as the case
// draws it). Along `repeat`: the probability that each repeat found. `json`: what --json writes.
MapFile rare_file(const RareFindings& found);

}  // namespace farside
