#pragma once
// The files of configs/, as they were when the program was built: `farside example` prints them wherever the program
// is.
#include <string>
#include <vector>

namespace farside {

struct ShippedConfig {
  std::string file;  // as seen from configs/
  std::string text;
};

// By their names.
const std::vector<ShippedConfig>& shipped_configs();

}  // namespace farside
