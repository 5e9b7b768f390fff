#include "stats/verdicts/junit.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/xml.h"
#include "stats/text_page.h"
#include "stats/verdicts/comparison.h"
#include "stats/verdicts/comparison_summary.h"
#include "stats/verdicts/mission.h"
#include "stats/verdicts/requirement_text.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

enum class Shown { passed, failed, skipped };

struct Test {
  std::string name;
  Shown shown;
  std::string type, message;
  std::string details{};  // of one that failed
};

std::string element_of(const Test& test, const std::string& suite) {
  const std::string open =
      fmt::format("    <testcase name=\"{}\" classname=\"{}\" time=\"0\"", xml_text(test.name), suite);
  switch (test.shown) {
    case Shown::passed:
      break;
    case Shown::skipped:
      return fmt::format("{}>\n      <skipped message=\"{}\"/>\n    </testcase>\n", open, xml_text(test.message));
    case Shown::failed:
      return fmt::format("{}>\n      <failure message=\"{}\" type=\"{}\">{}</failure>\n    </testcase>\n", open,
                         xml_text(test.message), test.type, xml_text(test.details));
  }
  return open + "/>\n";
}

// The schema asks for every part, in this order. `told`: what a reader wants to know of those that passed, too.
std::string report_of(const std::vector<Test>& tests, const JunitTitle& title, const std::string& told) {
  const std::string suite = xml_text(title.suite.empty() ? title.file : title.suite);
  const auto count = [&](Shown shown) {
    return std::count_if(tests.begin(), tests.end(), [shown](const Test& test) { return test.shown == shown; });
  };
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
      "  <testsuite name=\"{0}\" package=\"farside\" id=\"0\" timestamp=\"{1}\" hostname=\"localhost\" tests=\"{2}\" "
      "failures=\"{3}\" errors=\"0\" skipped=\"{4}\" time=\"0\">\n"
      "    <properties>\n      <property name=\"file\" value=\"{5}\"/>\n    </properties>\n",
      suite, title.written_at, tests.size(), count(Shown::failed), count(Shown::skipped), xml_text(title.file));
  for (const Test& test : tests) text += element_of(test, suite);
  return text + "    <system-out>" + xml_text(told) +
         "</system-out>\n    <system-err></system-err>\n  </testsuite>\n</testsuites>\n";
}

}  // namespace

std::string requirements_junit(const Json& statistics, const JunitTitle& title) {
  std::vector<Test> tests;
  std::string told;
  for (const Json& q : statistics.at("requirements")) {
    const std::string name = q.at("name"), verdict = q.at("verdict"), evidence = requirement_evidence(q);
    const Shown shown = verdict == "pass" ? Shown::passed : verdict == "fail" ? Shown::failed : Shown::skipped;
    tests.push_back({name, shown, "requirement", verdict + ": " + evidence, requirement_asks(q) + "\n" + evidence});
    told += fmt::format("{}: {}: {}\n{}\n", verdict, name, requirement_asks(q), evidence);
  }
  return report_of(tests, title, told);
}

std::string comparison_junit(const Json& comparison, const JunitTitle& title) {
  const bool worse = is_worse(comparison);
  const std::string evidence = verdict_evidence(comparison);
  std::string details = evidence + "\n";
  const std::string judged = comparison.at("gate").at("of");
  const bool of_mission = judged == mission_event;
  const Json& told = of_mission ? comparison.at("mission") : comparison;
  if (told.contains("flipped")) {
    for (const auto& [cause, found] : told.at("flipped").at("worse").at("causes").items()) {
      details += fmt::format("{} in A, {} in B: {}, such as {}\n", of_mission ? "goes on" : "safe", cause,
                             counted_cases(count_of(found.at("count"))), numbers_of(found.at("cases")));
    }
  }
  return report_of(
      {{"P(" + judged + ") isn't lower", worse ? Shown::failed : Shown::passed, "comparison", evidence, details}},
      title, (worse ? "B is worse: " : "B isn't shown to be worse: ") + details);
}

}  // namespace farside
