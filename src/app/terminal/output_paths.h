#pragma once
// The files that a command was told to write.
#include <string>
#include <vector>

#include "scenario/scenario.h"
#include "store/files.h"

namespace farside {

// Before anything is done for them; empty: not asked for. UsageError, StoreError where one can't be written, or two
// have one name.
void check_output_paths(const std::vector<std::string>& paths, Existing existing);

// The ending of a name, such as ".tif", of any case.
std::string ending_of_name(const std::string& path);

// UsageError where an output is a file that the command reads, which --overwrite would destroy: `inputs`, or the
// configuration at `config` (or the campaign file that holds it), what it includes and what it names.
void refuse_inputs_as_outputs(const std::vector<std::string>& outputs, const std::vector<std::string>& inputs);
void refuse_inputs_as_outputs(const std::vector<std::string>& outputs, const std::string& config,
                              const Scenario& scenario);

}  // namespace farside
