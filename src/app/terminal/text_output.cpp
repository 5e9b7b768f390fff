#include "app/terminal/text_output.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "app/arguments/options.h"
#include "app/terminal/console.h"
#include "app/terminal/output_paths.h"
#include "store/whole_file.h"

namespace farside {

TextOutput::TextOutput(std::string path, bool overwrite, const std::vector<std::string>& inputs)
    : path_(std::move(path)), overwrite_(overwrite) {
  if (!asked() || to_stdout()) return;
  check_output_path(path_, existing_file(overwrite_));
  refuse_inputs_as_outputs({path_}, inputs);
}

void TextOutput::write(const std::string& text) const {
  if (!asked()) return;
  if (to_stdout()) print(text);
  else write_text_file(path_, text, existing_file(overwrite_));
}

void JsonOutput::write(const nlohmann::ordered_json& found) const {
  using Json = nlohmann::ordered_json;
  if (asked()) TextOutput::write(found.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");  // names of files
}

void refuse_two_in_one_place(bool csv, const std::string& json, const std::string& junit) {
  if (csv && json == "-") throw UsageError("--csv and --json - both write to stdout; give --json a file");
  if (csv && junit == "-") throw UsageError("--csv and --junit - both write to stdout; give --junit a file");
  if (!json.empty() && json == junit)
    throw UsageError("--json and --junit both write to " + (json == "-" ? "stdout" : json) +
                     "; give each its own file");
}

}  // namespace farside
