#include "engine/block.h"

#include <string>

#include "base/error.h"
#include "engine/float_state.h"

namespace farside {

Block::Block(const Scenario& scenario, const KernelSetup& setup, const Sampler& sampler, std::size_t capacity)
    : scenario_(scenario),
      setup_(setup),
      sampler_(sampler),
      case_numbers_(capacity),
      params_((capacity * param_count + 7) / 8),
      records_(capacity),
      inputs_(capacity * scenario.inputs.size()) {}

std::size_t Block::fly(const Kernel& kernel, std::uint64_t first, std::size_t count, const int* stop) {
  return fly(kernel.run, first, count, nullptr, stop);
}

void Block::fly_scalar(const Kernel& kernel, std::uint64_t case_number, TraceSink* trace) {
  fly(kernel.run_scalar, case_number, 1, trace, nullptr);
}

std::size_t Block::fly(Run run, std::uint64_t first, std::size_t count, TraceSink* trace, const int* stop) {
  if (count > case_numbers_.size()) throw InternalError("a block of " + std::to_string(count) + " cases where fewer fit");
  const FloatState state;
  double* params = params_.data()->values;
  for (std::size_t i = 0; i < count; ++i) {
    case_numbers_[i] = first + i;
    records_[i].status = static_cast<std::int8_t>(Status::not_run);
    sampler_.draw(first + i, params + i * param_count);
  }
  const CaseBlock block{case_numbers_.data(), params, records_.data(), inputs_.data(), count, scenario_.seed, trace, stop};
  run(setup_, block);

  const std::size_t n = scenario_.dispersed_factors.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (records_[i].status == static_cast<std::int8_t>(Status::not_run) || records_[i].case_number != first + i) {
      if (told_to_stop(block)) return i;
      throw InternalError("case " + std::to_string(first + i) + " came back from the kernel without having been run");
    }
    for (std::size_t k = 0; k < n; ++k) inputs_[i * n + k] /= scenario_.dispersed_factors[k];
  }
  return count;
}

}  // namespace farside
