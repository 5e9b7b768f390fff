#include "app/run/shard.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "base/error.h"
#include "base/whole_number.h"

namespace farside {
namespace {

// How a batch system numbers the tasks of an array. PBS and LSF don't tell how many there are.
struct ArrayVariables {
  const char *system, *index, *first, *last, *step, *count;
  std::uint64_t lowest;  // number of the first task, where nothing tells it
};
constexpr ArrayVariables systems[] = {
    {"Slurm", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX", "SLURM_ARRAY_TASK_STEP",
     "SLURM_ARRAY_TASK_COUNT", 0},
    {"Grid Engine", "SGE_TASK_ID", "SGE_TASK_FIRST", "SGE_TASK_LAST", "SGE_TASK_STEPSIZE", "", 1},
    {"PBS", "PBS_ARRAY_INDEX", "", "", "", "", 0},
    {"Torque", "PBS_ARRAYID", "", "", "", "", 0},
    {"LSF", "LSB_JOBINDEX", "", "LSB_JOBINDEX_END", "LSB_JOBINDEX_STEP", "", 1},
};

[[noreturn]] void refuse(const std::string& text, const std::string& why) {
  throw UsageError("--shard " + text + ": " + why);
}

Shard from_array(const std::string& text, std::optional<std::uint64_t> shards, const Variable& variable) {
  for (const ArrayVariables& s : systems) {
    const std::string number = variable(s.index);
    const auto index = whole_number(number);
    if (!index && !number.empty() && number != "undefined") {  // so Grid Engine says of a job that is no array
      refuse(text, std::string(s.index) + "=" + number + " is no number of a task; write --shard I/N, such as 0/10");
    }
    if (!index || (std::string(s.system) == "LSF" && *index == 0)) continue;
    const std::string at = std::string(s.index) + "=" + std::to_string(*index);
    if (shards) {  // the whole array is numbered from s.lowest on, whichever of its tasks were submitted
      if (*index < s.lowest || *index - s.lowest >= *shards) {
        refuse(text, at + " is none of " + std::to_string(*shards) + " shards; number the array from " +
                         std::to_string(s.lowest) + " to " + std::to_string(*shards - 1 + s.lowest));
      }
      return {*index - s.lowest, *shards};
    }
    const std::uint64_t first = whole_number(variable(s.first)).value_or(s.lowest),
                        step = std::max<std::uint64_t>(whole_number(variable(s.step)).value_or(1), 1);
    const auto last = whole_number(variable(s.last));
    auto count = whole_number(variable(s.count));
    if (!count && last && *last >= first) count = (*last - first) / step + 1;
    if (!count)
      refuse(text, std::string(s.system) + " doesn't tell how many tasks the array has; write --shard auto/N");
    if (*index < first || (*index - first) / step >= *count || (last && (*last - first) / step + 1 != *count)) {
      refuse(
          text,
          "the tasks of this array don't follow each other (" + at + ", " + std::to_string(*count) +
              " tasks), so they don't tell the shards; write --shard auto/N, N being the shards of the whole campaign");
    }
    return {(*index - first) / step, *count};
  }
  refuse(text,
         "no job array here (none of SLURM_ARRAY_TASK_ID, SGE_TASK_ID, PBS_ARRAY_INDEX, PBS_ARRAYID, LSB_JOBINDEX is "
         "set); write --shard I/N, such as 0/10");
}

}  // namespace

Shard parse_shard(const std::string& text, const Variable& variable) {
  const std::size_t slash = text.find('/');
  const std::string left = text.substr(0, slash);
  std::optional<std::uint64_t> count;
  if (slash != std::string::npos) {
    count = whole_number(text.substr(slash + 1));
    if (!count || *count == 0) refuse(text, "expected I/N with N from 1 on, auto, or auto/N");
  }
  if (left == "auto") return from_array(text, count, variable);
  const auto index = whole_number(left);
  if (!index || !count) refuse(text, "expected I/N such as 0/10, auto, or auto/N");
  if (*index >= *count) refuse(text, "shards are numbered from 0 to " + std::to_string(*count - 1));
  return {*index, *count};
}

std::string environment_variable(const char* name) {
  const char* value = name[0] == '\0' ? nullptr : std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace farside
