#pragma once
// --junit OUT: verdicts for continuous integration.
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "app/terminal/text_output.h"

namespace farside {

inline constexpr char junit_help[] =
    "write the verdicts as JUnit XML, a test for each requirement; inconclusive ones are skipped tests";

class JunitOutput : public TextOutput {
 public:
  using TextOutput::TextOutput;
  // `campaign`: its name, or empty.
  void write_requirements(const nlohmann::ordered_json& statistics, const std::string& campaign,
                          const std::string& file) const;
  void write_comparison(const nlohmann::ordered_json& comparison, const std::string& campaign,
                        const std::string& file) const;
};

}  // namespace farside
