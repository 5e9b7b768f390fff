#pragma once
// What farside run does: an attempt at an output, from what earlier ones left to the finished file.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"

namespace farside {

// As they were given on the command line.
struct RunArguments {
  std::string config, output, isa = "auto", progress = "auto", block_order = "forward", shard, max_wall, journal_dir,
                              log, strata, command_line;
  std::vector<std::string> sets, missing_of;
  std::optional<std::uint64_t> seed, cases, threads, block_cases;
  bool resume = false, overwrite = false, reproducible = false, strict = false, no_stop = false, quiet = false;
};

// Flies what is asked and not finished yet, writes the file, prints its summary.
ExitCode run_attempt(const RunArguments& arguments);

}  // namespace farside
