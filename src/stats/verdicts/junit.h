#pragma once
// Verdicts as a JUnit report, which continuous integration shows: a suite, and in it a test for each requirement. It is
// valid by the schema of Ant's reports (JUnit.xsd of Windy Road).
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace farside {

struct JunitTitle {
  std::string suite;       // such as the campaign's name; empty: the file's
  std::string file;        // that was judged
  std::string written_at;  // UTC, 2031-02-28T12:00:00
};

// Of compute_statistics(): pass, fail, and inconclusive as skipped, each told with what the campaign shows.
std::string requirements_junit(const nlohmann::ordered_json& statistics, const JunitTitle& title);

// Of compare_campaigns(): one test, that P(safe) isn't lower; where it fails, by which causes and such as which cases.
std::string comparison_junit(const nlohmann::ordered_json& comparison, const JunitTitle& title);

}  // namespace farside
