#pragma once
// Which part of a campaign a process flies.
#include <cstdint>
#include <functional>
#include <string>

namespace farside {

struct Shard {
  std::uint64_t index = 0, count = 1;
};

// "3/10"; "auto": from the variables of the batch system's job array; "auto/10": the task's number from them, the
// number of shards from here. UsageError for what is neither, or where no variable tells. `variable` looks into the
// environment; empty: not set.
using Variable = std::function<std::string(const char* name)>;
Shard parse_shard(const std::string& text, const Variable& variable);
std::string environment_variable(const char* name);

}  // namespace farside
