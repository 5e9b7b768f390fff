#include "engine/draw_check.h"

#include <fmt/format.h>

#include <atomic>
#include <mutex>

#include "base/error.h"
#include "engine/block_plan.h"
#include "engine/float_state.h"
#include "engine/team.h"

namespace farside {

InvalidDraws find_invalid_draws(const Scenario& scenario, const CaseRanges& all, const FlyOptions& options) {
  const CaseRanges cases = RangeCursor(all).next(draws_looked_at);
  InvalidDraws found;
  if (scenario.inputs.empty() && scenario.configuration.faults.empty()) return {count_cases(cases), 0, {}};
  const Sampler sampler(scenario);
  const DrawRules rules(scenario);
  const BlockPlan plan(cases, 4096);
  std::atomic<std::uint64_t> next{0};
  std::mutex mutex;  // guards `found`
  on_team(thread_count(options), [&] {
    InvalidDraws mine;
    try {
      const FloatState state;
      for (std::uint64_t b = next++; b < plan.blocks(); b = next++) {
        const CaseRange range = plan.block(b);
        for (std::uint64_t i = 0; i < range.count; ++i) add_case(sampler, rules, range.first + i, mine);
      }
    } catch (...) {
      next = plan.blocks();
      throw;
    }
    const std::lock_guard lock(mutex);
    found = united(found, mine);
  });
  return found;
}

void refuse_invalid_draws(const Scenario& scenario, const InvalidDraws& found) {
  if (found.count == 0 || scenario.configuration.text("campaign.invalid_draws") != "refuse") return;
  throw ConfigError(fmt::format(
      "{}: error: the drawn inputs of {} of {} cases can't be, so none is flown:\n{}narrow these distributions, or "
      "have such cases counted as numerical failures (campaign.invalid_draws: count)",
      scenario.configuration.file, found.count, found.checked, describe(found, scenario)));
}

std::string counted_text(const Scenario& scenario, const InvalidDraws& found) {
  return fmt::format(
      "{}: warning: the drawn inputs of {} of {} cases can't be; they count as numerical failures (invalid_draw), not "
      "flown:\n{}",
      scenario.configuration.file, found.count, found.checked, describe(found, scenario));
}

}  // namespace farside
