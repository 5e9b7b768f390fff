#include "app/terminal/junit_output.h"

#include "app/run/provenance.h"
#include "stats/verdicts/junit.h"

namespace farside {
namespace {

// The schema of Ant takes no time zone.
JunitTitle title_of(const std::string& campaign, const std::string& file) {
  return {campaign, file, utc_now().substr(0, std::size("2031-02-28T12:00:00") - 1)};
}

}  // namespace

void JunitOutput::write_requirements(const nlohmann::ordered_json& statistics, const std::string& campaign,
                                     const std::string& file) const {
  if (asked()) write(requirements_junit(statistics, title_of(campaign, file)));
}

void JunitOutput::write_comparison(const nlohmann::ordered_json& comparison, const std::string& campaign,
                                   const std::string& file) const {
  if (asked()) write(comparison_junit(comparison, title_of(campaign, file)));
}

}  // namespace farside
