#include "app/terminal/output_paths.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "base/text.h"

namespace farside {

void check_output_paths(const std::vector<std::string>& paths, Existing existing) {
  std::vector<std::string> places;
  for (const std::string& path : paths) {
    if (path.empty()) continue;
    check_output_path(path, existing);
    const std::string place = std::filesystem::weakly_canonical(std::filesystem::absolute(path)).string();
    if (std::find(places.begin(), places.end(), place) != places.end())
      throw UsageError(path + ": is named twice; give each output a name of its own");
    places.push_back(place);
  }
}

std::string ending_of_name(const std::string& path) { return lower(std::filesystem::path(path).extension().string()); }

void refuse_inputs_as_outputs(const std::vector<std::string>& outputs, const std::vector<std::string>& inputs) {
  for (const std::string& output : outputs) {
    for (const std::string& input : inputs) {
      std::error_code none;  // what isn't there is no input
      if (!output.empty() && std::filesystem::equivalent(output, input, none))
        throw UsageError(output + ": is read by this command, and would be lost; choose another name for the output");
    }
  }
}

void refuse_inputs_as_outputs(const std::vector<std::string>& outputs, const std::string& config,
                              const Scenario& scenario) {
  std::vector<std::string> inputs{config};
  for (const std::string& included : scenario.configuration.included) inputs.push_back(included);
  for (const InputFile& file : scenario.input_files) inputs.push_back(file.path);
  refuse_inputs_as_outputs(outputs, inputs);
}

}  // namespace farside
