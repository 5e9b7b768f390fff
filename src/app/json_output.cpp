#include "app/json_output.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "app/console.h"
#include "app/options.h"
#include "store/whole_file.h"

namespace farside {

JsonOutput::JsonOutput(std::string path, bool overwrite) : path_(std::move(path)), overwrite_(overwrite) {
  if (!path_.empty() && !to_stdout()) check_output_path(path_, existing_file(overwrite_));
}

void JsonOutput::write(const nlohmann::ordered_json& found) const {
  if (path_.empty()) return;
  const std::string text = found.dump(2) + "\n";
  if (to_stdout()) print(text);
  else write_text_file(path_, text, existing_file(overwrite_));
}

}  // namespace farside
