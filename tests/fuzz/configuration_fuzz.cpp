// Any text as a configuration: it is refused with a message for each problem, or its resolved form says the same again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/error.h"
#include "config/configuration.h"
#include "config/resolved.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const farside::Configuration configuration = farside::parse_configuration(text, "fuzz.yaml");
    const std::string resolved = farside::resolved_yaml(configuration);
    if (farside::resolved_yaml(farside::parse_configuration(resolved, "resolved.yaml")) != resolved) std::abort();
  } catch (const farside::ConfigError& e) {
    if (std::string_view(e.what()).substr(0, 8) == "resolved") std::abort();  // the resolved form was refused
  } catch (const farside::DataError&) {
    // what it includes can't be read
  }
  return 0;
}
