#pragma once
// The dispersion cloud of a finished campaign: what its file holds of each flight, in place of flying it again. Any
// file of the campaign layout will do that has the states at the ground.
#include <cstdint>
#include <vector>

#include "risk/cloud_member.h"
#include "store/reader.h"

namespace farside {

// The dispersed inputs that each member flew with, as a file has them.
struct MemberInputs {
  struct Column {
    std::size_t slot;  // in CaseParams<double>
    double factor;     // SI value = value in the file's unit * factor
  };
  std::vector<Column> columns;
  std::vector<double> values;  // member after member, in the file's units

  // Puts those of a member in place of what was drawn. A draw that is the same input is left as it is, to the last bit.
  void apply(std::size_t member, CaseParams<double>& params) const;
};

struct FileCloud {
  std::vector<CloudMember> members;
  MemberInputs inputs;
  bool weighted = false;  // its cases don't count alike, a cloud's do
};

// The first `most` cases of the file that were flown; `handover_m`: as their campaign had it. DataError, with what to
// do: a column that is needed is missing, in another unit, or has no value where there must be one.
FileCloud read_cloud(const CampaignFile& file, std::uint64_t most, double handover_m);

}  // namespace farside
