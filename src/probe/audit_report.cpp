#include "probe/audit_report.h"
#include "stats/json_number.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

std::string fits_text(const Audit& audit) {
  if (audit.fits.empty()) return "no input is drawn\n";
  double least = 1.0;
  std::size_t off = 0;
  std::string text;
  for (const FitTest& test : audit.fits) {
    if (test.p < least) least = test.p;
    if (!test.off) continue;
    ++off;
    text += fmt::format("  {}: not {} (p {:.1e})\n", test.what, test.asked, test.p);
  }
  const std::string head =
      fmt::format("{} tests of what {} cases consumed against what was asked for: {}, least p {:.2g}\n",
                  audit.fits.size(), audit.used, off > 0 ? fmt::format("{} off", off) : "all fit", least);
  return head + text;
}

// Criteria for which `is` holds, or "none".
template <class Is>
std::string criteria_text(const Audit& audit, const Is& is) {
  std::string text;
  for (std::size_t c = 0; c < audit.criteria.size(); ++c) {
    if (is(audit.criteria[c])) text += (text.empty() ? "" : ", ") + std::string(criteria[c].name);
  }
  return text.empty() ? "none" : text;
}

}  // namespace

Json audit_json(const Audit& audit, const Scenario& s) {
  Json j{{"title", s.name},
         {"campaign_id", s.campaign_id},
         {"cases", audit.cases},
         {"cases_tested", audit.used},
         {"found", audit.finds()}};
  j["fits"] = Json::array();
  for (const FitTest& test : audit.fits)
    j["fits"].push_back({{"input", test.what}, {"asked", test.asked}, {"p", json_number(test.p)}, {"off", test.off}});
  j["dead_inputs"] = Json::array();
  for (const DeadInput& dead : audit.dead)
    j["dead_inputs"].push_back({{"path", dead.path}, {"why", dead.why}, {"included", dead.included}});
  j["criteria"] = Json::array();
  for (std::size_t c = 0; c < audit.criteria.size(); ++c)
    j["criteria"].push_back({{"name", criteria[c].name},
                             {"judged", audit.criteria[c].judged},
                             {"fired", audit.criteria[c].fired},
                             {"dead", audit.criteria[c].judged == 0}});
  j["dead_requirements"] = audit.dead_requirements;
  return j;
}

std::string audit_text(const Audit& audit, const Scenario& s) {
  std::string text = fmt::format("{}: audit of {} cases\n\n", s.name, audit.cases) + fits_text(audit);
  const auto list = [&](const char* head, bool included) {
    std::string lines;
    for (const DeadInput& dead : audit.dead) {
      if (dead.included == included) lines += fmt::format("  {}: {}\n", dead.path, dead.why);
    }
    if (!lines.empty()) text += std::string("\n") + head + lines;
  };
  list("dead inputs: one sigma either way moves nothing\n", false);
  list("of included files, and dead here\n", true);
  text += fmt::format("\ncriteria that no case was judged by (dead): {}\n",
                      criteria_text(audit, [](const JudgedCriterion& c) { return c.judged == 0; }));
  text += fmt::format("judged, and violated by no case: {}\n",
                      criteria_text(audit, [](const JudgedCriterion& c) { return c.judged > 0 && c.fired == 0; }));
  for (const std::string& name : audit.dead_requirements)
    text += fmt::format("dead requirement: {}: it is about what no case has\n", name);
  return text + (audit.finds() ? "\nsomething is wrong\n" : "\nnothing is wrong\n");
}

}  // namespace farside
